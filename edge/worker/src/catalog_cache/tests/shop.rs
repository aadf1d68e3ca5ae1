//! An origin in memory with one product of one variant, and the key-value store before it.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering};

use api::cache::{CachePolicy, Tag};
use api::catalog::{GetProduct, ListProducts, PriceEntry, ProductPage, ProductView};
use api::client::{Answer, NoAnswer};
use api::edge::feed::FeedKey;
use api::endpoint::{Endpoint, request_of};
use api::event::{
    AVAILABILITY_CHANGED, AvailabilityChanged, PRICES_CHANGED, PRODUCT_CHANGED, PricesChanged, VariantPrices,
};
use api::inventory::{ListStock, StockView};
use api::search::{ListFacets, Search, SearchPage};
use bytes::Bytes;
use domain::catalog::Price;
use domain::inventory::Availability;
use domain::{Currency, ProductId, Sku};
use futures::channel::oneshot;
use http::{HeaderValue, Request, Response, header};
use serde_json::{Value, json};

use crate::platform::{Boxed, Platform};

/// A change at the origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Told with the prices.
    Price,
    /// Told with the availability.
    Stock,
    /// Told without a value.
    StockUntold,
    /// Told as a change of the product.
    Title,
}

impl Change {
    pub const ALL: [Self; 4] = [Self::Price, Self::Stock, Self::StockUntold, Self::Title];
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Product,
    List,
    Search,
    Stock,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Product, Self::List, Self::Search, Self::Stock];
}

/// What a reader sees of price or stock, and of the title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub version: i64,
    pub value: i64,
    pub title: i64,
}

/// What was recorded of a change.
#[derive(Clone, Debug)]
pub struct Event {
    pub subject: &'static str,
    pub data: Value,
    pub tags: Vec<Tag>,
    pub change: Change,
    pub version: i64,
}

/// A price or stock is told from another by its value, which follows from its version.
pub fn value_of(version: i64) -> i64 {
    version % 1_000 + 1
}

fn product() -> ProductId {
    "00000000-0000-7000-8000-000000000001".parse().expect("an id")
}

fn sku() -> Sku {
    "MUG".parse().expect("a SKU")
}

pub fn stock_tag() -> Tag {
    Tag::stock(product())
}

pub fn price_tag() -> Tag {
    Tag::price(product())
}

/// The platform.
#[derive(Default)]
pub struct Shop {
    stored: Mutex<HashMap<String, Vec<u8>>>,
    versions: AtomicI64,
    price: AtomicI64,
    stock: AtomicI64,
    title: AtomicI64,
    /// The version of the price in the search index, if that is held.
    indexed: AtomicI64,
    index_is_held: AtomicBool,
    closed: AtomicBool,
    asked: AtomicUsize,
    reads: AtomicUsize,
    passed: AtomicU64,
    refreshes: AtomicUsize,
    gate: Mutex<Option<oneshot::Receiver<()>>>,
}

impl Shop {
    /// Lets so many seconds pass.
    pub fn pass(&self, seconds: u64) {
        self.passed.fetch_add(seconds, Ordering::Relaxed);
    }

    /// How often a refresh was begun beside an answer.
    pub fn refreshes(&self) -> usize {
        self.refreshes.load(Ordering::Relaxed)
    }

    pub fn change(&self, change: Change) -> Event {
        let version = self.versions.fetch_add(1, Ordering::Relaxed) + 1;
        let product = product();
        let (subject, data, tags) = match change {
            Change::Price => {
                self.price.store(version, Ordering::Relaxed);
                let variants = vec![VariantPrices { sku: sku(), prices: vec![price_of(version)], measure: None }];
                let data = json!(PricesChanged { product, version, variants });
                (PRICES_CHANGED, data, vec![price_tag(), Tag::by_price()])
            }
            Change::Stock | Change::StockUntold => {
                self.stock.store(version, Ordering::Relaxed);
                let told = (change == Change::Stock).then(|| (version, stock_of(version)));
                let (version, availability) = told.unzip();
                let data = json!(AvailabilityChanged { sku: sku(), products: vec![product], version, availability });
                (AVAILABILITY_CHANGED, data, vec![stock_tag()])
            }
            Change::Title => {
                self.title.store(version, Ordering::Relaxed);
                let tags = vec![Tag::product(product), price_tag(), Tag::catalog(), Tag::search()];
                (PRODUCT_CHANGED, json!({ "product": product }), tags)
            }
        };
        Event { subject, data, tags, change, version }
    }

