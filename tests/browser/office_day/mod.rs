//! A merchant's days: the first one by the keyboard alone (the shop gets its name, a product its options and prices, somebody
//! buys it, and a part of the money goes back), and others in files of their own.

mod first_sale;
mod import;
mod keyboard;
mod photograph;

use fantoccini::Locator;
use http::Method;
use serde_json::{Value, json};
use testing::{Shop, eventually};

use crate::accessibility::axe;
use crate::chromium::{Chromium, Scripts};
use crate::office::{BUTTON, PASSWORD, Window, code};
use keyboard::{ENTER, Keyboard, SPACE};

/// A window of the office in which the shop's first member of staff is signed in, `width` pixels wide.
async fn signed_in(shop: &Shop, office: &str, width: u32) -> Window {
    let invite = ["staff", "invite", "--email", "ada@example.com", "--role", "owner", "--admin-url", office];
    let link = shop.run_origin(&invite).trim().to_owned();
    let welcome = link.strip_prefix(office).expect("it leads to the office").to_owned();
    let window = Window { browser: Chromium::open_at(office, Scripts::On, width, &[]).await, axe: axe() };
    window.browser.go(&welcome).await;
    let secret = window.text("code.secret").await;
    window.fill(&[("name", "Ada"), ("password", PASSWORD), ("code", &code(shop, &secret).await)]).await;
    window.browser.click(BUTTON).await;
    window.browser.find("ul.codes li").await;
    window.browser.click("main a.main").await;
    window.browser.wait_for_text("main h1", "Overview").await;
    window
}

/// The button that makes what was looked at.
const CONFIRM: &str = "form:has([name='confirmed']) button.main";

