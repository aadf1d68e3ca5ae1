//! Buying in a browser.

use fantoccini::Locator;
use testing::Shop;

use crate::chromium::{Chromium, Scripts};

/// Fills in where the parcel goes and how.
pub async fn fill_address(browser: &Chromium) {
    for (field, text) in [
        ("#email", "ada@example.com"),
        ("#name", "Ada Lovelace"),
        ("#street", "Mill Lane 1"),
        ("#postal_code", "10115"),
        ("#city", "Berlin"),
    ] {
        browser.fill(field, text).await;
    }
    browser.find("#country").await.select_by_value("DE").await.expect("Germany is offered");
    // With scripts the costs are asked for anew.
    browser.find("#costs:not([aria-busy])").await;
    browser.click("label[for=delivery-standard]").await;
}

/// The same, and pays by a test card.
pub async fn fill_checkout(browser: &Chromium, card: &str) {
    fill_address(browser).await;
    browser.click(&format!("label[for=payment-{card}]")).await;
}

#[tokio::test]
async fn with_scripts_a_variant_is_chosen_and_bought_without_leaving_the_page() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    let sku =
        async || browser.find("form.buy input[name=sku]").await.prop("value").await.expect("a form").expect("a SKU");
    let before = sku().await;
    browser.click("form.buy .chip:not([aria-current]):not(.chip-out)").await;
    assert_ne!(sku().await, before, "another variant was chosen");
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    assert_eq!(browser.path().await, product, "the page was not left");
    browser.click(".drawer a[href$='/checkout']").await;
    browser.find("form.checkout").await;
    fill_checkout(&browser, "test_accept").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    // The browser could tell of the order, once there is a service worker.
    browser.wait_for_text("#push:not([hidden]) button", "Tell me").await;
    browser.close().await;
}

#[tokio::test]
async fn without_scripts_everything_works_by_links_and_forms() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::Off, 390).await;
    let (_, product) = two_colours(&shop).await;
    browser.go("/search").await;
    browser.fill("main input[name=q]", "mug").await;
    browser.click("main form button").await;
    browser.find("main a[href*='/products/']").await;
    browser.go(&product).await;
    browser.click("form.buy .chip:not([aria-current]):not(.chip-out)").await;
    browser.find("form.buy").await;
    browser.click("form.buy button[type=submit]").await;
    browser.find(".cart-lines").await;
    assert_eq!(browser.path().await, "/cart");
    browser.click(".cart-layout a[href$='/checkout']").await;
    browser.find("form.checkout").await;
    fill_checkout(&browser, "test_decline").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.find("form.checkout").await;
    let email = browser.find("#email").await.prop("value").await.expect("a field");
    assert_eq!(email.as_deref(), Some("ada@example.com"), "what was typed is kept");
    browser.click("label[for=payment-test_accept]").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    browser.close().await;
}

#[tokio::test]
async fn quantities_in_the_cart_change_at_once_and_stay() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 390).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    browser.go("/cart").await;
    browser.wait_for_islands().await;
    browser.click(".cart-lines button[value=more]").await;
    browser.wait_for_text(".cart-said", "updated").await;
    browser.go("/cart").await;
    let quantity = browser.find(".cart-lines input[name=quantity]").await.prop("value").await.expect("a field");
    assert_eq!(quantity.as_deref(), Some("2"));
    let console = browser.client.find_all(Locator::Css("leptos-island")).await.expect("a page");
    assert!(!console.is_empty(), "the cart page has islands");
    browser.close().await;
}

/// A product with at least two colours in stock.
pub async fn two_colours(shop: &Shop) -> (String, String) {
    let slug: String = sqlx::query_scalar(
        "select o.slug from orders.sellable_snapshots o join orders.stock_levels s using (sku)
         where s.on_hand >= 5 and o.active group by o.slug having count(*) >= 2 order by o.slug limit 1",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("the demo shop has such a product");
    let path = format!("/products/{slug}");
    (slug, path)
}
