//! The accessibility rules of axe (WCAG 2.2 A and AA) on every page, and no sideways scrolling on a phone.

use serde_json::{Value, json};
use support::Shop;

use crate::chromium::{Chromium, Scripts};

/// The axe library, which `cargo xtask test` puts there.
fn axe() -> String {
    let path = std::env::var("AXE_JS").expect("AXE_JS is not set: run the tests by `cargo xtask test`");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"))
}

async fn violations(browser: &Chromium, axe: &str) -> Vec<Value> {
    browser.client.execute(axe, vec![]).await.expect("axe loads");
    let run = "const done = arguments[arguments.length - 1];
        axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
            .then(result => done(result.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)])));";
    let found = browser.client.execute_async(run, vec![]).await.expect("axe runs");
    found.as_array().cloned().expect("a list")
}

async fn check(shop: &Shop, width: u32) {
    let axe = axe();
    let browser = Chromium::open(shop, Scripts::On, width).await;
    let slug: String = sqlx::query_scalar("select slug from catalog.products order by slug limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let collection: String = sqlx::query_scalar("select slug from catalog.collections order by slug limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let product = format!("/products/{slug}");
    let german = format!("/de/products/{slug}");
    let collection = format!("/collections/{collection}");
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    let summer = json!({
        "title": { "en": "Summer sale" }, "code": "SUMMER10", "benefit": { "kind": "percent", "basis_points": 1000 },
    });
    let made = shop.shopper().call(http::Method::POST, "/v1/admin/promotions", Some(&shop.staff_key), &summer).await;
    assert_eq!(made.status, 200, "{}", made.body);
    browser.go("/cart").await;
    browser.fill("#code", "summer10").await;
    browser.click(".code-form button").await;
    browser.wait_for_text(".codes", "SUMMER10").await;
    let pages = [
        "/",
        "/collections",
        &collection,
        "/products",
        &product,
        &german,
        "/search?q=mug",
        "/search?q=zzzz",
        "/cart",
        "/checkout",
        "/login",
        "/register",
        "/no-such-page",
    ];
    for page in pages {
        browser.go(page).await;
        browser.find("main h1").await;
        let found = violations(&browser, &axe).await;
        assert!(found.is_empty(), "{page} at {width} px: {}", json!(found));
        let wide = browser
            .client
            .execute("return document.documentElement.scrollWidth - innerWidth", vec![])
            .await
            .expect("a number");
        assert!(wide.as_i64().is_some_and(|wide| wide <= 0), "{page} scrolls sideways by {wide} px at {width} px");
    }
    browser.close().await;
}

#[tokio::test]
async fn every_page_passes_axe_on_a_phone() {
    check(&Shop::start().await, 390).await;
}

#[tokio::test]
async fn every_page_passes_axe_on_a_desktop() {
    check(&Shop::start().await, 1280).await;
}
