//! Reads of the catalogue: from the key-value store while they are right, else from the origin.
//!
//! An entry is right as long as its time is not over and none of its tags was purged after the
//! entry's fill began. Tags have versions, which lie under keys of the feed ([`FeedKey`]). Nobody scans or
//! deletes keys.
//!
//! A purge may say how things are now. Laid over an entry that makes it right again without asking the
//! origin (ADR 12).
//!
//! So entries need no short lives where somebody sees to it that purges come: `edge-node` says so by
//! [`FeedKey::Guarded`], and while they do not it shows nothing that is older than some seconds. Elsewhere
//! an entry grows old within a minute (ADR 16).

mod envelope;
mod memory;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use api::cache::{CachePolicy, Lifetime, Tag};
use api::client::{Answer, NoAnswer, ReadReply, Transport};
use api::edge::feed::FeedKey;
use api::edge::handover::is_impersonal_read;
use api::volatile::{VolatileValues, overlay};
use bytes::Bytes;
use freshness::{Age, is_current};
use futures::future::join_all;
use http::uri::PathAndQuery;
use http::{Request, Response, Uri, header};

use crate::platform::Platform;
use envelope::Envelope;
pub use memory::Memory;
use memory::Right;

/// Raised when the shape of entries changes, so that old ones are not misread.
const SCHEMA: &str = "d3:";

/// The way to the origin through the cache, for one request.
pub struct CatalogCache<P> {
    platform: Arc<P>,
    /// What the instance remembers, where it may.
    memory: Option<Arc<Memory>>,
    seen: Mutex<Seen>,
    /// Whether an entry whose time is over is asked for anew.
    is_timed: bool,
}

/// What was read of the purge feed. Each is read once for a request: a page is never half old, half
/// new because of our own reads.
#[derive(Default)]
struct Seen {
    /// Read before anything else. None where the host does not say.
    state: Option<Option<u64>>,
    /// The time, in seconds since 1970: each look at the clock is a call out of the instance.
    now: Option<u64>,
    /// Read before any version: every purge up to it is in them.
    applied: Option<u64>,
    versions: HashMap<Tag, u64>,
    values: HashMap<Tag, Option<Arc<VolatileValues>>>,
}

impl<P: Platform> CatalogCache<P> {
    /// A cache view for one request.
    pub fn new(platform: Arc<P>) -> Self {
        Self { platform, memory: None, seen: Mutex::default(), is_timed: true }
    }

    /// The same, with what the instance remembers of requests before.
    pub fn remembering(self, memory: &Arc<Memory>) -> Self {
        Self { memory: Some(Arc::clone(memory)), ..self }
    }

    /// One for fragments of pages. What a fragment is made of is kept right by purges and what they say; the
    /// time of an entry is the safety net, and that the page around the fragment has. So an entry that has
    /// only grown old serves a fragment as if it were new, and a stock tick never asks the origin for it.
    pub fn for_fragments(platform: Arc<P>) -> Self {
        Self { is_timed: false, ..Self::new(platform) }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no panic while holding it")
    }

    /// The state of the purge feed, and what is remembered of it; none where nothing may be.
    async fn remembered(&self) -> Option<(&Memory, u64)> {
        let memory = self.memory.as_deref()?;
        Some((memory, self.state().await?))
    }

    /// The state of the purge feed, asked for once; none where the host does not tell it.
    async fn state(&self) -> Option<u64> {
        if let Some(known) = self.seen().state {
            return known;
        }
        let told = self.platform.get(&FeedKey::State.to_string()).await;
        let told = told.and_then(|text| std::str::from_utf8(&text).ok()?.parse().ok());
        *self.seen().state.get_or_insert(told)
    }

    /// When the first read of the request began.
    fn now(&self) -> u64 {
        *self.seen().now.get_or_insert_with(|| self.platform.now())
    }

    async fn applied(&self) -> u64 {
        if let Some(known) = self.seen().applied {
            return known;
        }
        let applied = number(&*self.platform, FeedKey::Applied).await;
        *self.seen().applied.get_or_insert(applied)
    }

    async fn version(&self, tag: &Tag) -> u64 {
        if let Some(&known) = self.seen().versions.get(tag) {
            return known;
        }
        let version = number(&*self.platform, FeedKey::Version(tag.as_str())).await;
        *self.seen().versions.entry(tag.clone()).or_insert(version)
    }

