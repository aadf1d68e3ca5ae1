//! Events, written in the transaction of the change they tell of.

use api::cache::Tag;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// The PostgreSQL channel that wakes the relay.
pub const CHANNEL: &str = "shop_outbox";

/// An event to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    subject: &'static str,
    tags: Vec<Tag>,
    data: serde_json::Value,
}

impl NewEvent {
    /// An event of `subject` that makes `tags` stale.
    pub fn new(subject: &'static str, tags: Vec<Tag>, data: &impl Serialize) -> Self {
        Self { subject, tags, data: serde_json::to_value(data).expect("events are plain data") }
    }
}

/// Records events in the caller's transaction, in one statement. After the commit the relay is woken.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn record(tx: &mut PgConnection, events: &[NewEvent]) -> sqlx::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = events.iter().map(|_| Uuid::now_v7()).collect();
    let subjects: Vec<&str> = events.iter().map(|event| event.subject).collect();
    let tags: Vec<String> = events.iter().map(|event| join(&event.tags)).collect();
    let data: Vec<&serde_json::Value> = events.iter().map(|event| &event.data).collect();
    // The select reads the insert's result, so both happen in this one statement.
    sqlx::query(
        "with recorded as (
             insert into shop.outbox (id, subject, tags, data)
             select id, subject, string_to_array(tags, ','), data
             from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[]) as event (id, subject, tags, data)
             returning 1
         )
         select pg_notify($5, '') from (select 1 from recorded limit 1) as any_recorded",
    )
    .bind(ids)
    .bind(subjects)
    .bind(tags)
    .bind(data)
    .bind(CHANNEL)
    .execute(tx)
    .await?;
    Ok(())
}

/// Tags have no commas, so they travel as one text: PostgreSQL has no arrays of unequal arrays.
fn join(tags: &[Tag]) -> String {
    tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(",")
}
