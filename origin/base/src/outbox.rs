//! Events, written in the transaction of the change they tell of.

use std::time::Duration;

use api::cache::Tag;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

/// The PostgreSQL channel that wakes the relay.
pub const CHANNEL: &str = "shop_outbox";

/// For how long repeats of a repeatable event are held together.
pub const TOGETHER: Duration = Duration::from_millis(200);

/// An event to be recorded.
#[derive(Clone, Debug)]
pub struct NewEvent {
    subject: &'static str,
    tags: Vec<Tag>,
    data: serde_json::Value,
    /// What it says is no news if the same was recorded a moment ago and is still to be told.
    same_as: Option<String>,
}

impl NewEvent {
    /// An event of `subject` that makes `tags` stale.
    pub fn new(subject: &'static str, tags: Vec<Tag>, data: &impl Serialize) -> Self {
        Self { subject, tags, data: serde_json::to_value(data).expect("events are plain data"), same_as: None }
    }

    /// An event that says no more than that something changed: whoever hears of it reads anew. The
    /// first is told at once; what comes within [`TOGETHER`] after it is told once, at its end.
    pub fn repeatable(subject: &'static str, tags: Vec<Tag>, data: &impl Serialize) -> Self {
        let event = Self::new(subject, tags, data);
        let same_as = format!("{subject} {} {}", join(&event.tags), event.data);
        Self { same_as: Some(same_as), ..event }
    }
}

/// Records events in the caller's transaction, in one statement. After the commit the relay is woken.
///
/// A repeatable event that waits for its time tells of this change too, if it is not published before
/// the commit. So it is locked until then, and the relay passes it over; if it cannot be locked
/// because somebody is at work on it, another is recorded. One whose time has come takes in nothing
/// more: a stream of changes cannot put it off.
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
    let same_as: Vec<Option<&str>> = events.iter().map(|event| event.same_as.as_deref()).collect();
    // The last select reads what the others did, so all happens in this one statement.
    sqlx::query(
        "with waiting as (
             select same_as from shop.outbox
             where same_as = any($6) and not_before > clock_timestamp() and published_at is null
             for update skip locked
         ), recorded as (
             insert into shop.outbox (id, subject, tags, data, same_as, not_before)
             select id, subject, string_to_array(tags, ','), data, same_as, greatest(clock_timestamp(), (
                 select least(max(told.not_before), clock_timestamp()) + make_interval(secs => $7)
                 from shop.outbox as told
                 where told.same_as = event.same_as and told.not_before > clock_timestamp() - make_interval(secs => $7)
             ))
             from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $6::text[])
                  as event (id, subject, tags, data, same_as)
             where event.same_as is null or event.same_as not in (select same_as from waiting)
             returning 1
         )
         select pg_notify($5, '') from (
             select 1 from recorded union all select 1 from waiting limit 1
         ) as any_recorded",
    )
    .bind(ids)
    .bind(subjects)
    .bind(tags)
    .bind(data)
    .bind(CHANNEL)
    .bind(same_as)
    .bind(TOGETHER.as_secs_f64())
    .execute(tx)
    .await?;
    Ok(())
}

/// Tags have no commas, so they travel as one text: PostgreSQL has no arrays of unequal arrays.
fn join(tags: &[Tag]) -> String {
    tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(",")
}
