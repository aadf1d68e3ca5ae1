//! What becomes of a search is counted by the page that led to the next one: without scripts, and without anybody in it.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use testing::{Shop, eventually};

#[tokio::test]
async fn what_is_opened_from_a_search_is_counted_without_scripts_and_no_cache_knows() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (mug, page) = ("/products/harbour-mug", "/search?q=Mug");
    let found = eventually("the index", async || {
        let found = shopper.get(page).await;
        found.body.contains("/products/harbour-mug\"").then_some(found)
    });
    // The links are the plain ones.
    assert!(found.await.body.contains("href=\"/products/harbour-mug\""));
    // Caches answer a search that they know, so it is asked in several orders.
    for sort in ["newest", "price_ascending", "best_selling"] {
        assert_eq!(shopper.get(&format!("/v1/search?q=mug&sort={sort}")).await.status, 200);
    }
    let plain = shopper.get(mug).await;
    let from = format!("{}{page}", shop.edge);
    let asked =
        async |fields: &[(&str, &str)]| shopper.send(Method::GET, mug, fields, Bytes::new()).await.expect("an answer");
    for _ in 0..4 {
        let opened = asked(&[("referer", &from)]).await;
        assert_eq!((opened.status, &opened.body), (200, &plain.body));
        assert!(opened.header("cache-status").contains("hit"), "{}", opened.header("cache-status"));
    }
    // None of these is a click on what was found.
    asked(&[("referer", &from), ("sec-purpose", "prefetch")]).await;
    asked(&[("referer", &from), ("user-agent", "a-bot/1.0")]).await;
    asked(&[("referer", "https://elsewhere.example/search?q=mug")]).await;
    asked(&[("referer", &format!("{}/products", shop.edge))]).await;
    // A browser with scripts says it with what it puts into the cart.
    let line = [("sku", "TBL-MUG-OAT"), ("quantity", "1"), ("market", "eu"), ("after", &from)];
    assert_eq!(shopper.post_form("/api/cart/add_line", &line).await.status, 200);
    // Some type what is theirs into any field: nothing is kept of that.
    let typed = json!({ "q": "ada@example.com", "slug": "harbour-mug" });
    assert_eq!(shopper.call(Method::POST, "/v1/search/outcomes", None, &typed).await.status, 204);

    let queries = "/v1/admin/search/queries?order=top&days=1";
    eventually("the counts, and no others", async || {
        let counted = shopper.call(Method::GET, queries, Some(&shop.staff_key), &Value::Null).await.json();
        let mug = counted.as_array()?.iter().find(|one| one["query"] == "mug")?;
        (mug["clicks"] == 4 && mug["additions"] == 1).then_some(())
    })
    .await;
    let kept: Vec<String> = sqlx::query_scalar("select distinct query from catalog.search_outcomes")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(kept, ["mug"]);
}
