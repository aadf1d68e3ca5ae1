//! Where the bytes lie: in two folders of this machine, or in a bucket of a store that speaks S3 (ADR 87).
//!
//! Whatever is put is there as a whole or not at all, under a name that stands for its contents or for one upload, so
//! that putting it again changes nothing.

mod hash;
mod outputs;
mod s3;
mod sweep;
#[cfg(test)]
mod tests;

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use api::media::PictureFile;
use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt as _};
use tempfile::TempDir;
use uuid::Uuid;

pub use hash::Hash;
pub(crate) use outputs::{Output, icons, outputs};
pub use s3::Bucket;
pub(crate) use sweep::sweep;

/// Named in every address of a file: whoever changes how files are made raises it, since browsers keep what is at an
/// address for a year.
pub(crate) const RECIPE: &str = "p1";
/// Where the parts of uploads lie, beside the originals.
const UPLOADS: &str = "uploads";

/// Originals, parts of uploads, and what is made of originals. Clones share their connections.
#[derive(Clone, Debug)]
pub struct Store {
    /// Originals and parts of uploads, which nobody is shown.
    hidden: Arc<dyn ObjectStore>,
    /// What is made of originals.
    shown: Arc<dyn ObjectStore>,
    /// Where files are made; a temporary folder for each picture if there is none.
    workshops: Option<PathBuf>,
}

/// Where the files of one picture are made. What is in it goes with it.
#[derive(Debug)]
pub(crate) enum Workshop {
    /// It has the same name at each try, so that a try that was cut off leaves nothing for good.
    Named(PathBuf),
    /// Of the system's.
    Temporary(TempDir),
}

impl Workshop {
    pub(crate) fn folder(&self) -> &Path {
        match self {
            Self::Named(folder) => folder,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

impl Store {
    /// Two folders: of the originals, which is closed to others if it is made here, and of what is made of them, the
    /// folder `media` of the site that the edge serves.
    ///
    /// # Errors
    /// If a folder is not there and cannot be made.
    pub fn in_folders(originals: &Path, files: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            hidden: Arc::new(folder(originals, 0o700)?),
            shown: Arc::new(folder(files, 0o755)?),
            workshops: Some(originals.to_path_buf()),
        })
    }

    /// A bucket.
    ///
    /// # Errors
    /// If its settings cannot be used. Whether it is there is known when it is first asked.
    pub fn in_bucket(bucket: &Bucket) -> anyhow::Result<Self> {
        let store = bucket.open()?;
        Ok(Self {
            hidden: Arc::new(PrefixStore::new(Arc::clone(&store), "originals")),
            shown: Arc::new(PrefixStore::new(store, "media")),
            workshops: None,
        })
    }

    /// The path of a picture as products name it, without width and file type.
    pub fn path(hash: &Hash) -> String {
        format!("{RECIPE}/{hash}")
    }

    /// Puts an original, and returns its name.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn put_original(&self, bytes: Bytes) -> anyhow::Result<Hash> {
        let hash = Hash::of(&bytes);
        self.hidden.put(&original(&hash), bytes.into()).await.context("an original cannot be kept")?;
        Ok(hash)
    }

    /// An original.
    ///
    /// # Errors
    /// If the store fails, or has it no longer.
    pub(crate) async fn original(&self, hash: &Hash) -> anyhow::Result<Bytes> {
        let found = self.hidden.get(&original(hash)).await.context("the original cannot be read")?;
        found.bytes().await.context("the original cannot be read")
    }