    /// What the origin says now, but for a search index that is held.
    pub fn now(&self, part: Part) -> Seen {
        let version = if part == Part::Stock { &self.stock } else { &self.price }.load(Ordering::Relaxed);
        let title = if part == Part::Stock { 0 } else { self.title.load(Ordering::Relaxed) };
        Seen { version, value: value_of(version), title }
    }

    /// How often the origin was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// From now on the search index takes no prices in.
    pub fn hold_the_index(&self) {
        self.indexed.store(self.price.load(Ordering::Relaxed), Ordering::Relaxed);
        self.index_is_held.store(true, Ordering::Relaxed);
    }

    /// From now on the origin does not answer.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }

    /// The next answer comes when what is returned is dropped; what it says is decided before.
    pub fn answer_late(&self) -> oneshot::Sender<()> {
        let (open, gate) = oneshot::channel();
        *self.gate.lock().expect("not poisoned") = Some(gate);
        open
    }

    pub fn answer_at_once(&self) {
        *self.gate.lock().expect("not poisoned") = None;
    }

    /// How often the store was read.
    pub fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }

    /// Purges do not arrive any more.
    pub fn forget_the_state(&self) {
        self.stored.lock().expect("not poisoned").remove(&FeedKey::State.to_string());
    }

    pub fn forget(&self, tag: &Tag) {
        self.stored.lock().expect("not poisoned").remove(&format!("f:{tag}"));
    }

    fn answer(&self, path: &str) -> Response<Bytes> {
        let version = self.price.load(Ordering::Relaxed);
        let title = self.title.load(Ordering::Relaxed).to_string();
        let price = price_of(version).price();
        let card = json!({ "id": product(), "product": product(), "sku": sku(), "slug": "mug", "title": title,
            "brand": "", "price": price, "from": false, "picture": null, "prices_version": version });
        let page = json!({ "items": [card], "total": 1, "page": 1, "pages": 1 });
        match path.trim_start_matches("/v1/").split('/').collect::<Vec<_>>()[..] {
            ["products", _, "stock"] => {
                let version = self.stock.load(Ordering::Relaxed);
                let (availability, version) = (stock_of(version), Some(version));
                let view = StockView { sku: sku(), availability, version, steps: vec![] };
                reply(&ListStock { product: product() }, &json!([view]))
            }
            ["products", _] => {
                let variant = json!({ "sku": sku(), "options": {}, "price": price });
                let view = json!({ "id": product(), "slug": "mug", "title": title, "summary": "", "description": "",
                    "brand": "", "collections": [], "attributes": [], "options": [], "media": [],
                    "variants": [variant], "prices_version": version });
                reply(&get_product(), &view)
            }
            ["products"] => reply(&list_products(), &page),
            ["facets"] => reply(&ListFacets::of("", Default::default()), &json!({ "total": 0, "facets": [] })),
            _ => {
                let mut hit = card;
                if self.index_is_held.load(Ordering::Relaxed) {
                    let version = self.indexed.load(Ordering::Relaxed);
                    hit["prices_version"] = version.into();
                    hit["price"] = json!(price_of(version).price());
                }
                reply(&search(), &json!({ "query": "mug", "hits": [hit], "total": 1, "page": 1, "pages": 1 }))
            }
        }
    }
}

fn price_of(version: i64) -> PriceEntry {
    PriceEntry {
        currency: Currency::Eur,
        amount_minor: value_of(version),
        compare_at_minor: None,
        lowest_before_minor: None,
    }
}

