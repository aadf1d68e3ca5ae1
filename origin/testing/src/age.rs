//! Making what is recorded older than it is.

use origin_platform::{Database, Stores};
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

/// Makes every session older than one that was just opened. What keys in Redis begin with is `prefix`.
///
/// # Panics
/// If Redis does not answer, or there is no such session.
pub async fn age_sessions(stores: &Stores, prefix: &str) {
    let mut redis = stores.redis.clone();
    let pattern = format!("{prefix}recent:*");
    let recent: Vec<String> = redis::cmd("KEYS").arg(pattern).query_async(&mut redis).await.expect("Redis is up");
    redis::cmd("DEL").arg(recent).query_async::<()>(&mut redis).await.expect("there are some");
}

/// Makes every session of the staff's older than one that was just opened.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn age_staff_sessions(db: &Database) {
    let age = sqlx::query("update staff.sessions set opened_at = opened_at - interval '11 minutes'");
    age.execute(db).await.expect("PostgreSQL is up");
}

/// Makes every claim of a mail older than anybody could be sending it.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn age_claims(db: &Database) {
    let age = sqlx::query("update shop.sent_mails set claimed_at = claimed_at - interval '1 hour'");
    age.execute(db).await.expect("PostgreSQL is up");
}
