//! A purchase whose network is cut: before it is sent, and when its answer comes. Either way it is one order.

use fantoccini::Locator;
use serde_json::json;
use testing::{Shop, eventually};

use super::{cut, mend, open_by_wire, wait_for_worker};
use crate::accessibility::{axe, inspect_what_is_shown};
use crate::buying::{fill_address, two_colours};

#[tokio::test]
async fn an_order_whose_answer_was_lost_is_found_again_and_is_one() {
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    wait_for_worker(&browser).await;
    let count = async || -> i64 {
        sqlx::query_scalar("select count(*) from orders.orders").fetch_one(&shop.stores.db).await.expect("a count")
    };
    for (arrives, orders) in [(false, 1), (true, 2)] {
        browser.go(&product).await;
        browser.wait_for_islands().await;
        browser.click("form.buy button[type=submit]").await;
        browser.wait_for_text(".cart-count", "1").await;
        browser.go("/checkout").await;
        browser.wait_for_islands().await;
        // The script that keeps what is typed.
        browser.find("#waits").await;
        fill_address(&browser).await;
        browser.click("label[for=payment-test_accept]").await;
        if arrives {
            wire.lose_answer_to("POST /checkout");
        } else {
            cut(&wire).await;
        }
        browser.click("form.checkout button[type=submit]").await;
        browser.wait_for_text("#no-answer", "whether it has arrived").await;
        browser.find("#order-unknown:not([hidden])").await;
        assert!(browser.client.find(Locator::Css("#offline:not([hidden])")).await.is_err(), "it says one thing");
        inspect_what_is_shown(&browser, &axe(), "an order without an answer", 390).await;
        if arrives {
            eventually("the order", async || (count().await == orders).then_some(())).await;
        } else {
            assert_eq!(count().await, orders - 1);
        }

        mend(&wire).await;
        browser.click("#no-answer a").await;
        browser.find("#unanswered:not([hidden])").await;
        if !arrives {
            let street = browser.find("#street").await.prop("value").await.expect("a field");
            assert_eq!(street.as_deref(), Some("Mill Lane 1"), "what was typed is still there");
        }
        inspect_what_is_shown(&browser, &axe(), "the checkout after it", 390).await;
        browser.click("#unanswered button[value=ask]").await;
        browser.wait_for_text("main", "ada@example.com").await;
        assert!(browser.path().await.starts_with("/orders/"));
        assert_eq!(count().await, orders);
        browser.wait_for_islands().await;
        browser.find("#waits").await;
        let left = browser.run("return localStorage.getItem('checkout')").await;
        assert_eq!(left, json!(null), "what was answered is forgotten");
    }
    browser.close().await;
}

#[tokio::test]
async fn offline_the_checkout_sends_nothing_and_keeps_what_was_typed_but_no_card() {
    let shop = Shop::start().await;
    let (browser, _wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    browser.go("/checkout").await;
    browser.wait_for_islands().await;
    browser.find("#waits").await;
    fill_address(&browser).await;
    browser.click("label[for=payment-test_decline]").await;
    let network = |is_offline: bool| json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.command("Network.enable", json!({})).await;
    browser.command("Network.emulateNetworkConditions", network(true)).await;
    browser.wait_for_text("#network", "nothing has been sent").await;
    browser.click("form.checkout button[type=submit]").await;
    browser.find("form.checkout").await;
    assert_eq!(browser.path().await, "/checkout");
    browser.command("Network.emulateNetworkConditions", network(false)).await;
    let kept = browser.run("return localStorage.getItem('checkout')").await;
    let kept = kept.as_str().expect("what was typed");
    assert!(kept.contains("Mill Lane 1") && !kept.contains("test_decline") && !kept.contains("payment"), "{kept}");
    browser.go("/").await;
    browser.go("/checkout").await;
    browser.wait_for_islands().await;
    eventually("what was typed", async || {
        let city = browser.find("#city").await.prop("value").await.ok()?;
        (city.as_deref() == Some("Berlin")).then_some(())
    })
    .await;
    browser.close().await;
}
