//! Keeping what a consumer cannot handle.

use domain::EventId;
use origin_platform::Database;

use crate::fingerprint;

/// A message that a consumer cannot handle, now or later.
pub struct DeadLetter<'a> {
    /// The consumer's name.
    pub consumer: &'a str,
    /// The event's id, if the message has one.
    pub event: Option<EventId>,
    /// The subject it came on.
    pub subject: &'a str,
    /// The message as it came.
    pub payload: &'a [u8],
    /// Why it cannot be handled.
    pub reason: &'a str,
}

/// Keeps a dead letter until somebody looks at it. Burying it twice is burying it once.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn bury(db: &Database, letter: &DeadLetter<'_>) -> sqlx::Result<()> {
    let text = String::from_utf8_lossy(letter.payload);
    // PostgreSQL's JSON cannot hold a NUL character, whether bare or escaped.
    let clean = |text: &str| text.replace('\0', "\u{fffd}");
    let readable = serde_json::from_slice::<serde_json::Value>(letter.payload).ok();
    let readable = readable.filter(|_| !text.contains("\\u0000"));
    let payload = readable.unwrap_or_else(|| serde_json::json!({ "unreadable": clean(&text) }));
    // A message without an id is told by its content.
    let id = letter.event.map_or_else(|| fingerprint(&text), |event| event.0);
    sqlx::query(
        "insert into shop.dead_letters (consumer, event_id, subject, payload, reason) values ($1, $2, $3, $4, $5)
         on conflict (consumer, event_id) do nothing",
    )
    .bind(letter.consumer)
    .bind(id)
    .bind(letter.subject)
    .bind(payload)
    .bind(clean(letter.reason))
    .execute(db)
    .await?;
    Ok(())
}

/// How many dead letters there are of a consumer.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn count(db: &Database, consumer: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from shop.dead_letters where consumer = $1").bind(consumer).fetch_one(db).await
}
