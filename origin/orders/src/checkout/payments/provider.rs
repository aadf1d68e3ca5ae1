//! What the shop asks of a payment provider.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use api::checkout::PaymentForm;
use api::checkout::cards::SavedCard;
use domain::Money;
use origin_platform::Database;
use uuid::Uuid;

use super::answer::{Authorisation, BadToken, Listed, NoAnswer, Outcome, PaymentSnapshot, ProviderError, Refund};
use super::card_number::contains_card_number;
use super::counted::Answer as _;
use super::source::PaymentSource;
use super::stripe::Stripe;
use super::test_provider::TestProvider;

/// Whoever takes the shoppers' money. Everything asked of it may be asked again: payments, captures
/// and refunds have ids of ours, and what was done under an id is not done twice.
#[derive(Clone)]
pub enum Provider {
    /// The built-in one for trying the shop out: no money moves.
    Test(TestProvider),
    /// Stripe.
    Stripe(Stripe),
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Test(_) => "Provider::Test",
            Self::Stripe(_) => "Provider::Stripe",
        })
    }
}

impl Provider {
    /// The built-in test provider, with its books in `db`.
    pub fn test(db: Database) -> Self {
        Self::Test(TestProvider::new(db))
    }

    /// The same, where staff can give keys of `stripe`, for when the operator ends the trial, and switch paying off.
    pub fn test_before(db: Database, stripe: Stripe) -> Self {
        Self::Test(TestProvider::new(db).before(stripe))
    }

    /// By what staff set how the shop is paid, if they may.
    pub(crate) fn office(&self) -> Option<&Stripe> {
        match self {
            Self::Test(test) => test.office.as_ref(),
            Self::Stripe(stripe) => Some(stripe),
        }
    }

    /// Whether shoppers can pay now: somebody takes money, and staff have not switched it off.
    pub async fn is_open(&self) -> bool {
        match self {
            Self::Test(test) => match &test.office {
                Some(office) => office.is_open().await,
                None => true,
            },
            Self::Stripe(stripe) => stripe.is_open().await && stripe.has_keys().await,
        }
    }

    /// In which of the provider's accounts owners of cards are now; none where that is not told apart.
    pub(crate) async fn account(&self) -> Option<Arc<str>> {
        match self {
            Self::Test(_) => None,
            Self::Stripe(stripe) => stripe.account().await,
        }
    }

    /// Whether an owner is known to the account of now.
    pub(crate) async fn has_owner(&self, owner: &str) -> Result<bool, NoAnswer> {
        match self {
            Self::Test(_) => Ok(false),
            Self::Stripe(stripe) => stripe.has_owner(owner).await,
        }
    }

    /// What a page needs to ask shoppers for their means of payment.
    pub async fn form(&self) -> PaymentForm {
        match self {
            // The page says then that no card is taken.
            Self::Test(_) if !self.is_open().await => {
                PaymentForm::Stripe { publishable_key: None, script: String::new() }
            }
            Self::Test(_) => PaymentForm::Test,
            Self::Stripe(stripe) => stripe.form().await,
        }
    }

    /// Checks that a token can be charged at all, before anything is done.
    ///
    /// # Errors
    /// If it cannot.
    pub fn check_token(&self, token: &str) -> Result<(), BadToken> {
        if contains_card_number(token) {
            return Err(BadToken::CardNumber);
        }
        match self {
            Self::Test(test) => test.check_token(token),
            Self::Stripe(stripe) => stripe.check_token(token),
        }
    }

    /// Asks for `amount` to be held. Asking again with the same `payment` changes nothing and tells
    /// how far it has come, so this is safe to repeat. A shopper who has to visit a page of the
    /// provider's is sent back to `return_url` from there.
    ///
    /// # Errors
    /// If that is not known.
    pub async fn authorise(
        &self,
        payment: Uuid,
        amount: Money,
        source: impl Into<PaymentSource<'_>>,
        return_url: Option<&str>,
    ) -> Result<Authorisation, NoAnswer> {
        let source = source.into();
        let answer = match self {
            Self::Test(test) => test.authorise(payment, amount, source.token, return_url).await,
            Self::Stripe(stripe) => stripe.authorise(payment, amount, source, return_url).await,
        };
        answer.counted("authorise")
    }

    /// Whom the card of a payment is to be kept for, who is new to the provider; none where none are kept. Asking again
    /// soon for the same payment makes no other.
    ///
    /// # Errors
    /// If it was refused or is not known.
    pub async fn new_owner(&self, payment: Uuid) -> Result<Option<(String, Option<Arc<str>>)>, ProviderError> {
        match self {
            Self::Test(_) => Ok(None),
            Self::Stripe(stripe) => stripe.new_owner(payment).await.map(Some).counted("new_owner"),
        }
    }

