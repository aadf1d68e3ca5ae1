//! Passkeys: making one, signing in with one, and what an account has of them (ADR 59).
//!
//! What browsers and devices say is read and checked by `webauthn_rp`; here is who may say it, when, and what becomes of
//! it. A device shows that it knows its owner (by finger, face or PIN) and signs a question that was put to this very
//! browser; of the key we have the public half alone.

mod ceremonies;
mod manage;
mod register;
mod sign_in;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use api::accounts::RelyingParty;
use api::problem::{Code, Problem};
use axum::Router;
use domain::CustomerId;
use origin_platform::{Stores, mount};
use sqlx::PgConnection;
use webauthn_rp::bin::Decode as _;
use webauthn_rp::request::register::UserHandle;
use webauthn_rp::request::{AsciiDomain, RpId};

/// How long a question to a browser is good.
const LASTS: Duration = Duration::from_secs(10 * 60);
/// The same in milliseconds, as browsers are told.
const TIMEOUT: NonZeroU32 = NonZeroU32::new(10 * 60 * 1000).expect("it is not zero");
/// The longest answer of a browser that is read, in bytes: several times what devices say.
const MAX_ANSWER: usize = 16 * 1024;

/// An account's name for devices: its id.
type Handle = UserHandle<16>;

/// The service of passkeys in a shop.
#[derive(Clone)]
pub(crate) struct Service {
    stores: Stores,
    /// Whom passkeys are for; none where browsers have none.
    party: Option<Arc<Party>>,
}

/// The shop, as browsers and devices know it.
struct Party {
    id: RpId,
    origin: String,
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
    let party = RelyingParty::at(public_url).and_then(|RelyingParty { host, origin }| {
        let id = RpId::Domain(AsciiDomain::try_from(host).ok()?);
        Some(Arc::new(Party { id, origin }))
    });
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

fn handle(customer: CustomerId) -> Handle {
    let Ok(handle) = Handle::decode(*customer.0.as_bytes());
    handle
}

/// The same answer for whatever is wrong with a device's, and what it was for the log.
fn refused(why: impl std::fmt::Display) -> Problem {
    tracing::info!(%why, "a passkey was refused");
    Problem::new(Code::PasskeyRefused, "What the browser says of the passkey is not right. Please try again.")
        .at("credential")
}

fn expired() -> Problem {
    let detail = "This was asked more than ten minutes ago, was answered before, or was asked in another browser. Please try again.";
    Problem::new(Code::PasskeyExpired, detail)
}

#[cfg(test)]
mod authenticator;
#[cfg(test)]
mod tests;
