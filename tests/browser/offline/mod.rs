//! The service worker: what was seen is read again without the network, and nothing that is one shopper's is kept.

mod cart;
mod checkout;
mod devices;
mod install;
mod purchase;
mod states;

use api::Audience;
use api::site::audience;
use fantoccini::Locator;
use serde_json::json;
use testing::{Shop, Shopper, Wire, eventually};

use crate::accounts::register_as;
use crate::buying::two_colours;
use crate::chromium::{Chromium, Scripts};

/// The addresses of all that is kept, of every build.
const KEPT: &str = "const kept = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            kept.push(request.url.slice(location.origin.length));
    return kept;";
/// All pages that are kept, with their fields, as one text.
const PAGES: &str = "let texts = '';
    for (const name of await caches.keys())
        for (const response of await (await caches.open(name)).matchAll())
            if (response.headers.get('content-type').startsWith('text/html'))
                texts += [...response.headers].join() + await response.text();
    return texts;";

/// A browser in front of a shop, and the wire between the two, which has to understand what is said.
pub async fn open_by_wire(shop: &Shop) -> (Chromium, Wire) {
    let wire = Wire::to(shop.plain.strip_prefix("http://").expect("an address of our own making")).await;
    let browser = Chromium::open_at(&format!("http://{}", wire.address), Scripts::On, 390, &[]).await;
    (browser, wire)
}

/// Cuts the wire, and waits until nobody answers.
pub async fn cut(wire: &Wire) {
    wire.cut();
    let shopper = Shopper::new(&format!("http://{}", wire.address));
    eventually("the wire to be cut", async || shopper.try_get("/").await.is_none().then_some(())).await;
}

/// Mends the wire, and waits until the shop answers.
pub async fn mend(wire: &Wire) {
    wire.mend();
    let shopper = Shopper::new(&format!("http://{}", wire.address));
    eventually("the wire to be mended", async || shopper.try_get("/").await.map(drop)).await;
}

/// Waits until the service worker answers for pages.
pub async fn wait_for_worker(browser: &Chromium) {
    let script = "const registration = await navigator.serviceWorker.getRegistration();
        return registration?.active?.state === 'activated' && !registration.installing && !registration.waiting;";
    eventually("the service worker", async || (browser.run(script).await == json!(true)).then_some(())).await;
}

async fn kept(browser: &Chromium) -> Vec<String> {
    let kept = browser.run(KEPT).await;
    let kept = kept.as_array().unwrap_or_else(|| panic!("no list: {kept}"));
    kept.iter().map(|name| name.as_str().expect("an address").to_owned()).collect()
}

