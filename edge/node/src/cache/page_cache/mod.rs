//! Pages that everyone sees alike: stored, served stale while they are made anew, and made
//! once however many ask at the same time. Of a page that is right but for fragments of it, only
//! those are made anew.

mod coding;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Response};
use moka::ops::compute::Op;
use tokio::time::Instant;

use crate::cache::encodings::Encodings;
use crate::cache::fragments::{FragmentCache, FragmentError};
use crate::cache::header_table::HeaderTable;
use crate::cache::memory::allocated;
use crate::cache::render::Render;
use crate::cache::single_flight::SingleFlight;
use crate::cache::snapshot::Snapshot;
use crate::cache::stored_page::{State, StoredPage};
use crate::http::cache_status::{CacheStatus, Reason};
use crate::http::worker_error::WorkerError;
use crate::metrics::Metrics;
use coding::CodingQueue;
use freshness::TagVersions;
use freshness::clock::{self, Clock};

/// Pause after a refresh that failed, in milliseconds.
const REFRESH_PAUSE: u64 = 1_000;
/// Bodies below this many bytes are prepared at once: handing them to another thread is more work.
const SMALL: usize = 256 * 1024;
/// Bytes that the cache itself takes for a page.
const OVERHEAD: usize = 300;
/// Longest time one refresh keeps others from beginning, in milliseconds.
const REFRESH_LIMIT: u64 = 15_000;

/// The page cache of a node.
pub struct PageCache {
    pages: moka::sync::Cache<Arc<str>, Arc<StoredPage>>,
    /// Renders under way.
    calls: SingleFlight<Fill>,
    others: Encodings,
    coding: CodingQueue,
    fields: Arc<HeaderTable>,
    fragments: Arc<FragmentCache>,
    tags: Arc<TagVersions>,
    render: Arc<Render>,
    /// How long a request waits for a render that another one began, and for its own where a
    /// stale page could be sent instead.
    timeout: Duration,
    metrics: Arc<Metrics>,
    clock: Clock,
}

/// What the cache found or had made.
pub enum Found {
    /// A page to be sent in the client's coding.
    Page(Arc<StoredPage>),
    /// An answer that may not be stored.
    Answer(Response<Bytes>),
    /// The worker gave none.
    Error(WorkerError),
}

#[derive(Clone)]
enum Fill {
    Stored(Arc<StoredPage>),
    NotStored(Response<Bytes>),
    Failed(WorkerError),
}

impl PageCache {
    /// An empty cache of `capacity` bytes, a sixteenth of which is for fragments of pages and an eighth for
    /// bodies in codings that few clients want.
    pub fn new(
        capacity: u64,
        tags: Arc<TagVersions>,
        render: Render,
        timeout: Duration,
        metrics: Arc<Metrics>,
    ) -> Self {
        let evictions = metrics.page_evictions.clone();
        let (of_fragments, of_encodings) = (capacity / 16, capacity / 8);
        let pages = moka::sync::Cache::builder()
            .max_capacity(capacity - of_fragments - of_encodings)
            .weigher(|key: &Arc<str>, page: &Arc<StoredPage>| {
                u32::try_from(allocated(key.len() + 16) + page.size() + OVERHEAD).unwrap_or(u32::MAX)
            })
            .eviction_listener(move |_, _, cause| {
                if cause.was_evicted() {
                    evictions.inc();
                }
            })
            .build();
        let render = Arc::new(render);
        let fragments = Arc::new(FragmentCache::new(of_fragments, Arc::clone(&tags), Arc::clone(&render)));
        let (calls, others, fields) = (SingleFlight::default(), Encodings::new(of_encodings), Arc::default());
        let (coding, clock) = (CodingQueue::default(), clock::now as Clock);
        Self { pages, calls, others, coding, fields, fragments, tags, render, timeout, metrics, clock }
    }

    /// The same, whose time another clock tells.
    pub fn with_clock(mut self, clock: Clock) -> Self {
        let fragments = FragmentCache::clone(&self.fragments).with_clock(clock);
        self.fragments = Arc::new(fragments);
        self.clock = clock;
        self
    }

