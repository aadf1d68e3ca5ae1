//! Narrowing a list without scripts, by the form that a phone opens and a wide screen shows.

use fantoccini::Locator;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};
use testing::{Shop, eventually};

use crate::chromium::{Chromium, Scripts};

/// The form is made of what the index holds, which may come a moment after the list.
async fn ready(shop: &Shop, path: &str) {
    for node in shop.shoppers_at_nodes() {
        eventually("the form", async || {
            node.get(path).await.body.contains("value=\"material~stoneware\"").then_some(())
        })
        .await;
    }
}

async fn cards(browser: &Chromium) -> usize {
    browser.client.find_all(Locator::Css("main .card")).await.expect("a page").len()
}

/// Clicks where a value stands and presses Enter. The driver takes whatever is in a closed `<details>` for hidden, also
/// where the style shows it, and would click none of it by itself.
async fn choose_by_hand(browser: &Chromium, value: &str) {
    let (duration, element) = (None, browser.find(value).await);
    let click = MouseActions::new("mouse".to_owned())
        .then(PointerAction::MoveToElement { element, duration, x: 0.0, y: 0.0 })
        .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
        .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    browser.client.perform_actions(click).await.expect("it is on the screen");
    let enter = char::from(fantoccini::key::Key::Enter);
    let press =
        KeyActions::new("keys".to_owned()).then(KeyAction::Down { value: enter }).then(KeyAction::Up { value: enter });
    browser.client.perform_actions(press).await.expect("a keyboard");
}

async fn narrow(shop: &Shop, prefix: &str, width: u32) {
    let list = format!("{prefix}/collections/table");
    ready(shop, &list).await;
    let browser = Chromium::open(shop, Scripts::Off, width).await;
    browser.go(&list).await;
    let all = {
        browser.find(".filters").await;
        cards(&browser).await
    };
    let stoneware = "label:has(input[value='material~stoneware'])";
    if width < 1024 {
        assert!(!browser.find(stoneware).await.is_displayed().await.expect("it is there"), "closed above the list");
        browser.click(".filters > summary").await;
        browser.click(stoneware).await;
        browser.click(".filters-form button").await;
    } else {
        choose_by_hand(&browser, stoneware).await;
    }
    browser.wait_for_text(".list-count", if prefix.is_empty() { "filtered by" } else { "gefiltert nach" }).await;
    let some = cards(&browser).await;
    assert!(some > 0 && some < all, "{some} of {all}");
    let address = browser.client.current_url().await.expect("a page is open");
    assert!(address.query().is_some_and(|query| query.contains("filter=material%7Estoneware")), "{address}");

    // The order of what is listed can be changed, and what is chosen stays.
    browser.find("#sort").await.select_by_value("price_ascending").await.expect("an order");
    browser.click(".list-sort button").await;
    eventually("the other order", async || {
        let address = browser.client.current_url().await.ok()?;
        address.query()?.contains("sort=price_ascending").then_some(())
    })
    .await;
    browser.find(".filter-chips").await;
    assert_eq!(cards(&browser).await, some);
    // A chip takes it away again.
    browser.click(".filter-chips li:first-child a").await;
    eventually("the whole list", async || {
        let chips = browser.client.find_all(Locator::Css(".filter-chips")).await.ok()?;
        let is_whole = chips.is_empty() && cards(&browser).await == all;
        is_whole.then_some(())
    })
    .await;
    if width < 1024 {
        // Any range of numbers is typed, and stands in the address as links have it.
        browser.click(".filters > summary").await;
        for (field, number) in [("from", "200"), ("to", "400")] {
            let field = browser.find(&format!("[name='{field}.capacity_ml']")).await;
            field.send_keys(number).await.expect("a field");
        }
        browser.click(".filters-form button").await;
        browser.wait_for_text(".list-count", "filtered by").await;
        let address = browser.client.current_url().await.expect("a page is open");
        assert_eq!(address.query(), Some("sort=price_ascending&filter=capacity_ml~200..400"));
        let some = cards(&browser).await;
        assert!(some > 0 && some < all, "{some} of {all}");
    }
    browser.close().await;
}

#[tokio::test]
async fn a_list_is_narrowed_on_a_phone_without_scripts() {
    narrow(&Shop::start().await, "", 390).await;
}

#[tokio::test]
async fn a_list_is_narrowed_on_a_desktop_without_scripts() {
    narrow(&Shop::start().await, "/de", 1280).await;
}
