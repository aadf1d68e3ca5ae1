//! An index whose files are damaged: everything in it is in the catalogue, too, so it is made anew.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use tantivy::directory::{Directory as _, INDEX_WRITER_LOCK, MmapDirectory};

use crate::index::{Index, folder};

impl Index {
    /// Opens the index in `dir` for whoever writes it. One of which files are missing or do not hold what was written is
    /// removed first: it is empty then, and has to be filled. Reads every file: not for an async thread.
    ///
    /// # Errors
    /// If the directory cannot be read or written.
    pub fn open_sound(dir: &Path) -> anyhow::Result<Self> {
        let own = folder(dir);
        let is_there = own
            .join("meta.json")
            .try_exists()
            .with_context(|| format!("looking for the search index at {}", own.display()))?;
        if is_there && let Some(reason) = damage(dir, &own) {
            tracing::error!(dir = %own.display(), reason, "the search index is damaged and made anew");
            clear(&own).with_context(|| format!("removing the damaged search index in {}", own.display()))?;
        }
        Self::open(dir)
    }
}

/// What is wrong with an index that nobody else is writing; none if nothing is, or somebody is.
fn damage(dir: &Path, own: &Path) -> Option<String> {
    // While it is written files come and go, and whoever writes has looked at them.
    let _turn = MmapDirectory::open(own).ok()?.acquire_lock(&INDEX_WRITER_LOCK).ok()?;
    let index = match Index::open(dir) {
        Ok(index) => index,
        Err(error) => return Some(format!("{error:#}")),
    };
    match index.inner.validate_checksum() {
        Ok(files) if files.is_empty() => None,
        Ok(files) => Some(format!("other bytes than were written in {files:?}")),
        Err(error) => Some(error.to_string()),
    }
}

/// Removes all files of a folder but those that are locks, which somebody may hold.
fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "lock") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