    /// How many pages are stored, and their bytes, about.
    pub fn size(&self) -> (u64, u64) {
        self.pages.run_pending_tasks();
        (self.pages.entry_count(), self.pages.weighted_size())
    }

    /// The answer to one request that a page of this cache is sent for.
    pub async fn answer(
        &self,
        page: &StoredPage,
        method: &Method,
        request: &HeaderMap,
        status: CacheStatus,
    ) -> Response<Bytes> {
        self.others.answer(&page.representation, method, request, status).await
    }

    /// All that is stored, however old.
    pub fn all(&self) -> impl Iterator<Item = (Arc<str>, Arc<StoredPage>)> {
        self.pages.iter().map(|(key, page)| (Arc::clone(&*key), page))
    }

    /// Takes in the pages that a snapshot has, before the first request; returns how many.
    pub fn fill_from(&self, snapshot: Snapshot) -> usize {
        let pages = snapshot.pages(&self.fields);
        let count = pages.len();
        pages.into_iter().for_each(|(key, page)| self.pages.insert(key, Arc::new(page)));
        count
    }

    /// Whether this very page is stored.
    fn has(&self, key: &str, page: &Arc<StoredPage>) -> bool {
        self.pages.get(key).is_some_and(|stored| Arc::ptr_eq(&stored, page))
    }

    /// Stores `newer`, which is coded, in the place of `page`; not if that was stored anew or forgotten meanwhile, for
    /// then that is known better.
    fn exchange(&self, key: Arc<str>, page: &Arc<StoredPage>, newer: Arc<StoredPage>) {
        self.pages.entry(key).and_compute_with(|entry| match entry {
            Some(entry) if Arc::ptr_eq(entry.value(), page) => Op::Put(newer),
            _ => Op::Nop,
        });
        self.others.forget_quick(&page.representation);
    }

    /// Stores a page, and has it coded when there is time.
    fn store(self: &Arc<Self>, key: &Arc<str>, page: &Arc<StoredPage>) {
        if self.pages.policy().max_capacity() == Some(0) {
            return;
        }
        self.pages.insert(Arc::clone(key), Arc::clone(page));
        self.coding.offer(self, key, page);
    }

    /// What is stored under `key`, however old; nothing is made.
    pub fn peek(&self, key: &str) -> Option<Arc<StoredPage>> {
        self.pages.get(key)
    }

    /// The page stored under `key`, made from `target` when there is none to send.
    pub async fn get(self: &Arc<Self>, key: &str, target: &str) -> (Found, CacheStatus) {
        let stored = self.pages.get(key);
        let now = (self.clock)();
        match stored.as_ref().map(|page| (page, page.state(now, &self.tags))) {
            Some((page, State::Fresh(left))) => {
                if page.representation.is_raw() {
                    self.coding.offer(self, &key.into(), page);
                }
                (Found::Page(Arc::clone(page)), CacheStatus::Hit(seconds(left)))
            }
            Some((page, State::Stale(since))) => {
                self.refresh_later(page, key, target, now);
                (Found::Page(Arc::clone(page)), CacheStatus::Hit(-seconds(since)))
            }
            Some((_, State::Unfilled | State::Outdated)) | None => {
                Box::pin(self.make(stored, key.into(), target.into())).await
            }
        }
    }

