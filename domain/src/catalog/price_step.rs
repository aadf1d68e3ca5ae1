//! Prices that price lists ask in place of a variant's own: from a quantity on, or of a group of customers.

use serde::{Deserialize, Serialize};

use crate::{Currency, Money, Quantity};

/// A price of one that is asked from a quantity on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceStep {
    /// From how many units on a line has it.
    pub from: Quantity,
    /// The currency.
    pub currency: Currency,
    /// What each of them costs, in minor units.
    pub minor: i64,
    /// Whether it is that of a group the buyer is in, and nobody else's to see.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
}

/// A price of one with whether it is personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepPrice {
    /// What one costs.
    pub price: Money,
    /// Whether it is that of a group.
    pub personal: bool,
}

/// The price that steps ask of one of `quantity` units in place of `own`, the variant's price: the lowest of those that
/// are reached. None if none of them is lower than `own`. Of two alike the one that is everybody's counts.
pub fn step_price(own: Money, quantity: Quantity, steps: &[PriceStep]) -> Option<StepPrice> {
    let is_reached = |step: &&PriceStep| step.currency == own.currency && step.from <= quantity;
    let lowest = steps.iter().filter(is_reached).min_by_key(|step| (step.minor, step.personal))?;
    let price = Money { minor: lowest.minor, ..own };
    (lowest.minor < own.minor).then_some(StepPrice { price, personal: lowest.personal })
}

/// What a table says of the prices by quantity: from how many units on one costs less, and how much, the fewest first.
/// A step that lowers nothing is left out.
pub fn steps_down(own: Money, steps: &[PriceStep]) -> Vec<(Quantity, Money)> {
    let mut reached: Vec<Quantity> = steps.iter().map(|step| step.from).collect();
    reached.sort();
    reached.dedup();
    let mut lowest = own;
    let mut table = Vec::new();
    for from in reached {
        if let Some(step) = step_price(lowest, from, steps) {
            lowest = step.price;
            table.push((from, lowest));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step(from: i64, minor: i64, personal: bool) -> PriceStep {
        PriceStep { from: Quantity::try_from(from).expect("in range"), currency: Currency::Eur, minor, personal }
    }

    fn asked(own: i64, units: i64, steps: &[PriceStep]) -> Option<(i64, bool)> {
        let quantity = Quantity::try_from(units).expect("in range");
        step_price(Money::new(own, Currency::Eur), quantity, steps).map(|step| (step.price.minor, step.personal))
    }

    #[test]
    fn the_lowest_price_that_is_reached_is_asked() {
        let steps = [step(5, 900, false), step(10, 800, false), step(1, 950, true), step(10, 800, true)];
        assert_eq!(asked(1000, 1, &steps), Some((950, true)));
        assert_eq!(asked(1000, 5, &steps), Some((900, false)));
        assert_eq!(asked(1000, 99, &steps), Some((800, false)));
        assert_eq!(asked(700, 99, &steps), None, "a list never makes dearer");
        assert_eq!(asked(1000, 4, &steps[..2]), None);
        let dollars = [PriceStep { currency: Currency::Usd, ..step(1, 1, false) }];
        assert_eq!(asked(1000, 1, &dollars), None);
    }

    fn any_steps() -> impl Strategy<Value = Vec<PriceStep>> {
        let any = (1_i64..=99, 0_i64..2000, any::<bool>(), any::<bool>());
        prop::collection::vec(any, 0..8).prop_map(|steps| {
            let step = |(from, minor, personal, dollars)| PriceStep {
                currency: if dollars { Currency::Usd } else { Currency::Eur },
                ..step(from, minor, personal)
            };
            steps.into_iter().map(step).collect()
        })
    }

    proptest! {
        /// Whoever buys more never pays more for each, and never more than the variant's own price.
        #[test]
        fn a_larger_quantity_is_never_dearer(own in 0_i64..2000, steps in any_steps()) {
            let price = |units| asked(own, units, &steps).map_or(own, |(minor, _)| minor);
            prop_assert!(price(1) <= own);
            prop_assert!((1..99).all(|units| price(units + 1) <= price(units)));
        }

        /// The table says exactly what is asked, of every quantity.
        #[test]
        fn the_table_is_what_is_asked(own in 0_i64..2000, steps in any_steps()) {
            let table = steps_down(Money::new(own, Currency::Eur), &steps);
            for units in 1..=99 {
                let said = table.iter().rev().find(|(from, _)| i64::from(*from) <= units).map(|(_, price)| price.minor);
                prop_assert_eq!(said, asked(own, units, &steps).map(|(minor, _)| minor), "{} units", units);
            }
            prop_assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1.minor > pair[1].1.minor));
        }

        #[test]
        fn the_order_of_steps_says_nothing(own in 0_i64..2000, units in 1_i64..=99, steps in any_steps()) {
            let reversed: Vec<PriceStep> = steps.iter().rev().copied().collect();
            prop_assert_eq!(asked(own, units, &steps), asked(own, units, &reversed));
        }
    }
}
