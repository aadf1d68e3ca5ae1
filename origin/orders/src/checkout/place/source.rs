//! What an order is paid with, where a card is to be kept or is one that is.

use api::checkout::cards::CardUse;
use api::orders::PlaceOrder;
use api::problem::Problem;
use domain::CustomerId;
use origin_platform::{Call, ServiceError};
use uuid::Uuid;

use crate::checkout::payments::{Owner, PaymentSource};
use crate::checkout::{Service, cards};

/// Whose card it is to be, or is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CardOwner {
    /// Nobody's: it is used once.
    Nobody,
    /// It is to be kept for this account, if it can be.
    ToBe(CustomerId),
    /// It is kept for whom the provider knows by this name.
    Known(String),
}

/// Whose card pays, before anything is done.
///
/// # Errors
/// A problem where a kept card is to be used by somebody who has none.
pub(super) async fn owner(service: &Service, call: &Call<PlaceOrder>) -> Result<CardOwner, ServiceError> {
    match (call.endpoint.card, call.customer()) {
        (CardUse::Once, _) | (CardUse::Keep, None) => Ok(CardOwner::Nobody),
        (CardUse::Keep, Some(customer)) => Ok(CardOwner::ToBe(customer)),
        (CardUse::Kept, customer) => {
            let known = match customer {
                Some(customer) => cards::find(&service.stores.db, &service.provider, customer).await?,
                None => None,
            };
            let none = || Problem::field("payment_token", "No card is kept for you. Enter a card, please.");
            Ok(CardOwner::Known(known.ok_or_else(none)?))
        }
    }
}

/// As whom the provider knows the card's owner, once there is something to pay. Where it cannot keep a card, the order is
/// worth more.
pub(super) async fn owner_for(
    service: &Service,
    owner: CardOwner,
    payment: Uuid,
) -> Result<Option<String>, ServiceError> {
    match owner {
        CardOwner::Nobody => Ok(None),
        CardOwner::Known(known) => Ok(Some(known)),
        CardOwner::ToBe(customer) => {
            cards::find_or_make(&service.stores.db, &service.provider, customer, payment).await
        }
    }
}

/// What the provider is asked to take the money from.
pub(super) fn source<'a>(request: &'a PlaceOrder, owner: Option<&'a str>) -> PaymentSource<'a> {
    let owner = owner.map(|owner| match request.card {
        CardUse::Kept => Owner::Is(owner),
        CardUse::Once | CardUse::Keep => Owner::Becomes(owner),
    });
    PaymentSource { token: &request.payment_token, owner }
}
