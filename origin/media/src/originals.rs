//! Pictures as they were given: the file, and the row that names it.

use bytes::Bytes;
use domain::catalog::Localized;
use origin_platform::Database;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::format::Format;
use crate::{Hash, Store, format};

/// What became of an original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its files are still to be made.
    Waiting,
    /// Its files are there. The largest has so many pixels, upright.
    Ready {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
        /// Bytes of all files together.
        bytes: u64,
    },
    /// Nothing can be made of it, for this reason.
    Failed(String),
}

/// A picture that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its name.
    pub hash: Hash,
    /// What became of it.
    pub state: State,
}

/// Keeps a picture, and has its files made. One that is there already stays as it is; one of which nothing could be
/// made is tried once more.
///
/// # Errors
/// A [`Rejection`](crate::Rejection) if the bytes are no picture that is taken; otherwise if store or PostgreSQL fail.
pub async fn keep(db: &Database, store: &Store, bytes: &[u8]) -> anyhow::Result<Hash> {
    let header = format::read(bytes)?;
    let bytes = Bytes::copy_from_slice(bytes);
    // The file first: a row without one could never be worked on. What gets no row is swept up.
    let hash = store.put_original(bytes.clone()).await?;
    let mut tx = db.begin().await?;
    insert(&mut tx, &hash, header.format, i64::try_from(bytes.len())?, &Localized::default()).await?;
    put_again(store, &hash, &bytes).await?;
    tx.commit().await?;
    Ok(hash)
}

/// Puts an original once more if it is gone. Whoever deleted the same picture has just taken it away, perhaps: it was
/// done before the row was ours.
///
/// # Errors
/// If the store fails.
pub(crate) async fn put_again(store: &Store, hash: &Hash, bytes: &Bytes) -> anyhow::Result<()> {
    if !store.has_original(hash).await? {
        store.put_original(bytes.clone()).await?;
    }
    Ok(())
}

/// Notes an original whose file is there. One that was deleted, or of which nothing could be made, is given a new start;
/// one that says nothing of what it shows is told it.
pub(crate) async fn insert(
    tx: &mut PgConnection,
    hash: &Hash,
    format: Format,
    bytes: i64,
    alt: &Localized,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into media.originals as original (hash, format, bytes, alt) values ($1, $2, $3, $4)
         on conflict (hash) do update set
             deleted_at = null,
             alt = case when original.alt = $5 then excluded.alt else original.alt end,
             version = original.version + (original.alt = $5 and excluded.alt <> $5)::int,
             state = case original.state when 'failed' then 'waiting' else original.state end,
             reason = null,
             tries = case original.state when 'failed' then 0 else original.tries end,
             claimed_until = case original.state when 'failed' then null else original.claimed_until end",
    )
    .bind(hash.0.as_slice())
    .bind(format.name())
    .bind(bytes)
    .bind(Json(alt))
    .bind(Json(Localized::default()))
    .execute(tx)
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    hash: Vec<u8>,
    reason: Option<String>,
    width: Option<i32>,
    height: Option<i32>,
    made: i64,
}

/// The newest pictures, at most `limit`.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list(db: &Database, limit: i64) -> anyhow::Result<Vec<Original>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select hash, reason, width, height,
                (select coalesce(sum(made.bytes), 0)::bigint from media.derivatives made where made.hash = original.hash) made
         from media.originals original where deleted_at is null order by created_at desc, hash desc limit $1",
    )
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(original).collect()
}

fn original(row: Row) -> anyhow::Result<Original> {
    let hash = Hash(row.hash.as_slice().try_into()?);
    let state = match (row.reason, row.width, row.height) {
        (Some(reason), ..) => State::Failed(reason),
        (None, Some(width), Some(height)) => {
            State::Ready { width: width.try_into()?, height: height.try_into()?, bytes: row.made.try_into()? }
        }
        (None, ..) => State::Waiting,
    };
    Ok(Original { hash, state })
}
