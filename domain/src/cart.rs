//! A cart's arithmetic: what its lines cost.

use crate::money::MoneyError;
use crate::{Currency, Money, Quantity};

/// The most different lines one cart holds.
pub const MAX_LINES: usize = 50;

/// The most codes one cart holds, of promotions and gift cards together.
pub const MAX_CODES: usize = 10;

/// What a line of `quantity` pieces at `unit` costs.
pub fn line_total(unit: Money, quantity: Quantity) -> Result<Money, MoneyError> {
    unit.checked_mul(quantity.get())
}

/// The sum of the lines, before delivery.
pub fn subtotal(currency: Currency, lines: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
    Money::sum(currency, lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_subtotal_is_the_sum_of_pieces(lines in prop::collection::vec((0_i64..1_000_000, 1_i64..=99), 0..50)) {
            let total = |(price, pieces): &(i64, i64)| {
                line_total(Money::new(*price, Currency::Eur), Quantity::try_from(*pieces).expect("in range")).expect("small")
            };
            let sum = subtotal(Currency::Eur, lines.iter().map(total)).expect("small");
            prop_assert_eq!(sum.minor, lines.iter().map(|(price, pieces)| price * pieces).sum::<i64>());
        }
    }
}
