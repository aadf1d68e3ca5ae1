//! An order's life, as a table.

use serde::{Deserialize, Serialize};

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Stock is taken; the payment is not settled yet.
    AwaitingPayment,
    /// Paid for, with a number.
    Placed,
    /// Some of its units were handed over.
    PartiallyFulfilled,
    /// All of its units were handed over.
    Fulfilled,
    /// Called off before anything was handed over; its stock went back.
    Cancelled,
    /// The payment was refused; its stock went back.
    Refused,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderEvent {
    /// The payment was authorised.
    Pay,
    /// The payment was refused.
    Refuse,
    /// Some units were handed over and some are missing.
    FulfilPart,
    /// The last units were handed over.
    FulfilAll,
    /// It is called off.
    Cancel,
}

/// The event does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {} cannot be {}", .0.code().replace('_', " "), .1.done())]
pub struct Illegal(pub OrderState, pub OrderEvent);

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::AwaitingPayment,
        Self::Placed,
        Self::PartiallyFulfilled,
        Self::Fulfilled,
        Self::Cancelled,
        Self::Refused,
    ];

    /// The state's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::Placed => "placed",
            Self::PartiallyFulfilled => "partially_fulfilled",
            Self::Fulfilled => "fulfilled",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
        }
    }

    /// The state after `event`. An event that repeats what is already so changes nothing: an order
    /// that was handed over was paid for, and one handed over whole was handed over in part.
    ///
    /// What was cancelled stays so: money that arrives afterwards is voided or refunded by whoever
    /// learns of it. What was handed over, even in part, is not cancelled but returned.
    pub fn next(self, event: OrderEvent) -> Result<Self, Illegal> {
        use OrderEvent::{Cancel, FulfilAll, FulfilPart, Pay, Refuse};
        use OrderState::{AwaitingPayment, Cancelled, Fulfilled, PartiallyFulfilled, Placed, Refused};
        match (self, event) {
            (AwaitingPayment, Pay) => Ok(Placed),
            (AwaitingPayment, Refuse) => Ok(Refused),
            (Placed, FulfilPart) => Ok(PartiallyFulfilled),
            (Placed | PartiallyFulfilled, FulfilAll) => Ok(Fulfilled),
            (AwaitingPayment | Placed, Cancel) => Ok(Cancelled),

            (Placed | PartiallyFulfilled | Fulfilled, Pay)
            | (PartiallyFulfilled | Fulfilled, FulfilPart)
            | (Fulfilled, FulfilAll)
            | (Cancelled, Cancel)
            | (Refused, Refuse) => Ok(self),

            _ => Err(Illegal(self, event)),
        }
    }
}

impl OrderEvent {
    /// Every event.
    pub const ALL: [Self; 5] = [Self::Pay, Self::Refuse, Self::FulfilPart, Self::FulfilAll, Self::Cancel];

    const fn done(self) -> &'static str {
        match self {
            Self::Pay => "paid for",
            Self::Refuse => "refused",
            Self::FulfilPart => "fulfilled in part",
            Self::FulfilAll => "fulfilled",
            Self::Cancel => "cancelled",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrderState::{AwaitingPayment, Cancelled, Fulfilled, PartiallyFulfilled, Placed, Refused};

    #[test]
    fn every_state_answers_every_event() {
        // One row a state; the columns are the events in the order of `OrderEvent::ALL`.
        let table = [
            (AwaitingPayment, [Some(Placed), Some(Refused), None, None, Some(Cancelled)]),
            (Placed, [Some(Placed), None, Some(PartiallyFulfilled), Some(Fulfilled), Some(Cancelled)]),
            (PartiallyFulfilled, [Some(PartiallyFulfilled), None, Some(PartiallyFulfilled), Some(Fulfilled), None]),
            (Fulfilled, [Some(Fulfilled), None, Some(Fulfilled), Some(Fulfilled), None]),
            (Cancelled, [None, None, None, None, Some(Cancelled)]),
            (Refused, [None, Some(Refused), None, None, None]),
        ];
        assert_eq!(table.map(|(state, _)| state), OrderState::ALL);
        for (state, row) in table {
            for (event, expect) in OrderEvent::ALL.into_iter().zip(row) {
                assert_eq!(state.next(event), expect.ok_or(Illegal(state, event)), "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_refusal_is_a_sentence() {
        let sentence = Illegal(AwaitingPayment, OrderEvent::FulfilAll).to_string();
        assert_eq!(sentence, "an order that is awaiting payment cannot be fulfilled");
    }
}