    async fn make(
        self: &Arc<Self>,
        stored: Option<Arc<StoredPage>>,
        key: Arc<str>,
        target: Arc<str>,
    ) -> (Found, CacheStatus) {
        // Whoever has something else to send need not wait for its own render either.
        let has_other = stored.as_ref().is_some_and(|page| page.good_on_error((self.clock)(), &self.tags).is_some());
        let (mut fill, mut collapsed) = self.fill(&key, &target, has_other).await;
        // Its render may have begun before a hard purge. The second one begins after that.
        if self.is_forbidden(&fill) {
            (fill, collapsed) = self.fill(&key, &target, false).await;
            if self.is_forbidden(&fill) {
                fill = Fill::Failed(WorkerError::Waited);
            }
        }
        let because = if stored.is_some() { Reason::Stale } else { Reason::Miss };
        let failed = match &fill {
            Fill::Stored(_) => false,
            Fill::NotStored(answer) => answer.status().is_server_error(),
            Fill::Failed(_) => true,
        };
        let now = (self.clock)();
        if failed
            && let Some(page) = stored
            && let Some(since) = page.good_on_error(now, &self.tags)
        {
            return (Found::Page(page), CacheStatus::StaleIfError(-seconds(since)));
        }
        match fill {
            Fill::Stored(page) if page.is_filled() => {
                let ttl = match page.state(now, &self.tags) {
                    State::Fresh(left) => seconds(left),
                    State::Stale(since) => -seconds(since),
                    State::Unfilled | State::Outdated => -1,
                };
                (Found::Page(page), CacheStatus::Filled(ttl))
            }
            Fill::Stored(page) => {
                (Found::Page(page), CacheStatus::Forwarded { because, stored: !collapsed, collapsed })
            }
            Fill::NotStored(answer) => {
                (Found::Answer(answer), CacheStatus::Forwarded { because, stored: false, collapsed })
            }
            Fill::Failed(failure) => {
                (Found::Error(failure), CacheStatus::Forwarded { because, stored: false, collapsed })
            }
        }
    }

    fn is_forbidden(&self, fill: &Fill) -> bool {
        matches!(fill, Fill::Stored(page) if page.is_forbidden(&self.tags))
    }

    fn refresh_later(self: &Arc<Self>, page: &Arc<StoredPage>, key: &str, target: &str, now: u64) {
        if !page.begin_refresh(now, REFRESH_LIMIT) {
            return;
        }
        let (cache, page) = (Arc::clone(self), Arc::clone(page));
        let (key, target): (Arc<str>, Arc<str>) = (key.into(), target.into());
        tokio::spawn(async move {
            // A page that was stored anew is another object; this one only matters when it stays.
            if !matches!(cache.fill(&key, &target, false).await.0, Fill::Stored(_)) {
                page.refresh_again_at((cache.clock)() + REFRESH_PAUSE);
            }
        });
    }

    /// Has the page made, or waits for whoever is already making it. The second value says
    /// whether it was another.
    ///
    /// One failure must not fail everyone, so who waited for a failed render waits for one more.
    /// That one decides: many renders at once of what cannot be rendered would be worse.
    async fn fill(self: &Arc<Self>, key: &Arc<str>, target: &Arc<str>, has_other: bool) -> (Fill, bool) {
        let deadline = Instant::now() + self.timeout;
        let render = || Arc::clone(self).lead(Arc::clone(key), Arc::clone(target));
        let mut last = Fill::Failed(WorkerError::Waited);
        let mut before = None;
        for _ in 0..2 {
            let call = match &before {
                None => self.calls.join(key, render),
                Some(before) => self.calls.join_next(before, key, render),
            };
            let is_leader = call.is_leader;
            let value = if is_leader && !has_other {
                call.wait().await
            } else if let Ok(value) = tokio::time::timeout_at(deadline, call.wait()).await {
                value
            } else {
                self.metrics.waits_ended.inc();
                return (Fill::Failed(WorkerError::Waited), !is_leader);
            };
            let fill = value.unwrap_or(Fill::Failed(WorkerError::Trapped));
            match &fill {
                _ if is_leader => return (fill, false),
                // An answer that may not be stored is for whoever asked for it.
                Fill::NotStored(answer) if !answer.status().is_server_error() => {
                    let (cache, key, target) = (Arc::clone(self), Arc::clone(key), Arc::clone(target));
                    // As those that others join, it goes on to its end if whoever asked leaves.
                    let own = tokio::spawn(async move { cache.renew(&key, &target).await });
                    return (own.await.unwrap_or(Fill::Failed(WorkerError::Trapped)), false);
                }
                // Full is full: asking again makes it worse.
                Fill::Failed(WorkerError::Overloaded) => return (fill, true),
                Fill::Stored(page) if page.is_current(&self.tags) => return (fill, true),
                // Its render may have begun before a purge that came before this request. Any
                // second one began later than this request.
                Fill::Stored(_) | Fill::NotStored(_) | Fill::Failed(_) => last = fill,
            }
            before = Some(call);
        }
        (last, true)
    }

