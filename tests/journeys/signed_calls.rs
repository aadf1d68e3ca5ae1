//! The origin answers the edge alone, and the edge lets nobody speak for it.

use api::registry::endpoints;
use bytes::Bytes;
use http::Method;
use serde_json::json;
use testing::{Shop, Shopper, eventually, write_keys};

#[tokio::test]
async fn every_endpoint_of_the_origin_refuses_an_unsigned_call() {
    let shop = Shop::start().await;
    let stranger = Shopper::new(&shop.origin);
    let staff = format!("Bearer {}", shop.staff_key);
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "0123456789"),
        ("authorization", staff.as_str()),
        ("x-edge-request-id", "forged"),
    ];
    let refused = async |method: Method, path: &str| {
        let reply = stranger.send(method, path, &headers, Bytes::from_static(b"{}")).await.expect("an answer");
        assert_eq!((reply.status, reply.json()["code"].as_str()), (401, Some("signature_missing")), "{path}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    };
    for endpoint in endpoints() {
        let id = |segment: &str| {
            if segment.starts_with('{') { "7f2c1d3e-0000-4000-8000-000000000001" } else { segment }.to_owned()
        };
        let path: Vec<String> = endpoint.path.split('/').map(id).collect();
        refused(endpoint.method.clone(), &path.join("/")).await;
    }
    for path in ["/v1/openapi.json", "/v1/payments/test/7f2c1d3e-0000-4000-8000-000000000001", "/nothing"] {
        refused(Method::GET, path).await;
    }
    assert_eq!(stranger.get("/health/live").await.status, 200);
    assert_eq!(stranger.get("/health/ready").await.status, 200);
    assert_eq!(stranger.get("/health/search").await.status, 200);
    assert_eq!(stranger.get("/health/stores").await.status, 200);
}

#[tokio::test]
async fn forged_fields_do_not_pass_the_edge() {
    let shop = Shop::start().await;
    let signature = format!("edge=:{}:", "A".repeat(44));
    let forged = [
        ("content-type", "application/json"),
        ("idempotency-key", "6f1d9a52-3c0b-4a64-9f0e-1f2d8f6f7a10"),
        ("signature", signature.as_str()),
        ("signature-input", "edge=(\"@method\");tag=\"selvedge-origin\""),
        ("content-digest", "sha-256=:AAAA:"),
        ("x-edge-pop", "elsewhere"),
        ("x-edge-request-id", "forged"),
        ("x-forwarded-for", "203.0.113.9"),
        ("x-request-id", "forged"),
    ];
    let reply = shop.shopper().send(Method::POST, "/v1/carts", &forged, Bytes::from_static(b"{}")).await;
    let reply = reply.expect("an answer");
    assert_eq!(reply.status, 200, "{}", reply.body);
    for own in ["signature", "signature-input", "content-digest", "accept-signature"] {
        assert!(!reply.headers.contains_key(own), "{own} stays inside");
    }
}

#[tokio::test]
async fn keys_are_exchanged_while_shoppers_go_on() {
    let shop = Shop::start().await;
    let line = |id: &str, digit: &str| format!("{id}:{}\n", digit.repeat(44));
    let (old, new) = (line("tests-1", "A"), line("tests-2", "B"));
    let (with_old, with_new) = (shop.file("old.keys"), shop.file("new.keys"));
    write_keys(&with_old, &old);
    write_keys(&with_new, &new);
    let answered = async |keys| {
        let caller = Shopper::signing(&shop.origin, keys);
        caller.get("/v1/collections").await.status
    };
    let shopper = shop.shopper();
    let sells = async || {
        let reply = shopper.call(Method::POST, "/v1/carts", None, &json!({})).await;
        (reply.status == 200).then_some(())
    };
    assert!(sells().await.is_some());
    assert_eq!((answered(&with_old).await, answered(&with_new).await), (200, 401));

    write_keys(&shop.origin_keys, &(old.clone() + &new));
    eventually("the new key to be good", async || (answered(&with_new).await == 200).then_some(())).await;
    assert!(sells().await.is_some());
    write_keys(&shop.edge_keys, &new);
    assert!(sells().await.is_some(), "either key will do");
    write_keys(&shop.origin_keys, &new);
    eventually("the old key to be bad", async || (answered(&with_old).await == 401).then_some(())).await;
    eventually("the edge to use the new key", async || sells().await).await;
    for _ in 0..20 {
        assert!(sells().await.is_some(), "only the new key is used");
    }
}
