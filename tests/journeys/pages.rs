//! The merchant's own pages and menus, from the API to the shopper's screen, and what an order keeps of them.

use std::time::{Duration, Instant};

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually};
use uuid::Uuid;

use crate::buying::{check_out, something_in_stock};

/// Changes what is at `path` from the version that was read.
async fn patch(shop: &Shop, path: &str, version: &Value, change: &Value) -> Value {
    let (bearer, key) = (format!("Bearer {}", shop.staff_key), Uuid::new_v4().to_string());
    let version = format!("\"{version}\"");
    let headers = [
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("idempotency-key", key.as_str()),
        ("if-match", version.as_str()),
    ];
    let reply = shop.shopper().send(Method::PATCH, path, &headers, change.to_string().into()).await;
    let reply = reply.expect("an answer");
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

/// A page as it is answered, wherever that leads.
async fn seen(shopper: &Shopper, path: &str) -> Reply {
    shopper.send(Method::GET, path, &[("accept", "text/html")], Default::default()).await.expect("an answer")
}

#[tokio::test]
async fn a_page_is_read_moved_withdrawn_and_gone_and_each_is_seen_at_once() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let shopper = shop.shopper();
    assert_eq!(seen(&shopper, "/de/pages/terms").await.status, 404);
    assert!(!seen(&shopper, "/").await.body.contains("footer-pages"), "nothing is written");
    let terms = json!({
        "kind": "terms", "slug": "terms", "title": { "en": "Terms", "de": "AGB" },
        "body": { "en": "# First\n\n[Mugs](/collections/table) <script>alert(1)</script> [x](javascript:alert(1))" },
        "publication": "publish",
    });
    let made = shopper.call(Method::POST, "/v1/admin/pages", Some(&shop.staff_key), &terms).await;
    assert_eq!((made.status, made.header("etag")), (200, "\"1\""), "{}", made.body);
    let made = made.json();
    let path = format!("/v1/admin/pages/{}", made["id"].as_str().expect("an id"));

    let since = Instant::now();
    let footer = "href=\"/de/pages/terms\">AGB</a>";
    eventually("the way there", async || seen(&shopper, "/de").await.body.contains(footer).then_some(())).await;
    let page = eventually("the page", async || {
        let page = seen(&shopper, "/de/pages/terms").await;
        (page.status == 200).then_some(page.body)
    })
    .await;
    // A second where nothing else runs; the machines of tests are busy.
    assert!(since.elapsed() < Duration::from_secs(5), "it took {:?}", since.elapsed());
    for said in [
        "<title>AGB · Ebbholt</title>",
        "<h1>AGB</h1>",
        "<div lang=\"en\" class=\"prose\"><h2>First</h2>",
        "<a href=\"/de/collections/table\">Mugs</a> &lt;script&gt;",
        "hreflang=\"en-US\"",
        "\"@type\":\"WebPage\"",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("javascript:alert"), "{page}");
    let again = seen(&shopper, "/de/pages/terms").await;
    assert!(again.header("cache-status").contains("hit"), "{}", again.header("cache-status"));
    eventually("the sitemap", async || {
        seen(&shopper, "/sitemap.xml").await.body.contains("/de/pages/terms").then_some(())
    })
    .await;

    // What is written beside it is seen when it is shown, and what it said can still be read.
    let draft = json!({ "body": { "en": "Second", "de": "Zweitens" } });
    let draft = patch(&shop, &path, &made["version"], &draft).await;
    assert_eq!(seen(&shopper, "/de/pages/terms?version=2").await.status, 404, "that is a draft");
    assert!(seen(&shopper, "/de/pages/terms").await.body.contains("First"));
    let shown = patch(&shop, &path, &draft["version"], &json!({ "publication": "publish", "slug": "agb" })).await;
    eventually("the new text", async || {
        seen(&shopper, "/de/pages/agb").await.body.contains("<p>Zweitens</p>").then_some(())
    })
    .await;
    let moved = eventually("the new address", async || {
        let moved = seen(&shopper, "/de/pages/terms?version=1").await;
        (moved.status == 308).then_some(moved)
    })
    .await;
    assert_eq!(moved.header("location"), "/de/pages/agb?version=1");
    let first = seen(&shopper, "/de/pages/agb?version=1").await;
    assert_eq!(first.status, 200);
    assert!(first.body.contains("First") && first.body.contains("So lautete diese Seite früher"), "{}", first.body);
    assert!(first.body.contains("content=\"noindex\""), "{}", first.body);

    let withdrawn = patch(&shop, &path, &shown["version"], &json!({ "publication": "withdraw" })).await;
    eventually("that it is withdrawn", async || (seen(&shopper, "/de/pages/agb").await.status == 404).then_some(()))
        .await;
    let delete = async |version: String| {
        let (bearer, key) = (format!("Bearer {}", shop.staff_key), Uuid::new_v4().to_string());
        let headers =
            [("authorization", bearer.as_str()), ("idempotency-key", key.as_str()), ("if-match", version.as_str())];
        shopper.send(Method::DELETE, &path, &headers, Default::default()).await.expect("an answer").status
    };
    assert_eq!(delete("\"1\"".to_owned()).await, 412);
    assert_eq!(delete(format!("\"{}\"", withdrawn["version"])).await, 204);
    for gone in ["/de/pages/agb", "/pages/terms"] {
        let page = eventually(gone, async || {
            let page = seen(&shopper, gone).await;
            (page.status == 410).then_some(page)
        })
        .await;
        assert!(!page.body.contains("footer-pages"), "{}", page.body);
    }
}

