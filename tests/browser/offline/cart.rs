//! The cart without the network: it is read and changed, and on return it is the shop's.

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};

use super::{cut, mend, open_by_wire, wait_for_worker, wait_until_kept};
use crate::accessibility::{axe, inspect_what_is_shown};
use crate::accounts::register_as;
use crate::buying::two_colours;
use crate::chromium::Chromium;

/// All that the browser keeps of the shop, but its cookies, and what the page shows.
const ALL_THAT_IS_KEPT: &str = "const texts = [document.documentElement.outerHTML, JSON.stringify({ ...localStorage }),
        JSON.stringify({ ...sessionStorage })];
    for (const name of await caches.keys())
        for (const response of await (await caches.open(name)).matchAll())
            texts.push(response.url, [...response.headers].join(), await response.text());
    for (const { name } of await indexedDB.databases()) {
        const database = await new Promise((go, fail) => {
            const request = indexedDB.open(name);
            [request.onsuccess, request.onerror] = [() => go(request.result), fail];
        });
        for (const store of database.objectStoreNames)
            texts.push(await new Promise((go, fail) => {
                const request = database.transaction(store).objectStore(store).getAll();
                [request.onsuccess, request.onerror] = [() => go(JSON.stringify(request.result)), fail];
            }));
        database.close();
    }
    return texts.join('\\n');";

/// A browser whose service worker answers for the page of a product, which is open and kept.
async fn with_worker(shop: &Shop, browser: &Chromium) -> String {
    let (_, product) = two_colours(shop).await;
    browser.go(&product).await;
    wait_for_worker(browser).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    wait_until_kept(browser, &product).await;
    product
}

/// How many the only line of the cart has, on the page that is open.
async fn quantity(browser: &Chromium) -> Option<String> {
    browser.find(".cart-lines input[name=quantity]").await.prop("value").await.expect("a field")
}

#[tokio::test]
async fn the_cart_is_read_and_changed_without_the_network_and_on_return_it_is_the_shops() {
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    let product = with_worker(&shop, &browser).await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;

    cut(&wire).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "2").await;
    browser.wait_for_text("#waits", "wait to be sent: 1").await;
    browser.go("/cart").await;
    browser.find("#kept-cart:not([hidden]) .cart-line").await;
    browser.wait_for_text(".cart-count", "2").await;
    assert_eq!(quantity(&browser).await.as_deref(), Some("2"));
    inspect_what_is_shown(&browser, &axe(), "the cart without the network", 390).await;
    browser.click("#kept-cart button[value=more]").await;
    browser.wait_for_text(".cart-said", "updated").await;
    browser.wait_for_text("#waits", "wait to be sent: 2").await;
    // A form that is sent before the islands are awake: the browser sends it by itself.
    browser.go(&product).await;
    browser.find("form.buy").await;
    let send = "setTimeout(() => document.querySelector('form.buy').submit())";
    browser.client.execute(send, vec![]).await.expect("a form");
    browser.find("#kept-cart:not([hidden]) .cart-line").await;
    assert_eq!(browser.path().await, "/cart");
    browser.wait_for_text("#waits", "wait to be sent: 3").await;
    assert_eq!(quantity(&browser).await.as_deref(), Some("4"));
    browser.go("/checkout").await;
    browser.wait_for_text("main", "nothing is ordered while you are not").await;

    mend(&wire).await;
    browser.go("/cart").await;
    // The shop's own page, after all was sent.
    browser.find("main:not(:has(#kept-cart)) .cart-line").await;
    assert_eq!(quantity(&browser).await.as_deref(), Some("4"));
    let units: i64 = sqlx::query_scalar("select sum(quantity)::bigint from orders.cart_lines")
        .fetch_one(&shop.stores.db)
        .await
        .expect("a sum");
    assert_eq!(units, 4, "each change was done once");
    browser.close().await;
}