    /// Reads all at once what is not known yet of these tags, where the host tells that.
    async fn learn(&self, tags: &[&Tag]) {
        if self.state().await.is_none() {
            return;
        }
        let unknown: Vec<&Tag> = {
            let seen = self.seen();
            tags.iter().copied().filter(|tag| !seen.versions.contains_key(*tag)).collect()
        };
        if unknown.is_empty() {
            return;
        }
        let names: Vec<&str> = unknown.iter().map(|tag| tag.as_str()).collect();
        let told = self.platform.get(&FeedKey::Versions(&names.join(" ")).to_string()).await.unwrap_or_default();
        let numbers = std::str::from_utf8(&told).unwrap_or_default().split(' ').map(str::parse);
        let Ok(numbers) = numbers.collect::<Result<Vec<u64>, _>>() else { return };
        let Some((applied, versions)) = numbers.split_first().filter(|(_, rest)| rest.len() == unknown.len()) else {
            return;
        };
        let mut seen = self.seen();
        // Versions that were read before what counts as applied may lack a purge.
        if *applied >= *seen.applied.get_or_insert(*applied) {
            for (tag, version) in unknown.into_iter().zip(versions) {
                seen.versions.entry(tag.clone()).or_insert(*version);
            }
        }
    }

    /// Whether no purge since its fill began concerns an entry, as far as the host tells that in one call.
    async fn is_untouched(&self, envelope: &Envelope) -> bool {
        let all = Tag::all();
        let tags: Vec<&Tag> = envelope.tags.iter().chain([&all]).collect();
        self.learn(&tags).await;
        let seen = self.seen();
        let version = |tag: &&Tag| seen.versions.get(*tag).copied();
        tags.iter().all(|tag| version(tag).is_some_and(|version| is_current(envelope.filled_at, version)))
    }

    async fn values(&self, tag: &Tag) -> Option<Arc<VolatileValues>> {
        if let Some(known) = self.seen().values.get(tag) {
            return known.clone();
        }
        let values = volatile_values(&*self.platform, tag).await.map(Arc::new);
        self.seen().values.entry(tag.clone()).or_insert(values).clone()
    }

    /// How old an entry is, nothing if it was purged, and the entry as it is with what purges have said since its fill began.
    /// If that is all there is to say, it counts as filled now, and is kept so.
    async fn brought_up(
        &self,
        key: &str,
        uri: &Uri,
        entry: (Envelope, Bytes),
        now: u64,
    ) -> (Option<Age>, Envelope, Bytes) {
        let (mut envelope, mut body) = entry;
        let all = Tag::all();
        let tags: Vec<&Tag> = envelope.tags.iter().chain([&all]).collect();
        self.learn(&tags).await;
        let applied = self.applied().await;
        let versions = join_all(tags.iter().map(|tag| self.version(tag))).await;
        let outdated = tags.into_iter().zip(versions).filter(|(_, version)| !is_current(envelope.filled_at, *version));
        let outdated: Vec<(Tag, u64)> = outdated.map(|(tag, version)| (tag.clone(), version)).collect();
        if !outdated.is_empty() {
            let mut complete = true;
            let mut known = HashMap::new();
            for (tag, version) in outdated {
                match if tag.is_volatile() { self.values(&tag).await } else { None } {
                    Some(values) => {
                        complete &= values.since <= envelope.filled_at && values.version >= version;
                        known.insert(tag, VolatileValues::clone(&values));
                    }
                    None => complete = false,
                }
            }
            // Where they are not complete they are still newer than the entry, if the origin fails.
            match overlay(uri.path(), uri.query(), &body, &known) {
                Ok(Some(newer)) => body = newer.into(),
                Ok(None) => {}
                Err(_) => complete = false,
            }
            if !complete {
                return (None, envelope, body);
            }
            envelope.filled_at = envelope.filled_at.max(applied);
            self.platform.set(key, envelope.encode(&body)).await;
        }
        // Whoever keeps entries counts from when it was given one: what was laid over makes the rest no younger.
        (Some(envelope.expiry().age(now, self.is_live().await)), envelope, body)
    }

    /// Whether purges arrive, or nobody here would notice if they did not.
    async fn is_live(&self) -> bool {
        self.state().await.is_some() || self.platform.get(&FeedKey::Guarded.to_string()).await.is_none()
    }

    /// Whether a hard purge since its fill began concerns an entry. Looked up when it matters alone.
    async fn is_forbidden(&self, envelope: &Envelope) -> bool {
        let all = Tag::all();
        let keys = envelope.tags.iter().chain([&all]).map(|tag| FeedKey::Hard(tag.as_str()));
        let hard = join_all(keys.map(async |key| number(&*self.platform, key).await)).await;
        hard.into_iter().any(|sequence| !is_current(envelope.filled_at, sequence))
    }

