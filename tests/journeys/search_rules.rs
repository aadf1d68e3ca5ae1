//! What a merchant says of searches, from the call of staff to the page of a search that caches have kept.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};

/// Searches are kept for fifteen seconds: what comes sooner has come by the event.
const BY_EVENT: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_synonym_holds_at_once_for_its_language_and_a_pin_comes_first() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let mug = "/products/harbour-mug\"";
    let search = async |q: &str| shopper.get(&format!("/search?q={q}")).await.body;
    eventually("the index", async || search("mug").await.contains(mug).then_some(())).await;
    assert!(!search("tankard").await.contains(mug));
    let say = async |locale: &str, effect: serde_json::Value| {
        let rule = json!({ "locale": locale, "effect": effect });
        let said = shopper.call(Method::POST, "/v1/admin/search/rules", Some(&shop.staff_key), &rule).await;
        assert_eq!(said.status, 200, "{}", said.body);
    };
    let said_at = Instant::now();
    say("en", json!({ "kind": "synonyms", "phrases": ["tankard", "mug"] })).await;
    eventually("the synonym", async || search("tankard").await.contains(mug).then_some(())).await;
    assert!(said_at.elapsed() < BY_EVENT, "{:?}", said_at.elapsed());
    assert!(!shopper.get("/de/search?q=tankard").await.body.contains(mug), "a rule is of one language");

    let first = async || {
        let found = shopper.get("/v1/search?q=mug").await.json();
        found["hits"][0]["slug"].as_str().map(str::to_owned)
    };
    let (product, slug): (uuid::Uuid, String) =
        sqlx::query_as("select id, slug from catalog.products where slug not like '%mug%' order by slug limit 1")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one");
    assert_ne!(first().await.as_ref(), Some(&slug));
    say("en", json!({ "kind": "pin", "query": "mug", "products": [product] })).await;
    eventually("the pin", async || (first().await.as_ref() == Some(&slug)).then_some(())).await;
    let address = format!("/v1/admin/search/explain?q=mug&market=eu&product={product}");
    let explained = shopper.call(Method::GET, &address, Some(&shop.staff_key), &json!(null)).await.json();
    assert_eq!((&explained["position"], &explained["pinned"]), (&json!(1), &json!(true)), "{explained}");
}
