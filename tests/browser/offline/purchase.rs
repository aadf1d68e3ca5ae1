//! A purchase over a network that fails: cut at each moment of each of its requests, flapping, and slow. It is one order,
//! of what was put into the cart once, and nobody sees the browser's own error page.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use testing::{Moment, Shop, Wire, eventually};

use super::{mend, open_by_wire, wait_for_worker, wait_until_kept};
use crate::buying::two_colours;
use crate::chromium::Chromium;

/// All that a purchase asks the shop for, as it begins; `PRODUCT` is the product's page. That the cart has become an order
/// the cookie tells.
const REQUESTS: [&str; 5] =
    ["GET PRODUCT", "POST /api/cart/add_line", "GET /checkout", "POST /checkout", "GET /orders/"];

/// What is asked for beside it: files, whether there is another worker, and whether there are messages.
const BESIDE: [&str; 8] = [
    "GET /pkg/",
    "GET /media/",
    "GET /icons/",
    "GET /fonts/",
    "GET /sw.js",
    "GET /manifest.webmanifest",
    "GET /favicon",
    "GET /v1/push/key",
];

/// Fills in the checkout and sends it.
pub const SEND: &str = "const form = document.querySelector('form.checkout');
    const typed = { email: 'ada@example.com', name: 'Ada Lovelace', street: 'Mill Lane 1', postal_code: '10115', city: 'Berlin', country: 'DE' };
    for (const [name, value] of Object.entries(typed)) form.elements[name].value = value;
    document.getElementById('delivery-standard').checked = true;
    document.getElementById('payment-test_accept').checked = true;
    form.dispatchEvent(new Event('input', { bubbles: true }));
    setTimeout(() => form.requestSubmit());";

/// How an order stands that was sent: it is shown; no answer came, and the page says so; its page cannot be had; or has
/// begun to come.
const STATE: &str = "const shown = document.querySelector('main')?.textContent ?? '';
    if (location.protocol === 'chrome-error:') return 'error';
    const isOrder = location.pathname.startsWith('/orders/');
    if (isOrder && shown.includes('ada@example.com')) return 'ordered';
    if (document.querySelector('#no-answer:not([hidden]) #order-unknown:not([hidden])')) return 'unknown';
    if (!isOrder) return null;
    return document.readyState === 'complete' ? 'stranded' : 'begun';";

/// Somebody who buys one unit, and goes on when the network is back.
struct Buyer<'a> {
    shop: &'a Shop,
    browser: &'a Chromium,
    wire: &'a Wire,
    product: &'a str,
    /// Orders that must be there by now.
    orders: i64,
}

impl Buyer<'_> {
    async fn buy(&mut self, what: &str) {
        self.mend().await;
        self.open(self.product, "form.buy").await;
        self.browser.wait_for_islands().await;
        self.browser.click("form.buy button[type=submit]").await;
        let is_in_cart = async || {
            let shown = self.browser.run("return document.querySelector('.cart-count')?.textContent").await;
            shown.as_str().is_some_and(|shown| shown.contains('1'))
        };
        // An answer that never comes is waited for for ten seconds, and what was to be sent after it for as long.
        let counted = tokio::time::timeout(Duration::from_secs(60), async {
            while !is_in_cart().await {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        });
        counted.await.unwrap_or_else(|_| panic!("{what}: nothing is in the cart"));
        self.mend().await;
        self.open("/checkout", "form.checkout").await;
        self.browser.wait_for_islands().await;
        // The script that keeps what was typed.
        self.browser.find("#waits").await;
        self.browser.client.execute(SEND, vec![]).await.expect("a form");
        self.wait_for_order(what).await;
        self.orders += 1;
        let counted: (i64, i64) = sqlx::query_as(
            "select (select count(*) from orders.orders), (select coalesce(sum(quantity), 0)::bigint from orders.order_lines)",
        )
        .fetch_one(&self.shop.stores.db)
        .await
        .expect("PostgreSQL");
        assert_eq!(counted, (self.orders, self.orders), "{what}: orders, and units in them");
        self.browser.find("#waits").await;
        assert_eq!(self.browser.run("return localStorage.getItem('checkout')").await, json!(null), "{what}");
    }

    /// Opens a page, again if the network failed, until it has this.
    async fn open(&self, path: &str, css: &str) {
        let is_there = format!("return !!document.querySelector('{css}')");
        for _ in 0..8 {
            self.browser.go(path).await;
            // Of a page that was cut off in its midst it may be there, too.
            if !self.wire.is_cut() && self.browser.run(&is_there).await == json!(true) {
                return;
            }
            self.mend().await;
        }
        self.browser.find(css).await;
    }

    async fn wait_for_order(&self, what: &str) {
        for _ in 0..8 {
            let state = eventually(&format!("{what}: what became of the order"), async || {
                let state = self.browser.run(STATE).await.as_str()?.to_owned();
                match state.as_str() {
                    // A page that was cut off in its midst never ends, and lacks its scripts.
                    "ordered" | "begun" if self.wire.is_cut() => Some("stranded".to_owned()),
                    "begun" => None,
                    _ => Some(state),
                }
            })
            .await;
            match state.as_str() {
                "ordered" => return,
                "unknown" => {
                    self.mend().await;
                    self.browser.click("#no-answer a").await;
                    self.open("/checkout", "#unanswered").await;
                    self.browser.click("#unanswered:not([hidden]) button[value=ask]").await;
                }
                "stranded" => {
                    self.mend().await;
                    self.browser.go(&self.browser.path().await).await;
                }
                other => panic!("{what}: the browser shows its own page: {other}"),
            }
        }
        panic!("{what}: the order is not found");
    }

    /// Mends the wire if it was cut.
    async fn mend(&self) {
        if self.wire.is_cut() {
            mend(self.wire).await;
        }
    }
}