    /// The cards that are kept for an owner; none if the owner was deleted at the provider.
    ///
    /// # Errors
    /// If the provider does not answer, or knows nobody of that name, as one that is asked with another account's keys.
    pub async fn list_cards(&self, owner: &str) -> Result<Option<Vec<SavedCard>>, ProviderError> {
        match self {
            Self::Test(_) => Ok(None),
            Self::Stripe(stripe) => stripe.list_cards(owner).await.counted("list_cards"),
        }
    }

    /// Forgets a card that is kept for this owner; does nothing with another's.
    ///
    /// # Errors
    /// If it was refused or is not known.
    pub async fn forget_card(&self, owner: &str, card: &str) -> Result<(), ProviderError> {
        match self {
            Self::Test(_) => Ok(()),
            Self::Stripe(stripe) => stripe.forget_card(owner, card).await.counted("forget_card"),
        }
    }

    /// Forgets an owner with all cards, in the account where it was made.
    ///
    /// # Errors
    /// If it was refused or is not known.
    pub async fn delete_owner(&self, owner: &str, account: Option<&str>) -> Result<(), ProviderError> {
        match self {
            Self::Test(_) => Ok(()),
            Self::Stripe(stripe) => stripe.delete_owner(owner, account).await.counted("delete_owner"),
        }
    }

    /// Where a payment stands; none if the provider was never asked for it.
    ///
    /// # Errors
    /// If the provider does not answer.
    pub async fn look_up(&self, payment: Uuid) -> Result<Option<PaymentSnapshot>, NoAnswer> {
        match self {
            Self::Test(test) => test.look_up(payment).await,
            Self::Stripe(stripe) => stripe.look_up(payment).await,
        }
    }

    /// Makes sure that a payment without an outcome never succeeds, not even if the request for it
    /// is still on its way or the shopper still confirms it. Returns what became of the payment: if
    /// it was authorised first, it stays so.
    ///
    /// # Errors
    /// If the provider does not answer, or is at work on the payment and cannot stop.
    pub async fn cancel(&self, payment: Uuid, amount: Money) -> Result<Outcome, NoAnswer> {
        let answer = match self {
            Self::Test(test) => test.cancel(payment, amount).await,
            Self::Stripe(stripe) => stripe.cancel(payment).await,
        };
        answer.counted("cancel")
    }

    /// Takes the amount that is held, or a part of it; what is left is released. A payment is
    /// captured once.
    ///
    /// # Errors
    /// If it was refused or is not known.
    pub async fn capture(&self, payment: Uuid, amount: Money, capture_id: Uuid) -> Result<(), ProviderError> {
        positive(amount)?;
        let answer = match self {
            Self::Test(test) => test.capture(payment, amount, capture_id).await,
            Self::Stripe(stripe) => stripe.capture(payment, amount, capture_id).await,
        };
        answer.counted("capture")
    }

    /// Releases an amount that is held and was not captured.
    ///
    /// # Errors
    /// If it was refused or is not known.
    pub async fn void(&self, payment: Uuid) -> Result<(), ProviderError> {
        let answer = match self {
            Self::Test(test) => test.void(payment).await,
            Self::Stripe(stripe) => stripe.void(payment).await,
        };
        answer.counted("void")
    }

    /// Gives back what was captured, or a part of it. There may be many refunds of one payment.
    ///
    /// # Errors
    /// If it was refused, as one is that exceeds what is left, or is not known.
    pub async fn refund(
        &self,
        payment: Uuid,
        refund: Uuid,
        amount: Money,
        reason: &str,
    ) -> Result<Refund, ProviderError> {
        positive(amount)?;
        let answer = match self {
            Self::Test(test) => test.refund(payment, refund, amount, reason).await,
            Self::Stripe(stripe) => stripe.refund(payment, refund, amount, reason).await,
        };
        answer.counted("refund")
    }

    /// The payments that the provider has first heard of at `since` or later, in no order: among
    /// them may be some that we know nothing of.
    ///
    /// # Errors
    /// If the provider does not answer.
    pub async fn list_since(&self, since: SystemTime) -> Result<Vec<Listed>, NoAnswer> {
        match self {
            Self::Test(test) => test.list_since(since).await,
            Self::Stripe(stripe) => stripe.list_since(since).await,
        }
    }
}

fn positive(amount: Money) -> Result<(), ProviderError> {
    if amount.minor > 0 {
        Ok(())
    } else {
        Err(ProviderError::Refused("The amount has to be more than nothing.".to_owned()))
    }
}
