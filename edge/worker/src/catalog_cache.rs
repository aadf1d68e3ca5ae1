//! Reads of the catalogue: from the key-value store while they are right, else from the origin.
//!
//! An entry is right as long as its time is not over and none of its tags was purged after the
//! entry's fill began. Tags have versions: the key `t:<tag>` holds the sequence number of the
//! newest purge of that tag, `h:<tag>` that of its newest hard one, `@seq` the newest purge applied
//! here. Nobody scans or deletes keys.
//!
//! A purge may say how things are now: that lies in `f:<tag>`. Laid over an entry it makes it right
//! again without asking the origin (ADR 12).
//!
//! So entries need no short lives where somebody sees to it that purges come: `edge-node` says so by the
//! key `@guarded`, and while they do not it shows nothing that is older than some seconds. Elsewhere
//! an entry grows old within a minute (ADR 16).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use api::cache::{CachePolicy, Lifetime, Tag};
use api::client::{Answer, NoAnswer, Transport};
use api::facts::{Facts, lay_over};
use bytes::Bytes;
use futures::future::join_all;
use http::{Method, Request, Response, Uri, header};

use crate::envelope::Envelope;
use crate::platform::Platform;

#[cfg(test)]
mod tests;

/// The key of the newest purge applied here.
pub const NEWEST_PURGE: &str = "@seq";
/// The key that is there where old entries are withheld while purges do not come.
const GUARDED: &str = "@guarded";
/// Raised when the shape of entries changes, so that old ones are not misread.
const SCHEMA: &str = "d2:";

/// The way to the origin through the cache, for one request.
pub struct CatalogCache<P> {
    platform: Arc<P>,
    seen: Mutex<Seen>,
    /// Whether an entry whose time is over is asked for anew.
    is_timed: bool,
}

/// What was read of the purge feed. Each is read once for a request: a page is never half old, half
/// new because of our own reads.
#[derive(Default)]
struct Seen {
    /// Read before any version: every purge up to it is in them.
    applied: Option<u64>,
    versions: HashMap<Tag, u64>,
    facts: HashMap<Tag, Option<Arc<Facts>>>,
}

/// How right an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Serve it.
    Fresh,
    /// Its time is over, but nothing it depends on was purged: serve it and refresh it.
    Aged,
    /// Something it depends on was purged: only better than nothing.
    Purged,
}

impl<P: Platform> CatalogCache<P> {
    /// A cache view for one request.
    pub fn new(platform: Arc<P>) -> Self {
        Self { platform, seen: Mutex::default(), is_timed: true }
    }

    /// One for pieces of pages. What a piece is made of is kept right by purges and what they say; the
    /// time of an entry is the safety net, and that the page around the piece has. So an entry that has
    /// only grown old serves a piece as if it were new, and a stock tick never asks the origin for it.
    pub fn for_pieces(platform: Arc<P>) -> Self {
        Self { is_timed: false, ..Self::new(platform) }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no panic while holding it")
    }

    async fn applied(&self) -> u64 {
        if let Some(known) = self.seen().applied {
            return known;
        }
        let applied = number(&*self.platform, NEWEST_PURGE).await;
        *self.seen().applied.get_or_insert(applied)
    }

    async fn version(&self, tag: &Tag) -> u64 {
        if let Some(&known) = self.seen().versions.get(tag) {
            return known;
        }
        let version = number(&*self.platform, &version_key(tag)).await;
        *self.seen().versions.entry(tag.clone()).or_insert(version)
    }

    async fn facts(&self, tag: &Tag) -> Option<Arc<Facts>> {
        if let Some(known) = self.seen().facts.get(tag) {
            return known.clone();
        }
        let facts = facts(&*self.platform, tag).await.map(Arc::new);
        self.seen().facts.entry(tag.clone()).or_insert(facts).clone()
    }

    /// How right an entry is, and the entry as it is with what purges have said since its fill began.
    /// If that is all there is to say, it counts as filled now, and is kept so.
    async fn brought_up(
        &self,
        key: &str,
        uri: &Uri,
        entry: (Envelope, Bytes),
        now: u64,
    ) -> (Standing, Envelope, Bytes) {
        let (mut envelope, mut body) = entry;
        let applied = self.applied().await;
        let all = Tag::all();
        let tags: Vec<&Tag> = envelope.tags.iter().chain([&all]).collect();
        let versions = join_all(tags.iter().map(|tag| self.version(tag))).await;
        let outdated = tags.into_iter().zip(versions).filter(|(_, version)| *version > envelope.filled_at);
        let outdated: Vec<(Tag, u64)> = outdated.map(|(tag, version)| (tag.clone(), version)).collect();
        if !outdated.is_empty() {
            let mut complete = true;
            let mut known = HashMap::new();
            for (tag, version) in outdated {
                match if tag.may_have_facts() { self.facts(&tag).await } else { None } {
                    Some(facts) => {
                        complete &= facts.since <= envelope.filled_at && facts.version >= version;
                        known.insert(tag, Facts::clone(&facts));
                    }
                    None => complete = false,
                }
            }
            // Where they are not complete they are still newer than the entry, if the origin fails.
            match lay_over(uri.path(), uri.query(), &body, &known) {
                Ok(Some(newer)) => body = newer.into(),
                Ok(None) => {}
                Err(_) => complete = false,
            }
            if !complete {
                return (Standing::Purged, envelope, body);
            }
            envelope.filled_at = envelope.filled_at.max(applied);
            self.platform.set(key, envelope.encode(&body)).await;
        }
        let standing = if now < envelope.fresh_until { Standing::Fresh } else { Standing::Aged };
        (standing, envelope, body)
    }

