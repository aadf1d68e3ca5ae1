//! A payment with its amounts, which never contradict its state or each other.

use serde::{Deserialize, Serialize};

use super::{PaymentEvent, PaymentState, Refused};
use crate::money::MoneyError;
use crate::{Currency, Locale, Money};

/// What a payment has come to. Always `0 ≤ refunded ≤ captured ≤ authorised`, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// What the provider agreed to; after a void, had agreed to.
    pub authorised: Money,
    /// What was taken of it, in total.
    pub captured: Money,
    /// What went back of that, in total.
    pub refunded: Money,
}

/// A payment's state and amounts. Changes take totals, not differences ("captured 50.00 so far"), so
/// that a repeated or late report changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    state: PaymentState,
    ledger: Ledger,
}

/// A state and amounts that do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a payment that is {} cannot have come to this: {:?}", .0.code().replace('_', " "), .1)]
pub struct Inconsistent(pub PaymentState, pub Ledger);

/// Why a payment does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// The state does not allow it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// More than was authorised.
    #[error("at most {} can be captured, as much as was authorised", .authorised.display(Locale::En))]
    AboveAuthorised {
        /// What was.
        authorised: Money,
    },
    /// More than was captured.
    #[error("at most {} can be refunded, as much as was captured", .captured.display(Locale::En))]
    AboveCaptured {
        /// What was.
        captured: Money,
    },
    /// Authorised before, for another amount.
    #[error("this payment was authorised for {}; begin another for another amount", .authorised.display(Locale::En))]
    AuthorisedOtherwise {
        /// The amount that was.
        authorised: Money,
    },
    /// An amount of nothing or less.
    #[error("an amount is more than 0")]
    NotPositive,
    /// An amount in another currency.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Payment {
    /// A payment that was recorded and not yet answered.
    pub const fn pending(currency: Currency) -> Self {
        let nothing = Money::zero(currency);
        let ledger = Ledger { authorised: nothing, captured: nothing, refunded: nothing };
        Self { state: PaymentState::Pending, ledger }
    }

    /// A payment as it was recorded.
    pub fn restore(state: PaymentState, ledger: Ledger) -> Result<Self, Inconsistent> {
        let currency = ledger.authorised.currency;
        let one_currency = ledger.captured.currency == currency && ledger.refunded.currency == currency;
        let (authorised, captured, refunded) = (ledger.authorised.minor, ledger.captured.minor, ledger.refunded.minor);
        let fits = match state {
            PaymentState::Pending | PaymentState::ActionRequired | PaymentState::Declined => {
                (authorised, captured, refunded) == (0, 0, 0)
            }
            PaymentState::Authorised => authorised > 0 && (captured, refunded) == (0, 0),
            PaymentState::Voided => authorised >= 0 && (captured, refunded) == (0, 0),
            PaymentState::PartiallyCaptured => 0 < captured && captured < authorised && refunded == 0,
            PaymentState::Captured => 0 < captured && captured == authorised && refunded == 0,
            PaymentState::PartiallyRefunded => 0 < refunded && refunded < captured && captured <= authorised,
            PaymentState::Refunded => 0 < refunded && refunded == captured && captured <= authorised,
        };
        if one_currency && fits { Ok(Self { state, ledger }) } else { Err(Inconsistent(state, ledger)) }
    }

    /// Where it stands.
    pub const fn state(&self) -> PaymentState {
        self.state
    }

    /// What it has come to.
    pub const fn ledger(&self) -> Ledger {
        self.ledger
    }

    /// The shopper must confirm it with their bank.
    pub fn require_action(self) -> Result<Self, PaymentError> {
        Ok(Self { state: self.state.next(PaymentEvent::RequireAction)?, ..self })
    }

    /// The provider refused.
    pub fn decline(self) -> Result<Self, PaymentError> {
        Ok(Self { state: self.state.next(PaymentEvent::Decline)?, ..self })
    }

    /// It is called off before anything was captured.
    pub fn void(self) -> Result<Self, PaymentError> {
        Ok(Self { state: self.state.next(PaymentEvent::Void)?, ..self })
    }

    /// The provider holds `amount` for us.
    pub fn authorise(self, amount: Money) -> Result<Self, PaymentError> {
        self.check(amount)?;
        let state = self.state.next(PaymentEvent::Authorise)?;
        let authorised = self.ledger.authorised;
        if authorised.minor > 0 && authorised != amount {
            return Err(PaymentError::AuthorisedOtherwise { authorised });
        }
        Ok(Self { state, ledger: Ledger { authorised: amount, ..self.ledger } })
    }

    /// In `total`, this much was captured so far.
    pub fn capture(self, total: Money) -> Result<Self, PaymentError> {
        self.check(total)?;
        let Ledger { authorised, captured, .. } = self.ledger;
        if total.minor <= captured.minor {
            return Ok(self);
        }
        let all = total.minor >= authorised.minor;
        let state = self.state.next(if all { PaymentEvent::CaptureAll } else { PaymentEvent::CapturePart })?;
        if total.minor > authorised.minor {
            return Err(PaymentError::AboveAuthorised { authorised });
        }
        Ok(Self { state, ledger: Ledger { captured: total, ..self.ledger } })
    }

    /// In `total`, this much was refunded so far.
    pub fn refund(self, total: Money) -> Result<Self, PaymentError> {
        self.check(total)?;
        let Ledger { captured, refunded, .. } = self.ledger;
        if total.minor <= refunded.minor {
            return Ok(self);
        }
        let all = total.minor >= captured.minor;
        let state = self.state.next(if all { PaymentEvent::RefundAll } else { PaymentEvent::RefundPart })?;
        if total.minor > captured.minor {
            return Err(PaymentError::AboveCaptured { captured });
        }
        Ok(Self { state, ledger: Ledger { refunded: total, ..self.ledger } })
    }

    fn check(&self, amount: Money) -> Result<(), PaymentError> {
        self.ledger.authorised.checked_sub(amount)?;
        if amount.minor > 0 { Ok(()) } else { Err(PaymentError::NotPositive) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn euro(minor: i64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    fn authorised(minor: i64) -> Payment {
        Payment::pending(Currency::Eur).authorise(euro(minor)).expect("pending")
    }

    #[test]
    fn two_parcels_are_captured_apart_and_one_comes_back() {
        let states = |payment: Payment| {
            let Ledger { authorised, captured, refunded } = payment.ledger();
            (payment.state().code(), authorised.minor, captured.minor, refunded.minor)
        };
        let first = authorised(7488).capture(euro(3998)).expect("there is more");
        assert_eq!(states(first), ("partially_captured", 7488, 3998, 0));
        let back = first.refund(euro(3998)).expect("as much as was captured");
        assert_eq!(states(back), ("refunded", 7488, 3998, 3998));
        let both = back.capture(euro(7488)).expect("the rest");
        assert_eq!(states(both), ("partially_refunded", 7488, 7488, 3998));
        // What was reported before, reported again.
        assert_eq!(both.capture(euro(3998)), Ok(both));
        assert_eq!(both.refund(euro(3998)), Ok(both));
        assert_eq!(both.authorise(euro(7488)), Ok(both));
        assert_eq!(states(both.refund(euro(7488)).expect("the rest")), ("refunded", 7488, 7488, 7488));
    }

    #[test]
    fn no_amount_is_above_the_one_before_it() {
        let payment = authorised(1000);
        assert_eq!(payment.capture(euro(1001)), Err(PaymentError::AboveAuthorised { authorised: euro(1000) }));
        let captured = payment.capture(euro(400)).expect("less");
        assert_eq!(captured.refund(euro(401)), Err(PaymentError::AboveCaptured { captured: euro(400) }));
        assert_eq!(payment.authorise(euro(999)), Err(PaymentError::AuthorisedOtherwise { authorised: euro(1000) }));
        assert_eq!(payment.capture(euro(0)), Err(PaymentError::NotPositive));
        let refused = Refused(PaymentState::PartiallyCaptured, PaymentEvent::Void);
        assert_eq!(captured.void(), Err(PaymentError::Refused(refused)));
        let voided = payment.void().expect("nothing was captured");
        let refused = Refused(PaymentState::Voided, PaymentEvent::CapturePart);
        assert_eq!(voided.capture(euro(1)), Err(PaymentError::Refused(refused)));
        assert!(matches!(payment.capture(Money::new(1, Currency::Usd)), Err(PaymentError::Money(_))));
    }

    #[derive(Clone, Copy, Debug)]
    enum Step {
        RequireAction,
        Decline,
        Void,
        Authorise(i64),
        Capture(i64),
        Refund(i64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            1 => Just(Step::RequireAction),
            1 => Just(Step::Decline),
            1 => Just(Step::Void),
            4 => (1_i64..20).prop_map(Step::Authorise),
            8 => (-1_i64..20).prop_map(Step::Capture),
            8 => (-1_i64..20).prop_map(Step::Refund),
        ]
    }

    proptest! {
        #[test]
        fn whatever_happens_state_and_amounts_agree(
            currency in prop::sample::select(vec![Currency::Jpy, Currency::Eur, Currency::Kwd]),
            steps in prop::collection::vec(step(), 0..40),
        ) {
            let mut payment = Payment::pending(currency);
            for step in steps {
                let money = |minor| Money::new(minor, currency);
                let take = |payment: Payment| match step {
                    Step::RequireAction => payment.require_action(),
                    Step::Decline => payment.decline(),
                    Step::Void => payment.void(),
                    Step::Authorise(minor) => payment.authorise(money(minor)),
                    Step::Capture(minor) => payment.capture(money(minor)),
                    Step::Refund(minor) => payment.refund(money(minor)),
                };
                if let Ok(after) = take(payment) {
                    prop_assert_eq!(Payment::restore(after.state(), after.ledger()), Ok(after));
                    prop_assert_eq!(take(after), Ok(after), "a repeat changed something");
                    payment = after;
                }
            }
        }
    }
}
