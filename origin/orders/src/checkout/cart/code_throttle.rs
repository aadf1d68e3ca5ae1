//! Slowing down whoever guesses codes.
//!
//! Gift cards need no help: their codes have 80 random bits. Codes of promotions are words, and a cart
//! costs nothing to make, so besides each cart the whole shop has a limit of wrong ones.

use api::problem::{Code, Problem};
use domain::{CartId, Market};
use origin_platform::throttle::{self, Limit};
use origin_platform::{ServiceError, Stores};

/// Wrong codes that one cart may try before it has to wait a quarter of an hour, counted from the first of them.
const BY_CART: Limit = Limit { what: "codes of a cart", max: 10, seconds: 15 * 60 };
/// Wrong codes in all carts together.
const BY_SHOP: Limit = Limit { what: "codes", max: 600, seconds: 60 };

/// Counts an attempt as wrong, before that is known, so that many at once are counted as many.
///
/// # Errors
/// [`Code::TooManyRequests`] if there were too many.
pub(super) async fn attempt(stores: &Stores, cart: CartId, market: Market) -> Result<(), ServiceError> {
    if !throttle::allows_all(stores, &[(BY_CART, &cart.to_string()), (BY_SHOP, "")]).await? {
        let detail = words::cart(market.locale()).too_many_codes(BY_CART.seconds / 60);
        return Err(Problem::new(Code::TooManyRequests, detail).at("code").into());
    }
    Ok(())
}

/// Takes the attempt back: the code was right.
///
/// # Errors
/// If Redis does not answer.
pub(super) async fn was_right(stores: &Stores, cart: CartId) -> Result<(), ServiceError> {
    throttle::take_back(stores, &[(BY_CART, &cart.to_string()), (BY_SHOP, "")]).await
}
