//! Pictures as they were given: the file, and the row that names it.

use std::fmt::{self, Display};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use origin_platform::Database;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::{Folders, format};

/// What an original is named by: the SHA-256 of its bytes, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub(crate) [u8; 32]);

impl Hash {
    fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&const_hex::encode(self.0))
    }
}

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
/// A [`Rejection`](crate::Rejection) if the bytes are no picture that is taken; otherwise if folder or PostgreSQL fail.
pub async fn keep(db: &Database, folders: &Folders, bytes: &[u8]) -> anyhow::Result<Hash> {
    let header = format::read(bytes)?;
    let hash = Hash::of(bytes);
    // The file first: a row without one could never be worked on.
    write(&folders.original(&hash), bytes).with_context(|| format!("cannot write {}", folders.originals.display()))?;
    sqlx::query(
        "insert into media.originals as original (hash, format, bytes) values ($1, $2, $3)
         on conflict (hash) do update set state = 'waiting', reason = null, tries = 0, claimed_until = null
         where original.state = 'failed'",
    )
    .bind(hash.0.as_slice())
    .bind(header.format.name())
    .bind(i64::try_from(bytes.len())?)
    .execute(db)
    .await?;
    Ok(hash)
}

/// Writes a file so that it is there as a whole or not at all.
fn write(place: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = place.parent().context("a file has a folder")?;
    fs::create_dir_all(folder)?;
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(place)?;
    fs::File::open(folder)?.sync_all()?;
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
         from media.originals original order by created_at desc, hash limit $1",
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
