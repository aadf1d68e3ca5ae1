//! Telling edges which providers there are: they keep the list, so that the page to log in asks nobody for it.

use api::accounts::OidcProviderView;
use api::cache::Tag;
use api::event::PROVIDERS_READ;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;

use super::config::ProviderSettings;

/// The providers as shoppers are shown them.
pub fn shown_providers(providers: &[ProviderSettings]) -> Vec<OidcProviderView> {
    providers.iter().map(ProviderSettings::view).collect()
}

/// Has every edge ask anew for the providers, if they are others than those that were told of last. What they are an
/// operator sets in a file, which is read when an origin begins to serve: then each tells it.
///
/// # Errors
/// If PostgreSQL does not answer. Edges then ask by themselves, a minute after they did last.
pub async fn tell_providers(db: &Database, providers: &[OidcProviderView]) -> sqlx::Result<()> {
    let event = NewEvent::repeatable(PROVIDERS_READ, vec![Tag::providers()], "", &providers);
    let mut tx = db.begin().await?;
    outbox::record_if_other(&mut tx, event).await?;
    tx.commit().await
}
