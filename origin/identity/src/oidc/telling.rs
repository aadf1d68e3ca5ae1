//! Telling edges which providers there are: they keep the list, so that the page to log in asks nobody for it.

use api::cache::Tag;
use api::event::PROVIDERS_READ;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;
use serde_json::json;

/// Has every edge ask anew for the providers. What they are an operator sets in a file, which is read when an origin begins
/// to serve; so each tells it then, whether there are others than before or not: it costs a call of each edge.
///
/// # Errors
/// If PostgreSQL does not answer. Edges then ask by themselves, a minute after they did last.
pub async fn tell_providers(db: &Database) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    outbox::record(&mut tx, &[NewEvent::new(PROVIDERS_READ, vec![Tag::providers()], &json!({}))]).await?;
    tx.commit().await
}
