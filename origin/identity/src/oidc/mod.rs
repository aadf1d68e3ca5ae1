//! Signing in by what a provider of OpenID Connect says of a shopper (ADR 65).
//!
//! A shopper is known by issuer and subject, and by nothing else that a provider says: an account is neither found nor
//! opened by an e-mail address that somebody else vouches for. Whoever comes for the first time opens an account, or logs
//! in to theirs in one of the other ways and adds the identity.

mod config;
mod join;
mod kept;
mod logout;
mod logout_token;
mod manage;
mod provider;
mod sign_in;
mod telling;
mod verify;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::problem::{Code, Problem};
use axum::Router;
use origin_platform::{Stores, mount};

pub use config::{ProviderSettings, read_providers};
use provider::Provider;
pub use telling::{shown_providers, tell_providers};

/// As long as each of our tokens is.
const TOKEN: usize = 43;
/// How long everything together may take that a provider is asked for one sign-in: whoever waits for us gives up after
/// five seconds.
const IN_ALL: Duration = Duration::from_secs(4);

/// The service of providers in a shop.
#[derive(Clone)]
pub(crate) struct Service {
    stores: Stores,
    providers: Arc<[Provider]>,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

impl Service {
    fn provider(&self, name: &str) -> Result<&Provider, Problem> {
        let detail = "The shop knows no such provider. Please log in another way.";
        let found = self.providers.iter().find(|provider| provider.settings.name == name);
        found.ok_or_else(|| Problem::new(Code::OidcUnknown, detail))
    }

    /// What shoppers call the provider with this issuer.
    fn label(&self, issuer: &str) -> String {
        let found = self.providers.iter().find(|provider| provider.settings.issuer.as_str() == issuer);
        found.map_or_else(|| issuer.to_owned(), |provider| provider.settings.label.clone())
    }
}

/// The endpoints of sign-ins by providers, for a shop that shoppers find at `public_url`.
///
/// # Errors
/// If a provider's authorities cannot be read.
pub fn router(stores: Stores, providers: Vec<ProviderSettings>, public_url: &str) -> anyhow::Result<Router> {
    let open = |settings: ProviderSettings| {
        let name = settings.name.clone();
        Provider::new(settings, public_url).with_context(|| format!("the provider “{name}”"))
    };
    let providers = providers.into_iter().map(open).collect::<anyhow::Result<_>>()?;
    let router = Router::new();
    let router = mount(router, sign_in::list_oidc_providers);
    let router = mount(router, sign_in::create_oidc_request);
    let router = mount(router, sign_in::create_session_by_oidc);
    let router = mount(router, join::find_pending_identity);
    let router = mount(router, join::create_customer_by_oidc);
    let router = mount(router, join::create_identity);
    let router = mount(router, manage::list_identities);
    let router = mount(router, manage::delete_identity);
    let router = logout::mount(router);
    Ok(router.with_state(Service { stores, providers }))
}

/// The same answer for whatever is wrong with what was brought back, and what it was for the log.
fn refused(why: impl std::fmt::Display) -> Problem {
    tracing::info!(%why, "what a provider's page of return was opened with was refused");
    Problem::new(
        Code::OidcRefused,
        "What came back from the provider is not right. Please try again, or log in another way.",
    )
}

fn expired() -> Problem {
    let detail = "This was begun too long ago, was used before, or was begun in another browser. Please begin again.";
    Problem::new(Code::OidcExpired, detail)
}

fn taken() -> Problem {
    let detail = "Another account of the shop has this identity. Log in with it, or remove it there first.";
    Problem::new(Code::IdentityTaken, detail)
}

#[cfg(test)]
mod tests;
