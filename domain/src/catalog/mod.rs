//! What a product is: its texts, its options and the variants they span.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

mod bulk_edit;
mod measure;
mod price_step;
mod safety;
mod sale_times;
mod status;

use crate::{Market, Money};

pub use crate::localized::Localized;
pub use bulk_edit::{BulkEditEvent, BulkEditRejection, BulkEditState, PriceEnding};
pub use measure::{Amount, AmountError, Measure, MeasureError, Unit, UnitPrice};
pub use price_step::{PriceStep, StepPrice, step_price, steps_down};
pub use safety::{Responsible, Safety};
pub use sale_times::SaleTimes;
pub use status::ProductStatus;

/// One axis on which variants differ, such as colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionAxis {
    /// The axis' word in data: `colour`.
    pub code: String,
    /// What shoppers read.
    pub label: Localized,
    /// The choices, in the order they are offered.
    pub values: Vec<OptionValue>,
}

/// One choice on an axis, such as oat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionValue {
    /// The choice's word in data: `oat`.
    pub code: String,
    /// What shoppers read.
    pub label: Localized,
    /// A CSS colour to show as a swatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
}

/// A variant's choice on each axis: axis code to value code.
pub type Choice = BTreeMap<String, String>;

/// Why options and variants do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatrixError {
    /// There is nothing to sell.
    #[error("a product needs at least one variant")]
    NoVariant,
    /// A variant names no value, or an unknown one, for an axis.
    #[error("variant {variant} must name one of the values of option “{axis}”")]
    Undecided {
        /// Position in the list of variants, from 0.
        variant: usize,
        /// The axis' code.
        axis: String,
    },
    /// A variant names an axis the product does not have.
    #[error("variant {variant} names option “{axis}”, which the product does not have")]
    UnknownAxis {
        /// Position in the list of variants, from 0.
        variant: usize,
        /// The axis' code.
        axis: String,
    },
    /// Two variants stand for the same choice.
    #[error("variants {first} and {second} have the same options")]
    Twins {
        /// Position of the earlier one, from 0.
        first: usize,
        /// Position of the later one, from 0.
        second: usize,
    },
}

/// Checks that each variant makes exactly one known choice on each axis, and that no two make the same.
pub fn check_matrix(axes: &[OptionAxis], variants: &[&Choice]) -> Result<(), MatrixError> {
    if variants.is_empty() {
        return Err(MatrixError::NoVariant);
    }
    let known: BTreeSet<&str> = axes.iter().map(|axis| axis.code.as_str()).collect();
    let mut seen: BTreeMap<&Choice, usize> = BTreeMap::new();
    for (variant, choice) in variants.iter().enumerate() {
        for axis in axes {
            let chosen = choice.get(&axis.code);
            if !axis.values.iter().any(|value| Some(&value.code) == chosen) {
                return Err(MatrixError::Undecided { variant, axis: axis.code.clone() });
            }
        }
        if let Some(axis) = choice.keys().find(|axis| !known.contains(axis.as_str())) {
            return Err(MatrixError::UnknownAxis { variant, axis: axis.clone() });
        }
        if let Some(first) = seen.insert(choice, variant) {
            return Err(MatrixError::Twins { first, second: variant });
        }
    }
    Ok(())
}

/// A price with the higher one it replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What the shopper pays, tax included.
    pub amount: Money,
    /// The former price, shown struck through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
    /// The lowest price of the thirty days before it was reduced; none where no price is known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lowest_before: Option<Money>,
    /// What is in it, where the price by measure is shown besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
}

/// A former price as shoppers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Former {
    /// What was asked.
    pub price: Money,
    /// It is the lowest of the thirty days before the reduction, and the law asks that it be said.
    pub is_lowest: bool,
}

impl Price {
    /// The former price in a market, if the price is really reduced: a “sale” that raises the price is never shown.
    ///
    /// In the EU (directive 98/6/EC, article 6a) a price is reduced from the lowest of the thirty days before, whatever
    /// the merchant says it was; what they say counts while the shop knows of no price before.
    pub fn reduced_from(&self, market: Market) -> Option<Former> {
        let is_lowest = market.is_in_eu();
        let said = self.compare_at?;
        let price = self.lowest_before.filter(|_| is_lowest).unwrap_or(said);
        let is_reduced = |from: Money| from.currency == self.amount.currency && from.minor > self.amount.minor;
        (is_reduced(said) && is_reduced(price)).then_some(Former { price, is_lowest })
    }
}

/// What a product is listed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lowest {
    /// The lowest price of its variants.
    pub price: Price,
    /// Whether they have different prices.
    pub varies: bool,
}

