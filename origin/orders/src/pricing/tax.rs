//! The taxes of the markets.

use std::sync::LazyLock;

use domain::Money;
use domain::checkout::{Breakdown, PriceMode, TaxTable};

/// The rates of every country. They are part of the program so far, not settings; the rates themselves are in
/// `domain::checkout::tax`.
pub(super) static TAXES: LazyLock<TaxTable> = LazyLock::new(TaxTable::of_2026);

/// The tax on top of the prices, and the tax held by them: one of the two is zero.
pub(crate) fn taxes(breakdown: &Breakdown) -> (Money, Money) {
    let none = Money::zero(breakdown.parts().currency);
    match breakdown.parts().mode {
        PriceMode::TaxExcluded => (breakdown.parts().tax, none),
        PriceMode::TaxIncluded => (none, breakdown.parts().tax),
    }
}
