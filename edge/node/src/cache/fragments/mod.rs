//! Pieces of pages: kept apart from them, shared by them, and made once however many pages lack
//! the same one.

pub mod slots;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, join_all};
use http::{Response, StatusCode};
use serde::Deserialize;

use crate::cache::clock;
use crate::cache::freshness::{Validity, allocated};
use crate::cache::lifetime::ShelfLife;
use crate::cache::policy::Policy;
use crate::cache::render::Render;
use crate::cache::tags::Tags;
use crate::http::worker_error::WorkerError;

/// Where the worker makes pieces. Below `/_edge/`, so that nobody else can ask for them.
const TARGET: &str = "/_edge/pieces";

/// Pieces of one call of the worker at most; it takes no more.
const MOST_KEYS: usize = 32;
/// Bytes that the cache itself takes for an entry.
const OVERHEAD: usize = 300;

/// What fills a hole.
#[derive(Debug)]
pub struct Piece {
    html: Box<str>,
    validity: Arc<Validity>,
}

impl Piece {
    /// A piece that reads `html`.
    pub fn new(html: Box<str>, validity: Validity) -> Self {
        Self { html, validity: Arc::new(validity) }
    }

    /// Its text.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// What it depends on, and how long it is good. Pages with the piece in them keep this and not
    /// the text.
    pub fn validity(&self) -> &Arc<Validity> {
        &self.validity
    }

    fn size(&self) -> usize {
        size_of::<Self>() + allocated(self.html.len()) + self.validity.size()
    }
}

/// Why there is no piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmade {
    /// The worker gave no answer.
    Failed(WorkerError),
    /// The worker has no such piece now.
    Absent,
}

/// Pieces by key.
type Made = HashMap<Arc<str>, Arc<Piece>>;
type Landing = Shared<BoxFuture<'static, Result<Arc<Made>, WorkerError>>>;

/// A call of the worker for some pieces.
struct Flight {
    number: u64,
    landing: Landing,
}

/// The pieces that were made apart from pages.
pub struct Pieces {
    kept: moka::sync::Cache<Arc<str>, Arc<Piece>>,
    under_way: Mutex<HashMap<Arc<str>, Flight>>,
    flights: AtomicU64,
    tags: Arc<Tags>,
    render: Arc<Render>,
}

impl Pieces {
    /// An empty cache of `capacity` bytes.
    pub fn new(capacity: u64, tags: Arc<Tags>, render: Arc<Render>) -> Self {
        let kept = moka::sync::Cache::builder()
            .max_capacity(capacity)
            .weigher(|key: &Arc<str>, piece: &Arc<Piece>| {
                u32::try_from(allocated(key.len()) + piece.size() + OVERHEAD).unwrap_or(u32::MAX)
            })
            .build();
        Self { kept, under_way: Mutex::default(), flights: AtomicU64::new(0), tags, render }
    }

    /// The pieces of these keys, each as it is now or became since it was asked for.
    ///
    /// # Errors
    /// When one of them cannot be had.
    pub async fn get(self: &Arc<Self>, keys: &[Arc<str>]) -> Result<Made, Unmade> {
        let now = clock::now();
        let mut made = Made::with_capacity(keys.len());
        let mut wanted = Vec::new();
        for key in keys {
            match self.kept.get(key).filter(|piece| piece.validity.is_fresh(now, &self.tags)) {
                Some(piece) => drop(made.insert(Arc::clone(key), piece)),
                None => wanted.push(Arc::clone(key)),
            }
        }
        // What the first look finds under way may have begun before a purge that came before this
        // call. What the second finds began after that landed.
        for look in 0..2 {
            if wanted.is_empty() {
                break;
            }
            let boarded = self.board(&wanted);
            let landings = boarded.into_iter().map(async |(own, landing)| (own || look > 0, landing.await));
            for (after, landed) in join_all(landings).await {
                match landed {
                    Ok(pieces) => wanted.retain(|key| match pieces.get(key) {
                        Some(piece) if after || piece.validity.is_current(&self.tags) => {
                            made.insert(Arc::clone(key), Arc::clone(piece));
                            false
                        }
                        _ => true,
                    }),
                    // One failure must not fail everyone. Full is full, though.
                    Err(WorkerError::Trapped) if !after => {}
                    Err(failure) => return Err(Unmade::Failed(failure)),
                }
            }
        }
        if wanted.is_empty() { Ok(made) } else { Err(Unmade::Absent) }
    }

