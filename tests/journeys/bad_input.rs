//! Bad input of every kind: a problem with the right status and a sentence, and nothing half-done.

use bytes::Bytes;
use http::Method;
use serde_json::json;
use testing::{Reply, Shop};

use crate::buying::{check_out, something_in_stock};

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

#[tokio::test]
async fn a_cart_that_cannot_be_changed_like_that_stays_as_it_is() {
    let shop = Shop::start().await;
    let api = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let cart = api.call(Method::POST, "/v1/carts", None, &json!({})).await.json();
    let cart = format!("/v1/carts/{}", cart["id"].as_str().expect("an id"));
    let line = format!("{cart}/lines/{sku}");
    let add = json!({ "sku": sku, "quantity": 2 });
    assert_eq!(api.call(Method::POST, &format!("{cart}/lines"), None, &add).await.status, 200);
    let before = api.get(&cart).await.json();

    let strange = "/v1/carts/7f2c1d3e-0000-4000-8000-000000000001";
    let put = async |path: &str, body| api.call(Method::PUT, path, None, &body).await;
    let delete = async |path: &str| api.call(Method::DELETE, path, None, &json!(null)).await;
    for quantity in [json!(0), json!(-1), json!(100), json!(1.5), json!("2"), json!(null)] {
        assert_problem(&put(&line, json!({ "quantity": quantity })).await, 400, "invalid_request");
    }
    let many = put(&line, json!({ "quantity": 99 })).await;
    assert_problem(&many, 409, "out_of_stock");
    assert_eq!(many.json()["field"], "quantity");
    assert_problem(&put(&format!("{strange}/lines/{sku}"), json!({ "quantity": 1 })).await, 404, "cart_not_found");
    let nothing = format!("{cart}/lines/NO-SUCH-SKU");
    assert_problem(&put(&nothing, json!({ "quantity": 1 })).await, 404, "line_not_found");
    assert_problem(&delete(&nothing).await, 404, "line_not_found");
    assert_problem(&delete(&format!("{strange}/lines/{sku}")).await, 404, "cart_not_found");
    assert_problem(&api.get(strange).await, 404, "cart_not_found");
    assert_problem(&api.get("/v1/carts/not-an-id").await, 400, "invalid_request");
    assert_problem(&api.get(&format!("{cart}?market=mars")).await, 400, "invalid_request");
    let merge = async |path: &str| api.call(Method::POST, path, None, &json!({})).await;
    assert_problem(&merge(&format!("{cart}/merge")).await, 401, "unauthenticated");
    assert_problem(&api.get("/v1/carts/current").await, 401, "unauthenticated");
    assert_eq!(api.get(&cart).await.json(), before, "nothing was done");
}

#[tokio::test]
async fn a_cart_that_was_emptied_or_has_lost_its_goods_during_checkout_is_not_ordered() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let add = [("sku", sku.as_str()), ("quantity", "1"), ("market", "eu")];
    let (form, emptied) = (async || shopper.get("/checkout").await, [("sku", sku.as_str()), ("market", "eu")]);
    let no_order = async || {
        let orders: i64 =
            sqlx::query_scalar("select count(*) from orders.orders").fetch_one(&shop.stores.db).await.expect("a count");
        assert_eq!(orders, 0);
    };
    shopper.post_form("/api/cart/add_line", &add).await;
    let checkout = form().await;
    // In another tab.
    shopper.post_form("/api/cart/remove_line", &emptied).await;
    let page = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(page.body.contains("Your cart is empty."), "{} {}", page.status, page.body);
    no_order().await;

    shopper.post_form("/api/cart/add_line", &add).await;
    let checkout = form().await;
    // The merchant takes it out of the shop.
    sqlx::query("update orders.sellable_snapshots set active = false where sku = $1")
        .bind(&sku)
        .execute(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    let page = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(page.body.contains("This is not sold in this currency."), "{}", page.body);
    assert_eq!(page.field("email").as_deref(), Some("ada@example.com"), "what was typed is kept");
    no_order().await;
    let cart = shopper.get("/cart").await.body;
    assert!(cart.contains("No longer available. Please remove it to go on."), "{cart}");
    let more = [("sku", sku.as_str()), ("quantity", "2"), ("market", "eu")];
    let refused = shopper.post_form("/api/cart/update_line", &more).await;
    assert_eq!(refused.path, "/cart?problem=not_sold_here");
}
