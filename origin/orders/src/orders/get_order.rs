//! Showing orders.

use api::orders::{GetOrder, OrderView};
use origin_platform::{Call, ServiceError, Stores};

use super::access::access;
use super::read::{order_by_id, order_not_found};

/// The account's session opens it, or a link to it.
#[tracing::instrument(name = "orders.get_order", skip_all)]
pub(crate) async fn get_order(stores: Stores, call: Call<GetOrder>) -> Result<OrderView, ServiceError> {
    let order = order_by_id(&stores.db, call.endpoint.order).await?.ok_or_else(order_not_found)?;
    access(&stores, &call, order.id, order.customer_id).await?;
    Ok(order.view()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::catalog::Localized;
    use domain::{Locale, Market, OrderId};
    use uuid::Uuid;

    use super::*;
    use crate::orders::views;
    use crate::testing::{EMAIL, Shop, cancellation, product, token};
    use api::Code;
    use api::catalog::Text;
    use api::checkout::CreateCheckout;
    use api::orders::{CreateReturn, GetOrderDocument, PlaceOrder, SettleOrder};
    use domain::orders::{DocumentKind, OrderState, ReturnKind};

    #[tokio::test]
    async fn m4_the_id_of_an_account_s_order_is_no_key_to_it() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let order = shop.call_as_shopper(&request).await.expect("placed").id;
        let (get, settle) = (GetOrder { order }, SettleOrder { order });
        let (kind, email) = (ReturnKind::Withdrawal, EMAIL.parse().ok());
        let back = CreateReturn { order, kind, reason: String::new(), lines: vec![], email };
        let document = GetOrderDocument { order, kind: DocumentKind::Invoice, number: 1 };
        let refused = async || {
            [
                shop.call_with_token(&get, None).await.err(),
                shop.call_with_token(&settle, None).await.err(),
                shop.call_with_token(&cancellation(order), None).await.err(),
                shop.call_with_token(&back, None).await.err(),
                shop.call_with_token(&document, None).await.err(),
            ]
        };
        for refused in refused().await {
            assert_eq!(refused.map(|problem| problem.code), Some(Code::Unauthenticated));
        }
        assert_eq!(shop.call_as_shopper(&get).await.expect("their own").state, OrderState::Placed);
        // To another account it is not even there.
        shop.execute("update orders.orders set customer_id = gen_random_uuid()").await;
        for refused in [shop.call_as_shopper(&get).await.err(), shop.call_as_shopper(&settle).await.err()] {
            assert_eq!(refused.map(|problem| problem.code), Some(Code::OrderNotFound));
        }
        assert_eq!(shop.count("select count(*) from orders.orders where state = 'placed'").await, 1);
    }

    #[tokio::test]
    async fn whoever_has_a_link_sees_a_guest_s_order() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let view = shop.call(&request).await.expect("placed");
        assert_eq!(shop.call(&GetOrder { order: view.id }).await.expect("shown"), view);
        let unknown = OrderId(Uuid::new_v4());
        let found = views(&shop.stores.db, &[unknown, view.id]).await.expect("PostgreSQL");
        assert_eq!(found, BTreeMap::from([(view.id, view.clone())]));
        assert_eq!(view.id.0.get_version_num(), 4);
        let declined = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "test_decline");
        shop.call(&declined).await.expect_err("declined");
        let refused: Uuid = sqlx::query_scalar("select id from orders.orders where state = 'refused'")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
        let refused = OrderId(refused);
        assert_eq!(shop.call(&GetOrder { order: refused }).await.expect("shown").state, OrderState::Refused);
        let unknown = shop.call(&GetOrder { order: unknown }).await.expect_err("unknown");
        assert_eq!(unknown.code, Code::OrderNotFound);
        assert_eq!(shop.get("/v1/orders/1001").await.expect_err("a number is no id").code, Code::InvalidRequest);
    }

    #[tokio::test]
    async fn j02_an_order_keeps_the_language_of_what_nobody_had_translated() {
        for shop in [Shop::open().await, Shop::on_the_fast_path().await] {
            let (id, mut stool) = product("STOOL", 2000);
            stool.title = Localized::same("Stool");
            crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, stool)]).await.expect("PostgreSQL");
            shop.stock("STOOL", 9).await;
            let market = Market::De;
            let cart = shop.cart_with(&[("STOOL", 1)]).await;
            let hold = CreateCheckout { cart, market, country: None, postal_code: None, email: None };
            shop.call(&hold).await.expect("held");
            let request = PlaceOrder { market, ..shop.placement(cart).await };
            let placed = shop.call(&request).await.expect("placed");
            let english = Text::kept("Stool", Some(Locale::En));
            assert_eq!((&placed.lines[0].title, &placed.lines[0].choice), (&english, &Text::plain("Hafer, Groß")));
            assert_eq!(shop.call(&GetOrder { order: placed.id }).await.expect("shown"), placed);
            let seen = placed.seen_from(Locale::En).lines.remove(0);
            assert_eq!((seen.title.lang(), seen.choice.lang()), (None, Some(Locale::De)));
        }
    }
}
