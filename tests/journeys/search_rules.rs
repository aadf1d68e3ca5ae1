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

#[tokio::test]
async fn a_query_leads_to_a_page_and_back_to_the_list_when_the_rule_is_gone() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let mug = "/products/harbour-mug\"";
    let seen = async |path: &str| {
        shopper.send(Method::GET, path, &[("accept", "text/html")], Default::default()).await.expect("an answer")
    };
    let search = async |q: &str| seen(&format!("/search?q={q}")).await;
    eventually("the index", async || search("mug").await.body.contains(mug).then_some(())).await;
    let say = async |effect: serde_json::Value| {
        let rule = json!({ "locale": "en", "effect": effect });
        let said = shopper.call(Method::POST, "/v1/admin/search/rules", Some(&shop.staff_key), &rule).await;
        assert_eq!(said.status, 200, "{}", said.body);
        said.json()["id"].as_str().expect("an id").to_owned()
    };
    let rule = say(json!({ "kind": "redirect", "query": "mug", "path": "/collections" })).await;
    let led = async || {
        let page = search("mug").await;
        (page.status == 303).then(|| page.header("location").to_owned())
    };
    assert_eq!(eventually("the redirect", led).await, "/collections");
    assert_eq!(seen("/us/search?q=mug").await.header("location"), "/us/collections", "in the shopper's market");
    for listed in ["/search?q=mugs", "/search?q=mug&sort=newest", "/search?q=%22mug%22", "/de/search?q=mug"] {
        assert_eq!(seen(listed).await.status, 200, "{listed}");
    }
    say(json!({ "kind": "stop", "phrases": ["please show me"] })).await;
    let led = async || (search("please+show+me+mug").await.status == 303).then_some(());
    eventually("what is left of it leads there", led).await;

    let address = format!("/v1/admin/search/rules/{rule}");
    let bearer = format!("Bearer {}", shop.staff_key);
    let headers = [("authorization", bearer.as_str()), ("idempotency-key", "delete-the-rule"), ("if-match", "*")];
    let gone = shopper.send(Method::DELETE, &address, &headers, Default::default()).await.expect("an answer");
    assert_eq!(gone.status, 204, "{}", gone.body);
    let listed = async || {
        let page = search("mug").await;
        (page.status == 200 && page.body.contains(mug)).then_some(())
    };
    eventually("the list", listed).await;
}
