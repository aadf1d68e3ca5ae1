//! Many requests at once in one instance: each is answered as if it were alone.

use std::sync::Arc;

use bytes::Bytes;
use domain::Market;
use futures::future::join_all;
use http::{Method, Request, header};

use super::origin::SlowOrigin;
use crate::Worker;

/// As many requests as a host may put into an instance at once.
const TOGETHER: usize = 16;

/// Addresses of every kind of page, public and private, in every market; but for pages that differ each time they
/// are asked for, because their form has a fresh key.
fn addresses() -> Vec<String> {
    let mut pages: Vec<String> = (1..=12).map(|number| format!("/products/thing-{number}")).collect();
    pages.extend([
        "/".to_owned(),
        "/products?sort=newest&page=2".to_owned(),
        "/collections".to_owned(),
        "/collections/room-3".to_owned(),
        "/collections/none".to_owned(),
        "/search?q=mug%20%26%20plate".to_owned(),
        "/search".to_owned(),
        "/products/thing-2?variant=SKU-2-l-ink".to_owned(),
        "/products/none".to_owned(),
        "/nowhere".to_owned(),
        "/cart?problem=out_of_stock".to_owned(),
        "/login?next=checkout".to_owned(),
        "/account".to_owned(),
        "/orders/find".to_owned(),
        "/orders/019b0000-0000-7000-8000-000000000001".to_owned(),
        "/orders/019b0000-0000-7000-8000-000000000001/return".to_owned(),
        "/checkout".to_owned(),
    ]);
    pages.iter().flat_map(|page| Market::ALL.map(|market| market.path(page))).collect()
}

/// All of an answer, as text.
async fn ask(worker: &Worker<SlowOrigin>, address: &str) -> String {
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = address.parse().expect("an address");
    let cookie = "__Host-cart=7f2c1d3e-0000-4000-8000-000000000001; __Host-session=abcdefghijklmnopqrstuvwxyz";
    request.headers_mut().insert(header::COOKIE, cookie.parse().expect("a header"));
    let response = crate::handle(worker, request).await;
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("in memory");
    let body = std::str::from_utf8(&body).expect("UTF-8");
    format!("{} {:?}\n{body}", parts.status, parts.headers)
}

#[tokio::test]
async fn sixteen_at_once_are_answered_as_each_alone() {
    let alone = Worker::new(Arc::new(SlowOrigin::new(0)));
    let mut wrong = Vec::new();
    for seed in 1..=8 {
        let together = Worker::new(Arc::new(SlowOrigin::new(u64::wrapping_mul(seed, 0x9E37_79B9_7F4A_7C15))));
        for crowd in addresses().chunks(TOGETHER) {
            let answers = join_all(crowd.iter().map(|address| ask(&together, address))).await;
            for (address, answer) in crowd.iter().zip(answers) {
                if answer != ask(&alone, address).await {
                    wrong.push(address.clone());
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ: {wrong:?}", wrong.len());
}

#[tokio::test]
async fn e21_a_page_asked_for_by_another_spelling_is_led_to_its_own() {
    let worker = Worker::new(Arc::new(SlowOrigin::new(0)));
    for (odd, plain) in
        [("/de//products/thing-1/?x=1", "/de/products/thing-1?x=1"), ("/%70roducts", "/products"), ("/us/", "/us")]
    {
        let answer = ask(&worker, odd).await;
        assert!(answer.starts_with("308") && answer.contains(&format!("\"location\": \"{plain}\"")), "{answer}");
    }
    // What is one shopper's is answered as it is, and never kept.
    let answer = ask(&worker, "/de//cart/").await;
    assert!(!answer.starts_with("308") && answer.contains("private, no-store"), "{answer}");
}

#[tokio::test]
async fn a_product_that_moved_is_found_by_its_former_address_and_one_that_is_gone_says_so() {
    let worker = Worker::new(Arc::new(SlowOrigin::new(0)));
    for (former, now) in [
        ("/products/former-1", "/products/thing-1"),
        ("/de/products/former-2?variant=SKU-2-l-ink", "/de/products/thing-2?variant=SKU-2-l-ink"),
    ] {
        let answer = ask(&worker, former).await;
        assert!(answer.starts_with("308") && answer.contains(&format!("\"location\": \"{now}\"")), "{answer}");
        assert!(answer.contains("cdn-cache-control") && !answer.contains("no-store"), "{answer}");
    }
    // What nobody sells would make addresses without end, and is not taken along.
    let answer = ask(&worker, "/products/former-1?variant=NONE").await;
    assert!(answer.contains("\"location\": \"/products/thing-1\"") && answer.contains("no-store"), "{answer}");
    for market in Market::ALL {
        let answer = ask(&worker, &market.path("/products/gone")).await;
        assert!(answer.starts_with("410") && answer.contains("cdn-cache-control"), "{answer}");
        assert_eq!(answer.contains("This has left the shop for good"), market != Market::De, "{answer}");
    }
}
