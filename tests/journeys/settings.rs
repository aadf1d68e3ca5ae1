//! What the merchant sets of the shop is on every page a moment later.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};
use uuid::Uuid;

#[tokio::test]
async fn a_new_name_is_on_pages_that_were_cached_at_once() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let shopper = shop.shopper();
    for path in ["/", "/de/products", "/login"] {
        shopper.get(path).await;
        assert!(shopper.get(path).await.body.contains("class=\"wordmark\">Ebbholt<"), "{path}");
    }
    assert!(shopper.get("/").await.header("cache-status").contains("hit"));
    assert_eq!(shopper.get("/v1/settings").await.json(), json!({}), "nothing is set");

    let (bearer, key) = (format!("Bearer {}", shop.staff_key), Uuid::new_v4().to_string());
    let set = json!({
        "name": "Kontor <Nord>", "tagline": { "en": "Tea and ropes.", "de": "Tee und Taue." },
        "company": "Kontor Nord GmbH", "address": "Am Deich 1\n10115 Berlin", "email": "hello@kontor.example",
    });
    let headers = [
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("idempotency-key", key.as_str()),
        ("if-match", "\"0\""),
    ];
    let reply = shopper.send(Method::PATCH, "/v1/admin/settings", &headers, set.to_string().into()).await;
    let reply = reply.expect("an answer");
    assert_eq!((reply.status, reply.header("etag")), (200, "\"1\""), "{}", reply.body);
    let since = Instant::now();
    eventually("the name on the home page", async || {
        let page = shopper.get("/").await.body;
        (page.contains("class=\"wordmark\">Kontor &lt;Nord&gt;<") && !page.contains("wordmark\">Ebbholt")).then_some(())
    })
    .await;
    // A second where nothing else runs; the machines of tests are busy.
    let took = since.elapsed();
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    let german = shopper.get("/de").await.body;
    for said in [
        "<title>Kontor &lt;Nord&gt; · Tee und Taue.</title>",
        "<h1>Tee und Taue.</h1>",
        "10115 Berlin",
        "href=\"mailto:hello@kontor.example\"",
    ] {
        assert!(german.contains(said), "{said}: {german}");
    }
    for path in ["/de/products", "/login", "/nowhere"] {
        let page = shopper.get(path).await.body;
        assert!(page.contains("class=\"wordmark\">Kontor &lt;Nord&gt;<"), "{path}: {page}");
    }
    assert_eq!(shopper.get("/manifest.webmanifest").await.json()["name"], "Kontor <Nord>");
}
