//! The accessibility rules of axe (WCAG 2.2 A and AA) on every page of the site map and on every form with faults, and
//! no sideways scrolling on a phone.

use api::site::PAGES;
use http::Method;
use serde_json::{Value, json};
use testing::{Shop, eventually};

use crate::accounts::{ask_for_account, register};
use crate::chromium::{Chromium, Scripts};

/// The axe library, which `cargo xtask test` puts there.
pub fn axe() -> String {
    let path = std::env::var("AXE_JS").expect("AXE_JS is not set: run the tests by `cargo xtask test`");
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {path}: {error}"))
}

async fn violations(browser: &Chromium, axe: &str) -> Vec<Value> {
    browser.client.execute(axe, vec![]).await.expect("axe loads");
    let run = "const done = arguments[arguments.length - 1];
        axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
            rules: { 'landmark-unique': { enabled: true } } })
            .then(result => done(result.violations.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)])));";
    let found = browser.client.execute_async(run, vec![]).await.expect("axe runs");
    found.as_array().cloned().expect("a list")
}

async fn inspect(browser: &Chromium, axe: &str, page: &str, width: u32) {
    browser.go(page).await;
    browser.find("main h1").await;
    inspect_what_is_shown(browser, axe, page, width).await;
}

pub async fn inspect_what_is_shown(browser: &Chromium, axe: &str, what: &str, width: u32) {
    let found = violations(browser, axe).await;
    assert!(found.is_empty(), "{what} at {width} px: {}", json!(found));
    fits(browser, what).await;
}

/// Nothing scrolls sideways.
async fn fits(browser: &Chromium, what: &str) {
    let script = "return [document.documentElement.scrollWidth, innerWidth]";
    let widths = browser.client.execute(script, vec![]).await.expect("two numbers");
    let width = |at: usize| widths[at].as_i64().expect("a number");
    assert!(width(0) <= width(1), "{what} is {} px wide in a window of {} px", width(0), width(1));
}

/// Sends a form as it is, whatever the browser would say to that, and waits for the shop's answer.
async fn send_with_faults(browser: &Chromium, form: &str, answer: &str) {
    let send = format!("const form = document.querySelector('{form}'); form.noValidate = true; form.requestSubmit();");
    browser.find(form).await;
    browser.client.execute(&send, vec![]).await.expect("a form");
    browser.find(answer).await;
}

