//! What shoppers are told of the stock, and whether they can have what they want.

use serde::{Deserialize, Serialize};

/// At or below this many units the shop says how many are left.
pub const LOW_STOCK: i64 = 3;

/// Whether a variant can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state", try_from = "Fields")]
pub enum Availability {
    /// Enough of it.
    InStock,
    /// Only `left` units.
    Low {
        /// Units that can still be bought.
        left: u32,
    },
    /// None here, but it can be ordered and comes later.
    Backorder,
    /// None.
    Out,
}

/// An [`Availability`] as it is written. Read through this, because what serde makes of a tagged enum
/// reads numbers of every kind, and all of that would go to every browser.
#[derive(Deserialize)]
struct Fields {
    state: State,
    left: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    InStock,
    Low,
    Backorder,
    Out,
}

impl TryFrom<Fields> for Availability {
    type Error = &'static str;

    fn try_from(fields: Fields) -> Result<Self, Self::Error> {
        Ok(match fields.state {
            State::InStock => Self::InStock,
            State::Low => Self::Low { left: fields.left.ok_or("few pieces, and not how many are `left`")? },
            State::Backorder => Self::Backorder,
            State::Out => Self::Out,
        })
    }
}

/// How strictly an item's stock is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum StockPolicy {
    /// What is not here is not sold.
    #[default]
    Tracked,
    /// Sold beyond what is here.
    Backorder {
        /// How many units may be owed at most; without a limit, any number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        limit: Option<u32>,
    },
    /// Not counted: always here.
    Untracked,
}

/// Fewer units can be had than wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only {left} can be had; order fewer")]
pub struct Short {
    /// How many can.
    pub left: i64,
}

impl Availability {
    /// What to say when `available` units can be bought.
    pub fn of(available: i64) -> Self {
        match u32::try_from(available.min(LOW_STOCK + 1)) {
            Err(_) | Ok(0) => Self::Out,
            Ok(left) if available <= LOW_STOCK => Self::Low { left },
            Ok(_) => Self::InStock,
        }
    }

    /// What to say when `available` units are here (below zero: owed) and stock is kept by `policy`.
    pub fn under(policy: StockPolicy, available: i64) -> Self {
        match policy {
            StockPolicy::Untracked => Self::InStock,
            StockPolicy::Backorder { .. } if available <= 0 && policy.left(available) > 0 => Self::Backorder,
            // While more can be ordered than is here, few left are no reason to hurry.
            StockPolicy::Backorder { .. } if policy.left(available) > LOW_STOCK => Self::InStock,
            StockPolicy::Backorder { .. } => Self::of(policy.left(available)),
            StockPolicy::Tracked => Self::of(available),
        }
    }

    /// What to say when `here` units are here (below zero: owed) and `left` can be ordered.
    pub fn between(here: i64, left: i64) -> Self {
        let beyond = u32::try_from(left.saturating_sub(here)).unwrap_or(if left > here { u32::MAX } else { 0 });
        Self::under(StockPolicy::Backorder { limit: Some(beyond) }, here)
    }

    /// Whether at least one unit can be bought.
    pub fn is_buyable(self) -> bool {
        self != Self::Out
    }
}

impl StockPolicy {
    /// How many units can be ordered while `available` are here; below zero, that many are owed.
    pub fn left(self, available: i64) -> i64 {
        match self {
            Self::Tracked => available.max(0),
            Self::Backorder { limit: Some(limit) } => available.saturating_add(i64::from(limit)).max(0),
            Self::Backorder { limit: None } | Self::Untracked => i64::MAX,
        }
    }

    /// Whether `wanted` units can be ordered while `available` are here.
    pub fn allows(self, available: i64, wanted: i64) -> Result<(), Short> {
        let left = self.left(available);
        if wanted <= left { Ok(()) } else { Err(Short { left }) }
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
            assert_eq!(Availability::under(StockPolicy::Tracked, available), expect, "{available}");
            assert_eq!(Availability::under(StockPolicy::Untracked, available), Availability::InStock);
        }
    }

    #[test]
    fn what_is_owed_counts_against_the_backorder_limit() {
        let few = StockPolicy::Backorder { limit: Some(5) };
        let any = StockPolicy::Backorder { limit: None };
        for (policy, available, expect, left) in [
            (few, 10, Availability::InStock, 15),
            (few, 1, Availability::InStock, 6),
            (few, 0, Availability::Backorder, 5),
            (few, -4, Availability::Backorder, 1),
            (few, -5, Availability::Out, 0),
            (few, i64::MIN, Availability::Out, 0),
            (any, 1, Availability::InStock, i64::MAX),
            (any, -1_000, Availability::Backorder, i64::MAX),
            (StockPolicy::Backorder { limit: Some(0) }, 2, Availability::Low { left: 2 }, 2),
        ] {
            assert_eq!(
                (Availability::under(policy, available), policy.left(available)),
                (expect, left),
                "{policy:?} {available}"
            );
        }
    }

    #[test]
    fn pieces_here_and_pieces_left_say_what_their_policy_says() {
        let limit = |limit| StockPolicy::Backorder { limit };
        for policy in [StockPolicy::Tracked, limit(Some(0)), limit(Some(2)), limit(Some(40)), limit(None)] {
            for here in -5..9 {
                let told = Availability::between(here, policy.left(here));
                assert_eq!(told, Availability::under(policy, here), "{policy:?} {here}");
            }
        }
        assert_eq!(Availability::between(i64::MAX, i64::MAX), Availability::InStock);
    }

    #[test]
    fn nobody_gets_more_than_is_left() {
        assert_eq!(StockPolicy::Tracked.allows(3, 3), Ok(()));
        assert_eq!(StockPolicy::Tracked.allows(3, 4), Err(Short { left: 3 }));
        assert_eq!(StockPolicy::Tracked.allows(-1, 1), Err(Short { left: 0 }));
        assert_eq!(StockPolicy::Backorder { limit: Some(2) }.allows(3, 5), Ok(()));
        assert_eq!(StockPolicy::Untracked.allows(i64::MIN, 99), Ok(()));
    }
}
