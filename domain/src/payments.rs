//! A payment's life, as a table.

use serde::{Deserialize, Serialize};

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Recorded with us; the provider may or may not know of it yet.
    Pending,
    /// The provider holds the amount for us.
    Authorised,
    /// The provider refused.
    Declined,
}

/// What happens to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEvent {
    /// The provider agreed.
    Authorise,
    /// The provider refused.
    Decline,
}

/// The event does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payment that is {0:?} cannot {1:?}")]
pub struct Refused(pub PaymentState, pub PaymentEvent);

impl PaymentState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Authorised, Self::Declined];

    /// The state's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorised => "authorised",
            Self::Declined => "declined",
        }
    }

    /// The state after `event`. An event that repeats what is already so changes nothing.
    pub fn next(self, event: PaymentEvent) -> Result<Self, Refused> {
        match (self, event) {
            (Self::Pending | Self::Authorised, PaymentEvent::Authorise) => Ok(Self::Authorised),
            (Self::Pending | Self::Declined, PaymentEvent::Decline) => Ok(Self::Declined),
            (state, event) => Err(Refused(state, event)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PaymentEvent::{Authorise, Decline};
    use PaymentState::{Authorised, Declined, Pending};

    #[test]
    fn every_state_answers_every_event() {
        let table = [
            (Pending, Authorise, Ok(Authorised)),
            (Pending, Decline, Ok(Declined)),
            (Authorised, Authorise, Ok(Authorised)),
            (Authorised, Decline, Err(Refused(Authorised, Decline))),
            (Declined, Authorise, Err(Refused(Declined, Authorise))),
            (Declined, Decline, Ok(Declined)),
        ];
        assert_eq!(table.len(), PaymentState::ALL.len() * 2);
        for (state, event, expect) in table {
            assert_eq!(state.next(event), expect);
        }
    }
}
