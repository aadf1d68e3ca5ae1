use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use api::client::{Answer, NoAnswer};
use http::StatusCode;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::*;
use crate::instance::Worker;
use crate::platform::Boxed;

const NOW: u64 = 1_800_000_000;

/// A place with a key for purges, whose store may refuse to keep anything.
struct Place {
    store: Mutex<HashMap<String, Vec<u8>>>,
    keeps: bool,
    key: String,
}

impl Place {
    fn new(key: &str) -> Arc<Self> {
        Arc::new(Self { store: Mutex::default(), keeps: true, key: key.to_owned() })
    }

    fn number(&self, key: &str) -> Option<u64> {
        let store = self.store.lock().expect("unpoisoned");
        store.get(key).map(|bytes| String::from_utf8_lossy(bytes).parse().expect("a number"))
    }
}

impl Platform for Place {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { self.store.lock().expect("unpoisoned").get(key).cloned() })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async move {
            if self.keeps {
                self.store.lock().expect("unpoisoned").insert(key.to_owned(), value);
            }
        })
    }

    fn fetch_origin(&self, _request: Request<Bytes>) -> Answer<'_> {
        Box::pin(async { Err(NoAnswer("a purge asks nobody".to_owned())) })
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async move { (name == "purge_key").then(|| self.key.clone()) })
    }

    fn now(&self) -> u64 {
        NOW
    }

    fn spawn(&self, _task: Boxed<'static, ()>) {}
}

fn key() -> String {
    format!("origin-1:{}", "A".repeat(44))
}

fn signed(audience: &str, made: u64, nonce: &str, body: &Value) -> Request<Bytes> {
    let body = Bytes::from(body.to_string());
    let mut head = Request::post(api::edge::purge::PATH).body(()).expect("a request").into_parts().0;
    let keys: Keys = key().parse().expect("a key");
    signing::sign(&mut head, &body, audience, keys.signing(), made, nonce);
    Request::from_parts(head, body)
}

async fn told(place: &Arc<Place>, request: Request<Bytes>) -> (StatusCode, Value) {
    let response = crate::handle(&Worker::new(Arc::clone(place)), request).await;
    let status = response.status();
    let body = response.into_body().collect().await.expect("a body").to_bytes();
    (status, serde_json::from_slice(&body).expect("JSON"))
}

#[tokio::test]
async fn versions_rise_and_never_fall() {
    let place = Place::new(&key());
    let several = json!([
        { "sequence": 9, "tags": ["p:1", "all"], "subject": "shop.catalog.product_changed" },
        { "sequence": 7, "tags": ["p:1", "p:2"] },
    ]);
    let reply = told(&place, signed(PURGE, NOW, "nonce-nonce-nonce-1", &several)).await;
    assert_eq!(reply, (StatusCode::OK, json!({ "applied": 9, "raised": 4 })));
    let late = json!({ "sequence": 8, "tags": ["p:1", "p:2", "p:3"] });
    let reply = told(&place, signed(PURGE, NOW, "nonce-nonce-nonce-2", &late)).await;
    assert_eq!(reply, (StatusCode::OK, json!({ "applied": 9, "raised": 2 })));
    let numbers = ["t:p:1", "t:p:2", "t:p:3", "t:all", "@seq"].map(|key| place.number(key));
    assert_eq!(numbers, [9, 8, 8, 9, 9].map(Some));
}

#[tokio::test]
async fn a_hard_purge_says_so_of_each_of_its_tags() {
    let place = Place::new(&key());
    let several = json!([{ "sequence": 8, "tags": ["p:1"], "hard": true }, { "sequence": 9, "tags": ["p:1", "p:2"] }]);
    assert_eq!(told(&place, signed(PURGE, NOW, "nonce-nonce-nonce-1", &several)).await.0, StatusCode::OK);
    let numbers = ["h:p:1", "h:p:2", "t:p:1", "t:p:2"].map(|key| place.number(key));
    assert_eq!(numbers, [Some(8), None, Some(9), Some(9)]);
    let again = json!({ "sequence": 7, "tags": ["p:1"], "hard": true });
    assert_eq!(told(&place, signed(PURGE, NOW, "nonce-nonce-nonce-2", &again)).await.0, StatusCode::OK);
    assert_eq!(place.number("h:p:1"), Some(8));
}

