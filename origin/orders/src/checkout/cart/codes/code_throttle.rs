//! Slowing down whoever guesses codes, for each cart by itself.
//!
//! Gift cards need no help: their codes have 80 random bits. Codes of promotions are words, and a cart costs nothing to
//! make; how many of them one client makes and tries is bounded at the edge, which knows clients. There is no limit for
//! all carts together: whoever reached it would close the field for everybody, and with it a means of payment.

use api::problem::{Code, Problem};
use domain::{CartId, Market};
use origin_platform::throttle::{self, Limit};
use origin_platform::{ServiceError, Stores};

/// Wrong codes that one cart may try before it has to wait a quarter of an hour, counted from the first of them.
const BY_CART: Limit = Limit { what: "codes of a cart", max: 10, seconds: 15 * 60 };

/// Counts an attempt as wrong, before that is known, so that many at once are counted as many.
///
/// # Errors
/// [`Code::TooManyRequests`] if there were too many.
pub(super) async fn attempt(stores: &Stores, cart: CartId, market: Market) -> Result<(), ServiceError> {
    let cart = cart.to_string();
    if !throttle::allows(stores, BY_CART, &cart).await? {
        let left = throttle::seconds_left(stores, BY_CART, &cart).await?;
        let detail = words::cart(market.locale()).too_many_codes(left.div_ceil(60));
        return Err(Problem::new(Code::TooManyRequests, detail).at("code").after(left).into());
    }
    Ok(())
}

/// Takes the attempt back: the code was right.
///
/// # Errors
/// If Redis does not answer.
pub(super) async fn was_right(stores: &Stores, cart: CartId) -> Result<(), ServiceError> {
    throttle::take_back(stores, &[(BY_CART, &cart.to_string())]).await
}
