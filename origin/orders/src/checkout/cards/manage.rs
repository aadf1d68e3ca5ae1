//! What an account's owner sees of the cards, and does with them.

use std::time::Duration;

use api::checkout::cards::{DeleteSavedCard, ListSavedCards, SavedCard};
use api::problem::{Code, Problem};
use domain::CustomerId;
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, ServiceError};

use super::owners::{find, forget};
use crate::checkout::Service;
use crate::checkout::payments::{NoAnswer, ProviderError};

/// How long the provider may take to list cards: the checkout waits for them, and is as good without.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The provider counts what it is asked, and orders are paid through the same account.
const ASKED: Limit = Limit { what: "questions about cards", max: 60, seconds: 60 };

/// The caller's cards. No request names an account, so no stranger's can be asked for.
#[tracing::instrument(name = "orders.list_saved_cards", skip_all)]
pub(super) async fn list_saved_cards(
    service: Service,
    call: Call<ListSavedCards>,
) -> Result<Vec<SavedCard>, ServiceError> {
    let customer = call.shopper()?;
    let Some(owner) = find(&service.stores.db, &service.provider, customer).await? else { return Ok(Vec::new()) };
    count(&service, customer).await?;
    let listed = tokio::time::timeout(TIMEOUT, service.provider.list_cards(&owner)).await;
    match listed.unwrap_or(Err(NoAnswer.into())) {
        Ok(Some(cards)) => Ok(cards),
        Ok(None) => {
            forget(&service.stores.db, &owner).await?;
            Ok(Vec::new())
        }
        Err(error) => Err(told(&error)),
    }
}

/// Has the provider forget one of the caller's cards. Nothing is done with one that is somebody else's: to the caller there
/// is none such. Doing it again changes nothing, so no reply is kept.
#[tracing::instrument(name = "orders.delete_saved_card", skip_all)]
pub(super) async fn delete_saved_card(service: Service, call: Call<DeleteSavedCard>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    if service.provider.check_token(&call.endpoint.id).is_err() {
        return Ok(());
    }
    let Some(owner) = find(&service.stores.db, &service.provider, customer).await? else { return Ok(()) };
    count(&service, customer).await?;
    let forgotten = service.provider.forget_card(&owner, &call.endpoint.id).await;
    forgotten.map_err(|error| told(&error))
}

async fn count(service: &Service, customer: CustomerId) -> Result<(), ServiceError> {
    if throttle::allows(&service.stores, ASKED, &customer.to_string()).await? {
        return Ok(());
    }
    let detail = "Your cards were asked for too often. Please wait a minute.";
    Err(Problem::new(Code::TooManyRequests, detail).after(60).into())
}

/// Cards are worth no more than a sentence: everything else goes on without.
fn told(error: &ProviderError) -> ServiceError {
    tracing::warn!(%error, "an account's cards cannot be had from the payment provider");
    Problem::unavailable().into()
}
