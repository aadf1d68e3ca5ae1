//! Which mails were sent: claimed before sending, marked after, so that none is doubled in silence.

use domain::EventId;
use sqlx::PgPool;
use uuid::Uuid;

/// What is known of a mail that is about to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nobody has tried: it is the caller's to send.
    Ours,
    /// It was sent.
    Sent,
    /// Somebody claimed it within the last two minutes and may be sending it now.
    Underway,
    /// Somebody claimed it and never said what became of it. It may have been sent.
    Unknown,
}

/// Claims the mail of this kind about this thing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn claim(db: &PgPool, kind: &str, about: Uuid, event: EventId) -> sqlx::Result<Claim> {
    let inserted =
        sqlx::query("insert into shop.sent_mails (kind, about, event_id) values ($1, $2, $3) on conflict do nothing")
            .bind(kind)
            .bind(about)
            .bind(event.0)
            .execute(db)
            .await?;
    if inserted.rows_affected() == 1 {
        return Ok(Claim::Ours);
    }
    let known: Option<(bool, bool)> = sqlx::query_as(
        "select sent_at is not null, claimed_at > now() - interval '2 minutes' from shop.sent_mails
         where kind = $1 and about = $2",
    )
    .bind(kind)
    .bind(about)
    .fetch_optional(db)
    .await?;
    Ok(match known {
        Some((true, _)) => Claim::Sent,
        Some((false, false)) => Claim::Unknown,
        // Given back between the two statements: whoever gave it back will try again, and so may we.
        Some((false, true)) | None => Claim::Underway,
    })
}

/// Notes that an event was looked at and brings no mail, so that nobody tells of it again.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn note_nothing_to_say(db: &PgPool, event: EventId) -> sqlx::Result<()> {
    sqlx::query(
        "insert into shop.sent_mails (kind, about, event_id, sent_at) values ('nothing_to_say', $1, $1, now())
         on conflict do nothing",
    )
    .bind(event.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that the mail server took the mail.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn mark_sent(db: &PgPool, kind: &str, about: Uuid) -> sqlx::Result<()> {
    sqlx::query("update shop.sent_mails set sent_at = now() where kind = $1 and about = $2")
        .bind(kind)
        .bind(about)
        .execute(db)
        .await?;
    Ok(())
}

/// Gives a claim back, when it is certain that the mail was not sent.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn release(db: &PgPool, kind: &str, about: Uuid) -> sqlx::Result<()> {
    sqlx::query("delete from shop.sent_mails where kind = $1 and about = $2 and sent_at is null")
        .bind(kind)
        .bind(about)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes every claim older than anybody could be sending it.
///
/// # Panics
/// If PostgreSQL does not answer.
#[cfg(feature = "testing")]
pub async fn age_claims_for_tests(db: &PgPool) {
    let age = sqlx::query("update shop.sent_mails set claimed_at = claimed_at - interval '1 hour'");
    age.execute(db).await.expect("PostgreSQL is up");
}
