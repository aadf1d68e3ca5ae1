//! What the checkout says that an order costs, while somebody chooses where the parcel goes.

use serde_json::json;
use testing::{Shop, eventually};

use crate::accounts::register;
use crate::buying::{fill_checkout, two_colours};
use crate::chromium::{Chromium, Scripts};

/// Puts something into the cart and opens the checkout, with all its scripts.
async fn at_checkout(browser: &Chromium, shop: &Shop) {
    let (_, product) = two_colours(shop).await;
    browser.go(&product).await;
    browser.click("form.buy button[type=submit]").await;
    browser.find(".cart-lines, .drawer[open]").await;
    reopen(browser).await;
}

async fn reopen(browser: &Chromium) {
    browser.go("/checkout").await;
    browser.wait_for_islands().await;
    // The script that keeps what was typed.
    browser.find("#waits").await;
}

/// What is said of the tax in the total of standard delivery.
async fn tax(browser: &Chromium) -> String {
    let said = browser.run("return document.querySelector('.total-of-standard small').textContent").await;
    said.as_str().expect("the prices hold tax").to_owned()
}

/// The same once it is another than this.
async fn tax_other_than(browser: &Chromium, before: &str) -> String {
    eventually("another tax", async || Some(tax(browser).await).filter(|tax| tax != before)).await
}

async fn value(browser: &Chromium, css: &str) -> Option<String> {
    browser.find(css).await.prop("value").await.expect("a field")
}

#[tokio::test]
async fn the_tax_follows_the_country_and_is_what_the_order_says() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 390).await;
    at_checkout(&browser, &shop).await;
    fill_checkout(&browser, "test_accept").await;
    let at_home = tax(&browser).await;
    browser.find("#country").await.select_by_value("DK").await.expect("Denmark is offered");
    let abroad = tax_other_than(&browser, &at_home).await;
    assert!(abroad.contains("VAT"), "{abroad}");
    assert_eq!(value(&browser, "#delivery-standard:checked").await.as_deref(), Some("standard"), "it stays chosen");

    // A browser that is driven tells of what is typed, and not of what is chosen from a list.
    browser.fill("#postal_code", "8000").await;
    browser.fill("#city", "Aarhus").await;

    // What was typed is put in again by a script, and its tax with it.
    reopen(&browser).await;
    assert_eq!(value(&browser, "#country").await.as_deref(), Some("DK"));
    assert_eq!(tax_other_than(&browser, &at_home).await, abroad);

    browser.click("label[for=payment-test_accept]").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    browser.wait_for_text("main", &abroad).await;
    assert!(browser.path().await.starts_with("/orders/"));
    browser.close().await;
}

#[tokio::test]
async fn an_address_of_the_account_keeps_its_country_whatever_was_typed_before() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 390).await;
    register(&shop, &browser).await;
    browser.go("/account/addresses/edit").await;
    for (field, text) in [("#street", "Havnegade 1"), ("#postal_code", "8000"), ("#city", "Aarhus")] {
        browser.fill(field, text).await;
    }
    browser.find("#country").await.select_by_value("DK").await.expect("Denmark is offered");
    browser.click("main form button[type=submit]").await;
    browser.find(".order-row form").await;
    at_checkout(&browser, &shop).await;
    let abroad = tax(&browser).await;
    let typed = json!([["street", "Mill Lane 1"], ["city", "Berlin"], ["country", "DE"], ["delivery", "express"]]);
    let keep = format!("localStorage.setItem('checkout', JSON.stringify({{ at: Date.now(), typed: {typed} }}))");
    browser.run(&keep).await;
    browser.go("/checkout").await;
    // The last that is put in again.
    browser.find("#delivery-express:checked").await;
    for (field, kept) in [("#street", "Havnegade 1"), ("#city", "Aarhus"), ("#country", "DK")] {
        assert_eq!(value(&browser, field).await.as_deref(), Some(kept), "{field}");
    }
    assert_eq!(tax(&browser).await, abroad);
    browser.close().await;
}
