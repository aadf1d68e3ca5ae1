//! The office: a merchant at work, and the rules of axe on each page.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::Locator;
use http::Method;
use origin_platform::{Stores, clock, presence};
use serde_json::{Value, json};
use testing::{Pictures, Shop, eventually};
use totp_rs::{Builder, Secret};

use crate::accessibility::{axe, inspect_what_is_shown};
use crate::chromium::{Chromium, Scripts};

pub const PASSWORD: &str = "three harbour lamps";
pub const BUTTON: &str = "main form button.main";

/// A window of the office, with what looks at its pages.
pub struct Window {
    pub browser: Chromium,
    pub axe: String,
}

impl Window {
    /// The page that is shown keeps to its policy, and passes axe on a desk in light colours and on a phone in dark ones.
    pub async fn inspect(&self, what: &str) {
        let complaints = self.browser.console().await;
        assert!(!complaints.iter().any(|line| line.contains("Content Security Policy")), "{what}: {complaints:?}");
        for (width, scheme) in [(1280, "light"), (320, "dark")] {
            let feature = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
            self.browser.command("Emulation.setEmulatedMedia", json!({ "features": feature })).await;
            self.browser.be_wide(width).await;
            inspect_what_is_shown(&self.browser, &self.axe, &format!("{what}, {scheme}"), width).await;
        }
        self.browser.be_wide(1280).await;
        // What axe itself does is no fault of the page's.
        self.browser.console().await;
    }

    pub async fn go(&self, path: &str) {
        self.browser.go(path).await;
        self.browser.find("main h1").await;
        self.inspect(path).await;
    }

    pub async fn text(&self, css: &str) -> String {
        self.browser.find(css).await.text().await.expect("it is shown")
    }

    pub async fn fill(&self, fields: &[(&str, &str)]) {
        for (name, text) in fields {
            self.browser.fill(&format!("main [name='{name}']"), text).await;
        }
    }
}

/// The code that an authenticator with this secret shows now.
pub async fn code(shop: &Shop, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("base32");
    let now = clock::database_seconds(&shop.stores.db).await.expect("PostgreSQL is up");
    let totp = Builder::new().with_secret(secret).build().expect("a secret");
    totp.generate(now.try_into().expect("after 1970")).to_string()
}

