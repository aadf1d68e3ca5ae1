//! The one clock of the process, and PostgreSQL's.
//!
//! What decides something takes PostgreSQL's time, so that the clocks of processes need not agree. The clock of the
//! process is for signatures, which the clocks of others are compared with, and for texts that tell a time.

use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::PgExecutor;
use time::OffsetDateTime;

/// The time by this process.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
pub fn now() -> SystemTime {
    SystemTime::now()
}

/// The same as a date and time of day.
pub fn utc() -> OffsetDateTime {
    now().into()
}

/// The same in seconds since 1970.
pub fn unix_seconds() -> u64 {
    now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// The time by PostgreSQL, in seconds since 1970: within a transaction that of its beginning.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn database_seconds(db: impl PgExecutor<'_>) -> sqlx::Result<i64> {
    sqlx::query_scalar("select floor(extract(epoch from now()))::bigint").fetch_one(db).await
}