    async fn lead(self: Arc<Self>, key: Arc<str>, target: Arc<str>) -> Fill {
        // Another call may have ended between the caller's look and this one.
        if let Some(page) = self.pages.get(&key)
            && matches!(page.state((self.clock)(), &self.tags), State::Fresh(_))
        {
            return Fill::Stored(page);
        }
        self.renew(&key, &target).await
    }

    /// Has the page made, or only those fragments of it that are not right.
    async fn renew(self: &Arc<Self>, key: &Arc<str>, target: &Arc<str>) -> Fill {
        if let Some(page) = self.pages.get(key)
            && page.lacks_only_fragments((self.clock)(), &self.tags)
        {
            match self.refill(key, page).await {
                Ok(page) => return Fill::Stored(page),
                Err(FragmentError::Failed(failure)) if failure != WorkerError::Trapped => return Fill::Failed(failure),
                // The whole page may still be made, or tells why it cannot.
                Err(_) => {}
            }
        }
        self.render_and_store(key, target).await
    }

    /// Puts a page together again with new fragments for those that are not right.
    async fn refill(self: &Arc<Self>, key: &Arc<str>, page: Arc<StoredPage>) -> Result<Arc<StoredPage>, FragmentError> {
        let now = (self.clock)();
        let lacking = page.slots().iter().filter(|slot| !slot.freshness.is_fresh(now, &self.tags));
        let lacking: Vec<Arc<str>> = lacking.map(|slot| Arc::clone(&slot.key)).collect();
        let made = self.fragments.get(&lacking).await?;
        let fragments = page.slots().iter().map(|slot| made.get(&slot.key).cloned());
        let (fragments, around) = (fragments.collect::<Vec<_>>(), Arc::clone(&page));
        let filled = aside(page.representation.length(), move || around.with_fragments(&fragments)).await;
        let filled = Arc::new(filled.ok_or(FragmentError::Failed(WorkerError::Trapped))?);
        self.exchange(Arc::clone(key), &page, Arc::clone(&filled));
        self.coding.offer(self, key, &filled);
        Ok(filled)
    }

    async fn render_and_store(self: &Arc<Self>, key: &Arc<str>, target: &Arc<str>) -> Fill {
        // Read before the worker is asked, so that a purge from now on outdates the page.
        let filled_at = self.tags.applied();
        let begun = Instant::now();
        let answer = (self.render)(Arc::clone(target)).await;
        self.metrics.rendered(begun.elapsed());
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return Fill::Failed(failure),
        };
        let now = (self.clock)();
        let fields = Arc::clone(&self.fields);
        match aside(answer.body().len(), move || StoredPage::prepare(answer, filled_at, now, &fields)).await {
            Some(Ok(page)) => {
                let page = Arc::new(page);
                self.store(key, &page);
                Fill::Stored(page)
            }
            Some(Err(answer)) => {
                if !answer.status().is_server_error() {
                    // The worker says that this is no longer for everyone.
                    self.pages.invalidate(key);
                }
                Fill::NotStored(*answer)
            }
            None => Fill::Failed(WorkerError::Trapped),
        }
    }
}

/// Does what takes as long as a body is large, on a thread for such work. None if it panicked.
async fn aside<T: Send + 'static>(size: usize, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    if size < SMALL {
        return Some(work());
    }
    tokio::task::spawn_blocking(work).await.ok()
}

/// Whole seconds, begun ones counted and never none, so that the sign always tells fresh
/// from stale.
fn seconds(milliseconds: u64) -> i64 {
    i64::try_from(milliseconds.div_ceil(1000).max(1)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