fn stock_of(version: i64) -> Availability {
    Availability::Low { left: u32::try_from(value_of(version)).expect("small") }
}

fn reply<E: Endpoint>(endpoint: &E, body: &Value) -> Response<Bytes> {
    let reply: E::Reply = serde_json::from_value(body.clone()).expect("a reply of this endpoint");
    let mut response = Response::new(Bytes::from(serde_json::to_vec(&reply).expect("plain data")));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let policy: CachePolicy = endpoint.cache_policy(&reply);
    policy.write(response.headers_mut());
    response
}

fn get_product() -> GetProduct {
    GetProduct { slug: "mug".parse().expect("a slug"), market: Default::default() }
}

fn list_products() -> ListProducts {
    ListProducts { market: Default::default(), collection: None, sort: Default::default(), page: 1 }
}

fn search() -> Search {
    Search::of("mug", Default::default())
}

pub fn request(part: Part) -> Request<Bytes> {
    match part {
        Part::Product => request_of(&get_product()),
        Part::List => request_of(&list_products()),
        Part::Search => request_of(&search()),
        Part::Stock => request_of(&ListStock { product: product() }),
    }
}

/// What a reply says.
pub fn seen(part: Part, body: &[u8]) -> Seen {
    let read = |version, price: Option<Price>, title: &str| Seen {
        version,
        value: price.expect("sold in euros").amount.minor,
        title: title.parse().expect("a number"),
    };
    match part {
        Part::Product => {
            let view: ProductView = serde_json::from_slice(body).expect("a product");
            read(view.prices_version, view.variants[0].price, view.title.bare())
        }
        Part::List => {
            let page: ProductPage = serde_json::from_slice(body).expect("a page");
            read(page.items[0].prices_version, page.items[0].price, page.items[0].title.bare())
        }
        Part::Search => {
            let page: SearchPage = serde_json::from_slice(body).expect("a page");
            read(page.hits[0].prices_version, page.hits[0].price, page.hits[0].title.bare())
        }
        Part::Stock => {
            let stock: Vec<StockView> = serde_json::from_slice(body).expect("a list");
            let Availability::Low { left } = stock[0].availability else { panic!("{stock:?}") };
            Seen { version: stock[0].version.expect("no bundle"), value: left.into(), title: 0 }
        }
    }
}

impl Platform for Shop {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            let stored = self.stored.lock().expect("not poisoned");
            let number = |key: FeedKey<'_>| match stored.get(&key.to_string()) {
                Some(text) => String::from_utf8(text.clone()).expect("a number"),
                None => "0".to_owned(),
            };
            match FeedKey::parse(key) {
                // As a node tells them.
                Some(FeedKey::Versions(tags)) if stored.contains_key(&FeedKey::State.to_string()) => {
                    let versions = tags.split(' ').map(|tag| number(FeedKey::Version(tag)));
                    Some([number(FeedKey::Applied)].into_iter().chain(versions).collect::<Vec<_>>().join(" ").into())
                }
                _ => stored.get(key).cloned(),
            }
        })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async move {
            self.stored.lock().expect("not poisoned").insert(key.to_owned(), value);
        })
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        // Read now, however late the answer arrives.
        let answer = self.answer(request.uri().path());
        let gate = self.gate.lock().expect("not poisoned").take();
        let closed = self.closed.load(Ordering::Relaxed);
        Box::pin(async move {
            if let Some(gate) = gate {
                gate.await.ok();
            }
            if closed { Err(NoAnswer("closed".to_owned())) } else { Ok(answer) }
        })
    }

    fn variable<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async { None })
    }

    fn now(&self) -> u64 {
        1_000 + self.passed.load(Ordering::Relaxed)
    }

    fn spawn(&self, _: Boxed<'static, ()>) {
        assert_ne!(self.passed.load(Ordering::Relaxed), 0, "while no time passes nothing is refreshed");
        self.refreshes.fetch_add(1, Ordering::Relaxed);
    }
}
