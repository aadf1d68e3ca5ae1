//! A page in the cache: what is sent, and until when it is true.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, header};

use crate::cache_policy;
use crate::encoding;
use crate::forwarding;
use crate::representation::Representation;
use crate::tags::Tags;

/// The longest freshness while purges do not arrive.
const FRESH_WITHOUT_PURGES: u64 = 10_000;

/// A stored page. Times are milliseconds of [`crate::clock::now`].
#[derive(Debug)]
pub struct StoredPage {
    /// What is sent.
    pub representation: Representation,
    tags: Vec<Box<str>>,
    filled_at: u64,
    /// `Tags::changes` at the last look, so that the usual hit reads one number instead of
    /// looking up every tag. `u64::MAX` before the first look.
    verified: AtomicU64,
    stored: u64,
    fresh_until: u64,
    stale_until: u64,
    error_until: u64,
    next_refresh: AtomicU64,
}

/// What a stored page was made from and until when it is true, for whoever looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// What it depends on.
    pub tags: &'a [Box<str>],
    /// The newest purge applied before it was asked for.
    pub filled_at: u64,
    /// When it was made.
    pub stored: u64,
    /// End of its freshness.
    pub fresh_until: u64,
    /// Until when it is sent while it is made anew.
    pub stale_until: u64,
    /// Until when it is sent if it cannot be made anew.
    pub error_until: u64,
}

/// How true a stored page still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As good as a new one, for so many milliseconds more.
    Fresh(u64),
    /// Old since so many milliseconds; may be sent once more while it is made anew.
    Stale(u64),
    /// Too old or purged: only good when no new one can be made.
    Outdated,
}

