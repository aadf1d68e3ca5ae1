//! The page to log in, which is made for each who asks, and asks nobody itself.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use api::accounts::{ListOidcProviders, OidcProviderView};
use api::client::Answer;
use api::edge::feed::FeedKey;
use api::endpoint::Endpoint as _;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};

use super::origin::SlowOrigin;
use crate::Worker;
use crate::platform::{Boxed, Platform};

/// An origin with one provider of log-ins, and a store in which what may be kept is kept, under a node that says what was
/// purged.
struct Kept {
    origin: SlowOrigin,
    store: Mutex<HashMap<String, Vec<u8>>>,
    provider: Mutex<&'static str>,
    /// The newest purge, of the providers.
    purged: AtomicU64,
    /// What the origin was asked for.
    asked: Mutex<Vec<String>>,
}

impl Kept {
    fn new(provider: &'static str) -> Self {
        let (store, purged, asked) = (Mutex::default(), AtomicU64::new(1), Mutex::default());
        Self { origin: SlowOrigin::new(0), store, provider: Mutex::new(provider), purged, asked }
    }

    /// The operator names another provider, and the origin that knows it says so.
    fn change(&self, provider: &'static str) {
        *self.provider.lock().expect("nobody panicked") = provider;
        self.purged.fetch_add(1, Ordering::Relaxed);
    }

    fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("nobody panicked"))
    }

    fn providers(&self) -> Response<Bytes> {
        let label = (*self.provider.lock().expect("nobody panicked")).to_owned();
        let reply = vec![OidcProviderView { provider: "example".to_owned(), label }];
        let mut response = Response::new(Bytes::from(serde_json::to_vec(&reply).expect("plain data")));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        ListOidcProviders {}.cache_policy(&reply).write(response.headers_mut());
        response
    }
}

impl Platform for Kept {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        let purged = self.purged.load(Ordering::Relaxed);
        let version = |tag: &str| if tag == "providers" { purged } else { 0 };
        let value = match FeedKey::parse(key) {
            Some(FeedKey::Applied | FeedKey::State | FeedKey::Guarded) => Some(purged.to_string().into_bytes()),
            Some(FeedKey::Version(tag)) => Some(version(tag).to_string().into_bytes()),
            Some(FeedKey::Versions(tags)) => {
                let numbers = std::iter::once(purged).chain(tags.split(' ').map(version));
                Some(numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(" ").into_bytes())
            }
            Some(FeedKey::Hard(_) | FeedKey::Volatile(_)) => None,
            None => self.store.lock().expect("nobody panicked").get(key).cloned(),
        };
        Box::pin(std::future::ready(value))
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        self.store.lock().expect("nobody panicked").insert(key.to_owned(), value);
        Box::pin(std::future::ready(()))
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        self.asked.lock().expect("nobody panicked").push(request.uri().path().to_owned());
        if request.uri().path() == ListOidcProviders::PATH {
            return Box::pin(std::future::ready(Ok(self.providers())));
        }
        self.origin.fetch_origin(request)
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        self.origin.variable(name)
    }

    fn now(&self) -> u64 {
        self.origin.now()
    }

    fn spawn(&self, _: Boxed<'static, ()>) {}
}

/// All of the answer to somebody with these cookies, as text.
async fn log_in(worker: &Worker<Kept>, cookies: &str) -> String {
    let request = Request::get("/login?next=checkout").header(header::COOKIE, cookies).body(Bytes::new());
    let (parts, body) = crate::handle(worker, request.expect("a request")).await.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("in memory");
    format!("{} {:?}\n{}", parts.status, parts.headers, std::str::from_utf8(&body).expect("UTF-8"))
}

#[tokio::test]
async fn the_page_to_log_in_asks_nobody_and_shows_a_new_provider_at_once() {
    let shop = Arc::new(Kept::new("Example ID"));
    let worker = Worker::new(Arc::clone(&shop));
    let page = log_in(&worker, "").await;
    assert!(page.starts_with("200") && page.contains("private, no-store") && page.contains("Example ID"), "{page}");
    // What a browser that has passkeys is asked, its script fetches.
    assert!(
        page.contains("data-question=\"/api/accounts/passkey_question\"") && !page.contains("set-cookie"),
        "{page}"
    );
    assert!(shop.take_asked().contains(&ListOidcProviders::PATH.to_owned()));
    let known = "__Host-session=abcdefghijklmnopqrstuvwxyz; __Host-cart=7f2c1d3e-0000-4000-8000-000000000001";
    for cookies in ["", known, "", known] {
        assert_eq!(log_in(&worker, cookies).await, page, "it is of nobody");
        assert_eq!(shop.take_asked(), [""; 0], "nobody was asked");
    }
    shop.change("Other ID");
    let changed = log_in(&worker, "").await;
    assert!(changed.contains("Other ID") && !changed.contains("Example ID"), "{changed}");
    assert_eq!(shop.take_asked(), [ListOidcProviders::PATH]);
    log_in(&worker, known).await;
    assert_eq!(shop.take_asked(), [""; 0]);
}
