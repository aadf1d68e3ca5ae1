//! Adding units of a variant to a cart.

use api::cart::{AddCartLine, CartView};
use origin_platform::{Call, ServiceError};

use super::line_change::change_line;
use crate::checkout::Service;

const ADD: &str = include_str!("sql/add_line.sql");

#[tracing::instrument(name = "cart.add_cart_line", skip_all, fields(sku = %call.endpoint.sku))]
pub(crate) async fn add_cart_line(service: Service, call: Call<AddCartLine>) -> Result<CartView, ServiceError> {
    let AddCartLine { cart, sku, quantity, market } = &call.endpoint;
    let change = change_line(&service.stores.db, ADD, &call, (*cart, sku, *market), quantity.get()).await?;
    change.view(*cart, *market).ok_or_else(|| change.refused_addition(*market))?
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::cart::{AddCartLine, GetCart};
    use domain::{CartId, Market, Quantity};
    use uuid::Uuid;

    use crate::testing::{Shop, add, product};

    #[tokio::test]
    async fn pieces_add_up_to_ninety_nine_at_most() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 1000)]).await;
        let cart = shop.cart_with(&[("MUG", 60)]).await;
        let view = shop.call(&add(cart, "MUG", 30)).await.expect("added");
        assert_eq!((view.lines.len(), view.units()), (1, 90));
        let view = shop.call(&add(cart, "MUG", 30)).await.expect("added");
        assert_eq!(view.units(), 99);
        assert_eq!(shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown"), view);
    }

    #[tokio::test]
    async fn more_than_is_left_is_refused_with_the_number_left() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 3), ("BOWL", 500, 0)]).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let refused = shop.call(&add(cart, "MUG", 2)).await.expect_err("one too many");
        assert_eq!(refused.code, Code::OutOfStock);
        assert_eq!(refused.detail, "Only 3 pieces of “Thing MUG, Oat, Large” are left. Your cart has 2 already.");
        let refused = shop.call(&add(cart, "BOWL", 1)).await.expect_err("none left");
        assert_eq!(
            (refused.code, refused.detail.as_str()),
            (Code::OutOfStock, "“Thing BOWL, Oat, Large” is sold out.")
        );
        assert_eq!(shop.count("select sum(quantity) from orders.cart_lines").await, 2);
    }

    #[tokio::test]
    async fn what_cannot_be_added_is_a_problem_and_changes_nothing() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 3)]).await;
        let (id, mut euro_only) = product("BOWL", 500);
        euro_only.variants[0].prices.retain(|price| price.currency == domain::Currency::Eur);
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, euro_only.clone())]).await.expect("PostgreSQL");
        shop.stock("BOWL", 5).await;
        let cart = shop.cart_with(&[]).await;
        let check = async |endpoint: AddCartLine, code: Code| {
            assert_eq!(shop.call(&endpoint).await.expect_err("refused").code, code, "{endpoint:?}");
        };
        check(add(cart, "NONE", 1), Code::VariantNotFound).await;
        check(add(CartId(Uuid::new_v4()), "MUG", 1), Code::CartNotFound).await;
        check(AddCartLine { market: Market::Us, ..add(cart, "BOWL", 1) }, Code::NotSoldHere).await;
        euro_only.variants.clear();
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, euro_only)]).await.expect("PostgreSQL");
        check(add(cart, "BOWL", 1), Code::NotSoldHere).await;
        for quantity in ["0", "-1", "100", "1e9", "99999999999999999999", "\"2\"", "1.5"] {
            let body = format!(r#"{{"sku":"MUG","quantity":{quantity},"market":"eu"}}"#);
            let refused = shop.post(&format!("/v1/carts/{cart}/lines"), &body).await.expect_err("no quantity");
            assert_eq!(refused.code, Code::InvalidRequest, "{quantity}");
        }
        assert_eq!(shop.count("select count(*) from orders.cart_lines").await, 0);
    }

    #[tokio::test]
    async fn a_full_cart_takes_more_of_what_it_has_and_nothing_new() {
        let shop = Shop::open().await;
        let skus: Vec<String> = (0..=50).map(|n| format!("S{n:02}")).collect();
        let goods: Vec<(&str, i64, u32)> = skus.iter().map(|sku| (sku.as_str(), 100, 9)).collect();
        shop.sells(&goods).await;
        let cart = shop.cart_with(&[]).await;
        shop.execute(&format!(
            "insert into orders.cart_lines (cart_id, sku, quantity)
             select '{cart}', sku, 1 from orders.sellable_snapshots where sku < 'S50'"
        ))
        .await;
        assert_eq!(shop.call(&add(cart, "S50", 1)).await.expect_err("full").code, Code::CartFull);
        assert_eq!(shop.call(&add(cart, "S07", 1)).await.expect("has it").units(), 51);
    }

    #[tokio::test]
    async fn a_repeat_adds_once_and_the_key_serves_no_other_request() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 9)]).await;
        let (cart, other) = (shop.cart_with(&[]).await, shop.cart_with(&[]).await);
        let first = shop.call_with_key(&add(cart, "MUG", 2), "add-key-1").await.expect("added");
        let again = shop.call_with_key(&add(cart, "MUG", 2), "add-key-1").await.expect("repeated");
        assert_eq!((again.units(), again == first), (2, true));
        for different in [add(cart, "MUG", 3), add(other, "MUG", 2)] {
            let refused = shop.call_with_key(&different, "add-key-1").await.expect_err("another request");
            assert_eq!((refused.code, refused.status), (Code::IdempotencyKeyReused, 409));
        }
        assert_eq!(shop.count("select sum(quantity) from orders.cart_lines").await, 2);
    }

    #[tokio::test]
    async fn additions_at_the_same_time_all_count() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 99)]).await;
        let cart = shop.cart_with(&[]).await;
        let additions = futures::future::join_all((0..10).map(async |_| shop.call(&add(cart, "MUG", 2)).await)).await;
        assert!(additions.iter().all(Result::is_ok));
        assert_eq!(shop.count("select sum(quantity) from orders.cart_lines").await, 20);
    }

    #[tokio::test]
    async fn adding_takes_one_statement() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1999, 9)]).await;
        let cart = shop.cart_with(&[("MUG", 1)]).await;
        let (statements, added) = crate::testing::statements_of(shop.call(&add(cart, "MUG", 1))).await;
        assert_eq!(added.expect("added").lines[0].quantity, Quantity::try_from(2).expect("in range"));
        assert_eq!(statements.len(), 1, "{statements:#?}");
    }
}