/// The lowest of the prices of a product's variants in one currency, and whether they differ; of
/// equal ones the first counts. None if there is no price.
pub fn lowest(prices: impl IntoIterator<Item = Price>) -> Option<Lowest> {
    prices.into_iter().fold(None, |lowest: Option<Lowest>, price| match lowest {
        None => Some(Lowest { price, varies: false }),
        Some(known) => {
            let price_now = if price.amount.minor < known.price.amount.minor { price } else { known.price };
            Some(Lowest { price: price_now, varies: known.varies || price.amount != known.price.amount })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    fn axis(code: &str, values: &[&str]) -> OptionAxis {
        let value = |code: &&str| OptionValue { code: (*code).to_owned(), label: Localized::same(*code), swatch: None };
        OptionAxis { code: code.to_owned(), label: Localized::same(code), values: values.iter().map(value).collect() }
    }

    fn choice(pairs: &[(&str, &str)]) -> Choice {
        pairs.iter().map(|(axis, value)| ((*axis).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_variant_decides_every_option_once() {
        let axes = [axis("colour", &["oat", "ink"]), axis("size", &["s"])];
        let check = |variants: &[Choice]| check_matrix(&axes, &variants.iter().collect::<Vec<_>>());
        let oat = choice(&[("colour", "oat"), ("size", "s")]);
        let ink = choice(&[("colour", "ink"), ("size", "s")]);
        assert_eq!(check(&[]), Err(MatrixError::NoVariant));
        assert_eq!(check(&[oat.clone(), ink.clone()]), Ok(()));
        assert_eq!(check(&[oat.clone(), ink, oat.clone()]), Err(MatrixError::Twins { first: 0, second: 2 }));
        assert_eq!(
            check(&[choice(&[("colour", "oat")])]),
            Err(MatrixError::Undecided { variant: 0, axis: "size".into() })
        );
        let extra = choice(&[("colour", "oat"), ("size", "s"), ("fit", "slim")]);
        assert_eq!(check(&[extra]), Err(MatrixError::UnknownAxis { variant: 0, axis: "fit".into() }));
    }

    #[test]
    fn a_product_is_listed_with_its_first_lowest_price() {
        let price = |minor, former: Option<i64>| Price {
            amount: Money::new(minor, Currency::Eur),
            compare_at: former.map(|minor| Money::new(minor, Currency::Eur)),
            lowest_before: None,
            measure: None,
        };
        assert_eq!(lowest([]), None);
        let check = |prices: &[Price], expect, varies| {
            assert_eq!(lowest(prices.iter().copied()), Some(Lowest { price: expect, varies }));
        };
        check(&[price(5, None)], price(5, None), false);
        check(&[price(5, Some(9)), price(5, None)], price(5, Some(9)), false);
        check(&[price(7, None), price(5, Some(9)), price(5, None)], price(5, Some(9)), true);
        check(&[price(5, None), price(7, None)], price(5, None), true);
    }

    #[test]
    fn only_a_higher_former_price_is_a_reduction() {
        let euro = |minor| Money::new(minor, Currency::Eur);
        let reduced = |former| {
            let price = Price { amount: euro(10), compare_at: former, lowest_before: None, measure: None };
            price.reduced_from(Market::Us).map(|former| former.price)
        };
        assert_eq!(reduced(Some(euro(12))), Some(euro(12)));
        assert_eq!(reduced(Some(euro(10))), None);
        assert_eq!(reduced(Some(Money::new(12, Currency::Usd))), None);
        assert_eq!(reduced(None), None);
    }

    #[test]
    fn in_the_eu_a_price_is_reduced_from_the_lowest_of_thirty_days() {
        let euro = |minor| Money::new(minor, Currency::Eur);
        let shown = |market: Market, said: Option<i64>, lowest: Option<i64>| {
            let (compare_at, lowest_before) = (said.map(euro), lowest.map(euro));
            let price = Price { amount: euro(10), compare_at, lowest_before, measure: None };
            price.reduced_from(market).map(|former| (former.price.minor, former.is_lowest))
        };
        assert_eq!(shown(Market::De, Some(20), Some(12)), Some((12, true)));
        assert_eq!(shown(Market::Eu, Some(20), Some(25)), Some((25, true)), "the law's price, higher or not");
        assert_eq!(shown(Market::De, Some(20), Some(10)), None, "it was as cheap before: nothing is reduced");
        assert_eq!(shown(Market::De, Some(20), Some(8)), None);
        assert_eq!(shown(Market::De, Some(20), None), Some((20, true)), "nothing is known: the merchant's word");
        assert_eq!(shown(Market::De, None, Some(12)), None, "nobody says that it is reduced");
        assert_eq!(shown(Market::Us, Some(20), Some(12)), Some((20, false)));
    }
}
