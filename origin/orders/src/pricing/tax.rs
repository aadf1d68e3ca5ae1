//! The taxes of an order.

use domain::Money;
use domain::checkout::{Breakdown, PriceMode};

/// The tax on top of the prices, and the tax held by them: one of the two is zero.
pub(crate) fn taxes(breakdown: &Breakdown) -> (Money, Money) {
    let none = Money::zero(breakdown.parts().currency);
    match breakdown.parts().mode {
        PriceMode::TaxExcluded => (breakdown.parts().tax, none),
        PriceMode::TaxIncluded => (none, breakdown.parts().tax),
    }
}
