//! The JSON API through the edge.

use api::registry::endpoints;
use http::Method;
use serde_json::json;
use testing::Shop;

#[tokio::test]
async fn the_openapi_document_describes_every_endpoint() {
    let shop = Shop::start().await;
    let public = shop.shopper().get("/v1/openapi.json").await;
    let path = "/v1/admin/openapi.json";
    let whole = shop.shopper().call(Method::GET, path, Some(&shop.staff_key), &serde_json::Value::Null).await;
    assert_eq!((public.status, whole.status), (200, 200));
    let (public, whole) = (public.json(), whole.json());
    assert_eq!((&public["openapi"], &whole["openapi"]), (&json!("3.1.0"), &json!("3.1.0")));
    for endpoint in endpoints() {
        let operation = |document: &serde_json::Value| {
            document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()]["operationId"] == endpoint.name
        };
        assert_eq!(operation(&public), !endpoint.caller.is_staff(), "{}", endpoint.name);
        assert!(operation(&whole), "{}", endpoint.name);
    }
}

#[tokio::test]
async fn catalogue_reads_are_cached_and_carts_are_not() {
    let shop = Shop::start().await;
    let api = shop.shopper();
    for path in ["/v1/products", "/v1/collections", "/v1/search?q=mug"] {
        api.get(path).await;
        let again = api.get(path).await;
        assert!(again.header("cache-status").contains("hit"), "{path}: {}", again.header("cache-status"));
        assert!(again.headers.get("cache-tag").is_none(), "tags stay inside");
    }
    let cart = api.call(Method::POST, "/v1/carts", None, &json!({})).await;
    assert_eq!(cart.status, 200);
    let path = format!("/v1/carts/{}", cart.json()["id"].as_str().expect("an id"));
    for _ in 0..2 {
        let reply = api.get(&path).await;
        assert_eq!(reply.header("cache-control"), "private, no-store");
        assert!(!reply.header("cache-status").contains("hit") && !reply.header("cache-status").contains("stored"));
    }
}

#[tokio::test]
async fn search_hits_carry_a_sku_that_can_be_bought() {
    let shop = Shop::start().await;
    let api = shop.shopper();
    let hits = api.get("/v1/search?q=mug&market=us").await.json();
    let hit = &hits["hits"][0];
    assert_eq!(hit["price"]["amount"]["currency"], "USD");
    let cart = api.call(Method::POST, "/v1/carts", None, &json!({ "market": "us" })).await.json();
    let lines = format!("/v1/carts/{}/lines", cart["id"].as_str().expect("an id"));
    let line = json!({ "sku": hit["sku"], "quantity": 1, "market": "us" });
    let reply = api.call(Method::POST, &lines, None, &line).await;
    assert!(reply.status == 200 || reply.json()["code"] == "out_of_stock", "{}", reply.body);
}
