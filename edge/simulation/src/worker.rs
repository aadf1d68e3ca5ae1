//! What a node asks for pages: the real reads of the catalogue through the worker's cache, and a page made of them
//! that shows a text and, in a slot, a price.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use api::cache::{CachePolicy, Lifetime, Tag};
use api::catalog::ProductPage;
use api::client::{Answer, NoAnswer, Transport as _};
use api::edge::feed::FeedKey;
use api::edge::fragments::{FRAGMENTS, Fragment, Fragments, Slot, Slots};
use bytes::Bytes;
use edge_node::wasm::key_value::KeyValue;
use edge_worker::Platform;
use edge_worker::catalog_cache::CatalogCache;
use edge_worker::platform::Boxed;
use http::{HeaderValue, Request, Response, StatusCode, header};

use crate::clock::{self, MILLISECOND, SECOND};
use crate::dice::Dice;
use crate::origin::{Origin, product};
use crate::plan::Seeded;
use crate::schedule::Schedule;

/// After a number that is shown for want of a newer one.
pub const OLD: &str = "!";

/// The longest that a node waits for the origin.
const ORIGIN_TIMEOUT: u64 = 5 * SECOND;

/// The way from one node to the origin, and the worker's store there.
pub struct Place {
    /// The worker's store.
    pub store: KeyValue,
    /// What is true.
    pub origin: Arc<Mutex<Origin>>,
    /// Whether the way to the origin is cut.
    pub is_cut: Arc<AtomicBool>,
    /// Microseconds from here to there.
    pub one_way: u64,
    /// What decides how much longer it takes.
    pub dice: Dice,
    /// What passes the time.
    pub schedule: Schedule,
    /// The fault that is there on purpose.
    pub seeded: Option<Seeded>,
}

impl Place {
    async fn travel(&self) -> Result<(), NoAnswer> {
        let longer = self.dice.between(0, self.one_way / 2 + 1);
        self.schedule.sleep(self.one_way + longer).await;
        if self.is_cut.load(Ordering::Relaxed) {
            self.schedule.sleep(ORIGIN_TIMEOUT - self.one_way).await;
            return Err(NoAnswer("the origin did not answer".to_owned()));
        }
        Ok(())
    }

    async fn ask(&self, number: usize) -> Result<Response<Bytes>, NoAnswer> {
        self.travel().await?;
        let behind = match self.seeded {
            Some(Seeded::OldCopy) => self.dice.between(0, 300 * MILLISECOND),
            _ => 0,
        };
        let answer = self.origin.lock().expect("no panic").answer(number, clock::now().saturating_sub(behind));
        self.travel().await?;
        Ok(answer)
    }
}

impl Platform for Place {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        let value = match (FeedKey::parse(key), self.seeded) {
            (Some(FeedKey::Applied), Some(Seeded::FilledTooHigh)) => {
                let applied = self.store.get(key).and_then(|text| String::from_utf8(text).ok()?.parse::<u64>().ok());
                Some((applied.unwrap_or(0) + 2).to_string().into_bytes())
            }
            _ => self.store.get(key),
        };
        Box::pin(std::future::ready(value))
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        self.store.set(key.to_owned(), value).expect("the worker does not write keys of the feed");
        Box::pin(std::future::ready(()))
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let number = request.uri().query().and_then(|query| query.rsplit('=').next()?.parse().ok());
        Box::pin(async move { self.ask(number.unwrap_or(1) - 1).await })
    }

    fn variable<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(std::future::ready(None))
    }

    fn now(&self) -> u64 {
        clock::milliseconds() / 1_000
    }

    fn spawn(&self, task: Boxed<'static, ()>) {
        drop(tokio::spawn(task));
    }
}

/// Answers a target of the node: `/a/3`, `/b/3` or fragments of the product 3.
pub async fn answer(place: Arc<Place>, target: Arc<str>) -> Response<Bytes> {
    let is_fragment = target.starts_with(api::edge::fragments::PATH);
    let number: usize = target.rsplit(['/', ':']).next().and_then(|text| text.parse().ok()).unwrap_or(0);
    let cache = if is_fragment { CatalogCache::for_fragments(place) } else { CatalogCache::new(place) };
    let request = Request::get(format!("/v1/products?market=eu&page={}", number + 1)).body(Bytes::new());
    let reply = match cache.send(request.expect("a path")).await {
        Ok(reply) if reply.status() == StatusCode::OK => reply,
        _ => {
            let mut failed = Response::new(Bytes::from_static(b"the origin is away"));
            *failed.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            return failed;
        }
    };
    let CachePolicy::UntilPurged(lifetime, _) = CachePolicy::of(&reply) else {
        unreachable!("the origin says how long its answers are good")
    };
    let page: ProductPage = serde_json::from_slice(reply.body()).expect("what the origin made");
    let card = page.items.first().expect("one product");
    // What the worker has kept is over, and nothing newer was to be had: good for a second, until it is tried again.
    let mark = if lifetime.fresh <= 1 { OLD } else { "" };
    let price = format!("{}{mark}", card.price.as_ref().expect("a price").amount.minor);
    let text = format!("{}{mark}", card.title.bare());
    if is_fragment { fragment(number, price, lifetime) } else { whole(number, &text, &price, lifetime) }
}

fn slot_key(number: usize) -> String {
    format!("eu:price:{number}")
}

fn whole(number: usize, text: &str, price: &str, lifetime: Lifetime) -> Response<Bytes> {
    let (before, id) = (format!("text {text} price "), product(number));
    let slot = Slot { key: slot_key(number), at: before.len(), length: price.len(), tags: vec![Tag::price(id)] };
    let mut response = Response::new(Bytes::from(format!("{before}{price} end")));
    CachePolicy::UntilPurged(lifetime, vec![Tag::product(id)]).write(response.headers_mut());
    response.headers_mut().insert(FRAGMENTS, Slots::new(vec![slot]).header());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    response
}

fn fragment(number: usize, price: String, lifetime: Lifetime) -> Response<Bytes> {
    let fragment = Fragment::new(slot_key(number), price, lifetime, vec![Tag::price(product(number))]);
    Response::new(Fragments::new(vec![fragment]).body().into())
}
