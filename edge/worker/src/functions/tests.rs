//! Server functions, called by browsers that another site has sent.

use std::sync::Arc;

use api::client::{Answer, NoAnswer};
use http::{HeaderName, Response as HttpResponse};

use super::*;
use crate::Worker;
use crate::platform::{Boxed, Platform};

/// A place without an origin, a store or settings.
struct Nowhere;

impl Platform for Nowhere {
    fn get<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }

    fn set<'a>(&'a self, _: &'a str, _: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async {})
    }

    fn fetch_origin(&self, _: Request<Bytes>) -> Answer<'_> {
        Box::pin(async { Err(NoAnswer("there is no origin here".to_owned())) })
    }

    fn variable<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async { Some("https://shop.example".to_owned()) })
    }

    fn now(&self) -> u64 {
        0
    }

    fn spawn(&self, _: Boxed<'static, ()>) {}
}

const EVIL: [&str; 7] = [
    "https://evil.example/phish",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://shop.example.evil.example/",
    "https://shop.example@evil.example/",
];

async fn call(method: Method, target: &str, fields: &[(&str, &str)], body: &str) -> HttpResponse<Body> {
    let mut request = Request::builder().method(method).uri(target).header("accept", "text/html,*/*");
    for (name, value) in fields {
        request = request.header(HeaderName::from_bytes(name.as_bytes()).expect("a name"), *value);
    }
    let request = request.body(Bytes::from(body.to_owned())).expect("a request");
    crate::handle(&Worker::new(Arc::new(Nowhere)), request).await
}

fn location(response: &HttpResponse<Body>) -> &str {
    response.headers().get(header::LOCATION).map_or("", |location| location.to_str().expect("ASCII"))
}

#[tokio::test]
async fn m8_what_is_read_sends_nobody_anywhere() {
    for evil in EVIL {
        for target in ["/api/cart/view", "/api/cart/view?market=de", "/api/cart/view?market=de&market=x"] {
            let response = call(Method::GET, target, &[("referer", evil)], "").await;
            assert_eq!(location(&response), "", "{target} {evil}");
            assert!(!response.status().is_redirection(), "{target} {evil}: {}", response.status());
        }
    }
    let read = call(Method::GET, "/api/cart/view?market=de", &[], "").await;
    assert_eq!(read.status(), StatusCode::OK);
    assert_eq!(read.headers()[header::CONTENT_TYPE], "application/json");
}

#[tokio::test]
async fn m8_a_form_leads_to_the_shops_own_pages_alone() {
    let form = ("content-type", "application/x-www-form-urlencoded");
    for evil in EVIL {
        for name in ["add_line", "update_line", "remove_line"] {
            for body in ["sku=A&quantity=1&market=de", "sku=A&sku=B", "", "%ff=%zz", "sku=//evil.example"] {
                let path = format!("/api/cart/{name}");
                let response = call(Method::POST, &path, &[("referer", evil), form], body).await;
                let location = location(&response);
                assert!(!location.contains("evil") && !location.contains(':'), "{name} {evil} {body}: {location}");
                assert!(location.is_empty() || is_own_path(location.as_bytes()), "{name} {evil} {body}: {location}");
                if response.status() == StatusCode::SEE_OTHER {
                    assert!(
                        location.starts_with("/cart?problem=") || location.starts_with("/de/cart?problem="),
                        "{location}"
                    );
                } else {
                    assert!(response.status().is_client_error(), "{name} {body}: {}", response.status());
                }
            }
        }
    }
}

#[tokio::test]
async fn m8_another_site_reads_nothing() {
    let response = call(Method::GET, "/api/cart/view", &[("sec-fetch-site", "cross-site")], "").await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[test]
fn m8_only_paths_are_own() {
    for own in ["/", "/de/cart", "/cart?next=//evil.example"] {
        assert!(is_own_path(own.as_bytes()), "{own}");
    }
    for other in EVIL.into_iter().chain(["", "cart", "?a", "/\t/evil.example"]) {
        assert!(!is_own_path(other.as_bytes()), "{other}");
    }
}
