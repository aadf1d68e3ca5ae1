//! Cards that Stripe keeps: an account of ours is a Customer of Stripe's, a card a PaymentMethod that is attached to it.
//! Stripe is told our name for its books and nothing of who somebody is.

use std::sync::Arc;

use api::checkout::cards::SavedCard;
use serde::Deserialize;
use uuid::Uuid;

use super::calls::Api;
use super::client::{CallError, StripeRejection};
use super::wire::List;
use super::{Stripe, unexpected};
use crate::checkout::payments::answer::{NoAnswer, ProviderError};

/// Cards that are shown at most.
const MAX_SHOWN: &str = "20";

/// A Customer, or what is left of one.
#[derive(Deserialize)]
struct Customer {
    id: String,
    /// What Stripe says for good of one that was deleted.
    #[serde(default)]
    deleted: bool,
}

/// A PaymentMethod of the type `card`.
#[derive(Deserialize)]
struct Method {
    id: String,
    customer: Option<String>,
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    brand: String,
    last4: String,
    exp_month: u32,
    exp_year: u32,
}

impl Stripe {
    /// A new Customer, and the account that it is in. Asking again for the same payment within a day makes no other.
    pub(in crate::checkout::payments) async fn new_owner(
        &self,
        payment: Uuid,
    ) -> Result<(String, Option<Arc<str>>), ProviderError> {
        let books = self.0.intents.books().await?;
        let form = [("metadata[books]", books.to_string())];
        let api = self.api().await.ok_or(NoAnswer)?;
        let made = api.post::<Customer>("/v1/customers", &form, &format!("payment-{payment}-customer")).await;
        made.map(|customer| (customer.id, api.account)).map_err(provider_error)
    }

    /// The cards of a Customer, the newest first; none if the Customer was deleted at Stripe.
    pub(in crate::checkout::payments) async fn list_cards(
        &self,
        owner: &str,
    ) -> Result<Option<Vec<SavedCard>>, ProviderError> {
        let api = self.api().await.ok_or(NoAnswer)?;
        let query = [("customer", owner.to_owned()), ("type", "card".to_owned()), ("limit", MAX_SHOWN.to_owned())];
        let methods: List<Method> = match api.get("/v1/payment_methods", &query).await {
            Ok(methods) => methods,
            Err(CallError::Refused(rejection)) if is_missing(&rejection) => {
                // One that is there after all is asked for again.
                return if is_deleted(&api, owner).await? { Ok(None) } else { Err(NoAnswer.into()) };
            }
            Err(error) => return Err(provider_error(error)),
        };
        let shown = |Method { id, card, .. }: Method| {
            let Card { brand, last4, exp_month, exp_year } = card?;
            Some(SavedCard { id, brand, last4, exp_month, exp_year })
        };
        Ok(Some(methods.data.into_iter().filter_map(shown).collect()))
    }

    /// Takes a card from the Customer that has it; nothing happens to one that another has.
    pub(in crate::checkout::payments) async fn forget_card(
        &self,
        owner: &str,
        card: &str,
    ) -> Result<(), ProviderError> {
        let api = self.api().await.ok_or(NoAnswer)?;
        match api.get::<Method>(&format!("/v1/payment_methods/{card}"), &[]).await {
            Ok(method) if method.customer.as_deref() == Some(owner) => {}
            Ok(_) => return Ok(()),
            // Only Stripe's word on who is known says that there is no such card.
            Err(CallError::Refused(rejection)) if is_missing(&rejection) => {
                return is_deleted(&api, owner).await.map(drop);
            }
            Err(error) => return Err(provider_error(error)),
        }
        let path = format!("/v1/payment_methods/{card}/detach");
        match api.post::<Method>(&path, &[], &format!("card-{card}-detach")).await {
            Err(CallError::Refused(rejection)) if !is_missing(&rejection) => {
                Err(provider_error(CallError::Refused(rejection)))
            }
            Err(CallError::NoAnswer) => Err(NoAnswer.into()),
            Ok(_) | Err(CallError::Refused(_)) => Ok(()),
        }
    }

    /// Deletes a Customer of an account with all that is kept for it. One that is gone is what was wanted.
    pub(in crate::checkout::payments) async fn delete_owner(
        &self,
        owner: &str,
        account: Option<&str>,
    ) -> Result<(), ProviderError> {
        let api = self.api_of_owner(owner, account).await?;
        match api.delete::<Customer>(&format!("/v1/customers/{owner}")).await {
            Ok(_) => Ok(()),
            Err(CallError::Refused(rejection)) if is_missing(&rejection) => match is_deleted(&api, owner).await? {
                true => Ok(()),
                false => Err(NoAnswer.into()),
            },
            Err(error) => Err(provider_error(error)),
        }
    }

    /// Whether the account of new payments has a Customer: one that was made by the keys of a file may be in it.
    pub(in crate::checkout::payments) async fn has_owner(&self, owner: &str) -> Result<bool, NoAnswer> {
        let api = self.api().await.ok_or(NoAnswer)?;
        match api.get::<Customer>(&format!("/v1/customers/{owner}"), &[]).await {
            Ok(customer) => Ok(!customer.deleted),
            Err(CallError::Refused(rejection)) if is_missing(&rejection) => Ok(false),
            Err(error) => Err(unexpected(error)),
        }
    }
}

/// Whether a card is kept for this Customer.
pub(super) async fn is_of(api: &Api<'_>, card: &str, owner: &str) -> Result<bool, NoAnswer> {
    match api.get::<Method>(&format!("/v1/payment_methods/{card}"), &[]).await {
        Ok(method) => Ok(method.customer.as_deref() == Some(owner)),
        Err(CallError::Refused(rejection)) if is_missing(&rejection) => Ok(false),
        Err(error) => Err(unexpected(error)),
    }
}

/// Whether a Customer was deleted. One that Stripe does not know at all was made with the keys of another account, which
/// are in the file by mistake or were before: nothing follows from it, and whoever has cards there keeps them.
async fn is_deleted(api: &Api<'_>, owner: &str) -> Result<bool, ProviderError> {
    match api.get::<Customer>(&format!("/v1/customers/{owner}"), &[]).await {
        Ok(customer) => Ok(customer.deleted),
        Err(CallError::Refused(rejection)) if is_missing(&rejection) => {
            tracing::error!("Stripe does not know whom cards are kept for: are the keys those of another account?");
            Err(ProviderError::Refused(rejection.to_string()))
        }
        Err(error) => Err(provider_error(error)),
    }
}

fn is_missing(rejection: &StripeRejection) -> bool {
    rejection.is_missing()
}

fn provider_error(error: CallError) -> ProviderError {
    match error {
        CallError::Refused(rejection) => ProviderError::Refused(rejection.to_string()),
        CallError::NoAnswer => NoAnswer.into(),
    }
}
