//! What a merchant makes of the home page, the look, the markets and the parts of the shop, from the API to the shopper's
//! screen.

use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually};
use uuid::Uuid;

/// Changes what is at `path`, whatever it was.
async fn set(shop: &Shop, path: &str, change: &Value) -> Reply {
    let (bearer, key) = (format!("Bearer {}", shop.staff_key), Uuid::new_v4().to_string());
    let headers = [
        ("content-type", "application/json"),
        ("authorization", bearer.as_str()),
        ("idempotency-key", key.as_str()),
        ("if-match", "*"),
    ];
    shop.shopper().send(Method::PATCH, path, &headers, change.to_string().into()).await.expect("an answer")
}

/// A page as it is answered, wherever that leads.
async fn seen(shopper: &Shopper, path: &str) -> Reply {
    shopper.send(Method::GET, path, &[("accept", "text/html")], Default::default()).await.expect("an answer")
}

#[tokio::test]
async fn the_home_page_is_the_merchant_s_a_moment_after_it_is_shown() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let shopper = shop.shopper();
    for path in ["/", "/de", "/products"] {
        seen(&shopper, path).await;
        let page = seen(&shopper, path).await;
        assert!(page.header("cache-status").contains("hit"), "{path}: {}", page.header("cache-status"));
    }
    let before = seen(&shopper, "/de").await.body;
    assert_eq!(shopper.get("/v1/home").await.json(), json!({}), "nothing is set");

    let blocks = json!([
        { "kind": "announcement", "text": { "en": "Closed on Monday.", "de": "Montag Ruhetag." },
          "link": { "label": { "en": "Why" }, "to": { "address": "/search" } } },
        { "kind": "hero", "heading": { "en": "Tea & <ropes>" }, "text": { "en": "From the <harbour>.", "de": "Vom Hafen." } },
        { "kind": "products", "collection": "table", "count": 2 },
        { "kind": "products", "collection": "no-such-thing" },
        { "kind": "text", "heading": { "en": "Why", "de": "Warum" },
          "body": { "en": "[all](/products) [x](javascript:alert(1))\n\n<script>alert(1)</script>" } },
        { "kind": "collections", "collections": ["table"] },
    ]);
    let draft = set(&shop, "/v1/admin/home", &json!({ "blocks": blocks })).await;
    assert_eq!((draft.status, draft.header("etag")), (200, "\"1\""), "{}", draft.body);
    assert_eq!(seen(&shopper, "/de").await.body, before, "a draft is seen by nobody");
    // But by whoever has a link of staff's, as the shop draws it; nobody keeps that, and crawlers leave it alone.
    let made = shopper.call(Method::POST, "/v1/admin/home/previews", Some(&shop.staff_key), &json!({})).await;
    let token = made.json()["token"].as_str().unwrap_or_else(|| panic!("{}", made.body)).to_owned();
    for _ in 0..2 {
        let page = seen(&shopper, &format!("/de/preview?token={token}")).await;
        assert_eq!((page.status, page.header("cache-control")), (200, "private, no-store"), "{}", page.body);
        assert!(!["hit", "stored"].iter().any(|word| page.header("cache-status").contains(word)));
        for said in ["Montag Ruhetag.", "Vom Hafen.", "content=\"noindex\"", "class=\"card\"", "preview-notice"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
    }
    for other in ["/de/preview", "/preview?token=", "/preview?token=no-such-token"] {
        let page = seen(&shopper, other).await;
        assert_eq!((page.status, page.header("cache-control")), (404, "private, no-store"), "{other}");
        assert!(!page.body.contains("Ruhetag"), "{other}");
    }
    let ended = "update settings.home_previews set expires_at = now()";
    sqlx::query(ended).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!(seen(&shopper, &format!("/preview?token={token}")).await.status, 404, "half an hour later");
    assert_eq!(seen(&shopper, "/de").await.body, before, "what everybody sees is what it was");
    let shown = set(&shop, "/v1/admin/home", &json!({ "publication": "publish" })).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    let german = eventually("the merchant's home page", async || {
        let page = seen(&shopper, "/de").await;
        page.body.contains("Montag Ruhetag.").then_some(page)
    })
    .await;
    for said in [
        "<h1 lang=\"en\">Tea &amp; &lt;ropes&gt;</h1><p class=\"lead\">Vom Hafen.</p>",
        "<a href=\"/de/search\" lang=\"en\">Why</a>",
        "href=\"/de/collections/table\"",
        ">Warum</h2>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<a href=\"/de/products\">all</a>",
    ] {
        assert!(german.body.contains(said), "{said}: {}", german.body);
    }
    assert!(!german.body.contains("javascript:alert") && german.body.matches("<h1").count() == 1, "{}", german.body);
    assert_eq!(
        german.body.matches("class=\"card\"").count(),
        2,
        "two of one collection, none of one that is not there"
    );
    let again = seen(&shopper, "/de").await;
    assert!(again.header("cache-status").contains("hit"), "it is for everybody: {}", again.header("cache-status"));
    let others = seen(&shopper, "/products").await;
    assert!(others.header("cache-status").contains("hit"), "only the home page was made anew");

    let withdrawn = set(&shop, "/v1/admin/home", &json!({ "publication": "withdraw" })).await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
    eventually("the shop's own home page", async || {
        let page = seen(&shopper, "/de").await.body;
        (!page.contains("Montag Ruhetag.") && page.contains("hero/home")).then_some(())
    })
    .await;
}

