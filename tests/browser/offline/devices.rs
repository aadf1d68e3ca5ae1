//! Two devices of one shopper change one cart, online, offline and with answers lost, in any order: in the end both show
//! the cart of the shop, and each change was done once. The rules alone, over many more runs, are tried in
//! `app/service-worker/tests/devices.test.mjs`.

use serde_json::json;
use testing::{Shop, Wire};

use super::{cut, mend, open_by_wire, wait_for_worker, wait_until_kept};
use crate::accounts::register;
use crate::buying::two_colours;
use crate::chromium::Chromium;

const STEPS: usize = 48;

/// The same numbers for everybody: Knuth's linear congruential generator.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Sends a change of the cart as an island does; what became of it.
async fn change(browser: &Chromium, kind: &str, sku: &str, units: u64) -> u64 {
    let script = format!(
        "const fields = {{ sku: {}, quantity: {units}, market: 'eu', key: crypto.randomUUID() }};
        const answer = await fetch('/api/cart/{kind}_line', {{
            method: 'POST', headers: {{ accept: 'application/json' }}, body: new URLSearchParams(fields),
        }});
        return answer.status;",
        json!(sku)
    );
    let status = browser.run(&script).await;
    status.as_u64().unwrap_or_else(|| panic!("no answer: {status}"))
}

/// SKU and units of each line that the cart's page shows.
async fn shown(browser: &Chromium) -> Vec<(String, i64)> {
    browser.go("/cart").await;
    browser.find("main:not(:has(#kept-cart))").await;
    let script = "return [...document.querySelectorAll('.cart-line')].map((line) =>
        [line.querySelector('input[name=sku]').value, Number(line.querySelector('input[name=quantity]').value)]).sort()";
    serde_json::from_value(browser.run(script).await).expect("lines")
}

#[tokio::test]
async fn two_devices_of_one_shopper_come_to_the_shops_cart() {
    let shop = Shop::start().await;
    let (slug, product) = two_colours(&shop).await;
    sqlx::query("update orders.stock_levels set on_hand = 1000").execute(&shop.stores.db).await.expect("PostgreSQL");
    let skus: Vec<String> =
        sqlx::query_scalar("select sku from orders.sellable_snapshots where slug = $1 and active order by sku limit 2")
            .bind(&slug)
            .fetch_all(&shop.stores.db)
            .await
            .expect("it has two colours");
    let devices: [(Chromium, Wire); 2] = [open_by_wire(&shop).await, open_by_wire(&shop).await];
    register(&shop, &devices[0].0).await;
    devices[0].0.go(&product).await;
    assert_eq!(change(&devices[0].0, "add", &skus[1], 1).await, 200);
    devices[1].0.go("/login").await;
    devices[1].0.fill("#email", "ada@example.com").await;
    devices[1].0.fill("#password", "three harbour lamps").await;
    devices[1].0.click("main form button[type=submit]").await;
    devices[1].0.find("main form input[value=logout]").await;
    for (browser, _) in &devices {
        browser.go(&product).await;
        wait_for_worker(browser).await;
        browser.go(&product).await;
        browser.wait_for_islands().await;
        wait_until_kept(browser, &product).await;
    }

    // Of the one colour units are only added: they add up, in whatever order. Of the other anything happens.
    let (mut random, mut added) = (Random(20_261_127), 0);
    for _ in 0..STEPS {
        let (browser, wire) = &devices[usize::from(random.below(2) == 1)];
        match random.below(9) {
            0 | 1 if wire.is_cut() => mend(wire).await,
            0 | 1 => cut(wire).await,
            // The next change arrives, and nobody hears of it.
            2 if !wire.is_cut() => wire.lose_answer_to("POST /api/cart/"),
            2..=5 => {
                let units = 1 + random.below(2);
                if change(browser, "add", &skus[0], units).await == 200 {
                    added += units;
                }
            }
            kind => {
                let kind = ["add", "update", "remove"][usize::try_from(kind - 6).expect("a small number")];
                let status = change(browser, kind, &skus[1], 1 + random.below(9)).await;
                assert!([200, 404, 503].contains(&status), "{kind}: {status}");
            }
        }
    }
    assert!(added > 0, "nothing was added");
    for (_, wire) in &devices {
        // What was to be lost and never came is not lost now.
        wire.forget_cut();
        mend(wire).await;
    }
    for (browser, _) in &devices {
        shown(browser).await;
    }
    let stored: Vec<(String, i64)> = sqlx::query_as("select sku, quantity::bigint from orders.cart_lines order by sku")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL");
    let of_first = stored.iter().find(|(sku, _)| *sku == skus[0]).map_or(0, |(_, units)| *units);
    assert_eq!(of_first, i64::try_from(added).expect("a small number"), "each unit was added once");
    for (browser, _) in devices {
        assert_eq!(shown(&browser).await, stored);
        browser.close().await;
    }
}