    async fn read(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        let key = [SCHEMA, request.uri().path_and_query().map_or("", PathAndQuery::as_str)].concat();
        let now = self.now();
        let remembered = self.remembered().await;
        if let Some((memory, state)) = remembered
            && let Some(Right { state: known, envelope, body, read }) = memory.get(&key)
            && (known == state || self.is_untouched(&envelope).await)
        {
            if known != state {
                memory.renew(&key, state);
            }
            match envelope.expiry().age(now, true) {
                Age::Fresh(_) if self.is_timed => return Ok(again(envelope.response(body, now), read)),
                Age::Fresh(_) | Age::Stale(_) if !self.is_timed => {
                    return Ok(again(envelope.until_stale().response(body, now), read));
                }
                Age::Fresh(_) | Age::Stale(_) | Age::Over => {}
            }
        }
        let Some(entry) = self.platform.get(&key).await.and_then(Envelope::decode) else {
            return fill(&*self.platform, request, &key).await;
        };
        let (age, envelope, body) = self.brought_up(&key, request.uri(), entry, now).await;
        if let (Some((memory, state)), Some(Age::Fresh(_) | Age::Stale(_))) = (remembered, age) {
            memory.keep(&key, state, &envelope, &body);
        }
        match age {
            Some(Age::Fresh(_) | Age::Stale(_)) if !self.is_timed => Ok(envelope.until_stale().response(body, now)),
            Some(Age::Fresh(_)) => Ok(envelope.response(body, now)),
            Some(Age::Stale(_)) => {
                let platform = Arc::clone(&self.platform);
                self.platform.spawn(Box::pin(async move { drop(fill(&*platform, request, &key).await) }));
                Ok(envelope.response(body, now))
            }
            Some(Age::Over) | None => match fill(&*self.platform, request, &key).await {
                Ok(response) if !response.status().is_server_error() => Ok(response),
                // Better an old answer than none, if it may be shown at all; but nobody may keep it: it
                // counts as over.
                _ if envelope.expiry().stale_on_error(now, true).is_some() && !self.is_forbidden(&envelope).await => {
                    Ok(envelope.response(body, now.max(envelope.stale_until)))
                }
                failed => failed,
            },
        }
    }
}

/// An answer that was given before, with what it says.
fn again(mut response: Response<Bytes>, read: ReadReply) -> Response<Bytes> {
    response.extensions_mut().insert(read);
    response
}

/// Asks the origin and keeps the answer if it may be kept.
async fn fill<P: Platform>(platform: &P, request: Request<Bytes>, key: &str) -> Result<Response<Bytes>, NoAnswer> {
    // Read before the origin is asked: a purge that comes while it answers makes the entry stale.
    let filled_at = number(platform, FeedKey::Applied).await;
    let uri = request.uri().clone();
    let mut response = platform.fetch_origin(request).await?;
    if platform.get(&FeedKey::Guarded.to_string()).await.is_none()
        && let CachePolicy::UntilPurged(lifetime, tags) = CachePolicy::read(response.headers())
    {
        CachePolicy::UntilPurged(lifetime.min(Lifetime::UNGUARDED), tags).write(response.headers_mut());
    }
    if let Some(envelope) = Envelope::of(&response, platform.now(), filled_at) {
        // The search index takes in prices a moment after they were told: then the values are newer
        // than the answer.
        let known = all_volatile_values(platform, &envelope.tags).await;
        if let Ok(Some(newer)) = overlay(uri.path(), uri.query(), response.body(), &known) {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = newer.into();
        }
        platform.set(key, envelope.encode(response.body())).await;
    }
    Ok(response)
}

async fn all_volatile_values<P: Platform>(platform: &P, tags: &[Tag]) -> HashMap<Tag, VolatileValues> {
    let told = tags.iter().filter(|tag| tag.is_volatile());
    let known = join_all(told.map(async |tag| Some((tag.clone(), volatile_values(platform, tag).await?)))).await;
    known.into_iter().flatten().collect()
}

/// What is known of a tag.
pub(crate) async fn volatile_values<P: Platform>(platform: &P, tag: &Tag) -> Option<VolatileValues> {
    let bytes = platform.get(&FeedKey::Volatile(tag.as_str()).to_string()).await?;
    serde_json::from_slice(&bytes).ok()
}

/// The number under a key of the feed; 0 if there is none.
pub(crate) async fn number<P: Platform>(platform: &P, key: FeedKey<'_>) -> u64 {
    let bytes = platform.get(&key.to_string()).await.unwrap_or_default();
    std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

impl<P: Platform> Transport for CatalogCache<P> {
    fn send(&self, request: Request<Bytes>) -> Answer<'_> {
        let may_be_kept = is_impersonal_read(request.method(), request.uri().path(), request.headers());
        if may_be_kept { Box::pin(self.read(request)) } else { self.platform.fetch_origin(request) }
    }
}
