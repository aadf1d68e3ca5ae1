//! The fast path: what most carts take, by as few statements as it can be. It locks and asks what the general path
//! does, in the same order, and does nothing where it does not apply; then the general path begins as if nothing had
//! been tried, and says what is the matter. `ORDER_FAST_PATH=off` turns it off.

pub(crate) mod hold;
pub(crate) mod open;
pub(crate) mod settle;

use super::cart::get_cart::Priceable;
use super::cart::priced_line::PricedLine;
use super::order_draft::OrderDraft;

/// What the fast path is to do with a cart.
pub(crate) enum Step<'a> {
    /// To hold its units.
    Hold,
    /// To open this order of it.
    Open(&'a OrderDraft<'a>),
}

/// Whether a cart, as it was read without a lock, may take the fast path. The statement that follows asks again what
/// may have changed since, under the locks.
///
/// - No line is a bundle: a bundle's stock follows from that of several SKUs, and others may be told of it.
/// - For a hold, there are so many units of every line that nobody need be told that there are fewer.
/// - For an order, no promotion and no gift card bears on it: nothing but units is taken.
pub(crate) fn eligible(cart: &Priceable, step: Step<'_>) -> bool {
    !cart.lines.is_empty()
        && !cart.has_bundles()
        && match step {
            Step::Hold => cart.lines.iter().all(PricedLine::is_plentiful),
            Step::Open(draft) => draft.is_unadjusted(),
        }
}