/// A shop that does not sell out, and a browser with the product's page and a service worker that keeps it.
async fn ready() -> (Shop, Chromium, Wire, String) {
    let shop = Shop::start().await;
    let (_, product) = two_colours(&shop).await;
    sqlx::query("update orders.stock_levels set on_hand = 1000").execute(&shop.stores.db).await.expect("PostgreSQL");
    let (browser, wire) = open_by_wire(&shop).await;
    browser.go(&product).await;
    wait_for_worker(&browser).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    wait_until_kept(&browser, &product).await;
    (shop, browser, wire, product)
}

#[tokio::test]
async fn cut_at_any_moment_of_any_of_its_requests_a_purchase_is_one_order() {
    let (shop, browser, wire, product) = ready().await;
    let mut buyer = Buyer { shop: &shop, browser: &browser, wire: &wire, product: &product, orders: 0 };
    let before = wire.requests().len();
    buyer.buy("nothing is cut").await;
    // The table has them all, so that a new one is not forgotten.
    let table: BTreeSet<String> = REQUESTS.map(|request| request.replace("PRODUCT", &product)).into();
    let begin = |request: &String| {
        let known = table.iter().find(|known| request.starts_with(known.as_str()));
        known.unwrap_or(request).clone()
    };
    let of_purchase = || -> BTreeSet<String> {
        let asked = wire.requests().split_off(before);
        let of_purchase = asked.iter().filter(|request| !BESIDE.iter().any(|beside| request.starts_with(beside)));
        of_purchase.map(begin).collect()
    };
    eventually("all of the table", async || of_purchase().is_superset(&table).then_some(())).await;
    assert_eq!(of_purchase(), table);

    for request in REQUESTS.map(|request| request.replace("PRODUCT", &product)) {
        for moment in Moment::ALL {
            let what = format!("{request}, {moment:?}");
            wire.cut_at(&request, moment);
            buyer.buy(&what).await;
            eventually(&format!("{what}, to be asked for"), async || (!wire.is_waiting()).then_some(())).await;
        }
    }
    browser.close().await;
}

#[tokio::test]
async fn over_a_network_that_flaps_or_is_slow_a_purchase_is_one_order() {
    let (shop, browser, wire, product) = ready().await;
    let mut buyer = Buyer { shop: &shop, browser: &browser, wire: &wire, product: &product, orders: 0 };
    wire.flap(true);
    for _ in 0..3 {
        buyer.buy("a network that flaps").await;
    }
    wire.flap(false);
    wire.be_slow(Duration::from_millis(150));
    buyer.buy("a slow network").await;
    browser.close().await;
}
