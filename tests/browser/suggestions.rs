//! What the search field suggests while somebody types: a combobox, by keyboard and by touch.

use fantoccini::key::Key;
use serde_json::{Value, json};
use testing::{Shop, eventually, own_build};

use crate::accessibility::{axe, inspect_what_is_shown};
use crate::chromium::{Chromium, Scripts};

/// What the field says of its list: whether it is open, which option is active, and how many there are of what stands in
/// the field now.
const STATE: &str = "const field = document.querySelector(arguments[0]);
    const list = document.getElementById(field.getAttribute('aria-controls'));
    const options = list?.dataset.of === field.value ? list.querySelectorAll('[role=option]').length : 0;
    return [field.getAttribute('aria-expanded'), field.getAttribute('aria-activedescendant'), options];";

struct Field<'a> {
    browser: &'a Chromium,
    /// Its id.
    id: &'static str,
}

impl Field<'_> {
    async fn send(&self, keys: &str) {
        self.browser.find(&format!("#{}", self.id)).await.send_keys(keys).await.expect("a field");
    }

    async fn press(&self, key: Key) {
        self.send(&char::from(key).to_string()).await;
    }

    async fn ask(&self, script: &str) -> Value {
        self.browser.client.execute(script, vec![json!(format!("#{}", self.id))]).await.expect("a page is open")
    }

    /// Waits until its list is open; how many options it has.
    async fn opened(&self) -> u64 {
        eventually("the list", async || {
            let state = self.ask(STATE).await;
            state[2].as_u64().filter(|count| state[0] == "true" && *count > 0)
        })
        .await
    }

    async fn is_at(&self, place: Option<u64>) {
        let expect = place.map(|place| format!("{}-suggestions-{place}", self.id));
        assert_eq!(self.ask(STATE).await[1], json!(expect), "the active option");
    }
}

async fn check(shop: &Shop, prefix: &str, width: u32) {
    let (typed, market) = if prefix.is_empty() { ("mug", "eu") } else { ("becher", "de") };
    let (page, id) = if width < 900 { ("/search", "q") } else { ("/products", "bar-q") };
    let page = format!("{prefix}{page}");
    let address = format!("/v1/search/suggestions?market={market}&q={typed}");
    for node in shop.shoppers_at_nodes() {
        eventually("a product, from the edge's cache", async || {
            let reply = node.get(&address).await;
            (reply.body.contains("\"sku\"") && reply.header("cache-status").contains("hit")).then_some(())
        })
        .await;
    }

    let browser = Chromium::open(shop, Scripts::On, width).await;
    browser.be_wide(width).await;
    browser.go(&page).await;
    browser.wait_for_islands().await;
    let field = Field { browser: &browser, id };
    // The page of the search has its field ready to be typed into.
    if width >= 900 {
        assert_eq!(field.ask(STATE).await[0], Value::Null, "nothing is loaded before somebody comes to the field");
    }
    field.send(typed).await;
    let last = field.opened().await - 1;
    let list = format!("#{id}-suggestions");
    let price = field.ask("return document.querySelector('.suggestion-price').textContent").await;
    assert!(price.as_str().is_some_and(|price| price.contains('€')), "{price}");
    let blank = "return [...document.querySelectorAll('.suggestion-picture')]
        .filter((place) => !place.querySelector('img') && !place.textContent).length";
    assert_eq!(field.ask(blank).await, json!(0), "a product without a picture shows its initials");
    let axe = axe();
    inspect_what_is_shown(&browser, &axe, "suggestions", width).await;
    let said = if prefix.is_empty() { "Suggestions: " } else { "Vorschläge: " };
    let status =
        field.ask("return document.querySelector(arguments[0]).form.querySelector('[role=status]').textContent");
    assert_eq!(status.await, json!(format!("{said}{}", last + 1)));

    // Beyond either end of the list is the field itself.
    for (key, place) in [
        (Key::Down, Some(0)),
        (Key::Up, None),
        (Key::Up, Some(last)),
        (Key::Home, Some(0)),
        (Key::End, Some(last)),
        (Key::Down, None),
        (Key::Down, Some(0)),
    ] {
        field.press(key).await;
        field.is_at(place).await;
    }
    inspect_what_is_shown(&browser, &axe, "a suggestion that is active", width).await;
    field.press(Key::Escape).await;
    let state = field.ask(STATE).await;
    assert_eq!((&state[0], &state[1]), (&json!("false"), &Value::Null), "closed");
    assert_eq!(field.ask("return document.querySelector(arguments[0]).value").await, typed, "what was typed stays");
    field.press(Key::Down).await;
    field.opened().await;
    field.press(Key::Down).await;
    let led = "return document.querySelector('.suggestion[aria-selected=true]').dataset.href.split('?')[0]";
    let led = field.ask(led).await;
    field.press(Key::Enter).await;
    eventually("the page it leads to", async || (browser.path().await == led).then_some(())).await;

    // By touch or mouse; the last one is a product.
    browser.go(&page).await;
    browser.wait_for_islands().await;
    field.send(typed).await;
    field.opened().await;
    browser.click(&format!("{list} .suggestions-group:last-child .suggestion")).await;
    let products = format!("{prefix}/products/");
    eventually("the product", async || browser.path().await.starts_with(&products).then_some(())).await;

    // Enter alone sends the form, as it does without scripts.
    browser.go(&page).await;
    field.send(typed).await;
    field.press(Key::Enter).await;
    let query = format!("q={typed}");
    eventually("what is found", async || {
        let address = browser.client.current_url().await.ok()?;
        (address.path() == format!("{prefix}/search") && address.query() == Some(query.as_str())).then_some(())
    })
    .await;
    browser.close().await;
}

#[tokio::test]
async fn the_search_field_suggests_on_a_phone() {
    check(&Shop::start().await, "/de", 320).await;
}

#[tokio::test]
async fn the_search_field_suggests_on_a_desktop() {
    let shop = Shop::start().await;
    check(&shop, "", 1280).await;
    let script = shop.shopper().get(&format!("/pkg/shop-{}-suggestions.js", own_build())).await;
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert!(script.header("cache-control").contains("immutable"), "{}", script.header("cache-control"));
    assert!(script.body.len() < 5 * 1024, "{} bytes", script.body.len());
}