#[tokio::test]
async fn colour_logo_markets_and_parts_are_on_every_page_at_once() {
    let shop = Shop::start().await;
    shop.quiet().await;
    let shopper = shop.shopper();
    assert!(seen(&shopper, "/us").await.body.contains("hreflang=\"en-US\""));
    let look = json!({ "look": {
        "logo": { "path": "hero/home", "alt": { "en": "A rope" }, "width": 1600, "height": 900 },
        "accent": { "light": "#0a5c36", "dark": "#7fd6a8" },
    } });
    let refused = json!({ "look": { "accent": { "light": "#ffff00" } } });
    let refused = set(&shop, "/v1/admin/settings", &refused).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(refused.json()["field"], "look.accent.light");
    assert_eq!(set(&shop, "/v1/admin/settings", &look).await.status, 200);
    let page = eventually("the colour", async || {
        let page = seen(&shopper, "/").await.body;
        page.contains("href=\"/theme-0a5c36-7fd6a8.css\"").then_some(page)
    })
    .await;
    assert!(page.contains("class=\"wordmark wordmark-logo\"") && page.contains("alt=\"Ebbholt\""), "{page}");
    let theme = seen(&shopper, "/theme-0a5c36-7fd6a8.css").await;
    assert_eq!(theme.status, 200);
    assert!(theme.header("content-type").starts_with("text/css"), "{}", theme.header("content-type"));
    assert!(theme.header("cache-control").contains("immutable"), "{}", theme.header("cache-control"));
    assert_eq!(theme.body, ":root { --thread: light-dark(#0a5c36, #7fd6a8); }\n");
    assert_eq!(seen(&shopper, "/theme-0a5c36-7fd6ax.css").await.status, 404);

    let closed = json!({ "markets_closed": ["us"], "features_off": ["push", "codes"] });
    assert_eq!(set(&shop, "/v1/admin/settings", &closed).await.status, 200);
    let led = eventually("that the market is closed", async || {
        let page = seen(&shopper, "/us/search?q=mug").await;
        (page.status == 303).then_some(page)
    })
    .await;
    assert_eq!(led.header("location"), "/search?q=mug");
    let page = eventually("pages without it", async || {
        let page = seen(&shopper, "/de").await.body;
        (!page.contains("en-US")).then_some(page)
    })
    .await;
    assert!(page.contains("hreflang=\"de\"") && !page.contains("href=\"/us"), "{page}");
    eventually("a sitemap without it", async || {
        (!seen(&shopper, "/sitemap.xml").await.body.contains("/us")).then_some(())
    })
    .await;
    let product = eventually("a product without the button for messages", async || {
        let page = seen(&shopper, "/products/harbour-mug").await;
        (!page.body.contains("id=\"push\"")).then_some(page)
    })
    .await;
    assert_eq!(product.status, 200);
    let open = json!({ "markets_closed": [] });
    assert_eq!(set(&shop, "/v1/admin/settings", &open).await.status, 200);
    eventually("that it is open again", async || (seen(&shopper, "/us").await.status == 200).then_some(())).await;
}

#[tokio::test]
async fn staff_see_how_orders_are_paid() {
    let shop = Shop::start().await;
    let state = shop.shopper().call(Method::GET, "/v1/admin/payments/state", Some(&shop.staff_key), &json!({})).await;
    assert_eq!(state.json(), json!({ "provider": "test", "is_live": false, "has_hooks": false }), "{}", state.body);
}