    /// Whether a hard purge since its fill began concerns an entry. Looked up when it matters alone.
    async fn is_forbidden(&self, envelope: &Envelope) -> bool {
        let all = Tag::all();
        let keys = envelope.tags.iter().chain([&all]).map(hard_key);
        let hard = join_all(keys.map(async |key| number(&*self.platform, &key).await)).await;
        hard.into_iter().any(|sequence| sequence > envelope.filled_at)
    }

    async fn read(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        let key = format!("{SCHEMA}{}", request.uri());
        let now = self.platform.now();
        let Some(entry) = self.platform.get(&key).await.and_then(Envelope::decode) else {
            return fill(&*self.platform, request, &key).await;
        };
        let (standing, envelope, body) = self.brought_up(&key, request.uri(), entry, now).await;
        match standing {
            Standing::Fresh | Standing::Aged if !self.is_timed && now < envelope.stale_until => {
                Ok(envelope.until_stale().response(body, now))
            }
            Standing::Fresh => Ok(envelope.response(body, now)),
            Standing::Aged if now < envelope.stale_until => {
                let platform = Arc::clone(&self.platform);
                self.platform.spawn(Box::pin(async move { drop(fill(&*platform, request, &key).await) }));
                Ok(envelope.response(body, now))
            }
            Standing::Aged | Standing::Purged => match fill(&*self.platform, request, &key).await {
                Ok(response) if !response.status().is_server_error() => Ok(response),
                // Better an old answer than none, if it may be shown at all; but nobody may keep it: it
                // counts as over.
                _ if now < envelope.error_until && !self.is_forbidden(&envelope).await => {
                    Ok(envelope.response(body, now.max(envelope.stale_until)))
                }
                failed => failed,
            },
        }
    }
}

/// The key of a tag's version.
pub(crate) fn version_key(tag: &Tag) -> String {
    format!("t:{tag}")
}

/// The key of a tag's newest hard purge.
pub(crate) fn hard_key(tag: &Tag) -> String {
    format!("h:{tag}")
}

/// The key of what is known of a tag.
pub(crate) fn facts_key(tag: &Tag) -> String {
    format!("f:{tag}")
}

/// Asks the origin and keeps the answer if it may be kept.
async fn fill<P: Platform>(platform: &P, request: Request<Bytes>, key: &str) -> Result<Response<Bytes>, NoAnswer> {
    // Read before the origin is asked: a purge that comes while it answers makes the entry stale.
    let filled_at = number(platform, NEWEST_PURGE).await;
    let uri = request.uri().clone();
    let mut response = platform.fetch_origin(request).await?;
    if platform.get(GUARDED).await.is_none()
        && let CachePolicy::UntilPurged(life, tags) = CachePolicy::read(response.headers())
    {
        CachePolicy::UntilPurged(life.min(Lifetime::UNGUARDED), tags).write(response.headers_mut());
    }
    if let Some(envelope) = Envelope::of(&response, platform.now(), filled_at) {
        // The search index takes in prices a moment after they were told: then the facts are newer
        // than the answer.
        let known = known_facts(platform, &envelope.tags).await;
        if let Ok(Some(newer)) = lay_over(uri.path(), uri.query(), response.body(), &known) {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = newer.into();
        }
        platform.set(key, envelope.encode(response.body())).await;
    }
    Ok(response)
}

async fn known_facts<P: Platform>(platform: &P, tags: &[Tag]) -> HashMap<Tag, Facts> {
    let told = tags.iter().filter(|tag| tag.may_have_facts());
    let known = join_all(told.map(async |tag| Some((tag.clone(), facts(platform, tag).await?)))).await;
    known.into_iter().flatten().collect()
}

/// What is known of a tag.
pub(crate) async fn facts<P: Platform>(platform: &P, tag: &Tag) -> Option<Facts> {
    let bytes = platform.get(&facts_key(tag)).await?;
    serde_json::from_slice(&bytes).ok()
}

/// The number under a key; 0 if there is none.
pub(crate) async fn number<P: Platform>(platform: &P, key: &str) -> u64 {
    let bytes = platform.get(key).await.unwrap_or_default();
    std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// Whether a request may be answered from the cache: an impersonal read.
fn is_cacheable(request: &Request<Bytes>) -> bool {
    let impersonal = !request.headers().contains_key(header::AUTHORIZATION);
    let path = request.uri().path();
    let catalog = ["/v1/products", "/v1/collections", "/v1/addresses", "/v1/search", "/v1/openapi.json"];
    request.method() == Method::GET && impersonal && catalog.into_iter().any(|prefix| path.starts_with(prefix))
}

impl<P: Platform> Transport for CatalogCache<P> {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        if is_cacheable(&request) { Box::pin(self.read(request)) } else { self.platform.fetch_origin(request) }
    }
}
