//! Taking away the files of pictures that were deleted.

use std::fs;
use std::io;
use std::path::Path;

use origin_catalog::picture_uses;
use origin_platform::{Database, power_cut};

use crate::derive::outputs;
use crate::{Folders, Hash};

/// Takes away the files of every picture that was deleted an hour ago or longer: by then no page that was kept names them.
/// One that is in use again is as if it had not been deleted.
///
/// # Errors
/// If folders or PostgreSQL fail.
pub(crate) async fn forget(db: &Database, folders: &Folders) -> anyhow::Result<()> {
    while forget_one(db, folders).await? {}
    Ok(())
}

async fn forget_one(db: &Database, folders: &Folders) -> anyhow::Result<bool> {
    let mut tx = db.begin().await?;
    // Whoever gives the same picture now waits for this row, and finds it gone.
    let hash: Option<Vec<u8>> = sqlx::query_scalar(
        "select hash from media.originals
         where deleted_at < now() - interval '1 hour' and (claimed_until is null or claimed_until < now())
         limit 1 for update skip locked",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(hash) = hash else { return Ok(false) };
    let hash = Hash(hash.as_slice().try_into()?);
    if picture_uses(&mut *tx, &[Folders::path(&hash)]).await?.is_empty() {
        for output in outputs() {
            remove(&folders.file(&hash, output))?;
        }
        power_cut("files of a picture half removed");
        remove(&folders.original(&hash))?;
        sqlx::query("delete from media.originals where hash = $1").bind(hash.0.as_slice()).execute(&mut *tx).await?;
    } else {
        let back = "update media.originals set deleted_at = null where hash = $1";
        sqlx::query(back).bind(hash.0.as_slice()).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(true)
}

fn remove(place: &Path) -> io::Result<()> {
    match fs::remove_file(place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
