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
}

/// The event does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {0:?} cannot {1:?}")]
pub struct Illegal(pub OrderState, pub OrderEvent);

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::AwaitingPayment, Self::Placed, Self::Refused];

    /// The state's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AwaitingPayment => "awaiting_payment",
            Self::Placed => "placed",
            Self::Refused => "refused",
        }
    }

    /// The state after `event`. An event that repeats what is already so changes nothing.
    pub fn next(self, event: OrderEvent) -> Result<Self, Illegal> {
        match (self, event) {
            (Self::AwaitingPayment | Self::Placed, OrderEvent::Pay) => Ok(Self::Placed),
            (Self::AwaitingPayment | Self::Refused, OrderEvent::Refuse) => Ok(Self::Refused),
            (state, event) => Err(Illegal(state, event)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use OrderEvent::{Pay, Refuse};
    use OrderState::{AwaitingPayment, Placed, Refused};

    #[test]
    fn every_state_answers_every_event() {
        let table = [
            (AwaitingPayment, Pay, Ok(Placed)),
            (AwaitingPayment, Refuse, Ok(Refused)),
            (Placed, Pay, Ok(Placed)),
            (Placed, Refuse, Err(Illegal(Placed, Refuse))),
            (Refused, Pay, Err(Illegal(Refused, Pay))),
            (Refused, Refuse, Ok(Refused)),
        ];
        assert_eq!(table.len(), OrderState::ALL.len() * 2);
        for (state, event, expect) in table {
            assert_eq!(state.next(event), expect);
        }
    }
}
