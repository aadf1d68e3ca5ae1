//! A page in the cache: what is sent, until when it is true, and how it is put together again
//! when only pieces of it are not.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderValue, Response, header};

use crate::cache::fragments::Piece;
use crate::cache::fragments::slots::{self, HOLES, Hole};
use crate::cache::freshness::{Validity, allocated};
use crate::cache::header_table::SharedFields;
use crate::cache::lifetime::{Age, ShelfLife};
use crate::cache::policy;
use crate::cache::stored_body::Compact;
use crate::cache::tags::Tags;
use crate::http::encoding::{self, Encoding};
use crate::http::forwarding;

/// A stored page. Times are milliseconds of [`crate::cache::clock::now`].
#[derive(Debug)]
pub struct StoredPage {
    /// What is sent.
    pub representation: Arc<Compact>,
    around: Arc<Around>,
    holes: Box<[Hole]>,
    /// That of the piece that is over first.
    pieces_life: ShelfLife,
    filled: bool,
    /// `Tags::changes` at the last look, so that the usual hit reads one number instead of
    /// looking up every tag. `u64::MAX` before the first look.
    verified: AtomicU64,
    next_refresh: AtomicU64,
}

/// What stays of a page while its pieces are exchanged.
#[derive(Debug)]
struct Around {
    compressible: bool,
    validity: Validity,
}

/// How true a stored page still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As good as a new one, for so many milliseconds more.
    Fresh(u64),
    /// Old since so many milliseconds; may be sent once more while it is made anew.
    Stale(u64),
    /// Right but for pieces that were purged or are too old: they are made anew first.
    Unfilled,
    /// Too old or purged: only good when no new one can be made.
    Outdated,
}

/// What no purge since the fill has made untrue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Current {
    All,
    AllButPieces,
    Nothing,
}