impl StoredPage {
    /// Prepares an answer for storing, or gives it back when it must not be stored.
    /// `filled_at` is the purge sequence read before the worker was asked. Takes a few
    /// milliseconds of processor time for the codings.
    ///
    /// # Errors
    /// The unchanged answer.
    pub fn prepare(answer: Response<Bytes>, filled_at: u64, now: u64) -> Result<Self, Box<Response<Bytes>>> {
        let Some(policy) = cache_policy::policy(answer.status(), answer.headers()) else {
            return Err(Box::new(answer));
        };
        let tags = cache_policy::tags(answer.headers());
        let (head, body) = answer.into_parts();
        let mut headers = head.headers;
        forwarding::clean_answer(&mut headers, true);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        let compressible = !headers.contains_key(header::CONTENT_ENCODING)
            && headers
                .get(header::CONTENT_TYPE)
                .and_then(|kind| kind.to_str().ok())
                .is_some_and(encoding::is_compressible);
        let (brotli, gzip) = if compressible { encoding::compress(&body) } else { (None, None) };
        let representation = Representation::new(head.status, headers, body, brotli, gzip);
        let after = |lifetime: Duration| u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX);
        let fresh_until = now.saturating_add(after(policy.fresh));
        Ok(Self {
            representation,
            tags,
            filled_at,
            verified: AtomicU64::new(u64::MAX),
            stored: now,
            fresh_until,
            stale_until: fresh_until.saturating_add(after(policy.stale_while_revalidate)),
            error_until: fresh_until.saturating_add(after(policy.stale_if_error)),
            next_refresh: AtomicU64::new(0),
        })
    }

    /// How true the page is now.
    pub fn state(&self, now: u64, tags: &Tags) -> State {
        if !self.is_current(tags) {
            return State::Outdated;
        }
        let fresh_until = self.fresh_until(tags);
        if now < fresh_until {
            State::Fresh(fresh_until - now)
        // Without purges an old page may be wrong, so it is not shown while a new one is made.
        } else if now < self.stale_until && tags.is_live() {
            State::Stale(now - fresh_until)
        } else {
            State::Outdated
        }
    }

    /// What is known of it.
    pub fn record(&self) -> Record<'_> {
        Record {
            tags: &self.tags,
            filled_at: self.filled_at,
            stored: self.stored,
            fresh_until: self.fresh_until,
            stale_until: self.stale_until,
            error_until: self.error_until,
        }
    }

    /// Whole seconds since it was made.
    pub fn age(&self, now: u64) -> u64 {
        now.saturating_sub(self.stored) / 1000
    }

    /// Milliseconds since it stopped being fresh, if it may still be sent because no new one
    /// could be made.
    pub fn good_on_error(&self, now: u64, tags: &Tags) -> Option<u64> {
        (now < self.error_until).then(|| now.saturating_sub(self.fresh_until(tags)))
    }

    /// Whether no purge since the fill concerns the page.
    pub fn is_current(&self, tags: &Tags) -> bool {
        // Read before the look-up: a purge in between is then noticed at the next look.
        let changes = tags.changes();
        if self.verified.load(Ordering::Relaxed) == changes {
            return true;
        }
        let current = tags.is_current(self.filled_at, &self.tags);
        if current {
            self.verified.store(changes, Ordering::Relaxed);
        }
        current
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

    fn fresh_until(&self, tags: &Tags) -> u64 {
        if tags.is_live() {
            self.fresh_until
        } else {
            self.fresh_until.min(self.stored.saturating_add(FRESH_WITHOUT_PURGES))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(filled_at: u64) -> StoredPage {
        let answer = Response::builder()
            .header("cdn-cache-control", "max-age=60, stale-while-revalidate=600, stale-if-error=3600")
            .header("cache-tag", "p:1")
            .header("content-type", "text/html")
            .body(Bytes::from_static(b"page"));
        StoredPage::prepare(answer.expect("valid"), filled_at, 1_000).expect("may be stored")
    }

    #[test]
    fn a_page_ages() {
        let tags = Tags::default();
        tags.set_live(true);
        let page = page(0);
        assert_eq!(page.state(1_000, &tags), State::Fresh(60_000));
        assert_eq!(page.state(61_000, &tags), State::Stale(0));
        assert_eq!(page.state(660_999, &tags), State::Stale(599_999));
        assert_eq!(page.state(661_000, &tags), State::Outdated);
        assert_eq!(page.good_on_error(661_000, &tags), Some(600_000));
        assert_eq!(page.good_on_error(3_661_000, &tags), None);
    }

    #[test]
    fn without_purges_freshness_is_short() {
        let tags = Tags::default();
        let page = page(0);
        assert_eq!(page.state(10_999, &tags), State::Fresh(1));
        assert_eq!(page.state(11_000, &tags), State::Outdated, "it may be wrong: a new one is made first");
        assert_eq!(page.good_on_error(11_000, &tags), Some(0), "but it is better than none");
        tags.set_live(true);
        assert_eq!(page.state(11_000, &tags), State::Fresh(50_000));
    }

    #[test]
    fn a_purge_outdates_a_page_filled_before_it_only() {
        let tags = Tags::default();
        tags.set_live(true);
        let (before, other) = (page(0), page(0));
        assert!(before.is_current(&tags));
        tags.purge(7, ["p:2"]);
        assert!(before.is_current(&tags));
        tags.purge(8, ["p:1"]);
        assert_eq!(before.state(1_000, &tags), State::Outdated);
        assert!(before.good_on_error(1_000, &tags).is_some());
        assert!(page(8).is_current(&tags));
        assert!(!other.is_current(&tags));
    }

    #[test]
    fn one_caller_refreshes() {
        let page = page(0);
        assert!(page.begin_refresh(70_000, 500));
        assert!(!page.begin_refresh(70_499, 500));
        assert!(page.begin_refresh(70_500, 500));
        page.refresh_again_at(70_600);
        assert!(!page.begin_refresh(70_599, 500));
    }

    #[test]
    fn clients_see_no_tags_and_must_ask_again() {
        let answer = page(0).representation.answer(
            &http::Method::GET,
            &http::HeaderMap::new(),
            crate::cache_status::CacheStatus::Hit(1),
        );
        assert!(!answer.headers().contains_key("cache-tag"));
        assert_eq!(answer.headers()["cache-control"], "public, max-age=0, must-revalidate");
        assert_eq!(answer.headers()["x-frame-options"], "DENY");
    }
}
