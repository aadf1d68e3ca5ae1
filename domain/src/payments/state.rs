//! A payment's states, as a table.

use serde::{Deserialize, Serialize};

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Recorded with us; the provider may or may not know of it yet.
    Pending,
    /// The provider waits for the shopper, who must confirm it with their bank.
    ActionRequired,
    /// The provider holds the amount for us.
    Authorised,
    /// Some of the amount is ours.
    PartiallyCaptured,
    /// All of the amount is ours.
    Captured,
    /// Called off before any of it was ours.
    Voided,
    /// Some of what was ours went back.
    PartiallyRefunded,
    /// All of what was ours went back.
    Refunded,
    /// The provider refused.
    Declined,
}

/// What happens to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEvent {
    /// The provider wants the shopper to confirm.
    RequireAction,
    /// The provider agreed.
    Authorise,
    /// The provider refused.
    Decline,
    /// Some of the amount is taken.
    CapturePart,
    /// The last of the amount is taken.
    CaptureAll,
    /// It is called off.
    Void,
    /// Some of what was taken goes back.
    RefundPart,
    /// The last of what was taken goes back.
    RefundAll,
}

/// The event does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payment that is {} cannot be {}", .0.code().replace('_', " "), .1.done())]
pub struct Refused(pub PaymentState, pub PaymentEvent);

impl PaymentState {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::ActionRequired,
        Self::Authorised,
        Self::PartiallyCaptured,
        Self::Captured,
        Self::Voided,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Declined,
    ];

    /// The state's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::ActionRequired => "action_required",
            Self::Authorised => "authorised",
            Self::PartiallyCaptured => "partially_captured",
            Self::Captured => "captured",
            Self::Voided => "voided",
            Self::PartiallyRefunded => "partially_refunded",
            Self::Refunded => "refunded",
            Self::Declined => "declined",
        }
    }

    /// The state after `event`. An event that repeats what is already so changes nothing: what was
    /// captured had been authorised.
    ///
    /// A refunded payment of which only a part was captured can be captured further, and is partly
    /// refunded then. The state alone cannot tell that from a late repeat: [`super::Payment`] can, by
    /// the amounts.
    pub fn next(self, event: PaymentEvent) -> Result<Self, Refused> {
        use PaymentEvent::{Authorise, CaptureAll, CapturePart, Decline, RefundAll, RefundPart, RequireAction, Void};
        use PaymentState::{
            ActionRequired, Authorised, Captured, Declined, PartiallyCaptured, PartiallyRefunded, Pending, Refunded,
            Voided,
        };
        match (self, event) {
            (Pending, RequireAction) => Ok(ActionRequired),
            (Pending | ActionRequired, Authorise) => Ok(Authorised),
            (Pending | ActionRequired, Decline) => Ok(Declined),
            (Pending | ActionRequired | Authorised, Void) => Ok(Voided),
            (Authorised, CapturePart) => Ok(PartiallyCaptured),
            (Authorised | PartiallyCaptured, CaptureAll) => Ok(Captured),
            (Refunded, CapturePart | CaptureAll) => Ok(PartiallyRefunded),
            (PartiallyCaptured | Captured, RefundPart) => Ok(PartiallyRefunded),
            (PartiallyCaptured | Captured | PartiallyRefunded, RefundAll) => Ok(Refunded),

            (ActionRequired, RequireAction)
            | (Authorised | PartiallyCaptured | Captured | PartiallyRefunded | Refunded, Authorise)
            | (PartiallyCaptured | Captured | PartiallyRefunded, CapturePart)
            | (Captured | PartiallyRefunded, CaptureAll)
            | (PartiallyRefunded | Refunded, RefundPart)
            | (Refunded, RefundAll)
            | (Voided, Void)
            | (Declined, Decline) => Ok(self),

            _ => Err(Refused(self, event)),
        }
    }
}

impl PaymentEvent {
    /// Every event.
    pub const ALL: [Self; 8] = [
        Self::RequireAction,
        Self::Authorise,
        Self::Decline,
        Self::CapturePart,
        Self::CaptureAll,
        Self::Void,
        Self::RefundPart,
        Self::RefundAll,
    ];

    const fn done(self) -> &'static str {
        match self {
            Self::RequireAction => "confirmed by the shopper",
            Self::Authorise => "authorised",
            Self::Decline => "declined",
            Self::CapturePart => "captured in part",
            Self::CaptureAll => "captured",
            Self::Void => "voided",
            Self::RefundPart => "refunded in part",
            Self::RefundAll => "refunded",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_answers_every_event() {
        use PaymentState::{
            ActionRequired as Act, Authorised as Auth, Captured as Cap, Declined as Decl, PartiallyCaptured as PCap,
            PartiallyRefunded as PRef, Pending as Pend, Refunded as Ref, Voided as Void,
        };
        let no = None;
        let to = Some;
        // One row a state; the columns are the events in the order of `PaymentEvent::ALL`:
        // require action, authorise, decline, capture part, capture all, void, refund part, refund all.
        let table = [
            (Pend, [to(Act), to(Auth), to(Decl), no, no, to(Void), no, no]),
            (Act, [to(Act), to(Auth), to(Decl), no, no, to(Void), no, no]),
            (Auth, [no, to(Auth), no, to(PCap), to(Cap), to(Void), no, no]),
            (PCap, [no, to(PCap), no, to(PCap), to(Cap), no, to(PRef), to(Ref)]),
            (Cap, [no, to(Cap), no, to(Cap), to(Cap), no, to(PRef), to(Ref)]),
            (Void, [no, no, no, no, no, to(Void), no, no]),
            (PRef, [no, to(PRef), no, to(PRef), to(PRef), no, to(PRef), to(Ref)]),
            (Ref, [no, to(Ref), no, to(PRef), to(PRef), no, to(Ref), to(Ref)]),
            (Decl, [no, no, to(Decl), no, no, no, no, no]),
        ];
        assert_eq!(table.map(|(state, _)| state), PaymentState::ALL);
        for (state, row) in table {
            for (event, expect) in PaymentEvent::ALL.into_iter().zip(row) {
                assert_eq!(state.next(event), expect.ok_or(Refused(state, event)), "{state:?} {event:?}");
            }
        }
    }
}
