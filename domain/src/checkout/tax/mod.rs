//! What part of a sum is tax.
//!
//! **Rounding.** Tax is worked out once for each line, on the line's total after discounts, and rounded
//! to the minor unit half away from zero. Sums of tax are sums of these: nothing is rounded twice.
//!
//! **Delivery** shares the fate of the goods: its fee is split over the rates of the lines by the
//! largest-remainder method, in proportion to the lines' list totals, and each part is taxed at its
//! rate. List totals are the weights, not what is left after discounts, so that a promotion can never
//! raise the tax on delivery. If the goods cost nothing, delivery is taxed at the standard rate.

mod schedule;
mod table;
mod territories;
pub mod territory;
mod vat;

use serde::{Deserialize, Serialize};

pub use schedule::{TaxRule, TaxRuleError, TaxSchedule, rules_error};
pub use table::{TaxRates, TaxTable, TaxTableError};
pub use territory::Territory;

use crate::Money;
use crate::checkout::Country;
use crate::money::MoneyError;

/// How goods are taxed, by the tiers of the EU's VAT directive. Which goods belong to which tier
/// differs from country to country.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxClass {
    /// What is not said to be otherwise.
    #[default]
    Standard,
    /// The higher of two reduced rates, where there are two.
    Intermediate,
    /// The reduced rate, where there is one; the lower of two.
    Reduced,
    /// Below 5 %.
    SuperReduced,
    /// Taxed at nothing, everywhere.
    Zero,
}

impl TaxClass {
    /// Every class, the highest rate first.
    pub const ALL: [Self; 5] = [Self::Standard, Self::Intermediate, Self::Reduced, Self::SuperReduced, Self::Zero];

    /// The class' word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Intermediate => "intermediate",
            Self::Reduced => "reduced",
            Self::SuperReduced => "super_reduced",
            Self::Zero => "zero",
        }
    }
}

/// Whether the prices of the shop hold the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceMode {
    /// Prices hold the tax; it is shown, not added.
    TaxIncluded,
    /// Tax is added to the prices.
    TaxExcluded,
}

impl PriceMode {
    /// What shoppers of a country are used to: tax is added in the United States, and in the prices
    /// everywhere else.
    pub const fn customary(country: Country) -> Self {
        match country {
            Country::Us => Self::TaxExcluded,
            _ => Self::TaxIncluded,
        }
    }

    /// The tax in or on `amount` at `rate` basis points, rounded half away from zero.
    pub fn tax(self, amount: Money, rate: u32) -> Result<Money, MoneyError> {
        match self {
            Self::TaxIncluded => Ok(amount.included_basis_points(rate)),
            Self::TaxExcluded => amount.basis_points(rate),
        }
    }

    /// The part of `tax` that comes on top of the prices: all or nothing of it.
    pub(super) const fn added(self, tax: Money) -> Money {
        match self {
            Self::TaxIncluded => Money::zero(tax.currency),
            Self::TaxExcluded => tax,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn tax_is_in_the_price_or_on_it() {
        let check = |mode: PriceMode, minor, rate, expect| {
            assert_eq!(mode.tax(Money::new(minor, Currency::Eur), rate).map(|tax| tax.minor), expect, "{minor} {rate}");
        };
        check(PriceMode::TaxIncluded, 11_900, 1900, Ok(1900));
        check(PriceMode::TaxExcluded, 10_000, 1900, Ok(1900));
        check(PriceMode::TaxIncluded, 1999, 700, Ok(131));
        check(PriceMode::TaxExcluded, 50, 100, Ok(1));
        check(PriceMode::TaxExcluded, 49, 100, Ok(0));
        check(PriceMode::TaxExcluded, i64::MAX, 10_000, Ok(i64::MAX));
        check(PriceMode::TaxIncluded, i64::MAX, 0, Ok(0));
    }
}
