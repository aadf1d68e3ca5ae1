//! The files of pictures on the disk, and how many bytes they have.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use api::media::PictureFile;
use bytes::Bytes;
use freshness::clock;

/// What a file is written as until it is whole. The dot keeps it from being sent.
const HALF: &str = ".half";

/// What lies there. Files get their names and are taken away by whoever holds it alone, so that it knows each.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
    capacity: u64,
    bytes: u64,
    uses: u64,
    kept: HashMap<PictureFile, Kept>,
}

#[derive(Debug)]
struct Kept {
    bytes: u64,
    /// Since 1970.
    since: Duration,
    /// Which use of the shelf was the last of it.
    used: u64,
}

impl Shelf {
    /// What lies in a folder. Of two, the older counts as the one that was used longer ago.
    pub(super) fn open(folder: PathBuf, capacity: u64) -> io::Result<Self> {
        fs::create_dir_all(&folder)?;
        let mut found = Vec::new();
        for recipe in fs::read_dir(&folder)? {
            let recipe = recipe?;
            if !recipe.file_type()?.is_dir() {
                continue;
            }
            for file in fs::read_dir(recipe.path())? {
                let file = file?;
                let name = format!("{}/{}", recipe.file_name().to_string_lossy(), file.file_name().to_string_lossy());
                match name.parse::<PictureFile>() {
                    Ok(picture) => {
                        let about = file.metadata()?;
                        // A time before 1970 is no time of ours: such a file is asked about again.
                        let since = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
                        found.push((since, picture, about.len()));
                    }
                    // Half a file, of whoever was killed.
                    Err(()) if name.ends_with(HALF) => fs::remove_file(file.path())?,
                    Err(()) => {}
                }
            }
        }
        found.sort_unstable_by_key(|(since, ..)| *since);
        let mut shelf = Self { folder, capacity, bytes: 0, uses: 0, kept: HashMap::new() };
        for (since, picture, bytes) in found {
            shelf.note(picture, bytes, since);
        }
        shelf.make_room(0)?;
        Ok(shelf)
    }

    /// Notes that a picture is used, and says since when it is here, in time since 1970.
    pub(super) fn used(&mut self, picture: &PictureFile) -> Option<Duration> {
        let kept = self.kept.get_mut(picture)?;
        self.uses += 1;
        kept.used = self.uses;
        Some(kept.since)
    }

    /// Puts a picture there that was written by [`write`], in place of those that were used longest ago.
    pub(super) fn put(&mut self, picture: &PictureFile, written: Written) -> io::Result<()> {
        self.take(picture)?;
        self.make_room(written.bytes)?;
        fs::rename(&written.place, self.folder.join(picture.path()))?;
        self.note(picture.clone(), written.bytes, clock::since_1970());
        Ok(())
    }

    /// Notes that a picture is still what it was; false if it is not here. Its file stays: whoever sends it now goes on.
    pub(super) fn renew(&mut self, picture: &PictureFile, bytes: u64) -> bool {
        let is_there = fs::metadata(self.folder.join(picture.path())).is_ok_and(|about| about.len() == bytes);
        let kept = self.kept.get_mut(picture).filter(|kept| is_there && kept.bytes == bytes);
        kept.map(|kept| kept.since = clock::since_1970()).is_some()
    }

    /// Takes a picture away, if it is there.
    pub(super) fn take(&mut self, picture: &PictureFile) -> io::Result<()> {
        match fs::remove_file(self.folder.join(picture.path())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        if let Some(kept) = self.kept.remove(picture) {
            self.bytes -= kept.bytes;
        }
        Ok(())
    }

    fn note(&mut self, picture: PictureFile, bytes: u64, since: Duration) {
        self.uses += 1;
        self.bytes += bytes;
        self.kept.insert(picture, Kept { bytes, since, used: self.uses });
    }

    /// Takes away what was used longest ago until so many bytes fit, and an eighth of all is free besides: the list is
    /// not looked through for each.
    fn make_room(&mut self, bytes: u64) -> io::Result<()> {
        if self.bytes + bytes <= self.capacity {
            return Ok(());
        }
        let mut oldest: Vec<(u64, PictureFile)> =
            self.kept.iter().map(|(picture, kept)| (kept.used, picture.clone())).collect();
        oldest.sort_unstable_by_key(|(used, _)| *used);
        let goal = self.capacity - self.capacity / 8;
        for (_, picture) in oldest {
            if self.bytes + bytes <= goal {
                break;
            }
            self.take(&picture)?;
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// A whole file that has not got its name yet.
#[derive(Debug)]
pub(super) struct Written {
    place: PathBuf,
    bytes: u64,
}

impl Drop for Written {
    fn drop(&mut self) {
        // Gone already if it has got its name.
        _ = fs::remove_file(&self.place);
    }
}

/// Writes a picture for a shelf in this folder. That takes a while, so it is done before the shelf is held.
pub(super) fn write(folder: &Path, picture: &PictureFile, bytes: &Bytes) -> io::Result<Written> {
    let folder = folder.join(format!("p{}", picture.recipe));
    fs::create_dir_all(&folder)?;
    // Whoever asked may be gone, and the next be at the same picture.
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let (number, kind) = (NUMBER.fetch_add(1, Ordering::Relaxed), picture.format.name());
    let place = folder.join(format!(".{}-{}.{kind}.{number}{HALF}", picture.picture, picture.width));
    let written = Written { place, bytes: bytes.len() as u64 };
    let mut file = fs::File::create(&written.place)?;
    file.write_all(bytes)?;
    // Browsers would keep what a power cut left of it for a year.
    file.sync_all()?;
    Ok(written)
}
