//! The built-in payment provider, for trying the shop out.
//!
//! It behaves as a real one does as seen from the shop: its books are its own, written outside the
//! shop's transactions, and each payment is booked once however often it is asked for.

mod books;
#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use domain::Money;
use origin_platform::Database;
use uuid::Uuid;

pub(in crate::checkout) use self::books::Charge;

use self::books::Books;
use super::answer::{
    Action, Authorisation, BadToken, Listed, NoAnswer, Outcome, PaymentSnapshot, ProviderError, Refund,
};
use super::stripe::Stripe;

/// The page where a payment is confirmed: under `/v1/payments`, which the edge passes on to us and keeps no copy of.
pub(in crate::checkout) const CHALLENGE_PATH: &str = "/v1/payments/test/{payment}";

/// The address where a payment is confirmed.
pub(in crate::checkout) fn challenge_address(payment: Uuid) -> String {
    CHALLENGE_PATH.replace("{payment}", &payment.to_string())
}

/// The longest that a slow answer may take.
const MAX_DELAY: Duration = Duration::from_secs(60);

/// What each token does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// `test_accept`: authorised.
    Accept,
    /// `test_decline`: declined.
    Decline,
    /// `test_no_answer`: authorised, but the answer is lost.
    NoAnswer,
    /// `test_challenge`: authorised once the shopper has confirmed it on the test page.
    Challenge,
    /// `test_async`: not known yet; decided later by whoever visits the test page.
    Async,
    /// `test_slow_N`: authorised, but it takes N milliseconds to say so.
    Slow(Duration),
}

/// The provider with its books.
#[derive(Clone)]
pub struct TestProvider {
    pub(in crate::checkout) books: Books,
    /// What staff set meanwhile, if they may.
    pub(super) office: Option<Stripe>,
}

impl TestProvider {
    pub(super) fn new(db: Database) -> Self {
        Self { books: Books::new(db), office: None }
    }

    pub(super) fn before(self, stripe: Stripe) -> Self {
        Self { office: Some(stripe), ..self }
    }

    pub(super) fn check_token(&self, token: &str) -> Result<(), BadToken> {
        Token::parse(token).map(|_| ()).ok_or(BadToken::Unknown)
    }

    pub(super) async fn authorise(
        &self,
        payment: Uuid,
        amount: Money,
        token: &str,
        return_url: Option<&str>,
    ) -> Result<Authorisation, NoAnswer> {
        // Tokens were checked before anything was done; one that turns up here is never charged.
        let token = Token::parse(token).unwrap_or(Token::Decline);
        let wanted = match token {
            Token::Accept | Token::NoAnswer | Token::Slow(_) => "authorised",
            Token::Decline => "declined",
            Token::Challenge => "challenged",
            Token::Async => "processing",
        };
        let booked = self.books.book(payment, amount, wanted, return_url).await?;
        match token {
            Token::NoAnswer => return Err(NoAnswer),
            Token::Slow(wait) => tokio::time::sleep(wait).await,
            _ => {}
        }
        Ok(booked.authorisation())
    }

    pub(super) async fn look_up(&self, payment: Uuid) -> Result<Option<PaymentSnapshot>, NoAnswer> {
        Ok(self.books.find(payment).await?.map(|charge| charge.snapshot()))
    }

    pub(super) async fn cancel(&self, payment: Uuid, amount: Money) -> Result<Outcome, NoAnswer> {
        match self.books.cancel(payment, amount).await?.authorisation() {
            Authorisation::Settled(outcome) => Ok(outcome),
            Authorisation::ActionRequired { .. } | Authorisation::Pending { .. } => Err(NoAnswer),
        }
    }

    pub(super) async fn capture(&self, payment: Uuid, amount: Money, capture_id: Uuid) -> Result<(), ProviderError> {
        let charge = self.books.capture(payment, amount, capture_id).await?;
        match charge {
            Some(charge) if charge.capture_id == Some(capture_id) && charge.captured == amount => Ok(()),
            Some(charge) if charge.capture_id.is_some() => refused("The payment was captured before."),
            Some(charge) if charge.amount.currency != amount.currency || charge.amount.minor < amount.minor => {
                refused("That is more than is held.")
            }
            _ => refused("Nothing is held for this payment."),
        }
    }

    pub(super) async fn void(&self, payment: Uuid) -> Result<(), ProviderError> {
        match self.books.void(payment).await? {
            Some(charge) if charge.voided => Ok(()),
            Some(charge) if charge.captured.minor > 0 => {
                refused("The payment was captured already: refund it instead.")
            }
            _ => refused("Nothing is held for this payment."),
        }
    }

    pub(super) async fn refund(
        &self,
        payment: Uuid,
        refund: Uuid,
        amount: Money,
        reason: &str,
    ) -> Result<Refund, ProviderError> {
        if self.books.refund(payment, refund, amount, reason).await? {
            return Ok(Refund { reference: format!("test_{}", refund.simple()), done: true });
        }
        refused("That is more than is left of what was captured.")
    }

    pub(super) async fn list_since(&self, since: SystemTime) -> Result<Vec<Listed>, NoAnswer> {
        self.books.list_since(since).await
    }

    /// Decides a payment that waits for its shopper or for the provider: what a real provider would
    /// tell by a hook. One that is decided already stays as it is.
    pub(crate) async fn complete(&self, payment: Uuid, confirmed: bool) -> Result<Option<PaymentSnapshot>, NoAnswer> {
        let outcome = if confirmed { "authorised" } else { "unconfirmed" };
        Ok(self.books.complete(payment, outcome).await?.map(|charge| charge.snapshot()))
    }
}

impl Token {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "test_accept" => Some(Self::Accept),
            "test_decline" => Some(Self::Decline),
            "test_no_answer" => Some(Self::NoAnswer),
            "test_challenge" => Some(Self::Challenge),
            "test_async" => Some(Self::Async),
            _ => {
                let wait = Duration::from_millis(text.strip_prefix("test_slow_")?.parse().ok()?);
                (wait <= MAX_DELAY).then_some(Self::Slow(wait))
            }
        }
    }
}

impl Charge {
    fn reference(&self) -> String {
        format!("test_{}", self.payment.simple())
    }

    fn authorisation(&self) -> Authorisation {
        let declined = |reason: &str| Authorisation::Settled(Outcome::Declined { reason: reason.to_owned() });
        let reference = self.reference();
        match self.outcome.as_str() {
            "authorised" => Authorisation::Settled(Outcome::Authorised { reference }),
            "challenged" => {
                let url = challenge_address(self.payment);
                Authorisation::ActionRequired { reference, action: Action::Redirect { url } }
            }
            "processing" => Authorisation::Pending { reference },
            "cancelled" => declined("it was not completed in time"),
            "unconfirmed" => declined("it was not confirmed"),
            _ => declined("the test provider was told to decline"),
        }
    }

    fn snapshot(&self) -> PaymentSnapshot {
        let held = self.outcome == "authorised" && !self.voided;
        PaymentSnapshot {
            reference: Some(self.reference()),
            authorisation: self.authorisation(),
            authorised: if held { self.amount } else { Money::zero(self.amount.currency) },
            captured: self.captured,
            refunded: self.refunded,
        }
    }
}

fn refused<T>(reason: &str) -> Result<T, ProviderError> {
    Err(ProviderError::Refused(reason.to_owned()))
}
