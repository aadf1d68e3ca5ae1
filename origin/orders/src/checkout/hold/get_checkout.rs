//! Quoting a cart with each way of delivery.

use api::checkout::{CheckoutView, GetCheckout};
use domain::CartId;
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;

use crate::checkout::Service;
use crate::checkout::cart::cart_not_found;
use crate::checkout::cart::get_cart::priceable;
use crate::checkout::checkout_view::{checkout_view, destination, with_hold};

/// Lines that are not sold in the market are shown and cost nothing; ordering them is refused.
#[tracing::instrument(name = "checkout.get_checkout", skip_all)]
pub(crate) async fn get_checkout(service: Service, call: Call<GetCheckout>) -> Result<CheckoutView, ServiceError> {
    let caller = call.customer();
    let GetCheckout { cart, market, country, postal_code } = call.endpoint;
    let to = destination(country, postal_code.as_deref());
    let payment = service.provider.form().await;
    let mut db = service.stores.db.acquire().await?;
    let priceable =
        priceable(&mut db, cart, None).await?.filter(|cart| cart.is_open_to(caller)).ok_or_else(cart_not_found)?;
    let hold = held(&mut db, cart).await?;
    Ok(with_hold(checkout_view(cart, market, to, priceable, payment)?, hold))
}

/// Until when the cart holds units; none if it does not.
pub(super) async fn held(db: &mut PgConnection, cart: CartId) -> sqlx::Result<Option<(String, i64)>> {
    sqlx::query_as(
        "select orders.utc(min(reserved_until)), ceil(extract(epoch from min(reserved_until) - now()) / 60)::bigint
         from orders.reservations where cart_id = $1 and reserved_until > now() having count(*) > 0",
    )
    .bind(cart.0)
    .fetch_optional(db)
    .await
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::checkout::GetCheckout;
    use domain::checkout::{Country, DeliveryMethod};
    use domain::{CartId, Market};
    use uuid::Uuid;

    use crate::testing::Shop;

    #[tokio::test]
    async fn each_delivery_is_quoted_in_the_market_s_currency() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2500, 10)]).await;
        let quotes = async |units, market| {
            let cart = shop.cart_with(&[("MUG", units)]).await;
            let view =
                shop.call(&GetCheckout { cart, market, country: None, postal_code: None }).await.expect("quoted");
            assert_eq!(view.cart.id, cart);
            let quote =
                |delivery: &api::checkout::DeliveryView| (delivery.method, delivery.fee.minor, delivery.total.minor);
            view.deliveries.iter().map(quote).collect::<Vec<_>>()
        };
        use DeliveryMethod::{Express, Standard};
        assert_eq!(quotes(2, Market::Eu).await, [(Standard, 490, 5490), (Express, 1290, 6290)]);
        assert_eq!(quotes(3, Market::De).await, [(Standard, 0, 7500), (Express, 1290, 8790)]);
        assert_eq!(quotes(1, Market::Us).await, [(Standard, 490, 3240), (Express, 1290, 4040)]);
    }

    #[tokio::test]
    async fn tax_is_held_by_european_prices_and_added_to_american_ones() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 10)]).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        let check = async |market, country, expect: [(i64, i64, i64); 2]| {
            let view = shop.call(&GetCheckout { cart, market, country, postal_code: None }).await.expect("quoted");
            let sums = view.deliveries.iter().map(|way| (way.tax.minor, way.included_tax.minor, way.total.minor));
            assert_eq!(sums.collect::<Vec<_>>(), expect, "{market:?} {country:?}");
        };
        // 40.00 hold 6.39 at 19 %, 4.90 hold 0.78 and 12.90 hold 2.06.
        check(Market::Eu, None, [(0, 717, 4490), (0, 845, 5290)]).await;
        check(Market::De, Some(Country::De), [(0, 717, 4490), (0, 845, 5290)]).await;
        // At 25 %: 8.00, 0.98 and 2.58.
        check(Market::Eu, Some(Country::Dk), [(0, 898, 4490), (0, 1058, 5290)]).await;
        check(Market::Us, None, [(0, 0, 4890), (0, 0, 5690)]).await;
        // 44.00, 4.90 and 12.90 at 19 % on top: 8.36, 0.93 and 2.45.
        check(Market::Us, Some(Country::De), [(929, 0, 5819), (1081, 0, 6771)]).await;
    }

    #[tokio::test]
    async fn a_cart_that_is_not_there_has_no_checkout() {
        let shop = Shop::open().await;
        let refused = shop
            .call(&GetCheckout { cart: CartId(Uuid::new_v4()), market: Market::Eu, country: None, postal_code: None })
            .await;
        assert_eq!(refused.expect_err("unknown").code, Code::CartNotFound);
    }
}