#[tokio::test]
async fn what_was_sold_out_meanwhile_is_told_and_an_answer_that_was_lost_changes_nothing_twice() {
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    let product = with_worker(&shop, &browser).await;
    // It arrives, and nobody hears of it.
    wire.lose_answer_to("POST /api/cart/add_line");
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    mend(&wire).await;
    browser.go("/cart").await;
    browser.find("main:not(:has(#kept-cart)) .cart-line").await;
    assert_eq!(quantity(&browser).await.as_deref(), Some("1"));

    cut(&wire).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "2").await;
    let sku = browser.find("form.buy input[name=sku]").await.prop("value").await.expect("a field").expect("a SKU");
    let sold_out = json!({ "on_hand": 0, "policy": { "kind": "tracked" } });
    let stock = format!("/v1/admin/stock/{sku}");
    let counted = shop.shopper().call(Method::PUT, &stock, Some(&shop.staff_key), &sold_out).await;
    assert_eq!(counted.status, 200, "{}", counted.body);
    mend(&wire).await;
    browser.go("/cart").await;
    browser.wait_for_text("main .notice", "While you were offline").await;
    let said = async || browser.find(".cart-line .line-gone").await.text().await.expect("a text");
    let first = said().await;
    assert!(first.contains("Sold out"), "the line says: {first}");
    // And that stays, whatever the worker has to tell the page when it is awake.
    browser.wait_for_islands().await;
    browser.find("#waits").await;
    assert_eq!(said().await, first);
    assert_eq!(quantity(&browser).await.as_deref(), Some("1"));
    browser.close().await;
}

#[tokio::test]
async fn nothing_of_somebody_who_has_logged_out_is_left_in_the_browser() {
    const NAME: &str = "Ada of Mill Lane";
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    let product = with_worker(&shop, &browser).await;
    register_as(&shop, &browser, NAME, "ada@example.com").await;
    browser.wait_for_text("main", NAME).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    let cart: uuid::Uuid =
        sqlx::query_scalar("select id from orders.carts").fetch_one(&shop.stores.db).await.expect("a cart");
    browser.go("/checkout").await;
    browser.wait_for_islands().await;
    browser.find("#waits").await;
    browser.fill("#street", "Mill Lane 1").await;
    let cart = cart.to_string();
    let markers = [NAME, "ada@example.com", "Mill Lane 1", cart.as_str()];
    eventually("what was typed and the cart to be kept", async || {
        let kept = browser.run(ALL_THAT_IS_KEPT).await;
        let kept = kept.as_str()?;
        (kept.contains(markers[2]) && kept.contains(markers[3])).then_some(())
    })
    .await;

    browser.go("/account").await;
    browser.click("main form[action='/account'] button").await;
    browser.find(".hero").await;
    browser.wait_for_islands().await;
    wait_for_worker(&browser).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    wait_until_kept(&browser, &product).await;
    cut(&wire).await;
    for path in ["/account", "/cart", "/checkout", "/orders/find", product.as_str()] {
        browser.go(path).await;
        browser.wait_for_islands().await;
        let kept = browser.run(ALL_THAT_IS_KEPT).await;
        let kept = kept.as_str().unwrap_or_else(|| panic!("no text: {kept}"));
        for marker in markers {
            assert!(!kept.contains(marker), "{marker} is left at {path}");
        }
    }
    let hidden = "return document.querySelector('#kept-cart')?.hidden";
    browser.go("/cart").await;
    assert_eq!(browser.run(hidden).await, json!(true), "there is no cart to be shown");

    // Another logs in, and sees a cart of their own.
    mend(&wire).await;
    register_as(&shop, &browser, "Bob", "bob@example.com").await;
    browser.wait_for_text("main", "Bob").await;
    browser.go("/cart").await;
    browser.find(".cart-empty").await;
    let kept = browser.run(ALL_THAT_IS_KEPT).await;
    for marker in markers {
        assert!(!kept.as_str().expect("a text").contains(marker), "{marker} is left for another");
    }
    browser.close().await;
}
