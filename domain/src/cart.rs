//! A cart's arithmetic: what its lines cost, and what becomes of two carts that are made one.

use serde::{Deserialize, Serialize};

use crate::money::MoneyError;
use crate::{Currency, Money, Quantity, Sku};

/// The most different lines one cart holds.
pub const MAX_LINES: usize = 50;

/// The most codes one cart holds, of promotions and gift cards together.
pub const MAX_CODES: usize = 10;

/// What a line of `quantity` units at `unit` costs.
pub fn line_total(unit: Money, quantity: Quantity) -> Result<Money, MoneyError> {
    unit.checked_mul(quantity.get())
}

/// The sum of the lines, before delivery.
pub fn subtotal(currency: Currency, lines: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
    Money::sum(currency, lines)
}

/// What became of a line that was brought into another cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MergeOutcome {
    /// The cart had none of it.
    Added,
    /// Its units are with those the cart had.
    Joined,
    /// Both had more than [`Quantity::MAX`] together.
    Limited,
    /// Both had more than there are.
    Short,
    /// The cart was full.
    LeftOut,
}

/// A line that is brought into another cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The variant.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// How many units the other cart can have in all.
    pub available: i64,
}

/// What a line that was brought came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// How many units both carts had together.
    pub wanted: u32,
    /// How many the line has; none if it was left out.
    pub quantity: Option<Quantity>,
    /// Why that many.
    pub outcome: MergeOutcome,
}

/// What becomes of each of the `brought` lines in a cart that has `own`.
///
/// Quantities are summed as far as limits and stock allow. A line never gets smaller than it was,
/// and what is sold out stays with a unit, to be seen.
pub fn merge(own: &[(Sku, Quantity)], brought: &[Brought]) -> Vec<Merged> {
    let mut free = MAX_LINES.saturating_sub(own.len());
    let each = |line: &Brought| {
        let held = own.iter().find(|(sku, _)| *sku == line.sku).map(|(_, quantity)| *quantity);
        if held.is_none() {
            let Some(left) = free.checked_sub(1) else {
                return Merged { wanted: line.quantity.get(), quantity: None, outcome: MergeOutcome::LeftOut };
            };
            free = left;
        }
        merge_line(held, line)
    };
    brought.iter().map(each).collect()
}

fn merge_line(held: Option<Quantity>, line: &Brought) -> Merged {
    let wanted = held.map_or(0, Quantity::get) + line.quantity.get();
    let least = held.unwrap_or(Quantity::ONE);
    let most = line.available.clamp(i64::from(least), i64::from(Quantity::MAX));
    let quantity = Quantity::try_from(most.min(i64::from(wanted))).expect("between one that is and the most");
    let outcome = match held {
        _ if quantity.get() < wanted && quantity.get() == Quantity::MAX => MergeOutcome::Limited,
        _ if quantity.get() < wanted => MergeOutcome::Short,
        None => MergeOutcome::Added,
        Some(_) => MergeOutcome::Joined,
    };
    Merged { wanted, quantity: Some(quantity), outcome }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quantity(units: i64) -> Quantity {
        Quantity::try_from(units).expect("in range")
    }

    fn sku(number: usize) -> Sku {
        format!("S{number}").parse().expect("a SKU")
    }

    #[test]
    fn pieces_are_summed_as_far_as_limits_and_stock_allow() {
        use MergeOutcome::{Added, Joined, Limited, Short};
        for (held, brought, available, expect, outcome) in [
            (None, 2, 9, 2, Added),
            (None, 5, 2, 2, Short),
            (None, 5, 0, 1, Short),
            (None, 1, -3, 1, Added),
            (Some(2), 3, 9, 5, Joined),
            (Some(2), 3, 4, 4, Short),
            (Some(2), 3, 0, 2, Short),
            (Some(60), 60, 1000, 99, Limited),
            (Some(99), 99, 5, 99, Limited),
        ] {
            let own: Vec<_> = held.map(|units| (sku(0), quantity(units))).into_iter().collect();
            let line = Brought { sku: sku(0), quantity: quantity(brought), available };
            let wanted = u32::try_from(held.unwrap_or(0) + brought).expect("small");
            let merged = Merged { wanted, quantity: Some(quantity(expect)), outcome };
            assert_eq!(merge(&own, &[line]), [merged], "{held:?} {brought} {available}");
        }
    }

    #[test]
    fn a_full_cart_takes_only_what_it_has() {
        let own: Vec<_> = (0..MAX_LINES - 1).map(|number| (sku(number), Quantity::ONE)).collect();
        let line = |number| Brought { sku: sku(number), quantity: quantity(2), available: 9 };
        let outcomes: Vec<_> =
            merge(&own, &[line(100), line(101), line(7)]).iter().map(|merged| merged.outcome).collect();
        assert_eq!(outcomes, [MergeOutcome::Added, MergeOutcome::LeftOut, MergeOutcome::Joined]);
    }

    proptest! {
        #[test]
        fn the_subtotal_is_the_sum_of_pieces(lines in prop::collection::vec((0_i64..1_000_000, 1_i64..=99), 0..50)) {
            let total = |(price, units): &(i64, i64)| {
                line_total(Money::new(*price, Currency::Eur), Quantity::try_from(*units).expect("in range")).expect("small")
            };
            let sum = subtotal(Currency::Eur, lines.iter().map(total)).expect("small");
            prop_assert_eq!(sum.minor, lines.iter().map(|(price, units)| price * units).sum::<i64>());
        }
    }
}
