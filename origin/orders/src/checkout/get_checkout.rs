//! Quoting a cart with each way of delivery.

use api::checkout::{CheckoutView, DeliveryView, GetCheckout};
use domain::checkout::{DeliveryMethod, Quote};
use domain::{CartId, Market};
use origin_base::{Call, Failure};
use sqlx::PgConnection;

use crate::Service;
use crate::cart::cart_not_found;
use crate::cart::get_cart::priced_lines;
use crate::cart::priced_line::cart_view;

#[tracing::instrument(name = "checkout.get_checkout", skip_all)]
pub(crate) async fn get_checkout(service: Service, call: Call<GetCheckout>) -> Result<CheckoutView, Failure> {
    let GetCheckout { cart, market } = call.endpoint;
    checkout_view(&mut *service.stores.db.acquire().await?, cart, market).await
}

/// What the cart would cost, and until when it holds its pieces.
pub(crate) async fn checkout_view(
    db: &mut PgConnection,
    cart: CartId,
    market: Market,
) -> Result<CheckoutView, Failure> {
    let lines = priced_lines(&mut *db, cart).await?.ok_or_else(cart_not_found)?;
    let hold = hold(db, cart).await?;
    let cart = cart_view(cart, market, &lines)?;
    let delivery = |method| {
        let quote = Quote::of(method, cart.subtotal)?;
        Ok::<_, Failure>(DeliveryView { method, fee: quote.delivery_fee, total: quote.total })
    };
    let deliveries = DeliveryMethod::ALL.into_iter().map(delivery).collect::<Result<_, _>>()?;
    let (reserved_until, reserved_minutes) = hold.unzip();
    Ok(CheckoutView { cart, deliveries, reserved_until, reserved_minutes })
}

/// Until when the cart holds pieces, and for how many minutes that is; none if it does not.
async fn hold(db: &mut PgConnection, cart: CartId) -> Result<Option<(String, u32)>, Failure> {
    let hold: Option<(String, i64)> = sqlx::query_as(
        "select to_char(min(reserved_until) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
                ceil(extract(epoch from min(reserved_until) - now()) / 60)::bigint
         from orders.reservations where cart_id = $1 and reserved_until > now()
         having count(*) > 0",
    )
    .bind(cart.0)
    .fetch_optional(db)
    .await?;
    Ok(hold.map(|(until, minutes)| (until, u32::try_from(minutes).unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::checkout::GetCheckout;
    use domain::checkout::DeliveryMethod;
    use domain::{CartId, Market};
    use uuid::Uuid;

    use crate::fixture::Shop;

    #[tokio::test]
    async fn each_delivery_is_quoted_in_the_market_s_currency() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2500, 10)]).await;
        let quotes = async |pieces, market| {
            let cart = shop.cart_with(&[("MUG", pieces)]).await;
            let view = shop.call(&GetCheckout { cart, market }).await.expect("quoted");
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
    async fn a_cart_that_is_not_there_has_no_checkout() {
        let shop = Shop::open().await;
        let refused = shop.call(&GetCheckout { cart: CartId(Uuid::new_v4()), market: Market::Eu }).await;
        assert_eq!(refused.expect_err("unknown").code, Code::CartNotFound);
    }
}
