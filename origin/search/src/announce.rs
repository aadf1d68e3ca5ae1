//! What makes cached answers of the search stale.

use anyhow::Context as _;
use api::Tag;
use api::event::{Event, INDEX_COMMITTED};
use async_nats::jetstream;
use domain::EventId;
use origin_messaging::stream;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// Says that what searches answer under these tags has changed.
///
/// # Errors
/// If NATS does not take the event.
pub(crate) async fn announce(jetstream: &jetstream::Context, id: Uuid, tags: Vec<Tag>) -> anyhow::Result<()> {
    let event = Event {
        id: EventId(id),
        subject: INDEX_COMMITTED.to_owned(),
        occurred_at: origin_platform::clock::utc().format(&Rfc3339).context("the clock is far off")?,
        tags,
        data: serde_json::json!({}),
        replay_of: None,
        hard: false,
    };
    stream::publish(jetstream, &event).await
}
