//! One cart in two tabs.

use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};
use testing::{Shop, eventually};

use crate::chromium::{Chromium, Scripts};
use crate::slow_proxy::SlowProxy;

/// Clicks in each tab.
const CLICKS: usize = 50;

/// What the cart page in this window shows: SKU and quantity of each line, and the sums beside them.
async fn shown(browser: &Chromium, window: &WindowHandle) -> Value {
    browser.client.switch_to_window(window.clone()).await.expect("the window is open");
    let script = "return [
        [...document.querySelectorAll('.cart-line')].map(line => [
            line.querySelector('input[name=sku]').value,
            line.querySelector('input[name=quantity]').value,
            line.querySelector('.line-total').textContent,
        ]),
        document.querySelector('.summary .sum-total strong').textContent,
        document.querySelector('.cart-count').textContent,
    ]";
    browser.client.execute(script, vec![]).await.expect("a cart page")
}

/// SKU and quantity of each line, as the shop has them.
async fn stored(shop: &Shop) -> Vec<(String, String)> {
    sqlx::query_as("select sku, quantity::text from orders.cart_lines order by added_at, sku")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up")
}

fn lines(shown: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let lines = shown[0].as_array().cloned().unwrap_or_default();
    lines.iter().map(|line| (text(&line[0]), text(&line[1]))).collect()
}

#[tokio::test]
async fn two_tabs_click_at_once_and_end_with_the_same_cart() {
    let shop = Shop::start().await;
    let proxy = SlowProxy::start(20_260_101).await;
    let switches = [format!("--proxy-server=http://{}", proxy.address), "--proxy-bypass-list=<-loopback>".to_owned()];
    let browser = Chromium::open_at(&shop.plain, Scripts::On, 1280, &switches).await;
    let skus: Vec<String> = sqlx::query_scalar(
        "update orders.stock_levels set on_hand = 1000
         where sku in (select sku from orders.sellable_snapshots where active order by sku limit 2) returning sku",
    )
    .fetch_all(&shop.stores.db)
    .await
    .expect("the demo shop sells something");
    browser.go("/cart").await;
    for sku in &skus {
        let script = "const done = arguments[arguments.length - 1];
            fetch('/api/cart/add_line', {
                method: 'POST', headers: { accept: 'application/json' },
                body: new URLSearchParams({ sku: arguments[0], quantity: '20', market: 'eu' }),
            }).then(reply => done(reply.status));";
        let status = browser.client.execute_async(script, vec![json!(sku)]).await.expect("an answer");
        assert_eq!(status, 200);
    }
    browser.go("/cart").await;
    browser.wait_for_islands().await;
    let first = browser.client.window().await.expect("a window");
    let second = browser.client.new_window(true).await.expect("another tab").handle;
    browser.client.switch_to_window(second.clone()).await.expect("it is open");
    browser.go("/cart").await;
    browser.wait_for_islands().await;

    let tabs = [first, second];
    let mut state = 7_u64;
    for click in 0..2 * CLICKS {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        browser.client.switch_to_window(tabs[click % 2].clone()).await.expect("it is open");
        let step = if (state >> 33).is_multiple_of(3) { "fewer" } else { "more" };
        let script = "document.querySelectorAll(`.cart-line button[value=${arguments[0]}]`)[arguments[1]].click()";
        browser.client.execute(script, vec![json!(step), json!((state >> 40) % 2)]).await.expect("a button");
    }
    let same = async || {
        let (one, other, stored) =
            (shown(&browser, &tabs[0]).await, shown(&browser, &tabs[1]).await, stored(&shop).await);
        (proxy.is_idle() && one == other && lines(&one) == stored).then_some(one)
    };
    let shown_before = eventually("both tabs and the shop to agree", same).await;
    assert!(proxy.answered() >= CLICKS / 5, "{} changes were sent", proxy.answered());
    assert!(proxy.overtakings() > 0, "no reply overtook another: the test shows nothing");
    for tab in &tabs {
        browser.client.switch_to_window(tab.clone()).await.expect("it is open");
        browser.go("/cart").await;
        browser.wait_for_islands().await;
        let again = shown(&browser, tab).await;
        assert_eq!((again[0].clone(), again[1].clone()), (shown_before[0].clone(), shown_before[1].clone()));
    }
    browser.close().await;
}