    /// Flights that bring the wanted pieces, and whether they began for this caller.
    fn board(self: &Arc<Self>, wanted: &[Arc<str>]) -> Vec<(bool, Landing)> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let mut joined: HashMap<u64, Landing> = HashMap::new();
        let mut own = Vec::new();
        for key in wanted {
            match under_way.get(key) {
                Some(flight) => drop(joined.insert(flight.number, flight.landing.clone())),
                None => own.push(Arc::clone(key)),
            }
        }
        let mut boarded: Vec<(bool, Landing)> = joined.into_values().map(|landing| (false, landing)).collect();
        for keys in own.chunks(MOST_KEYS) {
            let number = self.flights.fetch_add(1, Ordering::Relaxed);
            let landing = self.take_off(keys.to_vec());
            for key in keys {
                under_way.insert(Arc::clone(key), Flight { number, landing: landing.clone() });
            }
            boarded.push((true, landing));
        }
        boarded
    }

    fn take_off(self: &Arc<Self>, keys: Vec<Arc<str>>) -> Landing {
        let pieces = Arc::clone(self);
        // Its own task: a client that goes away must not end what others wait for.
        let made = tokio::spawn(async move {
            let entry = Entry { pieces, keys };
            entry.pieces.make(&entry.keys).await
        });
        async move { made.await.unwrap_or(Err(WorkerError::Trapped)) }.boxed().shared()
    }

    async fn make(&self, keys: &[Arc<str>]) -> Result<Arc<Made>, WorkerError> {
        // Read before the worker is asked, so that a purge from now on outdates the pieces.
        let filled_at = self.tags.applied();
        let target = format!("{TARGET}?key={}", keys.join("&key="));
        let answer = (self.render)(target.into()).await?;
        let made = Arc::new(parse(&answer, filled_at, clock::now()));
        for (key, piece) in made.iter() {
            self.kept.insert(Arc::clone(key), Arc::clone(piece));
        }
        Ok(made)
    }
}

/// A flight's entry in the list of those under way, struck out when it has landed, however.
struct Entry {
    pieces: Arc<Pieces>,
    keys: Vec<Arc<str>>,
}

impl Drop for Entry {
    fn drop(&mut self) {
        let mut under_way = self.pieces.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            under_way.remove(key);
        }
    }
}

/// The pieces in an answer of the worker; none in one that tells of trouble.
fn parse(answer: &Response<Bytes>, filled_at: u64, now: u64) -> Made {
    #[derive(Deserialize)]
    struct Answer {
        pieces: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        key: Box<str>,
        html: Box<str>,
        fresh: u32,
        stale_while_revalidate: u32,
        stale_if_error: u32,
        tags: Vec<Box<str>>,
    }
    if answer.status() != StatusCode::OK {
        return Made::new();
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(answer.body()) else {
        tracing::warn!("the worker's answer to a call for pieces cannot be read");
        return Made::new();
    };
    let seconds = |seconds: u32| std::time::Duration::from_secs(seconds.into());
    let pieces = answer.pieces.into_iter().filter(|entry| entry.fresh > 0 && slots::is_key(&entry.key));
    let pieces = pieces.map(|entry| {
        let policy = Policy {
            fresh: seconds(entry.fresh),
            stale_while_revalidate: seconds(entry.stale_while_revalidate),
            stale_if_error: seconds(entry.stale_if_error),
        };
        let validity = Validity { tags: entry.tags.into(), filled_at, life: ShelfLife::new(policy, now) };
        (entry.key.into(), Arc::new(Piece::new(entry.html, validity)))
    });
    pieces.collect()
}

#[cfg(test)]
mod tests;
