//! Opening an order in two statements: one reads the cart, the other writes the order if nothing has changed
//! since, and if the cart holds the pieces. So it is with most carts that went through a checkout. Whatever is
//! not so, a repeat or a refusal included, is for the careful way.

use api::orders::PlaceOrder;
use domain::CustomerId;
use origin_platform::idempotency::Key;
use origin_platform::{Database, Failure, power_cut};

use super::opening::{Pending, priced};
use super::recording::Opening;
use crate::cart::get_cart::priceable;
use crate::checkout::means::customer_of;

/// The order of a plain cart whose hold covers it; none if it is not so. Nothing has happened then.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn open_at_once(
    db: &Database,
    key: &Key,
    customer: Option<CustomerId>,
    request: &PlaceOrder,
) -> Result<Option<Pending>, Failure> {
    let found = priceable(db, request.cart, Some(&customer_of(&request.email))).await?;
    let Some(cart) = found.filter(|cart| !cart.lines.is_empty() && !cart.has_bundles()) else { return Ok(None) };
    // What is wrong is told by the careful way, if it still is.
    let Ok(breakdown) = priced(request, &cart) else { return Ok(None) };
    let opening = Opening::new(key, customer, request, &cart, breakdown);
    if !opening.is_plain() {
        return Ok(None);
    }
    power_cut("held order opening");
    opening.record_held(db).await
}

#[cfg(test)]
mod tests;
