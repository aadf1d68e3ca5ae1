//! Slowing down whoever guesses codes.
//!
//! Gift cards need no help: their codes have 80 random bits. Codes of promotions are words, and a cart
//! costs nothing to make, so besides each cart the whole shop has a limit of wrong ones.

use api::problem::{Code, Problem};
use domain::{CartId, Market};
use origin_platform::{Failure, Stores};

/// Wrong codes that one cart may try before it has to wait.
const WRONG_BY_CART: u64 = 10;
/// How long it then waits, counted from the first of them, in seconds.
const CART_WINDOW: u64 = 15 * 60;
/// Wrong codes within a minute, in all carts together.
const WRONG_PER_MINUTE: u64 = 600;

fn keys(stores: &Stores, cart: CartId) -> [(String, u64); 2] {
    let prefix = &stores.redis_prefix;
    [(format!("{prefix}codes:cart:{cart}"), CART_WINDOW), (format!("{prefix}codes:minute"), 60)]
}

/// Counts an attempt as wrong, before that is known, so that many at once are counted as many.
///
/// # Errors
/// [`Code::TooManyRequests`] if there were too many.
pub(super) async fn attempt(stores: &Stores, cart: CartId, market: Market) -> Result<(), Failure> {
    let mut redis = stores.redis.clone();
    let mut counting = redis::pipe();
    counting.atomic();
    for (key, seconds) in &keys(stores, cart) {
        counting.cmd("SET").arg(key).arg(0).arg("EX").arg(seconds).arg("NX").ignore();
        counting.cmd("INCR").arg(key);
    }
    let (by_cart, minute): (u64, u64) = counting.query_async(&mut redis).await?;
    if by_cart > WRONG_BY_CART || minute > WRONG_PER_MINUTE {
        let detail = match market.locale() {
            domain::Locale::En => "There were too many codes that do not exist. Please wait 15 minutes and try again.",
            domain::Locale::De => {
                "Das waren zu viele Codes, die es nicht gibt. Bitte versuchen Sie es in 15 Minuten noch einmal."
            }
        };
        return Err(Problem::new(Code::TooManyRequests, detail).at("code").into());
    }
    Ok(())
}

/// Takes the attempt back: the code was right.
///
/// # Errors
/// If Redis does not answer.
pub(super) async fn was_right(stores: &Stores, cart: CartId) -> Result<(), Failure> {
    let mut redis = stores.redis.clone();
    let mut counting = redis::pipe();
    for (key, seconds) in &keys(stores, cart) {
        // The key may have ended since; one that is made anew must end too.
        counting.cmd("SET").arg(key).arg(0).arg("EX").arg(seconds).arg("NX").ignore();
        counting.cmd("DECR").arg(key).ignore();
    }
    let () = counting.query_async(&mut redis).await?;
    Ok(())
}