#[tokio::test]
async fn only_the_origin_purges_and_each_signature_is_good_once() {
    let place = Place::new(&key());
    let body = json!({ "sequence": 1, "tags": ["all"] });
    let refused = async |request, code: &str| {
        let (status, problem) = told(&place, request).await;
        assert_eq!((status.as_u16(), problem["code"].as_str()), (401, Some(code)), "{problem}");
    };
    let nonce = "nonce-nonce-nonce-1";
    refused(
        Request::post(api::edge::purge::PATH).body(Bytes::from(body.to_string())).expect("a request"),
        "signature_missing",
    )
    .await;
    refused(signed(signing::ORIGIN, NOW, nonce, &body), "signature_missing").await;
    refused(signed(PURGE, NOW - 200, nonce, &body), "signature_expired").await;
    refused(signed(PURGE, NOW, nonce, &body).map(|_| Bytes::from_static(b"{}")), "signature_invalid").await;
    assert_eq!(place.number("t:all"), None);
    assert_eq!(told(&place, signed(PURGE, NOW, nonce, &body)).await.0, StatusCode::OK);
    refused(signed(PURGE, NOW, nonce, &body), "signature_replayed").await;
    let get = Request::get(api::edge::purge::PATH).body(Bytes::new()).expect("a request");
    assert_eq!(told(&place, get).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn without_a_key_nothing_is_taken_and_what_is_not_kept_is_said() {
    let body = json!({ "sequence": 1, "tags": ["all"] });
    for none in ["", " ", "no key"] {
        let reply = told(&Place::new(none), signed(PURGE, NOW, "nonce-nonce-nonce-1", &body)).await;
        assert_eq!(reply.0, StatusCode::NOT_FOUND, "{none}");
    }
    let forgetful = Arc::new(Place { store: Mutex::default(), keeps: false, key: key() });
    let reply = told(&forgetful, signed(PURGE, NOW, "nonce-nonce-nonce-1", &body)).await;
    assert_eq!(reply.0, StatusCode::SERVICE_UNAVAILABLE);
    let place = Place::new(&key());
    for bad in [json!({}), json!({ "sequence": -1, "tags": [] }), json!("all")] {
        let reply =
            told(&place, signed(PURGE, NOW, &format!("nonce-nonce-nonce-{}", bad.to_string().len()), &bad)).await;
        assert_eq!(reply.0, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn what_a_purge_says_of_its_tag_is_kept_with_it() {
    let place = Place::new(&key());
    let product = "0192d3a0-0000-7000-8000-000000000001";
    let tag: Tag = format!("s:{product}").parse().expect("a tag");
    let event = |sequence: u64, left: u32, version: i64| {
        let availability = json!({ "state": "low", "left": left });
        let data = json!({ "sku": "MUG", "products": [product], "version": version, "availability": availability });
        json!({ "sequence": sequence, "subject": api::event::AVAILABILITY_CHANGED, "tags": [tag], "data": data })
    };
    // The older news comes last, and again.
    for (nonce, body) in [
        ("nonce-nonce-nonce-1", event(42, 2, 8)),
        ("nonce-nonce-nonce-2", event(41, 3, 7)),
        ("nonce-nonce-nonce-3", event(41, 3, 7)),
    ] {
        assert_eq!(told(&place, signed(PURGE, NOW, nonce, &body)).await.0, StatusCode::OK);
    }
    let known = volatile_values(&*place, &tag).await.expect("it was told");
    assert_eq!((known.version, known.stock.len()), (42, 1));
    assert_eq!(known.stock[0].version, Some(8));
    assert_eq!(place.number(&format!("t:{tag}")), Some(42));
    // A purge that says no more leaves nothing to rely on from before it.
    let bare = json!({ "sequence": 50, "tags": [tag] });
    assert_eq!(told(&place, signed(PURGE, NOW, "nonce-nonce-nonce-4", &bare)).await.0, StatusCode::OK);
    assert_eq!(volatile_values(&*place, &tag).await.expect("it was told").since, 50);
}