    /// Whether an original is there.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn has_original(&self, hash: &Hash) -> anyhow::Result<bool> {
        match self.hidden.head(&original(hash)).await {
            Ok(_) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error).context("the store of pictures cannot be asked"),
        }
    }

    /// Puts the part of an upload that begins at this byte. What was put there before, and never counted, is replaced.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn put_part(&self, upload: Uuid, at: u64, part: Vec<u8>) -> anyhow::Result<()> {
        let put = self.hidden.put(&part_of(upload, at), part.into()).await;
        put.map(drop).context("a part of a picture cannot be kept")
    }

    /// The bytes of an upload, of which so many were counted. None if not all of them are there.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn upload(&self, upload: Uuid, received: u64) -> anyhow::Result<Option<Bytes>> {
        let mut whole = Vec::new();
        while (whole.len() as u64) < received {
            let part = match self.hidden.get(&part_of(upload, whole.len() as u64)).await {
                Ok(part) => part.bytes().await.context("a part of a picture cannot be read")?,
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error).context("a part of a picture cannot be read"),
            };
            if part.is_empty() {
                return Ok(None);
            }
            whole.extend_from_slice(&part);
        }
        Ok((whole.len() as u64 == received).then(|| whole.into()))
    }

    /// Takes the parts of an upload away. Can be repeated.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn forget_upload(&self, upload: Uuid) -> anyhow::Result<()> {
        let folder = Key::from(UPLOADS).join(upload.to_string());
        let parts: Vec<_> = self.hidden.list(Some(&folder)).try_collect().await.context("parts cannot be listed")?;
        for part in parts {
            delete(&*self.hidden, &part.location).await?;
        }
        Ok(())
    }

    /// Puts a file that was made of an original.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn put_file(&self, hash: &Hash, output: Output, bytes: Vec<u8>) -> anyhow::Result<()> {
        self.shown.put(&file(hash, output), bytes.into()).await.map(drop).context("a picture's file cannot be kept")
    }

    /// A file that was made of an original, if it is there.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn file(&self, name: &PictureFile) -> anyhow::Result<Option<Bytes>> {
        match self.shown.get(&Key::from(name.path())).await {
            Ok(found) => found.bytes().await.map(Some).context("a picture's file cannot be read"),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error).context("a picture's file cannot be read"),
        }
    }

    /// Takes the files of an original away. Can be repeated.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn forget_files(&self, hash: &Hash) -> anyhow::Result<()> {
        for output in outputs().chain(icons()) {
            delete(&*self.shown, &file(hash, output)).await?;
        }
        Ok(())
    }

    /// Takes an original away. Can be repeated.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn forget_original(&self, hash: &Hash) -> anyhow::Result<()> {
        delete(&*self.hidden, &original(hash)).await
    }

    /// Where files are made, under a name that nobody else uses at the same time: empty, and no edge sends what is in it.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn workshop(&self, name: &str) -> anyhow::Result<Workshop> {
        let Some(place) = &self.workshops else {
            return Ok(Workshop::Temporary(tempfile::tempdir().context("no temporary folder can be made")?));
        };
        let folder = place.join(format!(".making-{name}"));
        clear(&folder)?;
        DirBuilder::new().mode(0o700).create(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Workshop::Named(folder))
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        if let Self::Named(folder) = self
            && let Err(error) = clear(folder)
        {
            // The next try at the same picture clears it.
            tracing::warn!(%error, "a folder in which a picture was made is still there");
        }
    }
}

fn clear(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn folder(place: &Path, mode: u32) -> anyhow::Result<LocalFileSystem> {
    let cannot = || format!("pictures cannot be kept in {}", place.display());
    if !place.is_dir() {
        DirBuilder::new().recursive(true).mode(mode).create(place).with_context(cannot)?;
    }
    // A row that names a file is written only when the file would outlast a power cut.
    Ok(LocalFileSystem::new_with_prefix(place).with_context(cannot)?.with_fsync(true).with_automatic_cleanup(true))
}

fn original(hash: &Hash) -> Key {
    Key::from(hash.to_string())
}

fn part_of(upload: Uuid, at: u64) -> Key {
    Key::from(UPLOADS).join(upload.to_string()).join(at.to_string())
}

fn file(hash: &Hash, output: Output) -> Key {
    Key::from(RECIPE).join(format!("{hash}-{}.{}", output.width, output.format))
}

async fn delete(store: &dyn ObjectStore, key: &Key) -> anyhow::Result<()> {
    match store.delete(key).await {
        Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error).context("the store of pictures takes nothing away"),
    }
}
