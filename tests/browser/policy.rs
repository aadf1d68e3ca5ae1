//! Pages keep to the policy that names what they may load: no browser has anything to complain of.

use testing::Shop;

use crate::buying::{fill_address, two_colours};
use crate::chromium::{Chromium, Scripts};

async fn assert_content(browser: &Chromium, page: &str) {
    // The emulator of Stripe tells of itself, which is nothing to complain of.
    let complaints = browser.console().await.into_iter().filter(|line| !line.starts_with("INFO"));
    assert_eq!(complaints.collect::<Vec<_>>(), Vec::<String>::new(), "{page}");
}

#[tokio::test]
async fn no_page_loads_what_its_policy_forbids() {
    let shop = Shop::start().await;
    let (_, product) = two_colours(&shop).await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    for page in ["/", "/collections", "/search?q=mug", "/login", &product] {
        browser.go(page).await;
        browser.wait_for_islands().await;
        assert_content(&browser, page).await;
    }
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    assert_content(&browser, "the drawer").await;
    browser.go("/cart").await;
    browser.wait_for_islands().await;
    assert_content(&browser, "/cart").await;
    browser.go("/checkout").await;
    browser.wait_for_islands().await;
    assert_content(&browser, "/checkout").await;
    fill_address(&browser).await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert_content(&browser, "the order").await;
    let order = browser.path().await;
    browser.go(&format!("/de{order}")).await;
    browser.wait_for_islands().await;
    assert_content(&browser, "the order, looked up").await;

    // And it would complain: what somebody got into a page is not run.
    let inject = "const script = document.createElement('script');
        script.textContent = 'document.title = \"taken\"';
        document.body.append(script);
        return document.title;";
    let title = browser.client.execute(inject, vec![]).await.expect("a page is open");
    assert_ne!(title, "taken");
    let complaints = browser.console().await;
    assert!(complaints.iter().any(|complaint| complaint.contains("Content Security Policy")), "{complaints:?}");
    browser.close().await;
}

#[tokio::test]
async fn the_card_field_loads_at_the_checkout_alone() {
    let shop = Shop::start_with_stripe().await;
    let (_, product) = two_colours(&shop).await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    browser.go(&product).await;
    browser.click("form.buy button[type=submit]").await;
    browser.find(".cart-lines, .drawer[open]").await;
    browser.go("/checkout").await;
    browser.find("#card input[placeholder=number]").await;
    assert_content(&browser, "/checkout").await;
    let (checkout, cart) = (shop.shopper(), shop.shopper());
    let cart = cart.get("/cart").await;
    assert!(!cart.header("content-security-policy").contains("stripe"), "{:?}", cart.headers);
    // Without a cart there is nothing to pay.
    let empty = checkout.get("/checkout").await;
    assert!(!empty.header("content-security-policy").contains("stripe"), "{:?}", empty.headers);
    browser.close().await;
}
