//! Addresses of the shop that was here before lead to pages of this one.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually};

async fn set(shop: &Shop, change: &Value) -> Reply {
    shop.shopper().call(Method::POST, "/v1/admin/redirects", Some(&shop.staff_key), change).await
}

/// What is answered, wherever that leads: status and address.
async fn led(shopper: &Shopper, path: &str) -> (u16, String, Reply) {
    let reply = shopper.send(Method::GET, path, &[("accept", "text/html")], Default::default()).await;
    let reply = reply.expect("an answer");
    (reply.status, reply.header("location").to_owned(), reply)
}

#[tokio::test]
async fn an_old_address_leads_on_a_moment_after_it_is_set_and_never_hides_a_page() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let shopper = shop.shopper();
    let product: String =
        sqlx::query_scalar("select slug from catalog.products where status = 'active' order by slug limit 1")
            .fetch_one(&shop.stores.db)
            .await
            .expect("the demo shop has one");
    let page = format!("/products/{product}");
    for path in ["/products/mug.html", "/pages/about", "/blogs/news/first", "/index.php", "/fr/a"] {
        assert_eq!(led(&shopper, path).await.0, 404, "{path}");
    }
    let change = json!({ "set": [
        { "from": "/products/mug.html", "to": page }, { "from": "/pages/about", "to": "/collections", "status": 301 },
        { "from": "https://old.example/blogs/news/first", "to": "/products?sort=newest" },
        { "from": "/index.php", "to": "/" }, { "from": "/fr/a", "to": "/de/products" },
        // There is a page at it: the shop's own is shown.
        { "from": page, "to": "/collections" },
    ] });
    let made = set(&shop, &change).await;
    assert_eq!((made.status, &made.json()["is_kept"]), (200, &json!(true)), "{}", made.body);
    for (path, status, to) in [
        ("/products/mug.html", 308, page.as_str()),
        ("/pages/about", 301, "/collections"),
        ("/blogs/news/first", 308, "/products?sort=newest"),
        ("/index.php", 308, "/"),
        ("/index.php?utm_source=mail", 308, "/"),
        ("/fr/a", 308, "/de/products"),
        ("/de/pages/about", 301, "/de/collections"),
    ] {
        eventually(path, async || {
            let (found, address, _) = led(&shopper, path).await;
            ((found, address.as_str()) == (status, to)).then_some(())
        })
        .await;
    }
    let (_, _, again) = led(&shopper, "/pages/about").await;
    assert!(again.header("cache-status").contains("hit"), "caches keep it: {}", again.header("cache-status"));
    assert_eq!(led(&shopper, &page).await.0, 200, "a page of the shop is never hidden");

    // Addresses that lead nowhere cost the origin nothing once their shelf is known, and fill no cache.
    let (status, _, nowhere) = led(&shopper, "/nowhere/at/all").await;
    assert_eq!((status, nowhere.header("cache-control")), (404, "private, no-store"));

    let refused = set(&shop, &json!({ "set": [{ "from": "/old", "to": "//evil.example" }] })).await.json();
    assert_eq!((&refused["is_kept"], &refused["rows"][0]["outcome"]), (&json!(false), &json!("refused")));
    assert_eq!(led(&shopper, "/old").await.0, 404);

    let gone = set(&shop, &json!({ "removed": ["/pages/about"] })).await;
    assert_eq!(gone.json()["is_kept"], true, "{}", gone.body);
    eventually("that nothing is there again", async || (led(&shopper, "/pages/about").await.0 == 404).then_some(()))
        .await;
}
