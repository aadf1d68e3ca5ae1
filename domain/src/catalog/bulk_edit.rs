//! An edit of many products: how it goes on, and what it makes of a price.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Currency;

/// How far an edit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkEditState {
    /// Its products are collected. Nothing was changed.
    Ready,
    /// They are being changed.
    Running,
    /// Some of them were changed; it waits for somebody to go on, or to take it back.
    Stopped,
    /// All that could be was changed.
    Done,
    /// What was changed is being taken back.
    Undoing,
    /// What was changed is as it was, but for what somebody else has changed since.
    Undone,
}

/// What happens to an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkEditEvent {
    /// Somebody has looked at it, and wants it.
    Start,
    /// Somebody wants no more of it for now.
    Stop,
    /// Somebody wants it taken back.
    Undo,
}

/// An edit is not where this could happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BulkEditRejection(BulkEditState, BulkEditEvent);

impl fmt::Display for BulkEditRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(state, event) = self;
        let verb = match event {
            BulkEditEvent::Start => "started",
            BulkEditEvent::Stop => "stopped",
            BulkEditEvent::Undo => "taken back",
        };
        write!(f, "an edit that is {} cannot be {verb}", state.code())
    }
}

impl BulkEditState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Ready, Self::Running, Self::Stopped, Self::Done, Self::Undoing, Self::Undone];

    /// Its word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Where an event leads. Who says it twice has said it once.
    ///
    /// # Errors
    /// If it cannot happen now.
    pub const fn next(self, event: BulkEditEvent) -> Result<Self, BulkEditRejection> {
        match (self, event) {
            (Self::Ready | Self::Running | Self::Stopped, BulkEditEvent::Start) => Ok(Self::Running),
            (Self::Running | Self::Stopped, BulkEditEvent::Stop) => Ok(Self::Stopped),
            (Self::Running | Self::Stopped | Self::Done | Self::Undoing, BulkEditEvent::Undo) => Ok(Self::Undoing),
            (Self::Undone, BulkEditEvent::Undo) => Ok(Self::Undone),
            _ => Err(BulkEditRejection(self, event)),
        }
    }
}

/// What new prices end in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceEnding {
    /// To the smallest unit, rounded half up.
    #[default]
    Exact,
    /// The nearest whole unit of the currency.
    Whole,
    /// The nearest price that ends in 99: `11.99`.
    NinetyNine,
}

impl PriceEnding {
    /// An amount in minor units that became so many hundredths of a percent more.
    pub fn changed(self, amount: i64, currency: Currency, basis_points: i64) -> i64 {
        let scale = 10_i64.pow(currency.exponent());
        let exact = (i128::from(amount) * i128::from(10_000 + basis_points) + 5_000) / 10_000;
        let exact = i64::try_from(exact).unwrap_or(i64::MAX);
        let whole = |amount: i64| (amount.saturating_add(scale / 2)) / scale * scale;
        match self {
            // What costs something never costs nothing.
            _ if scale == 1 => exact.max(i64::from(amount > 0)),
            Self::Exact => exact.max(i64::from(amount > 0)),
            Self::Whole => whole(exact).max(if amount > 0 { scale } else { 0 }),
            // 99 of a hundred, and 999 of a thousand.
            Self::NinetyNine => (whole(exact.saturating_add(1)) - 1).max(if amount > 0 { scale - 1 } else { 0 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BulkEditEvent::{Start, Stop, Undo};
    use BulkEditState::{Done, Ready, Running, Stopped, Undoing, Undone};

    #[test]
    fn an_edit_goes_on_only_where_it_can() {
        let fits = [
            (Ready, Start, Running),
            (Running, Start, Running),
            (Stopped, Start, Running),
            (Running, Stop, Stopped),
            (Stopped, Stop, Stopped),
            (Running, Undo, Undoing),
            (Stopped, Undo, Undoing),
            (Done, Undo, Undoing),
            (Undoing, Undo, Undoing),
            (Undone, Undo, Undone),
        ];
        for state in BulkEditState::ALL {
            for event in [Start, Stop, Undo] {
                let fit = fits.iter().find(|(from, by, _)| (*from, *by) == (state, event)).map(|(.., to)| *to);
                assert_eq!(state.next(event).ok(), fit, "{state:?} {event:?}");
            }
        }
        assert_eq!(Done.next(Start).expect_err("over").to_string(), "an edit that is done cannot be started");
    }

    #[test]
    fn prices_end_as_it_was_said() {
        for (amount, basis_points, ending, expected) in [
            (1999, -1500, PriceEnding::Exact, 1699),
            (1999, -1500, PriceEnding::Whole, 1700),
            (1999, -1500, PriceEnding::NinetyNine, 1699),
            (1930, 1000, PriceEnding::NinetyNine, 2099),
            (10, -5000, PriceEnding::NinetyNine, 99),
            (40, -1000, PriceEnding::Whole, 100),
            (0, -5000, PriceEnding::NinetyNine, 0),
        ] {
            assert_eq!(ending.changed(amount, Currency::Eur, basis_points), expected, "{amount} {ending:?}");
        }
        let yen = PriceEnding::NinetyNine.changed(1500, Currency::Jpy, 333);
        assert_eq!(yen, 1550, "yen have no smaller unit");
    }
}
