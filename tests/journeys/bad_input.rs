//! Bad input of every kind: a problem with the right status and a sentence, and nothing half-done.

use bytes::Bytes;
use http::Method;
use serde_json::json;
use support::{Reply, Shop};

use crate::buying::something_in_stock;

fn assert_problem(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.json()["code"].as_str()), (status, Some(code)), "{}", reply.body);
    let detail = reply.json()["detail"].as_str().map(str::len).unwrap_or_default();
    assert!(detail > 10, "a sentence for people: {}", reply.body);
    assert_eq!(reply.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn requests_that_cannot_be_read_are_refused_with_a_reason() {
    let shop = Shop::start().await;
    let api = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let cart = api.call(Method::POST, "/v1/carts", None, &json!({})).await.json();
    let cart = cart["id"].as_str().expect("an id").to_owned();
    let lines = format!("/v1/carts/{cart}/lines");
    let send = async |path: &str, content_type: &str, key: Option<&str>, body: Vec<u8>| {
        let mut headers = vec![("content-type", content_type)];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        api.send(Method::POST, path, &headers, Bytes::from(body)).await.expect("an answer")
    };
    let json_type = "application/json";
    let line = |quantity: &str| format!(r#"{{"sku":"{sku}","quantity":{quantity}}}"#).into_bytes();

    assert_problem(&send(&lines, json_type, Some("key-00001"), b"{".to_vec()).await, 400, "invalid_request");
    assert_problem(&send(&lines, json_type, Some("key-00002"), b"\xff\xfe".to_vec()).await, 400, "invalid_request");
    assert_problem(&send(&lines, "text/plain", Some("key-00003"), line("1")).await, 415, "unsupported_media_type");
    assert_problem(&send(&lines, json_type, None, line("1")).await, 400, "idempotency_key_missing");
    assert_problem(&send(&lines, json_type, Some("short"), line("1")).await, 400, "invalid_request");
    for quantity in ["0", "-1", "100", "99999999999999999999", "1.5", "\"one\"", "null"] {
        assert_problem(&send(&lines, json_type, Some("key-00004"), line(quantity)).await, 400, "invalid_request");
    }
    assert_problem(&send(&lines, json_type, Some("key-00005"), vec![b' '; 100_000]).await, 413, "too_large");
    let market = format!(r#"{{"sku":"{sku}","quantity":1,"market":"mars"}}"#).into_bytes();
    assert_problem(&send(&lines, json_type, Some("key-00006"), market).await, 400, "invalid_request");
    assert_problem(
        &send("/v1/carts/not-an-id/lines", json_type, Some("key-00007"), line("1")).await,
        400,
        "invalid_request",
    );
    let strange = "/v1/carts/7f2c1d3e-0000-4000-8000-000000000001/lines";
    assert_problem(&send(strange, json_type, Some("key-00008"), line("1")).await, 404, "cart_not_found");
    let unknown = br#"{"sku":"NO-SUCH-SKU","quantity":1}"#.to_vec();
    assert_problem(&send(&lines, json_type, Some("key-00009"), unknown).await, 404, "variant_not_found");
    assert_problem(&send("/v1/nothing", json_type, Some("key-00010"), b"{}".to_vec()).await, 404, "not_found");
    assert_problem(
        &send("/v1/products", json_type, Some("key-00011"), b"{}".to_vec()).await,
        405,
        "method_not_allowed",
    );

    let empty = api.get(&format!("/v1/carts/{cart}")).await.json();
    assert_eq!(empty["lines"].as_array().map(Vec::len), Some(0), "nothing was done: {empty}");

    assert_eq!(send(&lines, json_type, Some("key-00012"), line("1")).await.status, 200);
    assert_eq!(send(&lines, json_type, Some("key-00012"), line("1")).await.status, 200);
    assert_problem(&send(&lines, json_type, Some("key-00012"), line("2")).await, 409, "idempotency_key_reused");
    let one = api.get(&format!("/v1/carts/{cart}")).await.json();
    assert_eq!(one["lines"][0]["quantity"], 1, "a repeat adds nothing: {one}");
}

#[tokio::test]
async fn tampered_cookies_and_foreign_forms_harm_nobody() {
    let shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    shopper.set_cookie("__Host-cart", "not-a-cart");
    assert_eq!(shopper.get("/cart").await.status, 200);
    shopper.set_cookie("__Host-cart", "7f2c1d3e-0000-4000-8000-000000000001");
    assert_eq!(shopper.get("/cart").await.status, 200);
    let cart = shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    assert_eq!(cart.status, 200);
    assert_ne!(
        shopper.cookie("__Host-cart").as_deref(),
        Some("7f2c1d3e-0000-4000-8000-000000000001"),
        "a new cart was made"
    );

    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")];
    let body = Bytes::from(format!("sku={sku}&quantity=1"));
    let foreign = shopper.send(Method::POST, "/api/cart/add_line", &headers, body).await.expect("an answer");
    assert_problem(&foreign, 403, "forbidden");
    for quantity in ["-5", "0", "1000", "lots"] {
        let reply =
            shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", quantity), ("market", "eu")]).await;
        assert!(reply.path.contains("problem="), "{quantity}: {}", reply.path);
    }
    let put = shopper
        .send(Method::PUT, "/products", &[("origin", shop.edge.as_str())], Bytes::new())
        .await
        .expect("an answer");
    assert_problem(&put, 405, "method_not_allowed");
}
