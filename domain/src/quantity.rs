//! How many of one thing a line holds.

use serde::{Deserialize, Serialize};

/// A line's quantity: 1 to [`Quantity::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Quantity(u32);

/// The number is not a quantity a line can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("choose a quantity between 1 and {max}, not {0}", max = Quantity::MAX)]
pub struct QuantityOutOfRange(i64);

impl Quantity {
    /// The most one line may hold.
    pub const MAX: u32 = 99;
    /// One piece.
    pub const ONE: Self = Self(1);

    /// The number of units.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Both quantities together, at most [`Quantity::MAX`].
    pub fn saturating_add(self, other: Self) -> Self {
        Self((self.0 + other.0).min(Self::MAX))
    }
}

impl TryFrom<i64> for Quantity {
    type Error = QuantityOutOfRange;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        match u32::try_from(number) {
            Ok(units @ 1..=Self::MAX) => Ok(Self(units)),
            _ => Err(QuantityOutOfRange(number)),
        }
    }
}

impl From<Quantity> for i64 {
    fn from(quantity: Quantity) -> Self {
        Self::from(quantity.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_to_ninety_nine_is_a_quantity() {
        for refused in [i64::MIN, -1, 0, 100, i64::MAX] {
            assert_eq!(Quantity::try_from(refused), Err(QuantityOutOfRange(refused)));
        }
        for accepted in [1, 99] {
            assert_eq!(Quantity::try_from(accepted).map(i64::from), Ok(accepted));
        }
    }
}