/// A shopper orders two of the new jugs; returns the order's number.
async fn order(shop: &Shop) -> i64 {
    let api = shop.shopper();
    let post = async |path: &str, body: Value| api.call(Method::POST, path, None, &body).await;
    let cart = post("/v1/carts", json!({ "market": "eu" })).await.json();
    let cart = cart["id"].as_str().expect("an id");
    eventually("a line in the cart", async || {
        let added = post(&format!("/v1/carts/{cart}/lines"), json!({ "sku": "PILOT-JUG", "quantity": 2 })).await;
        (added.status == 200).then_some(())
    })
    .await;
    let checkout = api.call(Method::GET, &format!("/v1/carts/{cart}/checkout"), None, &Value::Null).await.json();
    let order = json!({
        "cart": cart, "market": "eu", "email": "eve@example.com", "delivery": "standard", "payment_token": "test_accept",
        "address": { "name": "Eve", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE" },
        "expected_total": checkout["deliveries"][0]["total"],
    });
    let placed = post("/v1/orders", order).await;
    assert_eq!(placed.status, 200, "{}", placed.body);
    placed.json()["number"].as_i64().expect("it is paid for")
}

/// How many confirmations of orders were sent to the shopper.
fn confirmations(shop: &Shop) -> usize {
    let is_subject = |line: &str| {
        // The shop's name stands behind it.
        let number = line.trim_end().strip_prefix("Subject: Your order ").and_then(|rest| rest.split(' ').next());
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mails = shop.mails();
    mails.iter().filter(|mail| mail.contains("To: eve@example.com") && mail.lines().any(is_subject)).count()
}

#[tokio::test]
async fn a_merchant_makes_a_product_prices_it_puts_it_on_sale_and_ships_an_order() {
    let mut shop = Shop::start().await;
    let pictures = Pictures::of(&mut shop).await;
    shop.restart_workers_with(&pictures.variables(), &[]);
    let (office, _process) = shop.start_office().await;
    let invite = ["staff", "invite", "--email", "ada@example.com", "--role", "owner", "--admin-url", &office];
    let link = shop.run_origin(&invite).trim().to_owned();
    let welcome = link.strip_prefix(&office).expect("it leads to the office").to_owned();
    let window = Window { browser: Chromium::open_at(&office, Scripts::On, 1280, &[]).await, axe: axe() };
    let browser = &window.browser;

    // She accepts, signs in, and is let in.
    window.go(&welcome).await;
    let secret = window.text("code.secret").await;
    let first = code(&shop, &secret).await;
    window.fill(&[("name", "Ada"), ("password", "too-short"), ("code", &first)]).await;
    browser.click(BUTTON).await;
    browser.find("main [aria-invalid='true']").await;
    browser.wait_for_text(".alert-title", "Choose a password of 10 to 200 characters").await;
    window.inspect("an invitation with faults").await;
    window.fill(&[("password", PASSWORD), ("code", &code(&shop, &secret).await)]).await;
    browser.click(BUTTON).await;
    let backup = window.text("ul.codes li").await;
    window.inspect("the backup codes").await;
    browser.click("main a.main").await;
    browser.wait_for_text("main h1", "Overview").await;
    browser.click("header form button").await;
    browser.find("#email").await;
    window.inspect("signing in").await;
    window.fill(&[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    browser.click(BUTTON).await;
    browser.find("#code").await;
    window.inspect("the code").await;
    window.fill(&[("code", &backup)]).await;
    browser.click(BUTTON).await;
    browser.wait_for_text("main h1", "Overview").await;

    // She makes a product; with a fault, nothing typed is lost.
    window.go("/admin/products").await;
    window.go("/admin/products/new").await;
    window.fill(&[("title.en", "Pilot jug"), ("title.de", "Lotsenkanne"), ("slug", "pilot-jug")]).await;
    window.fill(&[("new.sku", "PILOT-JUG"), ("new.price.EUR", "4,999"), ("new.stock", "9")]).await;
    browser.click(BUTTON).await;
    browser.find("main [aria-invalid='true']").await;
    window.inspect("a product with faults").await;
    window.fill(&[("new.price.EUR", "49,00"), ("new.former.EUR", "59,00"), ("maker.name", "Kleiwarft")]).await;
    window.fill(&[("maker.address", "Am Deich 1"), ("maker.email", "hello@maker.example")]).await;
    browser.click(BUTTON).await;
    browser.wait_for_text(".alert", "Saved").await;
    assert_eq!(shop.shopper().get("/products/pilot-jug").await.status, 404, "it is a draft");
    browser.find("#status").await.select_by_value("active").await.expect("there is such a status");
    browser.click(BUTTON).await;
    browser.find("main form a[href$='/products/pilot-jug']").await;
    window.inspect("the editor").await;
    let editor = browser.path().await;
    window.go(&format!("{editor}/variant?sku=PILOT-JUG")).await;
    window.go(&format!("{editor}/delete")).await;
    eventually("the product's page", async || {
        let page = shop.shopper().get("/products/pilot-jug").await;
        let shown = ["49.00", "59.00", "price-lowest", "mailto:hello@maker.example"];
        (page.status == 200 && shown.iter().all(|part| page.body.contains(part))).then_some(())
    })
    .await;

    // She gives it a picture and says what it shows, and shoppers see it.
    browser.go(&editor).await;
    browser.find("#files").await.send_keys(&pictures.demo()[0]).await.expect("a field of files");
    browser.click("form[action$='/pictures/new'] button").await;
    browser.wait_for_text(".alert", "1 picture was taken.").await;
    window.inspect("a picture that was given").await;
    eventually("the picture", async || {
        browser.go(&editor).await;
        browser.client.find(Locator::Css("ol.pictures img")).await.is_ok().then_some(())
    })
    .await;
    browser.fill("ol.pictures input[name^='alt.en.']", "A jug from above").await;
    browser.click("#pictures button[value='save']").await;
    browser.wait_for_text(".alert", "Saved").await;
    window.inspect("the pictures of a product").await;
    drag_pictures(browser, &pictures).await;
    window.inspect("pictures in another order").await;
    eventually("the picture in the shop", async || {
        let page = shop.shopper().get("/products/pilot-jug").await;
        (page.body.contains("A jug from above") && page.body.contains("/media/p1/")).then_some(())
    })
    .await;
    window.go("/admin/media").await;
    browser.wait_for_text("main", "Pilot jug").await;

    // A shopper orders two, and she sends one after the other.
    let number = order(&shop).await.to_string();
    eventually("the confirmation", async || (confirmations(&shop) == 1).then_some(())).await;
    window.go("/admin/overview").await;
    window.go("/admin/orders?state=placed").await;
    browser.client.find(Locator::LinkText(&number)).await.expect("the order").click().await.expect("a link");
    browser.find("[name='units.0']").await;
    window.inspect("an order").await;
    // Somebody else opens it, and the page says so by itself.
    let thing = format!("order {}", browser.path().await.trim_start_matches("/admin/orders/"));
    let of_the_shop = Stores { redis_prefix: String::new(), ..shop.stores.clone() };
    presence::others(&of_the_shop, &thing, "somebody", "Grace Hopper").await;
    let looks = "document.dispatchEvent(new Event('visibilitychange'))";
    browser.client.execute(looks, vec![]).await.expect("a page");
    browser.wait_for_text(".presence", "Right now also opened by: Grace Hopper").await;
    window.inspect("an order that two have open").await;
    window.fill(&[("units.0", "1"), ("carrier", "DHL"), ("tracking-number", "JJD0001")]).await;
    browser.click("form[action$='/ship'] button").await;
    browser.wait_for_text("main", "JJD0001").await;
    browser.click("form[action$='/confirm'] button").await;
    browser.wait_for_text(".timeline", "Confirmation sent once more").await;
    eventually("the second confirmation", async || (confirmations(&shop) == 2).then_some(())).await;
    browser.click("form[action$='/ship'] button").await;
    eventually("nothing left to ship", async || {
        browser.client.find(Locator::Css("[name='units.0']")).await.is_err().then_some(())
    })
    .await;
    browser.wait_for_text("main", "JJD0001").await;
    // The receipt of payment is among the mails that were sent, and goes out once more.
    eventually("the receipt of payment", async || {
        browser.client.refresh().await.ok()?;
        browser.client.find(Locator::Css("form[action$='/mails']")).await.is_ok().then_some(())
    })
    .await;
    window.inspect("an order that was sent").await;
    browser.click("form[action$='/mails'] button").await;
    browser.wait_for_text(".timeline", "Mail sent once more").await;

    // The rest of the office.
    for page in [
        "/admin/stock",
        "/admin/stock?low=on&q=jug",
        "/admin/stock/one?sku=PILOT-JUG",
        "/admin/stock/locations",
        "/admin/filters",
        "/admin/product-types",
        "/admin/product-types/_new",
        "/admin/searches?order=failing&days=7",
        "/admin/audit",
        "/admin/overview",
        "/admin/imports",
        "/admin/imports/new",
        "/admin/products/edits",
        "/admin/collections/_new",
        "/admin/promotions/new",
        "/admin/price-lists",
        "/admin/price-lists/new",
        "/admin/customer-groups",
        "/admin/gift-cards",
        "/admin/customers",
        "/admin/search-rules",
        "/admin/media/fetches",
        "/admin/pages",
        "/admin/pages/new?kind=terms",
        "/admin/menus",
        "/admin/home",
        "/admin/settings",
        "/admin/look",
        "/admin/mails",
        "/admin/mails/order_shipped",
        "/admin/mails/sign_in_code",
        "/admin/features",
        "/admin/markets",
        "/admin/payments",
        "/admin/setup",
        "/admin/delivery?country=DE&market=de&value=20&grams=900",
        "/admin/delivery/zone?name=everywhere",
        "/admin/delivery/zone/remove?name=everywhere",
        "/admin/taxes",
        "/admin/staff",
        "/admin/keys",
        "/admin/webhooks",
        "/admin/security",
        "/admin/nothing",
    ] {
        window.go(page).await;
    }
    browser.go("/admin/staff").await;
    window.fill(&[("email", "eve@example.com")]).await;
    browser.click("form[action$='/invitations'] [name='role.orders']").await;
    browser.click("form[action$='/invitations'] button").await;
    browser.wait_for_text("#invitation", "/admin/welcome/").await;
    window.inspect("an invitation that was made").await;

    // She makes a key for a program, and replaces it.
    browser.go("/admin/keys").await;
    window.fill(&[("name", "Warehouse")]).await;
    browser.click("main form [name='may.stock.read']").await;
    browser.click(BUTTON).await;
    browser.wait_for_text("#key", "selvedge_staff_").await;
    window.inspect("a key that was made").await;
    browser.click("main li details summary").await;
    browser.click("form[action$='/rotate'] button").await;
    browser.wait_for_text(".alert-title", "Warehouse").await;
    window.inspect("a key that was replaced").await;

    // A program is told of orders.
    browser.go("/admin/webhooks").await;
    window.fill(&[("url", "https://example.com/events")]).await;
    browser.click("main form [name='event.shop.orders.placed']").await;
    browser.click(BUTTON).await;
    browser.wait_for_text("#secret", "whsec_").await;
    window.inspect("a webhook that was made").await;
    browser.click("main .rows a").await;
    browser.wait_for_text("h1", "example.com").await;
    window.inspect("a webhook").await;
    window.browser.close().await;
}

/// Drags two more pictures into the form, one of them none, then the one that came last to the first place, and says what of
/// it is seen by a click.
async fn drag_pictures(browser: &Chromium, pictures: &Pictures) {
    let picture = fs::read(&pictures.demo()[1]).expect("readable");
    let drop = "const files = new DataTransfer();
                const bytes = Uint8Array.from(atob(arguments[0]), (one) => one.charCodeAt(0));
                files.items.add(new File([bytes], 'second.webp', { type: 'image/webp' }));
                files.items.add(new File(['<svg/>'], 'none.svg', { type: 'image/svg+xml' }));
                const form = document.querySelector('form[enctype]');
                form.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));";
    browser.client.execute(drop, vec![json!(STANDARD.encode(&picture))]).await.expect("the page runs it");
    browser.wait_for_text("form[enctype] .rows", "Sent.").await;
    browser.wait_for_text("form[enctype] .rows .refused", "no JPEG, PNG or WebP").await;
    browser.click("form[enctype] .rows a").await;
    browser.wait_for_text(".alert", "1 picture was taken.").await;
    let editor = browser.path().await;
    eventually("two pictures", async || {
        browser.go(&editor).await;
        (browser.client.find_all(Locator::Css("ol.pictures img")).await.ok()?.len() == 2).then_some(())
    })
    .await;
    let sources = async || {
        let script = "return [...document.querySelectorAll('ol.pictures img')].map((image) => image.src)";
        browser.client.execute(script, vec![]).await.expect("the page runs it")
    };
    let before = sources().await;
    let drag = "const [first, second] = document.querySelectorAll('ol.pictures > li');
                const dataTransfer = new DataTransfer();
                const options = { dataTransfer, bubbles: true, cancelable: true };
                second.querySelector('img').dispatchEvent(new DragEvent('dragstart', options));
                first.dispatchEvent(new DragEvent('dragover', options));
                first.dispatchEvent(new DragEvent('drop', options));";
    browser.client.execute(drag, vec![]).await.expect("the page runs it");
    browser.wait_for_text(".alert", "Saved").await;
    assert_eq!(sources().await, json!([before[1], before[0]]));
    browser.go(&editor).await;
    eventually("the picture's shape", async || {
        let script = "return document.querySelector('ol.pictures img').naturalWidth > 0";
        (browser.client.execute(script, vec![]).await.ok()? == json!(true)).then_some(())
    })
    .await;
    browser.click("ol.pictures > li:first-child img").await;
    let across = browser.find("ol.pictures > li:first-child input[name^='focus.x.']").await;
    // What is clicked is the middle of the place, and so of the picture, to the pixel.
    let across: u8 = across.prop("value").await.expect("a field").unwrap_or_default().parse().expect("a number");
    assert!((48..=52).contains(&across), "{across}");
    browser.click("#pictures button[value='save']").await;
    browser.wait_for_text(".alert", "Saved").await;
    let kept = browser.find("ol.pictures > li:first-child input[name^='focus.x.']").await;
    let kept: u8 = kept.prop("value").await.expect("a field").unwrap_or_default().parse().expect("a number");
    assert_eq!(kept, across);
}