/// Waits until a page is kept.
pub async fn wait_until_kept(browser: &Chromium, path: &str) {
    eventually(&format!("{path} to be kept"), async || {
        kept(browser).await.iter().any(|name| name == path).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_was_seen_is_read_again_without_the_network() {
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    // The page that was open before there was a worker, and one after.
    browser.go(&product).await;
    wait_for_worker(&browser).await;
    wait_until_kept(&browser, &product).await;
    browser.go("/de/collections?utm_source=test").await;
    browser.wait_for_islands().await;
    wait_until_kept(&browser, "/de/collections").await;

    cut(&wire).await;
    browser.go(&product).await;
    browser.wait_for_text("#network", "You see this page as it was on").await;
    browser.find("form.buy").await;
    browser.wait_for_islands().await;
    let picture = "return [...document.images].some((image) => image.complete && image.naturalWidth > 0)";
    eventually("the picture", async || (browser.run(picture).await == json!(true)).then_some(())).await;
    browser.go("/de/collections").await;
    browser.wait_for_text("#network", "Sie sehen diese Seite, wie sie am").await;

    // What was never seen, and what cannot be kept: the page that says so, with what there is to read.
    for path in ["/products", "/cart", "/checkout"] {
        browser.go(path).await;
        browser.wait_for_text("main", "nothing is ordered while you are not").await;
        assert_eq!(browser.path().await, path);
        browser.find(&format!("#kept a[href='{product}']")).await;
    }
    browser.go("/de/cart").await;
    browser.wait_for_text("main h1", "Sie sind offline").await;
    browser.find("#kept a[href='/de/collections']").await;
    let others = browser.client.find_all(Locator::Css(&format!("#kept a[href='{product}']"))).await.expect("a page");
    assert!(others.is_empty(), "each market has its own list");
    // Among what is kept one can search, by title.
    browser.go("/cart").await;
    let title = browser.find(&format!("#kept a[href='{product}']")).await.text().await.expect("a title");
    browser.fill("#kept-q", "zzzz").await;
    browser.click(".kept-search button").await;
    browser.wait_for_text("#none-kept", "Nothing that is kept here").await;
    let found = browser.client.find_all(Locator::Css("#kept a")).await.expect("a page");
    assert!(found.is_empty(), "nothing is called so");
    browser.fill("#kept-q", &title.to_uppercase()).await;
    browser.click(".kept-search button").await;
    browser.find(&format!("#kept a[href='{product}']")).await;
    browser.go("/cart").await;
    browser.click(&format!("#kept a[href='{product}']")).await;
    browser.find("form.buy").await;
    assert_eq!(browser.path().await, product);

    mend(&wire).await;
    browser.go(&product).await;
    browser.find("#network:not([data-as-of])").await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    browser.close().await;
}

#[tokio::test]
async fn a_personal_page_is_never_kept_and_logging_out_clears_the_rest() {
    const SECRET: &str = "Ada of Mill Lane";
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    wait_for_worker(&browser).await;
    register_as(&shop, &browser, SECRET, "ada@example.com").await;
    browser.wait_for_text("main", SECRET).await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    let personal =
        ["/cart", "/checkout", "/account", "/de/account", "/orders/find", "/?__err=1&__path=2", "/no-such-page"];
    for path in personal.into_iter().chain(["/collections"]) {
        browser.go(path).await;
        browser.wait_for_islands().await;
    }
    wait_until_kept(&browser, "/collections").await;
    for address in kept(&browser).await {
        let (path, query) = address.split_once('?').map_or((&*address, None), |(path, query)| (path, Some(query)));
        assert_eq!(audience(path, query), Audience::Public, "{address}");
        assert_ne!(path, "/no-such-page", "an error is no page");
    }
    let texts = browser.run(PAGES).await;
    let texts = texts.as_str().expect("a text");
    assert!(texts.contains(&product) && texts.contains("class=\"buy\""), "the product is kept");
    assert!(!texts.contains(SECRET) && !texts.contains("ada@example.com"), "something of hers is kept");
    assert!(!texts.contains("no-store"), "what must not be stored is stored");

    cut(&wire).await;
    browser.go("/account").await;
    browser.wait_for_text("main h1", "You are offline").await;
    let shown = browser.client.source().await.expect("a page");
    assert!(!shown.contains(SECRET));
    mend(&wire).await;

    browser.go("/account").await;
    browser.click("main form[action='/account'] button").await;
    browser.find(".hero").await;
    let left = kept(&browser).await;
    assert!(!left.contains(&product) && !left.contains(&"/collections".to_owned()), "{left:?}");
    browser.close().await;
}

#[tokio::test]
async fn without_room_to_keep_anything_the_shop_is_a_website() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 390).await;
    browser.command("Storage.overrideQuotaForOrigin", json!({ "origin": shop.edge, "quotaSize": 1 })).await;
    let (_, product) = two_colours(&shop).await;
    for _ in 0..2 {
        browser.go(&product).await;
        browser.wait_for_islands().await;
    }
    let installed = "const { installing, waiting, active } = await navigator.serviceWorker.register('/sw.js');
        const worker = installing ?? waiting ?? active;
        return await new Promise((go) => {
            const look = () => { if (['activated', 'redundant'].includes(worker.state)) go(worker.state); };
            worker.addEventListener('statechange', look);
            look();
        });";
    assert_ne!(browser.run(installed).await, json!("activated"), "a worker that can keep nothing is none");
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    browser.close().await;
}
