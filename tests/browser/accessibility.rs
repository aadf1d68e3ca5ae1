//! The accessibility rules of axe (WCAG 2.2 A and AA) on every page, and no sideways scrolling on a phone.

use http::Method;
use serde_json::{Value, json};
use testing::Shop;

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

async fn inspect(browser: &Chromium, axe: &str, page: &str, width: u32) {
    browser.go(page).await;
    browser.find("main h1").await;
    let found = violations(browser, axe).await;
    assert!(found.is_empty(), "{page} at {width} px: {}", json!(found));
    let wide = browser
        .client
        .execute("return document.documentElement.scrollWidth - innerWidth", vec![])
        .await
        .expect("a number");
    assert!(wide.as_i64().is_some_and(|wide| wide <= 0), "{page} scrolls sideways by {wide} px at {width} px");
}

/// An order of three pieces, of which two were sent and one comes back; its page.
async fn order_with_a_life(shop: &Shop) -> String {
    let api = shop.shopper();
    let sku: String = sqlx::query_scalar("select sku from orders.stock_levels where on_hand > 9 order by sku limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let post = async |path: String, body: Value| {
        let staff = path.starts_with("/v1/admin/").then_some(shop.staff_key.as_str());
        let reply = api.call(Method::POST, &path, staff, &body).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.json()
    };
    let cart = post("/v1/carts".into(), json!({ "market": "eu" })).await;
    let cart = cart["id"].as_str().expect("an id");
    post(format!("/v1/carts/{cart}/lines"), json!({ "sku": sku, "quantity": 3 })).await;
    let checkout = api.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await.json();
    let order = json!({
        "cart": cart, "market": "eu", "email": "ada@example.com", "delivery": "standard", "payment_token": "test_accept",
        "address": { "name": "Ada", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "expected_total": checkout["deliveries"][0]["total"],
    });
    let order = post("/v1/orders".into(), order).await;
    let order = order["id"].as_str().expect("an id");
    let parcel = json!({
        "lines": [{ "sku": sku, "quantity": 2 }], "state": "shipped", "carrier": "DHL", "tracking_number": "JJD0001",
        "tracking_url": "https://dhl.example/",
    });
    post(format!("/v1/admin/orders/{order}/shipments"), parcel).await;
    let back = json!({ "kind": "return", "lines": [{ "sku": sku, "quantity": 1 }], "reason": "a chipped rim" });
    post(format!("/v1/orders/{order}/returns"), back).await;
    let refund = json!({ "goodwill": { "minor": 300, "currency": "EUR" }, "reason": "late" });
    post(format!("/v1/admin/orders/{order}/refunds"), refund).await;
    format!("/orders/{order}")
}

async fn check_order(shop: &Shop, width: u32) {
    let axe = axe();
    let order = order_with_a_life(shop).await;
    let browser = Chromium::open(shop, Scripts::On, width).await;
    for page in [order.clone(), format!("/de{order}"), format!("{order}/withdrawal"), format!("/de{order}/return")] {
        inspect(&browser, &axe, &page, width).await;
    }
    browser.go(&format!("{order}/withdrawal")).await;
    browser.click("main form button[type=submit]").await;
    browser.find("main form input[name=step]").await;
    let found = violations(&browser, &axe).await;
    assert!(found.is_empty(), "the confirmation at {width} px: {}", json!(found));
    browser.close().await;
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
    let made = shop.shopper().call(Method::POST, "/v1/admin/promotions", Some(&shop.staff_key), &summer).await;
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
        inspect(&browser, &axe, page, width).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn every_page_passes_axe_on_a_phone() {
    check(&Shop::start().await, 390).await;
}

#[tokio::test]
async fn an_order_s_pages_pass_axe_on_a_phone() {
    check_order(&Shop::start().await, 390).await;
}

#[tokio::test]
async fn every_page_passes_axe_on_a_desktop() {
    check(&Shop::start().await, 1280).await;
}
