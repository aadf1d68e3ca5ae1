//! What shoppers are told of the stock.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// At or below this many pieces the shop says how many are left.
pub const LOW_STOCK: i64 = 3;

/// How long a checkout holds its pieces, unless the merchant says otherwise.
pub const HOLD: Duration = Duration::from_secs(15 * 60);

/// However often it is renewed, a hold ends this long after it began.
pub const LONGEST_HOLD: Duration = Duration::from_secs(60 * 60);

/// Whether a variant can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Availability {
    /// Enough of it.
    InStock,
    /// Only `left` pieces.
    Low {
        /// Pieces that can still be bought.
        left: u32,
    },
    /// None.
    Out,
}

impl Availability {
    /// What to say when `available` pieces can be bought.
    pub fn of(available: i64) -> Self {
        match u32::try_from(available.min(LOW_STOCK + 1)) {
            Err(_) | Ok(0) => Self::Out,
            Ok(left) if available <= LOW_STOCK => Self::Low { left },
            Ok(_) => Self::InStock,
        }
    }

    /// Whether at least one piece can be bought.
    pub fn is_buyable(self) -> bool {
        self != Self::Out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn availability_follows_the_count() {
        for (available, expect) in [
            (i64::MIN, Availability::Out),
            (0, Availability::Out),
            (1, Availability::Low { left: 1 }),
            (LOW_STOCK, Availability::Low { left: 3 }),
            (LOW_STOCK + 1, Availability::InStock),
            (i64::MAX, Availability::InStock),
        ] {
            assert_eq!(Availability::of(available), expect, "{available}");
        }
    }
}
