//! The service worker as it is served: small, asked for anew each time, and told of nothing that is one shopper's.

use api::Audience;
use api::site::{OFFLINE, PAGES, SERVICE_WORKER};
use bytes::Bytes;
use domain::Market;
use http::Method;
use testing::{Shop, own_build};

/// Bytes it may have when it is compressed as well as can be.
const BUDGET: usize = 6 * 1024;

fn compressed(text: &str) -> usize {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams::default();
    brotli::BrotliCompress(&mut text.as_bytes(), &mut out, &params).expect("in memory");
    out.len()
}

#[tokio::test]
async fn the_service_worker_is_small_asked_for_anew_and_names_what_is_there() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let worker = shopper.get(SERVICE_WORKER).await;
    assert_eq!(worker.status, 200);
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "no-cache"),
        ("content-security-policy", "default-src 'none'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(worker.header(name), value, "{name}");
    }
    let size = compressed(&worker.body);
    println!("the service worker has {size} bytes");
    assert!(size <= BUDGET, "{size} bytes");

    let etag = worker.header("etag").to_owned();
    let again = shopper.send(Method::GET, SERVICE_WORKER, &[("if-none-match", &etag)], Bytes::new()).await;
    assert_eq!(again.expect("an answer").status, 304);

    let texts: Vec<&str> = worker.body.split('"').collect();
    let files: Vec<&&str> = texts.iter().filter(|text| text.starts_with("/pkg/shop-")).collect();
    // The stylesheet is named twice: as the build's own, and among what is fetched.
    assert_eq!(files.len(), 6, "{files:?}");
    for file in files {
        assert!(file.contains(&own_build()), "{file}");
        assert_eq!(shopper.get(file).await.status, 200, "{file}");
    }
    for page in PAGES {
        let is_kept = worker.body.contains(&format!("path:\"{}\"", page.path));
        assert_eq!(is_kept, page.audience == Audience::Public && page.path != OFFLINE, "{}", page.path);
    }
    for market in Market::ALL {
        let page = shopper.get(&market.path(OFFLINE)).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.header("cache-control"), "public, max-age=0, must-revalidate");
        assert!(page.header("link").contains(&own_build()), "{}", page.header("link"));
        for place in [
            "<section id=\"kept\" hidden",
            "></ul><!--kept-->",
            "<section id=\"kept-cart\" hidden",
            "<section id=\"offline\"",
            "<section id=\"no-answer\" hidden",
            "<p id=\"order-unknown\" hidden",
            "<p id=\"none-kept\" hidden",
            "<input id=\"kept-q\"",
            "<p id=\"network\"",
            " data-kept=\"",
            " data-market=\"",
        ] {
            assert!(page.body.contains(place), "{place}");
        }
    }
}

#[tokio::test]
async fn pages_register_it_and_may_and_what_retires_it_is_beside_it() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for path in ["/", "/cart", "/no-such-page"] {
        let page = shopper.get(path).await;
        assert!(page.body.contains(&format!("const worker = \"{SERVICE_WORKER}\"")), "{path}");
        assert!(page.header("content-security-policy").contains("; worker-src 'self';"), "{path}");
    }
    let retired = shopper.get("/sw-retired.js").await;
    assert_eq!(retired.status, 200);
    assert!(retired.body.contains("unregister()") && !retired.body.contains("fetch"), "{}", retired.body);
}
