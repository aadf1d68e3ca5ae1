//! Payments of nothing: gift cards, or promotions, have paid for everything.

use super::Outcome;

/// The reference of a payment that no provider was asked for.
const REFERENCE: &str = "nothing_due";

/// What becomes of a payment of nothing: there is nothing to ask, so it is authorised at once. Such a
/// payment is neither captured nor voided.
pub(crate) fn nothing_due() -> Outcome {
    Outcome::Authorised { reference: REFERENCE.to_owned() }
}
