//! Fragments of pages: kept apart from them, shared by them, and made once however many pages lack
//! the same one.

pub mod slots;

use std::collections::HashMap;
use std::sync::Arc;

use api::edge::fragments::{self as wire, MAX_KEYS};
use bytes::Bytes;
use futures::future::join_all;
use http::{Response, StatusCode};

use crate::cache::memory::{self, allocated};
use crate::cache::policy;
use crate::cache::render::Render;
use crate::cache::single_flight::SingleFlight;
use crate::http::worker_error::WorkerError;
use freshness::Expiry;
use freshness::Freshness;
use freshness::TagVersions;
use freshness::clock::{self, Clock};

/// Bytes that the cache itself takes for an entry.
const OVERHEAD: usize = 300;

/// What fills a slot.
#[derive(Debug)]
pub struct Fragment {
    html: Box<str>,
    freshness: Arc<Freshness>,
}

impl Fragment {
    /// A fragment that reads `html`.
    pub fn new(html: Box<str>, freshness: Freshness) -> Self {
        Self { html, freshness: Arc::new(freshness) }
    }

    /// Its text.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// What it depends on, and how long it is good. Pages with the fragment in them keep this and not
    /// the text.
    pub fn freshness(&self) -> &Arc<Freshness> {
        &self.freshness
    }

    fn size(&self) -> usize {
        size_of::<Self>() + allocated(self.html.len()) + memory::of_freshness(&self.freshness)
    }
}

/// Why there is no fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FragmentError {
    /// The worker gave no answer.
    Failed(WorkerError),
    /// The worker has no such fragment now.
    Absent,
}

/// Fragments by key.
type Made = HashMap<Arc<str>, Arc<Fragment>>;

/// The fragments that were made apart from pages.
#[derive(Clone)]
pub struct FragmentCache {
    kept: moka::sync::Cache<Arc<str>, Arc<Fragment>>,
    calls: Arc<SingleFlight<Result<Arc<Made>, WorkerError>>>,
    tags: Arc<TagVersions>,
    render: Arc<Render>,
    clock: Clock,
}

impl FragmentCache {
    /// An empty cache of `capacity` bytes.
    pub fn new(capacity: u64, tags: Arc<TagVersions>, render: Arc<Render>) -> Self {
        let kept = moka::sync::Cache::builder()
            .max_capacity(capacity)
            .weigher(|key: &Arc<str>, fragment: &Arc<Fragment>| {
                u32::try_from(allocated(key.len()) + fragment.size() + OVERHEAD).unwrap_or(u32::MAX)
            })
            .build();
        Self { kept, calls: Arc::default(), tags, render, clock: clock::now }
    }

    /// The same, whose time another clock tells.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The fragments of these keys, each as it is now or became since it was asked for.
    ///
    /// # Errors
    /// When one of them cannot be had.
    pub async fn get(self: &Arc<Self>, keys: &[Arc<str>]) -> Result<Made, FragmentError> {
        let now = (self.clock)();
        let mut made = Made::with_capacity(keys.len());
        let mut wanted = Vec::new();
        for key in keys {
            match self.kept.get(key).filter(|fragment| fragment.freshness.is_fresh(now, &self.tags)) {
                Some(fragment) => drop(made.insert(Arc::clone(key), fragment)),
                None => wanted.push(Arc::clone(key)),
            }
        }
        // What the first look finds under way may have begun before a purge that came before this
        // call. What the second finds began after that had ended.
        for look in 0..2 {
            if wanted.is_empty() {
                break;
            }
            let make = |keys: Vec<Arc<str>>| {
                let cache = Arc::clone(self);
                async move { cache.make(&keys).await }
            };
            let calls = self.calls.join_many(&wanted, MAX_KEYS, make);
            let answers = calls.iter().map(async |call| (call.is_leader || look > 0, call.wait().await));
            for (after, answer) in join_all(answers).await {
                match answer.unwrap_or(Err(WorkerError::Trapped)) {
                    Ok(fragments) => wanted.retain(|key| match fragments.get(key) {
                        Some(fragment) if after || fragment.freshness.is_current(&self.tags) => {
                            made.insert(Arc::clone(key), Arc::clone(fragment));
                            false
                        }
                        _ => true,
                    }),
                    // One failure must not fail everyone. Full is full, though.
                    Err(WorkerError::Trapped) if !after => {}
                    Err(failure) => return Err(FragmentError::Failed(failure)),
                }
            }
        }
        if wanted.is_empty() { Ok(made) } else { Err(FragmentError::Absent) }
    }

    async fn make(&self, keys: &[Arc<str>]) -> Result<Arc<Made>, WorkerError> {
        // Read before the worker is asked, so that a purge from now on outdates the fragments.
        let filled_at = self.tags.applied();
        let answer = (self.render)(wire::target(keys).into()).await?;
        let made = Arc::new(parse(&answer, filled_at, (self.clock)()));
        for (key, fragment) in made.iter() {
            self.kept.insert(Arc::clone(key), Arc::clone(fragment));
        }
        Ok(made)
    }
}

/// The fragments in an answer of the worker; none in one that tells of trouble, or in another version.
fn parse(answer: &Response<Bytes>, filled_at: u64, now: u64) -> Made {
    if answer.status() != StatusCode::OK {
        return Made::new();
    }
    let told = match wire::Fragments::read(answer.body()) {
        Ok(told) => told.fragments,
        Err(error) => {
            tracing::warn!(%error, "the worker's answer to a call for fragments is of no use");
            return Made::new();
        }
    };
    let fragments = told.into_iter().filter(|told| told.fresh > 0 && wire::is_key(&told.key));
    let fragments = fragments.map(|told| {
        let expiry = Expiry::new(policy::lifetime(told.lifetime()), now);
        let freshness = Freshness { tags: policy::kept(told.tags), filled_at, expiry };
        (told.key.into(), Arc::new(Fragment::new(told.html.into(), freshness)))
    });
    fragments.collect()
}

#[cfg(test)]
mod tests;
