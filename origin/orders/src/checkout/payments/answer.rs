//! What a payment provider answers.

use std::fmt;
use std::time::SystemTime;

use domain::Money;
use uuid::Uuid;

/// What became of a payment. Once a payment has an outcome, it never gets another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The amount is held for us, or was before we took it or gave it back.
    Authorised {
        /// The provider's own name for the payment.
        reference: String,
    },
    /// Nothing is held and nothing ever will be.
    Declined {
        /// Why, as part of a sentence for the shopper.
        reason: String,
    },
}

/// How far the request for an amount has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorisation {
    /// For good.
    Settled(Outcome),
    /// The shopper has to do something first, such as to confirm the payment with their bank.
    ActionRequired {
        /// The provider's own name for the payment.
        reference: String,
        /// What it is.
        action: Action,
    },
    /// The provider has taken the request and tells the outcome later.
    Pending {
        /// The provider's own name for the payment.
        reference: String,
    },
}

/// What the shopper has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Visit this page; it leads back to the address given with the request.
    Redirect {
        /// Its address.
        url: String,
    },
    /// Go on in the provider's own script, which needs this secret.
    Script {
        /// For the shopper's browser alone.
        client_secret: ClientSecret,
    },
}

/// What lets a shopper's browser go on with a payment. Its `Debug` shows nothing, so it stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(pub String);

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// A payment as the provider's books have it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSnapshot {
    /// The provider's own name for the payment; none if it was given up before the provider was asked.
    pub reference: Option<String>,
    /// How far the request has come.
    pub authorisation: Authorisation,
    /// Held for us or captured: zero before the authorisation, and again once that was voided or ran out.
    pub authorised: Money,
    /// Taken, at most what was authorised.
    pub captured: Money,
    /// Given back or on its way back, at most what was captured.
    pub refunded: Money,
}

impl PaymentSnapshot {
    /// What became of the payment, if that is known.
    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.authorisation {
            Authorisation::Settled(outcome) => Some(outcome),
            Authorisation::ActionRequired { .. } | Authorisation::Pending { .. } => None,
        }
    }
}

/// A refund that the provider has taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The provider's own name for it.
    pub reference: String,
    /// Whether the money is on its way; if not, the provider tells later.
    pub done: bool,
}

/// A payment in the provider's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Our name for it; none if it was not made by this shop.
    pub payment: Option<Uuid>,
    /// The provider's own name for it.
    pub reference: String,
    /// When the provider first heard of it.
    pub created_at: SystemTime,
    /// Whether the provider holds or took money for it, given back later or not.
    pub holds_money: bool,
}

/// The provider did not say what became of a request: it may have been carried out or not. Ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payment provider did not answer")]
pub struct NoAnswer;

/// Why something was not done, as far as is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It was not done and asking again will not help. The sentence says why, for staff.
    #[error("{0}")]
    Refused(String),
    /// It may have been done or not.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
}

/// The token cannot be charged. The sentence says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// It stands for no means of payment.
    #[error("Choose another means of payment: the payment provider does not know this one.")]
    Unknown,
    /// It is a card number, which must never reach us.
    #[error(
        "This looks like a card number, and card numbers must not be sent to the shop; it was not kept. \
         Enter it in the payment provider's own form and send what that returns."
    )]
    CardNumber,
}