/// A shopper orders one of what was made; returns the order's number.
async fn bought(shop: &Shop) -> String {
    let api = shop.shopper();
    let post = async |path: &str, body: Value| api.call(Method::POST, path, None, &body).await;
    let cart = post("/v1/carts", json!({ "market": "de" })).await.json();
    let cart = cart["id"].as_str().expect("an id");
    eventually("a line in the cart", async || {
        let line = json!({ "sku": "PILOT-JUG-INK", "quantity": 1 });
        (post(&format!("/v1/carts/{cart}/lines"), line).await.status == 200).then_some(())
    })
    .await;
    let checkout = api.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await.json();
    let order = json!({
        "cart": cart, "market": "de", "email": "eve@example.com", "delivery": "standard", "payment_token": "test_accept",
        "address": { "name": "Eve", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "expected_total": checkout["deliveries"][0]["total"],
    });
    let placed = post("/v1/orders", order).await;
    assert_eq!(placed.status, 200, "{}", placed.body);
    placed.json()["number"].as_i64().expect("it is paid for").to_string()
}

#[tokio::test]
async fn a_merchants_first_day_goes_by_the_keyboard_alone() {
    let shop = Shop::start().await;
    let (office, _process) = shop.start_office().await;
    let invite = ["staff", "invite", "--email", "ada@example.com", "--role", "owner", "--admin-url", &office];
    let link = shop.run_origin(&invite).trim().to_owned();
    let welcome = link.strip_prefix(&office).expect("it leads to the office").to_owned();
    let window = Window { browser: Chromium::open_at(&office, Scripts::On, 1280, &[]).await, axe: axe() };
    let browser = &window.browser;
    let keys = Keyboard(browser);

    browser.go(&welcome).await;
    let secret = window.text("code.secret").await;
    keys.types("main [name='name']", "Ada").await;
    keys.types("main [name='password']", PASSWORD).await;
    keys.types("main [name='code']", &code(&shop, &secret).await).await;
    keys.press(ENTER).await;
    browser.find("ul.codes li").await;
    keys.to("main a.main").await;
    keys.press(ENTER).await;
    browser.wait_for_text("main h1", "Overview").await;

    // What is still to be done leads to the name, and from there to the first product.
    keys.to("main ul.rows a[href='/admin/settings']").await;
    keys.press(ENTER).await;
    keys.types("main [name='name']", "Kontor Nord").await;
    keys.types("main [name='time_zone']", "Europe/Berlin").await;
    keys.press(ENTER).await;
    browser.wait_for_text(".alert", "Saved").await;
    keys.to("nav a[href='/admin/products']").await;
    keys.press(ENTER).await;
    keys.to("main a[href='/admin/products/new']").await;
    keys.press(ENTER).await;
    keys.types("main [name='title.en']", "Pilot jug").await;
    keys.types("main [name='slug']", "pilot-jug").await;
    keys.types("main [name='new.sku']", "PILOT-JUG").await;
    keys.types("main [name='new.price.EUR']", "49,00").await;
    keys.types("main [name='new.stock']", "3").await;
    keys.press(ENTER).await;
    browser.wait_for_text(".alert", "Saved").await;

    // Two colours, of which the second variant is made.
    keys.to("main a[href$='/options']").await;
    keys.press(ENTER).await;
    keys.types("main [name='new.label.en']", "Colour").await;
    keys.types("main [name='new.more']", "Oat | Hafer\nInk | Tinte").await;
    keys.to("main [name='fill']").await;
    keys.press(SPACE).await;
    window.inspect("the options of a product").await;
    keys.to("main form button.main").await;
    keys.press(ENTER).await;
    browser.wait_for_text("main", "PILOT-JUG-INK").await;
    window.inspect("the question before variants are made").await;
    keys.to(CONFIRM).await;
    keys.press(ENTER).await;
    browser.wait_for_text(".alert", "Saved").await;

    // Its lines: a price and the stock of the new one, looked at and kept.
    keys.to("main a[href$='/lines']").await;
    keys.press(ENTER).await;
    keys.to("#lines").await;
    keys.replaces("SKU;EUR;Stock\nPILOT-JUG-INK;52,00;4").await;
    keys.to("main form button.main").await;
    keys.press(ENTER).await;
    browser.wait_for_text("main table", "52.00").await;
    window.inspect("what lines change").await;
    keys.to(CONFIRM).await;
    keys.press(ENTER).await;
    browser.wait_for_text(".alert", "Saved").await;

    // On sale, by the list: chosen, looked at, changed.
    browser.go("/admin/products").await;
    keys.to("main [name^='pick.']").await;
    keys.press(SPACE).await;
    keys.to("#edit").await;
    keys.press("Status: O").await;
    window.inspect("several products that are chosen").await;
    keys.to("fieldset.bulk button").await;
    keys.press(ENTER).await;
    browser.wait_for_text("main table", "On sale").await;
    window.inspect("what becomes of several products").await;
    keys.to(CONFIRM).await;
    keys.press(ENTER).await;
    browser.wait_for_text("main", "It can be taken back for 90 days").await;
    window.inspect("several products that were changed").await;

    // It is bought, packed with a note, sent, and a part of the money goes back.
    let number = bought(&shop).await;
    browser.go("/admin/orders").await;
    keys.to("main tbody a").await;
    assert_eq!(keys.focused_text().await, number);
    keys.press(ENTER).await;
    keys.types("main [name='note']", "Wrap it twice.").await;
    keys.to("form[action$='/note'] button").await;
    keys.press(ENTER).await;
    browser.wait_for_text(".timeline", "Wrap it twice.").await;
    // What is to be picked is on a slip that the keyboard leads to.
    keys.to("main a[href$='/packing-slip']").await;
    keys.types("main [name='carrier']", "DHL").await;
    keys.types("main [name='tracking-number']", "JJD0001").await;
    keys.press(ENTER).await;
    browser.wait_for_text("main", "JJD0001").await;
    let order = browser.path().await;
    eventually("the money that can go back", async || {
        browser.go(&order).await;
        browser.client.find(Locator::Css("form[action$='/refund']")).await.is_ok().then_some(())
    })
    .await;
    keys.to("details:has(form[action$='/refund']) summary").await;
    keys.press(ENTER).await;
    keys.types("main [name='goodwill']", "5,00").await;
    keys.types("main [name='refund-reason']", "A chipped rim").await;
    keys.press(ENTER).await;
    browser.wait_for_text("main", "A chipped rim").await;
    window.inspect("an order of which a part went back").await;
    window.browser.close().await;
}
