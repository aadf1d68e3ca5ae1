//! The merchant's pictures, where they lie behind the origin: fetched when they are first asked for, and kept on this
//! node's disk up to so many bytes (ADR 87).

mod shelf;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api::media::{PICTURES, PictureFile};
use bytes::Bytes;
use freshness::clock;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use self::shelf::Shelf;
use super::{Assets, Found};

/// How long a picture is sent without asking whether it was deleted meanwhile.
const GOOD: Duration = Duration::from_secs(24 * 60 * 60);
/// How long an answer of the origin counts for all who ask for the same, where it was no picture.
const ANSWER: Duration = Duration::from_secs(2);
/// Names of which that is known.
const ANSWERS: u64 = 10_000;
/// Pictures that are fetched at once. The others wait for as long as a page would.
const FETCHES: usize = 16;
const WAIT: Duration = Duration::from_secs(2);

/// Why a picture that is not here was not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unavailable;

/// What the origin says of a picture; none if it has none.
pub type Fetched = Result<Option<Bytes>, Unavailable>;

/// Pictures on this node's disk.
#[derive(Debug)]
pub struct Pictures {
    /// Where the shelf is.
    folder: PathBuf,
    files: Assets,
    shelf: Arc<Mutex<Shelf>>,
    /// What came of asking, for as long as it is under way and a moment longer.
    asked: moka::future::Cache<PictureFile, Asked>,
    fetches: Semaphore,
}

/// What came of asking the origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Here,
    Nowhere,
    InVain,
}

impl Pictures {
    /// Pictures in a folder that is this node's alone, at most so many bytes of them. What lies there from before is
    /// sent, too.
    ///
    /// # Errors
    /// If the folder cannot be made or read.
    pub fn open(folder: PathBuf, capacity: u64) -> io::Result<Self> {
        let place = folder.join(PICTURES.trim_matches('/'));
        let shelf = Shelf::open(place.clone(), capacity)?;
        let asked = moka::future::Cache::builder().max_capacity(ANSWERS).time_to_live(ANSWER).build();
        Ok(Self {
            folder: place,
            files: Assets::new(folder),
            shelf: Arc::new(Mutex::new(shelf)),
            asked,
            fetches: Semaphore::new(FETCHES),
        })
    }

    /// A picture, from the disk or by `fetch`, which is called once however many ask for the same. One that was not
    /// asked about for a day is asked about again, and sent all the same where nobody answers.
    ///
    /// # Errors
    /// If it is not here, and the origin does not say whether it is there.
    pub async fn find(
        &self,
        picture: &PictureFile,
        fetch: impl Future<Output = Fetched>,
    ) -> Result<Option<Found>, Unavailable> {
        let path = format!("{PICTURES}{}", picture.path());
        let here = self.files.find(&path).await;
        if here.is_some() && self.is_good(picture) {
            return Ok(here);
        }
        match (self.asked.get_with(picture.clone(), self.ask(picture, fetch)).await, here) {
            (Asked::Nowhere, _) => Ok(None),
            (_, Some(here)) => Ok(Some(here)),
            (Asked::Here, None) => self.files.find(&path).await.map(Some).ok_or(Unavailable),
            (Asked::InVain, None) => Err(Unavailable),
        }
    }

    fn is_good(&self, picture: &PictureFile) -> bool {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.used(picture).is_some_and(|since| clock::since_1970().saturating_sub(since) < GOOD)
    }

    async fn ask(&self, picture: &PictureFile, fetch: impl Future<Output = Fetched>) -> Asked {
        let Ok(Ok(_turn)) = tokio::time::timeout(WAIT, self.fetches.acquire()).await else { return Asked::InVain };
        let fetched = match fetch.await {
            Ok(fetched) => fetched,
            Err(Unavailable) => return Asked::InVain,
        };
        let (shelf, picture, is_there) = (Arc::clone(&self.shelf), picture.clone(), fetched.is_some());
        let folder = self.folder.clone();
        let done = spawn_blocking(move || {
            let held = || shelf.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(bytes) = fetched else { return held().take(&picture) };
            if held().renew(&picture, bytes.len() as u64) {
                return Ok(());
            }
            let written = shelf::write(&folder, &picture, &bytes)?;
            held().put(&picture, written)
        });
        match done.await {
            Ok(Ok(())) if is_there => Asked::Here,
            Ok(Ok(())) => Asked::Nowhere,
            Ok(Err(error)) => {
                tracing::error!(%error, "a picture cannot be kept: is the disk full?");
                Asked::InVain
            }
            Err(_) => Asked::InVain,
        }
    }
}
