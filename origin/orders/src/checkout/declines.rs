//! Payments of a cart that were declined: after some the cart pauses, because cards are tested so. Each try is an
//! authorisation that the merchant pays for, and a card that works is sold.
//!
//! What is counted belongs to the cart alone, so nobody can stop another. How many carts one client may use for it is
//! bounded by `origin_platform::client_limits`, which counts the same by client.

use api::problem::{Code, Problem};
use domain::Locale;

/// So many in a row, then a pause. People mistype a number, meet their card's limit and try another one: that is three
/// or four.
pub(crate) const MAX_DECLINES: i32 = 5;

/// How long a cart pauses, in seconds: ten minutes. Long for a program with a list of thousands, and short enough to
/// ask one's bank.
pub(crate) const PAUSE_SECONDS: f64 = 600.0;

/// What is said while the cart pauses for so many seconds more.
pub(crate) fn too_many_declines(locale: Locale, seconds: u32) -> Problem {
    let detail = words::checkout(locale).too_many_declines(seconds.div_ceil(60));
    Problem::new(Code::TooManyRequests, detail).at("payment_token").after(seconds)
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::orders::PlaceOrder;
    use domain::CartId;

    use crate::testing::{Shop, add, token};

    impl Shop {
        /// Tries to pay for the cart by a card that is declined.
        async fn try_card(&self, cart: CartId) -> Code {
            let order = token(self.placement(cart).await, "test_decline");
            self.call(&order).await.expect_err("declined").code
        }

        async fn pass_minutes(&self, minutes: u32) {
            let sql = format!("update orders.carts set paused_until = paused_until - interval '{minutes} minutes'");
            self.execute(&sql).await;
        }
    }

    #[tokio::test]
    async fn m1_a_cart_whose_payments_are_declined_pauses_and_no_other_does() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 50)]).await;
        let (tested, honest) = (shop.cart_with(&[("MUG", 2)]).await, shop.cart_with(&[("MUG", 1)]).await);
        for _ in 0..5 {
            assert_eq!(shop.try_card(tested).await, Code::PaymentDeclined);
        }
        let order: PlaceOrder = shop.placement(tested).await;
        let asked = shop.count("select count(*) from orders.test_provider_charges").await;
        let refused = shop.call(&token(order.clone(), "test_decline")).await.expect_err("pausing");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::TooManyRequests, Some("payment_token")));
        assert!(refused.retry_after.is_some_and(|seconds| (590..=600).contains(&seconds)), "{refused:?}");
        assert!(refused.detail.contains("10 minutes"), "{}", refused.detail);
        // A good card waits too, and the provider was not asked about any.
        let kept = shop.call_with_key(&order, "good-card").await.expect_err("pausing");
        assert_eq!(kept.code, Code::TooManyRequests);
        assert_eq!(shop.count("select count(*) from orders.test_provider_charges").await, asked);
        shop.assert_untouched("MUG", 50, tested, 2).await;
        shop.call(&shop.placement(honest).await).await.expect("others may");
        // Nothing was claimed under the key of what was refused: it may be sent again.
        shop.pass_minutes(10).await;
        shop.call_with_key(&order, "good-card").await.expect("placed");
    }

    #[tokio::test]
    async fn m1_a_payment_that_succeeds_lets_a_cart_begin_anew() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 50)]).await;
        let cart = shop.cart_with(&[("MUG", 1)]).await;
        for _ in 0..3 {
            for _ in 0..4 {
                assert_eq!(shop.try_card(cart).await, Code::PaymentDeclined);
            }
            shop.call(&shop.placement(cart).await).await.expect("placed");
            shop.call(&add(cart, "MUG", 1)).await.expect("added");
        }
        assert_eq!(shop.count("select max(declines)::bigint from orders.carts").await, 0);
    }

    #[tokio::test]
    async fn m1_logging_in_does_not_end_a_pause() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 50)]).await;
        let merge = async |cart| {
            let merge = api::cart::MergeCarts { cart, market: domain::Market::Eu };
            shop.call_as_shopper(&merge).await.expect("merged").cart.id
        };
        let refused = async |cart| {
            let order = shop.placement(cart).await;
            shop.call_as_shopper(&order).await.expect_err("pausing").code
        };
        // The first cart becomes the account's, the lines of the second go into it.
        for _ in 0..2 {
            let guest = shop.cart_with(&[("MUG", 1)]).await;
            for _ in 0..5 {
                assert_eq!(shop.try_card(guest).await, Code::PaymentDeclined);
            }
            let own = merge(guest).await;
            assert_eq!(refused(own).await, Code::TooManyRequests);
            shop.pass_minutes(10).await;
        }
    }
}
