//! Reads of the catalogue: from the key-value store while they are right, else from the origin.
//!
//! An entry is right as long as its time is not over and none of its tags was purged after the
//! entry's fill began. Tags have versions: the key `t:<tag>` holds the sequence number of the
//! newest purge of that tag, `@seq` the newest purge applied here. Nobody scans or deletes keys.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use api::cache::Tag;
use api::client::{Answer, NoAnswer, Transport};
use bytes::Bytes;
use futures::future::join_all;
use http::{Method, Request, Response, header};

use crate::envelope::Envelope;
use crate::platform::Platform;

/// The key of the newest purge applied here.
pub const NEWEST_PURGE: &str = "@seq";
/// Raised when the shape of entries changes, so that old ones are not misread.
const SCHEMA: &str = "d1:";

/// The way to the origin through the cache, for one request.
pub struct CatalogCache<P> {
    platform: Arc<P>,
    // One answer for a tag per request: a page is never half old, half new because of our own reads.
    versions: Mutex<HashMap<Tag, u64>>,
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
        Self { platform, versions: Mutex::default() }
    }

    async fn version(&self, tag: &Tag) -> u64 {
        if let Some(&known) = self.versions.lock().expect("no panic while holding it").get(tag) {
            return known;
        }
        let version = number(&*self.platform, &version_key(tag)).await;
        self.versions.lock().expect("no panic while holding it").insert(tag.clone(), version);
        version
    }

    async fn standing(&self, envelope: &Envelope, now: u64) -> Standing {
        let all = Tag::all();
        let versions = envelope.tags.iter().chain([&all]).map(|tag| self.version(tag));
        if join_all(versions).await.into_iter().any(|version| version > envelope.filled_at) {
            Standing::Purged
        } else if now < envelope.fresh_until {
            Standing::Fresh
        } else {
            Standing::Aged
        }
    }

    async fn read(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        let key = format!("{SCHEMA}{}", request.uri());
        let now = self.platform.now();
        let Some((envelope, body)) = self.platform.get(&key).await.and_then(Envelope::decode) else {
            return fill(&*self.platform, request, &key).await;
        };
        match self.standing(&envelope, now).await {
            Standing::Fresh => Ok(envelope.response(body, now)),
            Standing::Aged if now < envelope.stale_until => {
                let platform = Arc::clone(&self.platform);
                self.platform.spawn(Box::pin(async move { drop(fill(&*platform, request, &key).await) }));
                Ok(envelope.response(body, now))
            }
            Standing::Aged | Standing::Purged => match fill(&*self.platform, request, &key).await {
                Ok(response) if !response.status().is_server_error() => Ok(response),
                // Better an old answer than none, but nobody may keep it: it counts as over.
                _ if now < envelope.error_until => Ok(envelope.response(body, now.max(envelope.stale_until))),
                failed => failed,
            },
        }
    }
}

/// The key of a tag's version.
pub(crate) fn version_key(tag: &Tag) -> String {
    format!("t:{tag}")
}

/// Asks the origin and keeps the answer if it may be kept.
async fn fill<P: Platform>(platform: &P, request: Request<Bytes>, key: &str) -> Result<Response<Bytes>, NoAnswer> {
    // Read before the origin is asked: a purge that comes while it answers makes the entry stale.
    let filled_at = number(platform, NEWEST_PURGE).await;
    let response = platform.fetch_origin(request).await?;
    if let Some(envelope) = Envelope::of(&response, platform.now(), filled_at) {
        platform.set(key, envelope.encode(response.body())).await;
    }
    Ok(response)
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