#[tokio::test]
async fn menus_are_on_pages_that_were_cached_at_once() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let shopper = shop.shopper();
    assert!(seen(&shopper, "/de").await.body.contains("footer-shop"));
    let menus = json!({
        "header": [{ "label": { "en": "Table", "de": "Tisch" }, "to": { "collection": "table" } }],
        "footer": [{
            "title": { "en": "Us & you" },
            "entries": [{ "label": { "en": "Elsewhere" }, "to": { "address": "https://elsewhere.example/" } }],
        }],
    });
    patch(&shop, "/v1/admin/menus", &json!(0), &menus).await;
    let page = eventually("the menus", async || {
        let page = seen(&shopper, "/de").await.body;
        page.contains("footer-menu-0").then_some(page)
    })
    .await;
    for said in [
        "<li><a href=\"/de/collections/table\">Tisch</a></li></ul></nav>",
        "<h2 id=\"footer-menu-0\" lang=\"en\">Us &amp; you</h2>",
        "<a href=\"https://elsewhere.example/\" lang=\"en\">Elsewhere</a>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("footer-shop"), "{page}");
}

#[tokio::test]
async fn an_order_keeps_the_terms_that_were_shown_and_the_mail_leads_to_them() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let terms = json!({
        "kind": "terms", "slug": "terms", "title": { "en": "Terms" }, "body": { "en": "First" }, "publication": "publish",
    });
    let made = shopper.call(Method::POST, "/v1/admin/pages", Some(&shop.staff_key), &terms).await.json();
    let id = made["id"].as_str().expect("an id");
    let (sku, _) = something_in_stock(&shop).await;
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let checkout = eventually("the terms at the checkout", async || {
        let checkout = shopper.get("/checkout").await;
        checkout.body.contains("By ordering you agree").then_some(checkout)
    })
    .await;
    assert_eq!(checkout.field("terms"), Some(format!("{id}.1")));
    // They are changed while the shopper types.
    patch(
        &shop,
        &format!("/v1/admin/pages/{id}"),
        &json!(1),
        &json!({ "body": { "en": "Second" }, "publication": "publish" }),
    )
    .await;
    let confirmation = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(confirmation.path.starts_with("/orders/"), "{} {}", confirmation.status, confirmation.body);
    let kept: Value =
        sqlx::query_scalar("select terms from orders.orders").fetch_one(&shop.stores.db).await.expect("one");
    assert_eq!(kept, json!({ "page": id, "version": 1 }));
    let link = format!("/pages/{id}?version=1");
    let plain = |mail: String| mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    eventually("the mail", async || shop.mails().into_iter().map(plain).any(|mail| mail.contains(&link)).then_some(()))
        .await;
    let page = shopper.get(&link).await;
    assert!(page.path == "/pages/terms?version=1" || page.path == "/pages/terms", "{}", page.path);
    assert!(page.body.contains("<p>First</p>"), "{}", page.body);
}
