//! A worker for tests: two pages that show a text, and in a slot that both have, a price.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::edge::VERSION;
use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderMap, Method, Response};

use crate::cache::page_cache::{Found, PageCache};
use crate::http::cache_status::CacheStatus;
use crate::http::worker_error::WorkerError;
use freshness::TagVersions;

/// The tag of the text, and that of the price.
pub const TEXT: &str = "p:1";
pub const PRICE: &str = "pr:1";
/// No request of these tests waits for so long.
const TIMEOUT: Duration = Duration::from_secs(60);

/// What the worker reads, a number for each of text and price, and what becomes of its answers.
pub struct Shop {
    pub truth: Mutex<[usize; 2]>,
    pub tags: Arc<TagVersions>,
    /// Targets the worker was asked for.
    pub asked: Mutex<Vec<Arc<str>>>,
    /// Calls of the worker under way.
    pub inside: AtomicUsize,
    /// How calls for fragments fail, if they do.
    pub failing: Mutex<Option<WorkerError>>,
    /// The version of the protocol in which it tells of slots and fragments.
    pub version: AtomicU32,
    /// Seconds for which everything may be sent on error.
    pub stale_if_error: usize,
    /// Awaited before, between and after what the worker reads.
    pub pause: Box<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>,
}

impl Shop {
    /// A shop whose worker takes one turn of the runtime for each step.
    pub fn new() -> Self {
        let tags = Arc::new(TagVersions::default());
        tags.set_live(true);
        Self {
            truth: Mutex::new([0, 0]),
            tags,
            asked: Mutex::default(),
            inside: AtomicUsize::new(0),
            failing: Mutex::default(),
            version: AtomicU32::new(VERSION),
            stale_if_error: 60,
            pause: Box::new(|| Box::pin(tokio::task::yield_now())),
        }
    }

    /// The page cache before this worker.
    pub fn open(self) -> (Arc<Self>, Arc<PageCache>) {
        let shop = Arc::new(self);
        let worker = Arc::clone(&shop);
        let render = Box::new(move |target: Arc<str>| {
            let shop = Arc::clone(&worker);
            Box::pin(async move { shop.call(target).await }) as BoxFuture<'static, _>
        });
        let cache = Arc::new(PageCache::new(1 << 20, Arc::clone(&shop.tags), render, TIMEOUT, Arc::default()));
        (shop, cache)
    }

    /// Sets text and price, and purges as the origin's event does.
    pub fn change(&self, truth: [usize; 2], sequence: u64, tags: &[&str]) {
        *self.truth.lock().expect("no test panics in here") = truth;
        self.tags.purge(sequence, tags);
    }

    /// How often the worker was asked for pages, and for fragments.
    pub fn calls(&self) -> (usize, usize) {
        let asked = self.asked.lock().expect("no test panics in here");
        let fragments = asked.iter().filter(|target| target.starts_with("/_edge/")).count();
        (asked.len() - fragments, fragments)
    }

    async fn call(&self, target: Arc<str>) -> Result<Response<Bytes>, WorkerError> {
        self.asked.lock().expect("no test panics in here").push(Arc::clone(&target));
        self.inside.fetch_add(1, Ordering::SeqCst);
        let read = async |fact: usize| {
            (self.pause)().await;
            self.truth.lock().expect("no test panics in here")[fact]
        };
        let (text, price) = (read(0).await, read(1).await);
        (self.pause)().await;
        self.inside.fetch_sub(1, Ordering::SeqCst);
        let failing = *self.failing.lock().expect("no test panics in here");
        match failing {
            Some(failure) if target.starts_with("/_edge/") => Err(failure),
            _ if target.starts_with("/_edge/") => Ok(self.fragment(price)),
            _ => Ok(self.page(text, price)),
        }
    }

    fn page(&self, text: usize, price: usize) -> Response<Bytes> {
        let (before, price) = (format!("text {text} price "), price.to_string());
        let (at, length, version) = (before.len(), price.len(), self.version.load(Ordering::SeqCst));
        let slots = format!(
            r#"{{"version":{version},"slots":[{{"key":"eu:price:mug","at":{at},"length":{length},"tags":["{PRICE}"]}}]}}"#
        );
        let answer = Response::builder()
            .header("cdn-cache-control", format!("max-age=60, stale-if-error={}", self.stale_if_error))
            .header("cache-tag", TEXT)
            .header("x-edge-fragments", slots)
            .body(Bytes::from(format!("{before}{price} end")));
        answer.expect("valid")
    }

    fn fragment(&self, price: usize) -> Response<Bytes> {
        let version = self.version.load(Ordering::SeqCst);
        let fragments = serde_json::json!({"version": version, "fragments": [{
            "key": "eu:price:mug", "html": price.to_string(), "tags": [PRICE],
            "fresh": 60, "stale_while_revalidate": 0, "stale_if_error": self.stale_if_error,
        }]});
        Response::new(Bytes::from(fragments.to_string()))
    }
}

/// What a client is sent, and what the cache says of it without the seconds.
pub async fn ask(cache: &Arc<PageCache>, target: &str) -> (String, String) {
    let (found, status) = cache.get(target, target).await;
    let body = match found {
        Found::Page(page) => cache.answer(&page, &Method::GET, &HeaderMap::new(), status).await.into_body(),
        Found::Answer(answer) => answer.into_body(),
        Found::Error(failure) => Bytes::from(format!("{failure:?}")),
    };
    let status = match status {
        CacheStatus::Hit(_) => "hit".to_owned(),
        CacheStatus::Filled(ttl) => format!("filled {}", if ttl > 0 { "fresh" } else { "stale" }),
        CacheStatus::StaleIfError(_) => "stale-if-error".to_owned(),
        other => other.to_string(),
    };
    (String::from_utf8(body.to_vec()).expect("UTF-8"), status)
}