impl StoredPage {
    /// Prepares an answer for storing, or gives it back when it must not be stored.
    /// `filled_at` is the purge sequence read before the worker was asked. Takes about a
    /// millisecond of processor time for the coding.
    ///
    /// # Errors
    /// The unchanged answer.
    pub fn prepare(
        mut answer: Response<Bytes>,
        filled_at: u64,
        now: u64,
        shared: &SharedFields,
    ) -> Result<Self, Box<Response<Bytes>>> {
        let Some(policy) = policy::policy(answer.status(), answer.headers()) else {
            answer.headers_mut().remove(HOLES);
            return Err(Box::new(answer));
        };
        let life = ShelfLife::new(policy, now);
        let holes = slots::of_answer(answer.headers(), answer.body(), filled_at, life);
        answer.headers_mut().remove(HOLES);
        let Ok(holes) = holes else {
            tracing::warn!("the worker described holes that the page does not have");
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
        Compact::prepare_fields(&mut headers);
        let representation = Compact::new(head.status, shared.share(headers), &body, compressible);
        let around = Around { compressible, validity: Validity { tags: tags.into(), filled_at, life } };
        Ok(Self::new(Arc::new(representation), Arc::new(around), holes))
    }

    /// A page that was kept before, without holes: its pieces have become part of it.
    pub fn restored(representation: Compact, validity: Validity) -> Self {
        let around = Around { compressible: true, validity };
        Self::new(Arc::new(representation), Arc::new(around), Box::default())
    }

    fn new(representation: Arc<Compact>, around: Arc<Around>, holes: Box<[Hole]>) -> Self {
        let pieces_life = holes.iter().fold(ShelfLife::ENDLESS, |life, hole| life.and(hole.validity.life));
        let (verified, next_refresh) = (AtomicU64::new(u64::MAX), AtomicU64::new(0));
        Self { representation, around, holes, pieces_life, filled: false, verified, next_refresh }
    }

    /// The page with these pieces in its holes, which [`StoredPage::holes`] names in the same order;
    /// where there is none the hole stays as it is. Takes as long as [`StoredPage::prepare`] if one of
    /// them reads differently.
    pub fn with_pieces(&self, pieces: &[Option<Arc<Piece>>]) -> Self {
        let before = &self.representation;
        let (body, holes) = slots::put_together(&before.make(Encoding::Identity), &self.holes, pieces);
        let representation = match body {
            Some(body) => {
                let fields = before.fields().clone();
                Arc::new(Compact::new(before.status(), fields, &body, self.around.compressible))
            }
            None => Arc::clone(before),
        };
        Self { filled: true, ..Self::new(representation, Arc::clone(&self.around), holes) }
    }

    /// The page's holes.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// Whether the page was put together with pieces that were made apart from it.
    pub fn is_filled(&self) -> bool {
        self.filled
    }

    /// How true the page is now.
    pub fn state(&self, now: u64, tags: &Tags) -> State {
        let current = self.current(tags);
        let (around, pieces) = (self.around.validity.life.age(now, tags), self.pieces_life.age(now, tags));
        match (around, pieces) {
            _ if current == Current::Nothing => State::Outdated,
            (Age::Over, _) => State::Outdated,
            _ if current == Current::AllButPieces => State::Unfilled,
            (_, Age::Over) => State::Unfilled,
            (Age::Fresh(a), Age::Fresh(b)) => State::Fresh(a.min(b)),
            (Age::Stale(a), Age::Stale(b)) => State::Stale(a.max(b)),
            (Age::Stale(since), Age::Fresh(_)) | (Age::Fresh(_), Age::Stale(since)) => State::Stale(since),
        }
    }

    /// Whether new pieces are all that a page needs that is no longer fresh.
    pub fn lacks_only_pieces(&self, now: u64, tags: &Tags) -> bool {
        match self.state(now, tags) {
            State::Unfilled => true,
            State::Stale(_) => matches!(self.around.validity.life.age(now, tags), Age::Fresh(_)),
            State::Fresh(_) | State::Outdated => false,
        }
    }

    /// What it depends on and how long it is good, its pieces apart.
    pub fn validity(&self) -> &Validity {
        &self.around.validity
    }

    /// How long it is good with its pieces.
    pub fn life(&self) -> ShelfLife {
        self.around.validity.life.and(self.pieces_life)
    }

    /// What it and its pieces depend on.
    pub fn tags(&self) -> impl Iterator<Item = &Box<str>> {
        let pieces = self.holes.iter().flat_map(|hole| &hole.validity.tags);
        self.around.validity.tags.iter().chain(pieces)
    }

    /// Whole seconds since it was made. Pieces may be younger.
    pub fn age(&self, now: u64) -> u64 {
        now.saturating_sub(self.around.validity.life.stored()) / 1000
    }

    /// Milliseconds since it stopped being fresh, if it may still be sent because no new one
    /// could be made.
    pub fn good_on_error(&self, now: u64, tags: &Tags) -> Option<u64> {
        self.life().good_on_error(now, tags).filter(|_| !self.is_forbidden(tags))
    }

    /// Whether a hard purge since the fill concerns the page or a piece of it.
    pub fn is_forbidden(&self, tags: &Tags) -> bool {
        let forbidden = |validity: &Validity| tags.is_forbidden(validity.filled_at, &validity.tags);
        forbidden(&self.around.validity) || self.holes.iter().any(|hole| forbidden(&hole.validity))
    }

    /// Whether no purge since the fill concerns the page or a piece of it.
    pub fn is_current(&self, tags: &Tags) -> bool {
        self.current(tags) == Current::All
    }

    fn current(&self, tags: &Tags) -> Current {
        // Read before the look-up: a purge in between is then noticed at the next look.
        let changes = tags.changes();
        if self.verified.load(Ordering::Relaxed) == changes {
            return Current::All;
        }
        if !self.around.validity.is_current(tags) {
            return Current::Nothing;
        }
        if !self.holes.iter().all(|hole| hole.validity.is_current(tags)) {
            return Current::AllButPieces;
        }
        self.verified.store(changes, Ordering::Relaxed);
        Current::All
    }

    /// Bytes it takes in memory.
    pub fn size(&self) -> usize {
        let around = 16 + size_of::<Around>() + self.around.validity.size();
        let holes: usize = self.holes.iter().map(Hole::size).sum();
        allocated(size_of::<Self>() + 16) + self.representation.size() + around + holes
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
