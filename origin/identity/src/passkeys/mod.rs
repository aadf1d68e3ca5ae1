//! Passkeys of shoppers: making one, signing in with one, and what an account has of them (ADR 59).
//!
//! What is asked of browsers and devices, and what they say, is [`crate::webauthn`]'s; here is who may say it, when, and
//! what becomes of it. A device shows that it knows its owner (by finger, face or PIN) and signs a question that was put to
//! this very browser; of the key we have the public half alone.

mod manage;
mod register;
mod sign_in;

use std::sync::Arc;

use api::problem::{Code, Problem};
use axum::Router;
use domain::CustomerId;
use origin_platform::{Stores, mount};
use sqlx::PgConnection;

use crate::webauthn::{Party, Realm};

/// The service of passkeys in a shop.
#[derive(Clone)]
pub(crate) struct Service {
    stores: Stores,
    /// Whom passkeys are for; none where browsers have none.
    party: Option<Arc<Party>>,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

impl Service {
    fn party(&self) -> Result<&Party, Problem> {
        let detail = "Browsers have no passkeys at this shop's address: that takes a name and https. Please log in with a password or a code.";
        self.party.as_deref().ok_or_else(|| Problem::new(Code::PasskeyRefused, detail))
    }
}

/// The endpoints of passkeys, for a shop that shoppers find at `public_url`.
pub fn router(stores: Stores, public_url: &str) -> Router {
    let party = Party::at(public_url, Realm::Shoppers).map(Arc::new);
    let router = Router::new();
    let router = mount(router, register::create_passkey_challenge);
    let router = mount(router, register::create_passkey);
    let router = mount(router, manage::list_passkeys);
    let router = mount(router, manage::update_passkey);
    let router = mount(router, manage::delete_passkey);
    let router = mount(router, sign_in::create_sign_in_challenge);
    let router = mount(router, sign_in::create_session_by_passkey);
    router.with_state(Service { stores, party })
}

/// Removes every passkey of an account: somebody else's who opened it.
pub(crate) async fn remove_all(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query("delete from accounts.passkeys where customer_id = $1").bind(customer.0).execute(tx).await.map(drop)
}

#[cfg(test)]
mod tests;