/// An order of four pieces, of which one was called off, two were sent and one comes back; its page, and what opens it.
async fn order_with_a_life(shop: &Shop) -> (String, String) {
    let api = shop.shopper();
    let sku: String = sqlx::query_scalar("select sku from orders.stock_levels where on_hand > 9 order by sku limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let post = async |path: String, body: Value| {
        let staff = path.starts_with("/v1/admin/").then_some(shop.staff_key.as_str());
        let reply = api.call(Method::POST, &path, staff, &body).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.json()
    };
    let cart = post("/v1/carts".into(), json!({ "market": "eu" })).await;
    let cart = cart["id"].as_str().expect("an id");
    post(format!("/v1/carts/{cart}/lines"), json!({ "sku": sku, "quantity": 4 })).await;
    let checkout = api.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await.json();
    let order = json!({
        "cart": cart, "market": "eu", "email": "ada@example.com", "delivery": "standard", "payment_token": "test_accept",
        "address": { "name": "Ada", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "expected_total": checkout["deliveries"][0]["total"],
    });
    let order = post("/v1/orders".into(), order).await;
    let token = order["order_token"].as_str().expect("a guest gets what opens the order").to_owned();
    let order = order["id"].as_str().expect("an id");
    let off = json!({ "lines": [{ "sku": sku, "quantity": 1 }], "reason": "The glaze is off" });
    post(format!("/v1/admin/orders/{order}/part-cancellations"), off).await;
    let parcel = json!({
        "lines": [{ "sku": sku, "quantity": 2 }], "state": "shipped", "carrier": "DHL", "tracking_number": "JJD0001",
        "tracking_url": "https://dhl.example/",
    });
    post(format!("/v1/admin/orders/{order}/shipments"), parcel).await;
    let back = json!({
        "kind": "return", "lines": [{ "sku": sku, "quantity": 1 }], "reason": "a chipped rim", "email": "ada@example.com",
    });
    let key = format!("return-of-{order}");
    let headers =
        [("content-type", "application/json"), ("idempotency-key", key.as_str()), ("order-token", token.as_str())];
    let asked = api.send(Method::POST, &format!("/v1/orders/{order}/returns"), &headers, back.to_string().into()).await;
    assert_eq!(asked.expect("an answer").status, 200);
    let refund = json!({ "goodwill": { "minor": 300, "currency": "EUR" }, "reason": "late" });
    post(format!("/v1/admin/orders/{order}/refunds"), refund).await;
    (format!("/orders/{order}"), token)
}

async fn check_order(shop: &Shop, width: u32) {
    let axe = axe();
    let (order, token) = order_with_a_life(shop).await;
    let browser = Chromium::open(shop, Scripts::On, width).await;
    browser.go(&order).await;
    inspect_what_is_shown(&browser, &axe, "an order that does not open", width).await;
    browser.go(&format!("{order}?token={token}")).await;
    let address = browser.client.current_url().await.expect("a page is open");
    assert_eq!((address.path(), address.query()), (order.as_str(), None), "the token is in no address");
    for page in PAGES.iter().filter(|page| page.path.starts_with(ORDER)) {
        let page = page.path.replace(ORDER, &order);
        inspect(&browser, &axe, &page, width).await;
        inspect(&browser, &axe, &format!("/de{page}"), width).await;
    }
    browser.go(&format!("{order}/withdrawal")).await;
    browser.click("main form button[type=submit]").await;
    browser.find("main form input[name=step]").await;
    inspect_what_is_shown(&browser, &axe, "the confirmation", width).await;
    browser.go(&format!("{order}/return")).await;
    browser.click("label[for=wish-exchange]").await;
    send_with_faults(&browser, "main form", "#reason-fault").await;
    inspect_what_is_shown(&browser, &axe, "a return with faults", width).await;
    browser.close().await;
}

/// What the paths of an order's pages begin with.
const ORDER: &str = "/orders/:id";

/// Every page of the site map but those of an order, as a guest; the account comes last.
fn pages_of_a_guest(product: &str, collection: &str) -> Vec<String> {
    let address = |path: &str| match path {
        "/products/:slug" => product.to_owned(),
        "/collections/:slug" => collection.to_owned(),
        "/pages/:slug" => format!("/pages/{ABOUT}"),
        "/search" => "/search?q=mug".to_owned(),
        "/login/link" => format!("/login/link?token={}", "x".repeat(43)),
        path => path.to_owned(),
    };
    let pages = PAGES.iter().map(|page| page.path);
    pages.filter(|path| !path.starts_with(ORDER) && *path != "/account").map(address).collect()
}

/// A page of the merchant's own.
const ABOUT: &str = "about-us";

/// A list that is narrowed.
const NARROWED: &str = "/collections/table?filter=colour~oat&max=90";

/// Each form with faults: the page, its form, and what the answer shows.
const FAULTS: [(&str, &str, &str); 7] = [
    ("/login", "main form", "#email-fault"),
    ("/login/code", "main form", "#email-fault"),
    ("/login/code/enter", "main form", "#code-fault"),
    ("/register", "main form", "#email-fault"),
    ("/orders/find", "main form", "#number-fault"),
    ("/checkout", "form.checkout", "#email-fault"),
    ("/cart", ".code-form", "#code-fault"),
];

async fn check(shop: &Shop, width: u32) {
    let axe = axe();
    let browser = Chromium::open(shop, Scripts::On, width).await;
    let slug: String = sqlx::query_scalar("select slug from catalog.products order by slug limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let collection: String = sqlx::query_scalar("select slug from catalog.collections order by slug limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let product = format!("/products/{slug}");
    let collection = format!("/collections/{collection}");
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    let summer = json!({
        "title": { "en": "Summer sale" }, "code": "SUMMER10", "benefit": { "kind": "percent", "basis_points": 1000 },
    });
    let made = shop.shopper().call(Method::POST, "/v1/admin/promotions", Some(&shop.staff_key), &summer).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let about = json!({
        "kind": "imprint", "slug": ABOUT, "title": { "en": "About us" }, "publication": "publish",
        "body": { "en": "# Who\n\n> We\n\n- *one*\n- [two](/products)\n\n### Where\n\n| a | b |\n|---|---|\n| 1 | 2 |" },
    });
    let made = shop.shopper().call(Method::POST, "/v1/admin/pages", Some(&shop.staff_key), &about).await;
    assert_eq!(made.status, 200, "{}", made.body);
    browser.go("/cart").await;
    browser.fill("#code", "summer10").await;
    browser.click(".code-form button").await;
    browser.wait_for_text(".codes", "SUMMER10").await;
    let others = [
        &format!("/de{product}"),
        "/search?q=zzzz",
        "/search?q=blankt",
        "/de/search?q=rucksak",
        "/products?page=9999",
        "/de/pages/about-us",
        "/no-such-page",
        NARROWED,
        "/de/search?q=becher&filter=colour~oat",
        "/products?filter=colour~no-such-colour",
        "/products?min=500&max=10",
        "/search?q=mug&sort=sideways",
    ]
    .map(str::to_owned);
    for page in pages_of_a_guest(&product, &collection).into_iter().chain(others) {
        inspect(&browser, &axe, &page, width).await;
    }
    browser.go(NARROWED).await;
    browser.find(".filters").await;
    if width < 1024 {
        browser.click(".filters > summary").await;
    }
    inspect_what_is_shown(&browser, &axe, "the form that narrows a list", width).await;
    for (page, form, answer) in FAULTS {
        browser.go(page).await;
        send_with_faults(&browser, form, answer).await;
        inspect_what_is_shown(&browser, &axe, &format!("{page} with faults"), width).await;
    }
    ask_for_account(&browser, "Bob", "bob@example.com").await;
    inspect_what_is_shown(&browser, &axe, "the page after opening an account", width).await;
    register(shop, &browser).await;
    let pages = [
        "",
        "/addresses",
        "/addresses/edit",
        "/data",
        "/details",
        "/delete",
        "/email",
        "/email/code",
        "/identities",
        "/passkeys",
        "/password",
        "/sessions",
    ];
    for page in pages.iter().flat_map(|page| [format!("/account{page}"), format!("/de/account{page}")]) {
        inspect(&browser, &axe, &page, width).await;
    }
    for (page, answer) in [
        ("/account/addresses/edit", "#street-fault"),
        ("/account/email", "#email-fault"),
        ("/account/password", "#password-fault"),
    ] {
        browser.go(page).await;
        send_with_faults(&browser, "main form", answer).await;
        inspect_what_is_shown(&browser, &axe, &format!("{page} with faults"), width).await;
    }
    browser.go("/account/addresses/edit").await;
    for (field, text) in [("#street", "Mill Lane 1"), ("#postal_code", "10115"), ("#city", "Berlin")] {
        browser.fill(field, text).await;
    }
    browser.client.execute("document.querySelector('#country').value = 'DE'", vec![]).await.expect("a list");
    browser.click("main form button[type=submit]").await;
    browser.find(".order-row form").await;
    inspect_what_is_shown(&browser, &axe, "an address book", width).await;
    browser.go("/checkout").await;
    browser.find(".saved-addresses a[aria-current]").await;
    inspect_what_is_shown(&browser, &axe, "a checkout with addresses to choose", width).await;
    shop.age_sessions().await;
    for page in ["/account/password", "/account/data"] {
        inspect(&browser, &axe, page, width).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn every_page_passes_axe_on_a_phone() {
    check(&Shop::start().await, 390).await;
}

#[tokio::test]
async fn an_order_s_pages_pass_axe_on_a_phone() {
    check_order(&Shop::start().await, 390).await;
}

#[tokio::test]
async fn x01_every_page_passes_axe_on_a_desktop() {
    check(&Shop::start().await, 1280).await;
}

/// The demo shop's catalogue with words of a hundred letters and more in all texts of one product and one collection.
fn long_words() -> (String, String, String) {
    let word = "Küchenmaschinenzubehöraufbewahrungsbox".repeat(3);
    let catalog = std::fs::read_to_string("../demo/catalog.jsonl").expect("the demo catalogue");
    let (mut product, mut collection) = (None, None);
    let lines = catalog.lines().map(|line| {
        let mut entry: Value = serde_json::from_str(line).expect("JSON");
        let place = match entry["kind"].as_str() {
            Some("product") => &mut product,
            Some("collection") => &mut collection,
            _ => return line.to_owned(),
        };
        if place.is_none() {
            *place = entry["slug"].as_str().map(str::to_owned);
            let text = json!({ "en": word, "de": word });
            for field in ["title", "summary", "description"] {
                if entry.get(field).is_some() {
                    entry[field] = text.clone();
                }
            }
            if entry["kind"] == "product" {
                entry["brand"] = json!("Stoneware".repeat(9));
                entry["attributes"] = json!({ "material": { "label": text, "value": text } });
                for axis in entry["options"].as_array_mut().into_iter().flatten() {
                    axis["label"] = text.clone();
                    for value in axis["values"].as_array_mut().into_iter().flatten() {
                        value["label"] = text.clone();
                    }
                }
            }
        }
        entry.to_string()
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    (lines, product.expect("a product"), collection.expect("a collection"))
}

#[tokio::test]
async fn j01_no_page_scrolls_sideways_at_320_px_whatever_its_words() {
    let shop = Shop::start().await;
    let (catalog, product, collection) = long_words();
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), catalog).expect("ours");
    shop.run_origin(&["seed", "--catalog", file.path().to_str().expect("UTF-8")]);
    let (product, collection) = (format!("/products/{product}"), format!("/collections/{collection}"));
    for node in shop.shoppers_at_nodes() {
        eventually("the long words", async || {
            node.get(&product).await.body.contains("Küchenmaschinenzubehör").then_some(())
        })
        .await;
    }
    let browser = Chromium::open(&shop, Scripts::On, 320).await;
    browser.be_wide(320).await;
    browser.go(&product).await;
    fits(&browser, &product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    fits(&browser, "the drawer").await;
    let long = "x".repeat(180);
    let others =
        [&format!("/de{product}"), &format!("/search?q={long}"), "/products?page=9999", "/no-such-page", NARROWED];
    let others = others.map(str::to_owned);
    for page in pages_of_a_guest(&product, &collection).into_iter().chain(others) {
        browser.go(&page).await;
        browser.find("main h1").await;
        fits(&browser, &page).await;
    }
    for (page, form, answer) in FAULTS {
        browser.go(page).await;
        send_with_faults(&browser, form, answer).await;
        fits(&browser, &format!("{page} with faults")).await;
    }
    browser.close().await;
}
