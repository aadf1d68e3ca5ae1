//! The audit log: what staff changed, written in the transaction of the change. Entries are only ever added: the
//! database refuses anything else, and each holds the hash of the one before it, so that one that was changed or taken
//! out behind its back is found.

mod changes;

use api::staff::{AuditEntry, AuditPage};
use serde::Serialize;
use serde_json::Value;
use sqlx::{PgConnection, PgExecutor};

use crate::Database;

pub use changes::changes;

/// Serialises those who add entries, since each follows the one before; any number that nobody else uses will do.
const ONE_AT_A_TIME: i64 = 0x6175_6469_7431;

/// Adds an entry in the caller's transaction. Whoever adds another waits for its end, so it belongs at the end of it.
///
/// `before` and `after` are how the thing was and has become, as far as they differ; none where there was nothing, or is
/// nothing left.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn record(
    tx: &mut PgConnection,
    actor: &str,
    action: &'static str,
    subject: &str,
    before: Option<Value>,
    after: Option<Value>,
) -> sqlx::Result<()> {
    // A statement of its own: the next one sees what was committed before the lock was had.
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    sqlx::query(
        "with last as (
             select seq, hash from shop.audit_entries order by seq desc limit 1
         ), entry as (
             select coalesce((select seq from last), 0) + 1 as seq, coalesce((select hash from last), '') as previous,
                 clock_timestamp() as occurred_at
         )
         insert into shop.audit_entries (seq, occurred_at, actor, action, subject, before, after, previous, hash)
         select seq, occurred_at, $1, $2, $3, $4, $5, previous,
             shop.audit_hash(previous, seq, occurred_at, $1, $2, $3, $4, $5)
         from entry",
    )
    .bind(actor)
    .bind(action)
    .bind(subject)
    .bind(before)
    .bind(after)
    .execute(tx)
    .await
    .map(drop)
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: i64,
    /// When it was written (RFC 3339, UTC).
    pub at: String,
    /// Who: `staff ` and the name of a key or the address of an account.
    pub actor: String,
    /// What was called: the endpoint's name.
    pub action: String,
    /// What was changed: `product ` and an id, for example.
    pub subject: String,
    /// How it was, as far as it differs.
    pub before: Option<Value>,
    /// What it has become, as far as it differs.
    pub after: Option<Value>,
}

/// The newest `limit` entries before the one of number `before`, of all or of one subject, the newest first.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn entries(
    db: impl PgExecutor<'_>,
    subject: Option<&str>,
    before: Option<i64>,
    limit: u32,
) -> sqlx::Result<Vec<Entry>> {
    sqlx::query_as(
        r#"select seq, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at, actor, action, subject,
               before, after
           from shop.audit_entries
           where ($1::text is null or subject = $1) and ($2::bigint is null or seq < $2)
           order by seq desc limit $3"#,
    )
    .bind(subject)
    .bind(before)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await
}

/// Entries of a page.
const PAGE: u32 = 50;

/// A page of all entries, or of those of one subject, the newest first, from the one before number `before` on.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn page(db: &Database, subject: Option<&str>, before: Option<i64>) -> sqlx::Result<AuditPage> {
    // One more than is shown tells whether there is another page.
    let mut found = entries(db, subject, before, PAGE + 1).await?;
    let more = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let next = found.last().map(|entry| entry.seq).filter(|_| more);
    let view = |entry: Entry| {
        let Entry { seq, at, actor, action, subject, before, after } = entry;
        AuditEntry { number: seq, at, actor, action, subject, before, after }
    };
    Ok(AuditPage { items: found.into_iter().map(view).collect(), next })
}

/// What comes of looking through the whole log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Every entry follows from the one before; so many there are.
    Whole(i64),
    /// The first entry that does not.
    BrokenAt(i64),
}

/// Looks through the whole log. What was taken off its end is not missed by this: whoever wants to know that keeps the
/// number that [`Chain::Whole`] told before.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn verify(db: impl PgExecutor<'_>) -> sqlx::Result<Chain> {
    let (count, broken): (i64, Option<i64>) = sqlx::query_as(
        "select count(*), min(seq) filter (where not follows) from (
             select seq, seq = lag(seq, 1, 0::bigint) over (order by seq) + 1
                 and previous = lag(hash, 1, '') over (order by seq)
                 and hash = shop.audit_hash(previous, seq, occurred_at, actor, action, subject, before, after) as follows
             from shop.audit_entries
         ) as entry",
    )
    .fetch_one(db)
    .await?;
    Ok(broken.map_or(Chain::Whole(count), Chain::BrokenAt))
}

#[cfg(test)]
mod tests;
