//! An origin in memory that sells things whose texts say which they are, and takes its time.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use api::cache::{CachePolicy, Lifetime};
use api::client::Answer;
use api::{Code, Problem};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use serde_json::{Value, json};

use super::settings::setting;
use crate::platform::{Boxed, Platform};

/// The platform: no store, so that every page waits for the origin, several times.
pub struct SlowOrigin {
    /// Decides how long each answer takes; 0 answers at once.
    seed: AtomicU64,
}

impl SlowOrigin {
    /// An origin whose answers take as long as the seed has it.
    pub fn new(seed: u64) -> Self {
        Self { seed: AtomicU64::new(seed) }
    }

    /// How often whoever waits for the next answer is polled in vain: up to seven times.
    fn delay(&self) -> u32 {
        let next = |seed: u64| seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(u64::from(seed > 0));
        let before = self.seed.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |seed| Some(next(seed)));
        u32::try_from(before.unwrap_or_default() >> 61).unwrap_or_default()
    }
}

/// Lets others go on so many times.
struct Later(u32);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Platform for SlowOrigin {
    fn get<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }

    fn set<'a>(&'a self, _: &'a str, _: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async {})
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let delay = Later(self.delay());
        Box::pin(async move {
            delay.await;
            Ok(answer(&request))
        })
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(std::future::ready(setting(name)))
    }

    fn now(&self) -> u64 {
        0
    }

    fn spawn(&self, _: Boxed<'static, ()>) {}
}

fn answer(request: &Request<Bytes>) -> Response<Bytes> {
    let query = request.uri().query().unwrap_or_default();
    let market = query.split('&').find_map(|pair| pair.strip_prefix("market=")).unwrap_or("eu").to_owned();
    let found = match request.uri().path().trim_start_matches("/v1/").split('/').collect::<Vec<_>>()[..] {
        ["collections"] => Some(Value::from((1..=9).map(|number| collection(&market, number)).collect::<Vec<_>>())),
        ["collections", slug] => number_of(slug).map(|number| collection(&market, number)),
        ["products", id, "stock"] => number_of(id).map(stock),
        ["products", slug] => number_of(slug).map(|number| product(&market, number)),
        ["products"] => Some(json!({ "items": cards(&market, query), "total": 40, "page": 1, "pages": 5 })),
        ["facets"] => Some(json!({ "total": 0, "facets": [] })),
        ["search"] => Some(json!({ "query": query, "hits": cards(&market, query), "total": 8, "page": 1, "pages": 1 })),
        _ => None,
    };
    let (status, body) = match found {
        Some(found) => (200, found),
        None if request.uri().path().ends_with("/gone") => (410, json!(Problem::new(Code::ProductGone, ""))),
        None => (404, json!(Problem::new(Code::NotFound, ""))),
    };
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status.try_into().expect("a status");
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let tag = format!("p:{}", request.uri().path().len());
    CachePolicy::UntilPurged(Lifetime::PAGE, vec![tag.parse().expect("a tag")]).write(response.headers_mut());
    response
}

/// The number at the end of a slug or an id.
fn number_of(name: &str) -> Option<u32> {
    name.rsplit('-').next()?.trim_start_matches('0').parse().ok()
}

fn id(number: u32) -> String {
    format!("019b0000-0000-7000-8000-{number:012}")
}

fn picture(name: &str, number: u32) -> Value {
    json!({ "path": format!("{name}-{number}"), "alt": format!("{name} \"{number}\""), "width": 1200, "height": 1500 })
}

fn collection(market: &str, number: u32) -> Value {
    json!({
        "id": id(number), "slug": format!("room-{number}"), "title": format!("Room {number} & more, {market}"),
        "description": format!("What is in <room> {number} of {market}."), "products": number,
        "picture": picture("rooms/room", number),
    })
}

fn price(number: u32, market: &str) -> Value {
    let currency = if market == "us" { "USD" } else { "EUR" };
    let amount = |minor: u32| json!({ "minor": minor, "currency": currency });
    json!({ "amount": amount(1_000 + number), "compare_at": amount(2_000 + number) })
}

fn cards(market: &str, query: &str) -> Vec<Value> {
    let card = |number: u32| {
        json!({
            "id": id(number), "product": id(number), "sku": format!("SKU-{number}"), "slug": format!("thing-{number}"),
            "title": format!("Thing {number} of {query}"), "brand": "Weaver's", "price": price(number, market),
            "from": number.is_multiple_of(2), "picture": picture("things/thing", number), "prices_version": 1,
            "swatches": ["#aabbcc", "#ddeeff"],
        })
    };
    (1..=8).map(card).collect()
}

fn product(market: &str, number: u32) -> Value {
    let value = |code: &str| json!({ "code": code, "label": format!("{code} of {number}") });
    let variant = |size: &str, colour: &str| {
        json!({
            "sku": format!("SKU-{number}-{size}-{colour}"), "options": { "size": size, "colour": colour },
            "price": price(number, market), "gtin": "4006381333931",
        })
    };
    json!({
        "id": id(number), "slug": format!("thing-{number}"), "title": format!("Thing {number} & \"its\" <kin>, {market}"),
        "summary": format!("The {number}th thing, made of wool and of words enough to fill the line that search engines \
            show, and a few more than that so that it has to be cut somewhere after one hundred and sixty of them."),
        "description": format!("First of {number}.\n\nSecond of <{number}>.\n\n"), "brand": format!("Brand {number}"),
        "collections": [{ "slug": "room-1", "title": "Room 1" }],
        "attributes": [["Wool", format!("{number} %")], ["Made in", "Bergen"]],
        "options": [
            { "code": "size", "label": "Size", "values": [value("s"), value("l")] },
            { "code": "colour", "label": "Colour", "values": [value("oat"), value("ink")] },
        ],
        "media": [picture("things/front", number), picture("things/back", number), picture("things/side", number)],
        "variants": [variant("s", "oat"), variant("s", "ink"), variant("l", "oat"), variant("l", "ink")],
        "prices_version": 1,
    })
}

fn stock(number: u32) -> Value {
    let level = |rest: &str, availability: Value| json!({ "sku": format!("SKU-{number}-{rest}"), "availability": availability });
    json!([
        level("s-oat", json!({ "state": "in_stock" })),
        level("s-ink", json!({ "state": "low", "left": 3 })),
        level("l-oat", json!({ "state": "out" })),
        level("l-ink", json!({ "state": "backorder" })),
    ])
}
