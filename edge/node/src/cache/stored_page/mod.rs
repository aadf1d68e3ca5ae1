//! A page in the cache: what is sent, until when it is true, and how it is put together again
//! when only fragments of it are not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use api::edge::fragments::FRAGMENTS;
use bytes::Bytes;
use http::{HeaderValue, Response, header};

use crate::cache::fragments::Fragment;
use crate::cache::fragments::slots::{self, FragmentSlot};
use crate::cache::header_table::HeaderTable;
use crate::cache::memory::{self, allocated};
use crate::cache::policy;
use crate::cache::stored_body::StoredBody;
use crate::http::encoding::{self, Encoding};
use crate::http::forwarding;
use freshness::Freshness;
use freshness::TagVersions;
use freshness::{Age, Expiry, MILLISECONDS};

/// A stored page. Times are milliseconds of [`freshness::clock::now`].
#[derive(Debug)]
pub struct StoredPage {
    /// What is sent.
    pub representation: Arc<StoredBody>,
    around: Arc<Around>,
    slots: Box<[FragmentSlot]>,
    /// That of the fragment that is over first.
    fragments_expiry: Expiry<MILLISECONDS>,
    filled: bool,
    /// `TagVersions::changes` at the last look, so that the usual hit reads one number instead of
    /// looking up every tag. `u64::MAX` before the first look.
    verified: AtomicU64,
    next_refresh: AtomicU64,
}

/// What stays of a page while its fragments are exchanged.
#[derive(Debug)]
struct Around {
    compressible: bool,
    freshness: Freshness,
}

/// How true a stored page still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As good as a new one, for so many milliseconds more.
    Fresh(u64),
    /// Old since so many milliseconds; may be sent once more while it is made anew.
    Stale(u64),
    /// Right but for fragments that were purged or are too old: they are made anew first.
    Unfilled,
    /// Too old or purged: only good when no new one can be made.
    Outdated,
}

/// What no purge since the fill has made untrue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Current {
    All,
    AllButFragments,
    Nothing,
}

impl StoredPage {
    /// Prepares an answer for storing, or gives it back when it must not be stored.
    /// `filled_at` is the purge sequence read before the worker was asked.
    ///
    /// # Errors
    /// The unchanged answer.
    pub fn prepare(
        mut answer: Response<Bytes>,
        filled_at: u64,
        now: u64,
        shared: &HeaderTable,
    ) -> Result<Self, Box<Response<Bytes>>> {
        let Some(policy) = policy::policy(answer.status(), answer.headers()) else {
            answer.headers_mut().remove(FRAGMENTS);
            return Err(Box::new(answer));
        };
        let expiry = Expiry::new(policy, now);
        let slots = slots::of_answer(answer.headers(), answer.body(), filled_at, expiry);
        answer.headers_mut().remove(FRAGMENTS);
        let Ok(slots) = slots else {
            tracing::warn!("the worker described slots that the page does not have");
            return Err(Box::new(answer));
        };
        let tags = policy::tags(answer.headers());
        let (head, body) = answer.into_parts();
        let mut headers = head.headers;
        forwarding::clean_answer(&mut headers, true);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        let compressible = !headers.contains_key(header::CONTENT_ENCODING)
            && headers
                .get(header::CONTENT_TYPE)
                .and_then(|kind| kind.to_str().ok())
                .is_some_and(encoding::is_compressible);
        StoredBody::prepare_fields(&mut headers);
        let representation = StoredBody::new(head.status, shared.share(headers), body, compressible);
        let around = Around { compressible, freshness: Freshness { tags: tags.into(), filled_at, expiry } };
        Ok(Self::new(Arc::new(representation), Arc::new(around), slots))
    }

    /// A page that was kept before, without slots: its fragments have become part of it.
    pub fn restored(representation: StoredBody, freshness: Freshness) -> Self {
        let around = Around { compressible: true, freshness };
        Self::new(Arc::new(representation), Arc::new(around), Box::default())
    }

    fn new(representation: Arc<StoredBody>, around: Arc<Around>, slots: Box<[FragmentSlot]>) -> Self {
        let fragments_expiry = slots.iter().fold(Expiry::ENDLESS, |expiry, slot| expiry.and(slot.freshness.expiry));
        let (verified, next_refresh) = (AtomicU64::new(u64::MAX), AtomicU64::new(0));
        Self { representation, around, slots, fragments_expiry, filled: false, verified, next_refresh }
    }

    /// The page with these fragments in its slots, which [`StoredPage::slots`] names in the same order;
    /// where there is none the slot stays as it is.
    pub fn with_fragments(&self, fragments: &[Option<Arc<Fragment>>]) -> Self {
        let before = &self.representation;
        let (body, slots) = slots::assemble(&before.make(Encoding::Identity), &self.slots, fragments);
        let representation = match body {
            Some(body) => {
                let fields = before.fields().clone();
                Arc::new(StoredBody::new(before.status(), fields, body.into(), self.around.compressible))
            }
            None => Arc::clone(before),
        };
        Self { filled: true, ..Self::new(representation, Arc::clone(&self.around), slots) }
    }

