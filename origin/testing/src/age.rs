//! Making what is recorded older than it is.

use origin_platform::Database;
use sqlx::PgConnection;

/// Makes every published event older by an hour and a bit.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn age_published(db: &Database) {
    let age = sqlx::query("update shop.outbox set published_at = published_at - interval '61 minutes'");
    age.execute(db).await.expect("PostgreSQL is up");
}

/// Makes an end of waiting: what is recorded from now on is the first of its kind.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn end_waiting(tx: &mut PgConnection) {
    let end =
        sqlx::query("update shop.outbox set not_before = not_before - interval '1 minute' where same_as is not null");
    end.execute(tx).await.expect("PostgreSQL is up");
}

/// Makes every claim of a mail older than anybody could be sending it.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn age_claims(db: &Database) {
    let age = sqlx::query("update shop.sent_mails set claimed_at = claimed_at - interval '1 hour'");
    age.execute(db).await.expect("PostgreSQL is up");
}
