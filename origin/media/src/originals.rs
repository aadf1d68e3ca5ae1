//! Pictures as they were given: the file, and the row that names it.

use std::fmt::{self, Display};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::str::FromStr;

use anyhow::Context as _;
use domain::catalog::Localized;
use origin_platform::Database;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;
use sqlx::types::Json;
use tempfile::NamedTempFile;

use crate::format::{Format, Header};
use crate::{Folders, Rejection, format};

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

impl FromStr for Hash {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut hash = [0; 32];
        const_hex::decode_to_slice(text, &mut hash).map_err(|_| ())?;
        // Only one spelling is an id.
        if Self(hash).to_string() == text { Ok(Self(hash)) } else { Err(()) }
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
    // The file first: a row without one could never be worked on.
    let hash = write_original(folders, bytes)?;
    let place = folders.original(&hash);
    let mut tx = db.begin().await?;
    insert(&mut tx, &hash, header.format, i64::try_from(bytes.len())?, &Localized::default()).await?;
    // Whoever deleted the same picture has just taken the file away, perhaps: it was done before the row was ours.
    if !place.exists() {
        write(&place, bytes)?;
    }
    tx.commit().await?;
    Ok(hash)
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

/// Writes an original's file, and returns its name.
///
/// # Errors
/// If the folder fails.
pub(crate) fn write_original(folders: &Folders, bytes: &[u8]) -> anyhow::Result<Hash> {
    let hash = Hash::of(bytes);
    let cannot = || format!("cannot write {}", folders.originals.display());
    write(&folders.original(&hash), bytes).with_context(cannot)?;
    Ok(hash)
}

/// Makes a copy of a whole file an original, under its hash: the file may be written to later, and the original not.
///
/// # Errors
/// If the folder fails.
pub(crate) fn adopt(folders: &Folders, file: &Path) -> anyhow::Result<Result<(Hash, Header), Rejection>> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let header = match format::read(&bytes) {
        Ok(header) => header,
        Err(rejection) => return Ok(Err(rejection)),
    };
    Ok(Ok((write_original(folders, &bytes)?, header)))
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
