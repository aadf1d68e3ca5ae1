//! Quoting a cart with each way of delivery.

use api::checkout::{CheckoutView, DeliveryView, GetCheckout};
use domain::checkout::{DeliveryMethod, Quote};
use origin_base::{Call, Failure};

use crate::Service;
use crate::cart::cart_not_found;
use crate::cart::get_cart::priced_lines;
use crate::cart::priced_line::cart_view;

#[tracing::instrument(name = "checkout.get_checkout", skip_all)]
pub(crate) async fn get_checkout(service: Service, call: Call<GetCheckout>) -> Result<CheckoutView, Failure> {
    let GetCheckout { cart, market } = call.endpoint;
    let lines = priced_lines(&service.stores.db, cart).await?.ok_or_else(cart_not_found)?;
    let cart = cart_view(cart, market, &lines)?;
    let delivery = |method| {
        let quote = Quote::of(method, cart.subtotal)?;
        Ok::<_, Failure>(DeliveryView { method, fee: quote.delivery_fee, total: quote.total })
    };
    let deliveries = DeliveryMethod::ALL.into_iter().map(delivery).collect::<Result<_, _>>()?;
    Ok(CheckoutView { cart, deliveries })
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
