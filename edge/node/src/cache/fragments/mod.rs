//! Fragments of pages: kept apart from them, shared by them, and made once however many pages lack
//! the same one.

pub mod slots;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::join_all;
use http::{Response, StatusCode};
use serde::Deserialize;

use crate::cache::clock;
use crate::cache::freshness::{Freshness, allocated};
use crate::cache::lifetime::FreshnessLifetime;
use crate::cache::policy::Policy;
use crate::cache::render::Render;
use crate::cache::single_flight::SingleFlight;
use crate::cache::tags::Tags;
use crate::http::worker_error::WorkerError;

/// Where the worker makes fragments. Below `/_edge/`, so that nobody else can ask for them.
const TARGET: &str = "/_edge/fragments";

/// Fragments of one call of the worker at most; it takes no more.
const MAX_KEYS: usize = 32;
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
        size_of::<Self>() + allocated(self.html.len()) + self.freshness.size()
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
pub struct FragmentCache {
    kept: moka::sync::Cache<Arc<str>, Arc<Fragment>>,
    calls: SingleFlight<Result<Arc<Made>, WorkerError>>,
    tags: Arc<Tags>,
    render: Arc<Render>,
}

impl FragmentCache {
    /// An empty cache of `capacity` bytes.
    pub fn new(capacity: u64, tags: Arc<Tags>, render: Arc<Render>) -> Self {
        let kept = moka::sync::Cache::builder()
            .max_capacity(capacity)
            .weigher(|key: &Arc<str>, fragment: &Arc<Fragment>| {
                u32::try_from(allocated(key.len()) + fragment.size() + OVERHEAD).unwrap_or(u32::MAX)
            })
            .build();
        Self { kept, calls: SingleFlight::default(), tags, render }
    }

    /// The fragments of these keys, each as it is now or became since it was asked for.
    ///
    /// # Errors
    /// When one of them cannot be had.
    pub async fn get(self: &Arc<Self>, keys: &[Arc<str>]) -> Result<Made, FragmentError> {
        let now = clock::now();
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
        let target = format!("{TARGET}?key={}", keys.join("&key="));
        let answer = (self.render)(target.into()).await?;
        let made = Arc::new(parse(&answer, filled_at, clock::now()));
        for (key, fragment) in made.iter() {
            self.kept.insert(Arc::clone(key), Arc::clone(fragment));
        }
        Ok(made)
    }
}

/// The fragments in an answer of the worker; none in one that tells of trouble.
fn parse(answer: &Response<Bytes>, filled_at: u64, now: u64) -> Made {
    #[derive(Deserialize)]
    struct Answer {
        fragments: Vec<Entry>,
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
        tracing::warn!("the worker's answer to a call for fragments cannot be read");
        return Made::new();
    };
    let seconds = |seconds: u32| std::time::Duration::from_secs(seconds.into());
    let fragments = answer.fragments.into_iter().filter(|entry| entry.fresh > 0 && slots::is_key(&entry.key));
    let fragments = fragments.map(|entry| {
        let policy = Policy {
            fresh: seconds(entry.fresh),
            stale_while_revalidate: seconds(entry.stale_while_revalidate),
            stale_if_error: seconds(entry.stale_if_error),
        };
        let freshness = Freshness { tags: entry.tags.into(), filled_at, life: FreshnessLifetime::new(policy, now) };
        (entry.key.into(), Arc::new(Fragment::new(entry.html, freshness)))
    });
    fragments.collect()
}

#[cfg(test)]
mod tests;
