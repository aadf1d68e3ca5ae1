//! Paying in a browser: what the bank or the provider wants of the shopper.

use testing::Shop;

use crate::accessibility::{axe, inspect_what_is_shown};
use crate::accounts::register;
use crate::buying::{fill_address, two_colours};
use crate::chromium::{Chromium, Scripts};

/// Puts something into the cart and opens the checkout with a filled-in address.
async fn at_checkout(browser: &Chromium, shop: &Shop) {
    let (_, product) = two_colours(shop).await;
    browser.go(&product).await;
    browser.click("form.buy button[type=submit]").await;
    browser.find(".cart-lines, .drawer[open]").await;
    browser.go("/checkout").await;
    fill_address(browser).await;
}

async fn orders(shop: &Shop) -> Vec<(String, String)> {
    sqlx::query_as("select o.state, p.state from orders.orders o join orders.payments p on p.order_id = o.id")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up")
}

#[tokio::test]
async fn a_payment_is_confirmed_at_the_bank_and_places_the_order() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::Off, 390).await;
    at_checkout(&browser, &shop).await;
    browser.click("label[for=payment-test_challenge]").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("h1", "no money moves").await;
    assert!(browser.path().await.starts_with("/v1/payments/test/"));
    browser.click("button[value=complete]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    assert_eq!(orders(&shop).await, [("placed".to_owned(), "authorised".to_owned())]);
    browser.close().await;
}

#[tokio::test]
async fn a_shopper_who_left_the_bank_finds_the_way_back_and_the_cart_after_a_refusal() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    at_checkout(&browser, &shop).await;
    browser.click("label[for=payment-test_challenge]").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.find("button[value=complete]").await;
    // The page of the order says what is missing, and leads there.
    let order: String = sqlx::query_scalar("select id::text from orders.orders")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    browser.go(&format!("/orders/{order}")).await;
    browser.wait_for_text("h1", "Your bank asks you to confirm").await;
    browser.click(".order-next a").await;
    browser.click("button[value=fail]").await;
    browser.wait_for_text("h1", "The payment was declined").await;
    browser.click(".order-next a").await;
    browser.find("form.checkout .line").await;
    assert_eq!(orders(&shop).await, [("refused".to_owned(), "declined".to_owned())]);
    browser.close().await;
}

#[tokio::test]
async fn a_card_typed_into_stripes_field_pays_for_the_order() {
    let shop = Shop::start_with_stripe().await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    at_checkout(&browser, &shop).await;
    let card = async |number: &str| {
        for (name, text) in [("number", number), ("exp_month", "12"), ("exp_year", "40"), ("cvc", "123")] {
            browser.fill(&format!("#card input[placeholder={name}]"), text).await;
        }
    };
    // Stripe's own answer is shown, and nothing was ordered.
    card("42").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("form.checkout [role=alert]", "Bad request").await;
    assert_eq!(orders(&shop).await, []);
    card("4000000000000341").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text(":not(#unanswered) > .notice", "declined").await;
    browser.wait_for_islands().await;
    card("4242424242424242").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    let (refused, placed) =
        (("refused".to_owned(), "declined".to_owned()), ("placed".to_owned(), "authorised".to_owned()));
    assert_eq!(orders(&shop).await, [refused, placed]);
    browser.close().await;
}

#[tokio::test]
async fn a_card_is_kept_with_an_order_pays_by_one_click_and_is_removed() {
    let shop = Shop::start_with_stripe().await;
    let browser = Chromium::open(&shop, Scripts::On, 390).await;
    let axe = axe();
    register(&shop, &browser).await;
    at_checkout(&browser, &shop).await;
    for (name, text) in [("number", "4242424242424242"), ("exp_month", "12"), ("exp_year", "40"), ("cvc", "123")] {
        browser.fill(&format!("#card input[placeholder={name}]"), text).await;
    }
    browser.click("label[for=keep_card]").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    at_checkout(&browser, &shop).await;
    browser.wait_for_text("form.checkout", "Visa ending in 4242").await;
    inspect_what_is_shown(&browser, &axe, "a checkout with a card that is kept", 390).await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    let placed = ("placed".to_owned(), "authorised".to_owned());
    assert_eq!(orders(&shop).await, [placed.clone(), placed]);
    browser.go("/account/cards").await;
    browser.wait_for_text("main .order-list", "Visa ending in 4242").await;
    inspect_what_is_shown(&browser, &axe, "the cards of an account", 390).await;
    browser.click("main .order-list form button").await;
    browser.wait_for_text("main", "No card is kept").await;
    browser.close().await;
}