    /// The same page with its body coded, as [`StoredBody::coded`] does it.
    pub fn coded(&self) -> Self {
        let next_refresh = AtomicU64::new(self.next_refresh.load(Ordering::Relaxed));
        let representation = Arc::new(self.representation.coded());
        let coded = Self::new(representation, Arc::clone(&self.around), self.slots.clone());
        Self { filled: self.filled, next_refresh, ..coded }
    }

    /// The page's slots.
    pub fn slots(&self) -> &[FragmentSlot] {
        &self.slots
    }

    /// Whether the page was put together with fragments that were made apart from it.
    pub fn is_filled(&self) -> bool {
        self.filled
    }

    /// How true the page is now.
    pub fn state(&self, now: u64, tags: &TagVersions) -> State {
        let current = self.current(tags);
        let (around, fragments) =
            (self.around.freshness.expiry.age(now, tags.is_live()), self.fragments_expiry.age(now, tags.is_live()));
        match (around, fragments) {
            _ if current == Current::Nothing => State::Outdated,
            (Age::Over, _) => State::Outdated,
            _ if current == Current::AllButFragments => State::Unfilled,
            (_, Age::Over) => State::Unfilled,
            (Age::Fresh(a), Age::Fresh(b)) => State::Fresh(a.min(b)),
            (Age::Stale(a), Age::Stale(b)) => State::Stale(a.max(b)),
            (Age::Stale(since), Age::Fresh(_)) | (Age::Fresh(_), Age::Stale(since)) => State::Stale(since),
        }
    }

    /// Whether new fragments are all that a page needs that is no longer fresh.
    pub fn lacks_only_fragments(&self, now: u64, tags: &TagVersions) -> bool {
        match self.state(now, tags) {
            State::Unfilled => true,
            State::Stale(_) => matches!(self.around.freshness.expiry.age(now, tags.is_live()), Age::Fresh(_)),
            State::Fresh(_) | State::Outdated => false,
        }
    }

    /// What it depends on and how long it is good, its fragments apart.
    pub fn freshness(&self) -> &Freshness {
        &self.around.freshness
    }

    /// How long it is good with its fragments.
    pub fn expiry(&self) -> Expiry<MILLISECONDS> {
        self.around.freshness.expiry.and(self.fragments_expiry)
    }

    /// What it and its fragments depend on.
    pub fn tags(&self) -> impl Iterator<Item = &Box<str>> {
        let fragments = self.slots.iter().flat_map(|slot| &slot.freshness.tags);
        self.around.freshness.tags.iter().chain(fragments)
    }

    /// Whole seconds since it was made. Fragments may be younger.
    pub fn age(&self, now: u64) -> u64 {
        now.saturating_sub(self.around.freshness.expiry.stored) / 1000
    }

    /// Milliseconds since it stopped being fresh, if it may still be sent because no new one
    /// could be made.
    pub fn good_on_error(&self, now: u64, tags: &TagVersions) -> Option<u64> {
        self.expiry().stale_on_error(now, tags.is_live()).filter(|_| !self.is_forbidden(tags))
    }

    /// Whether a hard purge since the fill concerns the page or a fragment of it.
    pub fn is_forbidden(&self, tags: &TagVersions) -> bool {
        self.around.freshness.is_forbidden(tags) || self.slots.iter().any(|slot| slot.freshness.is_forbidden(tags))
    }

    /// Whether no purge since the fill concerns the page or a fragment of it.
    pub fn is_current(&self, tags: &TagVersions) -> bool {
        self.current(tags) == Current::All
    }

    fn current(&self, tags: &TagVersions) -> Current {
        // Read before the look-up: a purge in between is then noticed at the next look.
        let changes = tags.changes();
        if self.verified.load(Ordering::Relaxed) == changes {
            return Current::All;
        }
        if !self.around.freshness.is_current(tags) {
            return Current::Nothing;
        }
        if !self.slots.iter().all(|slot| slot.freshness.is_current(tags)) {
            return Current::AllButFragments;
        }
        self.verified.store(changes, Ordering::Relaxed);
        Current::All
    }

    /// Bytes it takes in memory.
    pub fn size(&self) -> usize {
        let around = 16 + size_of::<Around>() + memory::of_freshness(&self.around.freshness);
        let slots: usize = self.slots.iter().map(FragmentSlot::size).sum();
        allocated(size_of::<Self>() + 16) + self.representation.size() + around + slots
    }

    /// Whether the caller is the one to make the page anew. Nobody else is for `pause`
    /// milliseconds.
    pub fn begin_refresh(&self, now: u64, pause: u64) -> bool {
        let next = self.next_refresh.load(Ordering::Relaxed);
        now >= next
            && self
                .next_refresh
                .compare_exchange(next, now.saturating_add(pause), Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    /// Lets another refresh begin no earlier than `at`.
    pub fn refresh_again_at(&self, at: u64) {
        self.next_refresh.store(at, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
