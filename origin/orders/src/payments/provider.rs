//! What the shop asks of a payment provider.

use domain::Money;
use sqlx::PgPool;
use uuid::Uuid;

use super::test_provider::TestProvider;

/// Whoever takes the shoppers' money.
#[derive(Clone)]
pub enum Provider {
    /// The built-in one for trying the shop out: no money moves.
    Test(TestProvider),
}

/// What became of a payment. Once a payment has an outcome, it never gets another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The amount is held for us.
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

/// The provider did not say what became of the payment: it may have been authorised or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payment provider did not answer")]
pub struct NoAnswer;

/// The token stands for no means of payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the payment provider does not know this means of payment")]
pub struct UnknownToken;

impl Provider {
    /// The built-in test provider, with its books in `db`.
    pub fn test(db: PgPool) -> Self {
        Self::Test(TestProvider::new(db))
    }

    /// Checks that a token can be charged at all, before anything is done.
    ///
    /// # Errors
    /// If it cannot.
    pub fn check_token(&self, token: &str) -> Result<(), UnknownToken> {
        match self {
            Self::Test(test) => test.check_token(token),
        }
    }

    /// Asks for `amount`. Asking again with the same `payment` changes nothing and gets the same
    /// outcome, so this is safe to repeat.
    ///
    /// # Errors
    /// If the outcome is not known.
    pub async fn authorise(&self, payment: Uuid, amount: Money, token: &str) -> Result<Outcome, NoAnswer> {
        match self {
            Self::Test(test) => test.authorise(payment, amount, token).await,
        }
    }

    /// What became of a payment; none if the provider has never heard of it.
    ///
    /// # Errors
    /// If the provider does not answer.
    pub async fn look_up(&self, payment: Uuid) -> Result<Option<Outcome>, NoAnswer> {
        match self {
            Self::Test(test) => test.look_up(payment).await,
        }
    }

    /// Makes sure that a payment nobody has asked for yet never succeeds, not even if the request
    /// for it is still on its way. Returns what became of the payment: if it was authorised first,
    /// it stays so.
    ///
    /// # Errors
    /// If the provider does not answer.
    pub async fn cancel(&self, payment: Uuid, amount: Money) -> Result<Outcome, NoAnswer> {
        match self {
            Self::Test(test) => test.cancel(payment, amount).await,
        }
    }
}
