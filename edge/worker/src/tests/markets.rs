//! Markets that a merchant has made.

use std::sync::Arc;

use api::cache::CachePolicy;
use api::client::Answer;
use api::settings::GetSettings;
use bytes::Bytes;
use http::{Request, Response, header};

use super::origin::SlowOrigin;
use crate::Worker;
use crate::platform::{Boxed, Platform};

/// An origin with these settings.
struct With(SlowOrigin, &'static str);

impl Platform for With {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        self.0.get(key)
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        self.0.set(key, value)
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        if request.uri().path() != "/v1/settings" {
            return self.0.fetch_origin(request);
        }
        let mut response = Response::new(Bytes::from_static(self.1.as_bytes()));
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        GetSettings::policy().write(response.headers_mut());
        Box::pin(std::future::ready(Ok(response)))
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        self.0.variable(name)
    }

    fn now(&self) -> u64 {
        self.0.now()
    }

    fn spawn(&self, task: Boxed<'static, ()>) {
        self.0.spawn(task);
    }
}

/// Status, address that is led to, policy and text of an answer.
async fn ask(set: &'static str, address: &str) -> (u16, String, CachePolicy, String) {
    let worker = Worker::new(Arc::new(With(SlowOrigin::new(0), set)));
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = address.parse().expect("an address");
    let (parts, body) = crate::handle(&worker, request).await.into_parts();
    let location = parts.headers.get(header::LOCATION).map(|address| address.to_str().expect("ASCII").to_owned());
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("in memory");
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    (parts.status.as_u16(), location.unwrap_or_default(), CachePolicy::read(&parts.headers), body)
}

#[tokio::test]
async fn a_market_is_there_where_it_was_made_and_leads_to_the_first_one_while_it_is_closed() {
    let made = r#"{"markets_made":["de-at"]}"#;
    let (status, _, policy, page) = ask(made, "/de-at/products/thing-1").await;
    assert_eq!(status, 200, "{page}");
    for said in [
        "<html lang=\"de-AT\"",
        "href=\"https://shop.example/de-at/products/thing-1\" rel=\"canonical\"",
        "href=\"https://shop.example/de-at/products/thing-1\" hreflang=\"de-AT\" rel=\"alternate\"",
        "href=\"/de-at/products/thing-1\" hreflang=\"de-AT\" lang=\"de\" aria-current=\"true\">Deutsch, EUR, Österreich<",
        "content=\"de_AT\"",
        "name=\"market\" value=\"de-at\"",
        "data-market=\"de-at\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(format!("{policy:?}").contains("settings"), "it is gone when the market is: {policy:?}");
    let (status, _, _, page) = ask(made, "/de/products/thing-1").await;
    assert!(status == 200 && page.contains("hreflang=\"de-AT\""), "{page}");

    let closed = r#"{"markets_made":["de-at"],"markets_closed":["de-at"]}"#;
    let (status, location, ..) = ask(closed, "/de-at/products/thing-1").await;
    assert_eq!((status, location.as_str()), (303, "/products/thing-1"));
    for (set, address) in [
        ("{}", "/de-at/products/thing-1"),
        ("{}", "/de-at/cart"),
        (made, "/en-gb"),
        (made, "/DE-AT/products"),
        (made, "/de-at-eur"),
        (made, "/xx-yy"),
    ] {
        let (status, _, policy, page) = ask(set, address).await;
        assert_eq!(status, 404, "{address}: {page}");
        assert!(page.contains("<html lang=\"en\""), "{page}");
        let is_kept = policy != CachePolicy::Never;
        assert!(!is_kept || format!("{policy:?}").contains("settings"), "it is there when the market is: {policy:?}");
    }
}

#[tokio::test]
async fn what_crawlers_are_told_while_nobody_can_read_the_settings_is_good_for_seconds() {
    for path in ["/robots.txt", "/manifest.webmanifest"] {
        let (status, _, policy, _) = ask("nothing that can be read", path).await;
        let fresh = match policy {
            CachePolicy::UntilPurged(lifetime, _) => Some(lifetime.fresh),
            _ => None,
        };
        assert_eq!((status, fresh), (200, Some(2)), "{path}");
    }
    let (status, _, policy, text) = ask(r#"{"markets_made":["de-at"]}"#, "/robots.txt").await;
    assert!(status == 200 && text.contains("\nDisallow: /de-at/cart\n"), "{text}");
    assert!(!matches!(policy, CachePolicy::UntilPurged(..)), "for an hour: {policy:?}");
}
