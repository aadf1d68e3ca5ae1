//! The outbox from its other end: events that wait to be published.

use std::time::Duration;

use api::event::Event;
use domain::EventId;
use origin_platform::Database;
use sqlx::postgres::PgListener;
use sqlx::{FromRow, PgConnection};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use crate::Cause;
use crate::outbox::CHANNEL;

/// Tells when something was recorded in the outbox.
pub struct Wakeups(PgListener);

impl Wakeups {
    /// Listens from now on; what was recorded before must be looked for.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn listen(db: &Database) -> sqlx::Result<Self> {
        let mut listener = PgListener::connect_with(&db.apart()).await?;
        listener.listen(CHANNEL).await?;
        Ok(Self(listener))
    }

    /// Returns when something was recorded, or after `timeout`. Calls that piled up count as one.
    ///
    /// # Errors
    /// If the connection broke: listen anew.
    pub async fn next(&mut self, timeout: Duration) -> sqlx::Result<()> {
        let Ok(woken) = tokio::time::timeout(timeout, self.0.try_recv()).await else { return Ok(()) };
        let broken = || sqlx::Error::Io(std::io::ErrorKind::ConnectionAborted.into());
        woken?.ok_or_else(broken)?;
        while self.0.next_buffered().is_some() {}
        Ok(())
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    subject: String,
    tags: Vec<String>,
    data: serde_json::Value,
    occurred_at: OffsetDateTime,
    replay_of: Option<Uuid>,
    hard: bool,
    trace_parent: Option<String>,
    request_id: Option<String>,
}

/// An event that waits, and what it was recorded for.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The event.
    pub event: Event,
    /// What it was recorded for.
    pub cause: Cause,
}

impl From<Row> for Waiting {
    fn from(row: Row) -> Self {
        let cause = Cause { trace_parent: row.trace_parent, request_id: row.request_id };
        let event = Event {
            id: EventId(row.id),
            subject: row.subject,
            occurred_at: row.occurred_at.format(&Rfc3339).expect("PostgreSQL's years have four digits"),
            tags: row.tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
            data: row.data,
            replay_of: row.replay_of.map(EventId),
            hard: row.hard,
        };
        Self { event, cause }
    }
}

/// Takes the oldest unpublished events whose time has come, at most `limit`. They are the caller's until the transaction
/// ends; other relays pass them over.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn take(tx: &mut PgConnection, limit: u32) -> sqlx::Result<Vec<Waiting>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, subject, tags, data, occurred_at, replay_of, hard, trace_parent, request_id
         from shop.outbox
         where published_at is null and not_before <= clock_timestamp()
         order by seq limit $1 for update skip locked",
    )
    .bind(i64::from(limit))
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Waiting::from).collect())
}

/// Notes that the stream has these events. Says when another is due, as [`next_due`] does.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn mark_published(tx: &mut PgConnection, events: &[EventId]) -> sqlx::Result<Option<Duration>> {
    let ids: Vec<Uuid> = events.iter().map(|id| id.0).collect();
    // The select sees the events as they were before.
    let seconds = sqlx::query_scalar(
        "with marked as (update shop.outbox set published_at = now() where id = any($1))
         select extract(epoch from min(not_before) - clock_timestamp())::float8 from shop.outbox
         where published_at is null and id <> all($1)",
    );
    Ok(from_now(seconds.bind(ids).fetch_one(tx).await?))
}

/// How long it is until an event's time comes, if any waits; nothing if it has come.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn next_due(db: &Database) -> sqlx::Result<Option<Duration>> {
    let seconds = sqlx::query_scalar(
        "select extract(epoch from min(not_before) - clock_timestamp())::float8 from shop.outbox
         where published_at is null",
    );
    Ok(from_now(seconds.fetch_one(db).await?))
}

fn from_now(seconds: Option<f64>) -> Option<Duration> {
    seconds.map(|seconds| Duration::from_secs_f64(seconds.max(0.0)))
}

/// How many of those that wait are counted, at most.
pub const COUNTED: i64 = 100_000;

/// What waits to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// How many events, [`COUNTED`] at most.
    pub events: i64,
    /// How long the first of them has waited whose time has come.
    pub oldest: Duration,
}

/// What waits to be published. It costs no more however much that is.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn backlog(db: &Database) -> sqlx::Result<Backlog> {
    let (events, oldest): (i64, Option<f64>) = sqlx::query_as(
        "select (select count(*) from (select 1 from shop.outbox where published_at is null limit $1) as waiting),
                (select extract(epoch from clock_timestamp() - not_before)::float8 from shop.outbox
                 where published_at is null and not_before <= clock_timestamp() order by seq limit 1)",
    )
    .bind(COUNTED)
    .fetch_one(db)
    .await?;
    Ok(Backlog { events, oldest: from_now(oldest).unwrap_or_default() })
}

/// How many events wait to be published.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn waiting(db: &Database) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from shop.outbox where published_at is null").fetch_one(db).await
}

/// The events of these subjects that were recorded between two times, in order, at most `limit`.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn between(
    tx: &mut PgConnection,
    subjects: &[String],
    since: OffsetDateTime,
    until: OffsetDateTime,
    limit: usize,
) -> sqlx::Result<Vec<Event>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, subject, tags, data, occurred_at, replay_of, hard, trace_parent, request_id
         from shop.outbox
         where subject = any($1) and occurred_at between $2 and $3 and replay_of is null order by seq limit $4",
    )
    .bind(subjects)
    .bind(since)
    .bind(until)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| Waiting::from(row).event).collect())
}

/// Forgets events published more than seven days ago; returns how many.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn forget_old(db: &Database) -> sqlx::Result<u64> {
    let done = sqlx::query("delete from shop.outbox where published_at < now() - interval '7 days'");
    Ok(done.execute(db).await?.rows_affected())
}
