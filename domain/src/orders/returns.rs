//! A return's life, as a table.

use serde::{Deserialize, Serialize};

/// Where a return stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnState {
    /// The shopper wants to send something back.
    Requested,
    /// The shop agreed; the goods are on their way.
    Approved,
    /// The goods are here.
    Received,
    /// The goods are back on the shelf, the money is not back yet.
    Restocked,
    /// The money is on its way back. The end, whether or not the goods went back on the shelf.
    Refunded,
    /// The shop declined, or the goods that came were not fit to be taken back.
    Rejected,
}

/// By what right goods come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnKind {
    /// By the right of European shoppers to withdraw from the contract. Nothing has to be said for it.
    Withdrawal,
    /// By the shop's leave.
    Return,
    /// As a return, with the wish for another thing.
    Exchange,
}

/// What happens to a return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnEvent {
    /// The shop agrees.
    Approve,
    /// The goods arrive.
    Receive,
    /// The goods go back on the shelf.
    Restock,
    /// The money goes back.
    Refund,
    /// The shop declines.
    Reject,
}

/// The event does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a return that is {} cannot be {}", .0.code(), .1.done())]
pub struct RefusedReturn(pub ReturnState, pub ReturnEvent);

impl ReturnState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Requested, Self::Approved, Self::Received, Self::Restocked, Self::Refunded, Self::Rejected];

    /// The state's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Received => "received",
            Self::Restocked => "restocked",
            Self::Refunded => "refunded",
            Self::Rejected => "rejected",
        }
    }

    /// The state after `event`. An event that repeats what is already so changes nothing; what was
    /// received had been approved. Goods go back on the shelf before the money goes back, or never:
    /// a refunded return does not say whether they did, so it takes no restocking, not even a repeat.
    pub fn next(self, event: ReturnEvent) -> Result<Self, RefusedReturn> {
        use ReturnEvent::{Approve, Receive, Refund, Reject, Restock};
        use ReturnState::{Approved, Received, Refunded, Rejected, Requested, Restocked};
        match (self, event) {
            (Requested, Approve) => Ok(Approved),
            (Approved, Receive) => Ok(Received),
            (Received, Restock) => Ok(Restocked),
            (Received | Restocked, Refund) => Ok(Refunded),
            (Requested | Approved | Received, Reject) => Ok(Rejected),

            (Approved | Received | Restocked | Refunded, Approve)
            | (Received | Restocked | Refunded, Receive)
            | (Restocked, Restock)
            | (Refunded, Refund)
            | (Rejected, Reject) => Ok(self),

            _ => Err(RefusedReturn(self, event)),
        }
    }
}

impl ReturnKind {
    /// The kind's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withdrawal => "withdrawal",
            Self::Return => "return",
            Self::Exchange => "exchange",
        }
    }
}

/// When the right to withdraw ends if the last goods arrived at `delivered_at`, both in seconds since
/// 1970: with the fourteenth day after the day of arrival (directive 2011/83/EU, article 9), wherever on
/// earth that day is.
pub const fn withdrawal_ends(delivered_at: i64) -> i64 {
    const HOUR: i64 = 60 * 60;
    let day_began = delivered_at - delivered_at.rem_euclid(24 * HOUR);
    day_began + (15 * 24 + 12) * HOUR
}

impl ReturnEvent {
    /// Every event.
    pub const ALL: [Self; 5] = [Self::Approve, Self::Receive, Self::Restock, Self::Refund, Self::Reject];

    const fn done(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Receive => "received",
            Self::Restock => "restocked",
            Self::Refund => "refunded",
            Self::Reject => "rejected",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ReturnState::{Approved, Received, Refunded, Rejected, Requested, Restocked};

    #[test]
    fn the_day_of_arrival_does_not_count() {
        const DAY: i64 = 24 * 60 * 60;
        // The first and the last second of one day.
        assert_eq!(withdrawal_ends(100 * DAY), 115 * DAY + DAY / 2);
        assert_eq!(withdrawal_ends(101 * DAY - 1), 115 * DAY + DAY / 2);
    }

    #[test]
    fn every_state_answers_every_event() {
        // Approve, receive, restock, refund, reject.
        let table = [
            (Requested, [Some(Approved), None, None, None, Some(Rejected)]),
            (Approved, [Some(Approved), Some(Received), None, None, Some(Rejected)]),
            (Received, [Some(Received), Some(Received), Some(Restocked), Some(Refunded), Some(Rejected)]),
            (Restocked, [Some(Restocked), Some(Restocked), Some(Restocked), Some(Refunded), None]),
            (Refunded, [Some(Refunded), Some(Refunded), None, Some(Refunded), None]),
            (Rejected, [None, None, None, None, Some(Rejected)]),
        ];
        assert_eq!(table.map(|(state, _)| state), ReturnState::ALL);
        for (state, row) in table {
            for (event, expect) in ReturnEvent::ALL.into_iter().zip(row) {
                assert_eq!(state.next(event), expect.ok_or(RefusedReturn(state, event)), "{state:?} {event:?}");
            }
        }
    }
}
