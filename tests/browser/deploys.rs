//! Deploys under an open browser: a page and its bundle are of one build, whatever worker is there; and the switch that
//! retires the worker.

use std::fs;

use serde_json::{Value, json};
use testing::{Shop, eventually, own_build, site_of_build};

use crate::buying::{fill_checkout, two_colours};
use crate::chromium::Chromium;
use crate::offline::{cut, mend, open_by_wire, wait_for_worker, wait_until_kept};

/// Another build than that which the tests run on.
const OTHER: &str = "0ther0ther0ther0";

/// A build whose files are gone from the site of [`OTHER`].
const FIRST: &str = "f1rstf1rstf1rst0";

/// Has the browser look whether there is another worker, as it does by itself some time after each navigation.
const ASK_FOR_WORKER: &str = "await (await navigator.serviceWorker.getRegistration())?.update()";

/// Lets the worker that the shop has now take over. The open page must not be loaded again for it.
async fn take_over(browser: &Chromium) {
    const LOADED: &str = "return performance.timeOrigin";
    let before = browser.run(LOADED).await;
    assert_eq!(browser.run(ASK_FOR_WORKER).await, Value::Null);
    wait_for_worker(browser).await;
    assert_eq!(browser.run(LOADED).await, before, "the page was loaded again");
}

/// Whether all that the page has loaded of a build is of this one, and its islands are awake.
async fn is_whole(browser: &Chromium, build: &str) {
    browser.wait_for_islands().await;
    let loaded = "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)
        .concat([...document.querySelectorAll('link[rel=stylesheet]')].map((link) => link.getAttribute('href')))
        .filter((path) => path.startsWith('/pkg/'));";
    let loaded = browser.run(loaded).await;
    let loaded = loaded.as_array().expect("a list");
    assert!(loaded.len() >= 3, "{loaded:?}");
    assert!(loaded.iter().all(|path| path.as_str().is_some_and(|path| path.contains(build))), "{build}: {loaded:?}");
}

/// Waits until the worker of this build is the one that answers, and keeps this page.
async fn wait_for_build(browser: &Chromium, build: &str, page: &str) {
    let script = format!(
        "const registration = await navigator.serviceWorker.getRegistration();
        const cache = (await caches.has('build-{build}')) && await caches.open('build-{build}');
        return !registration?.installing && !!cache && !!await cache.match('{page}');"
    );
    eventually(&format!("{page} of build {build}"), async || (browser.run(&script).await == json!(true)).then_some(()))
        .await;
}

#[tokio::test]
async fn no_page_meets_the_bundle_of_another_build() {
    let mut shop = Shop::start().await;
    let own = own_build();
    let (one, two) = (shop.file("site-of-one-build"), shop.file("site-of-another"));
    site_of_build(&own, &one);
    site_of_build(OTHER, &two);
    let (browser, wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    wait_for_worker(&browser).await;
    wait_until_kept(&browser, &product).await;

    // The worker of one build and a page of the other.
    shop.deploy(&two).await;
    browser.go("/collections").await;
    is_whole(&browser, OTHER).await;
    // The other's worker takes over, and the page stays as it is; from then on it keeps what is seen.
    take_over(&browser).await;
    browser.go("/products").await;
    wait_for_build(&browser, OTHER, "/products").await;

    // The other build's worker and a page that was kept of the one before, with its own bundle.
    cut(&wire).await;
    browser.go(&product).await;
    browser.wait_for_text("#network", "You see this page as it was on").await;
    is_whole(&browser, &own).await;
    browser.go("/products").await;
    is_whole(&browser, OTHER).await;
    mend(&wire).await;
    browser.go(&product).await;
    browser.find("#network:not([data-as-of])").await;
    is_whole(&browser, OTHER).await;

    // Back to where we were.
    shop.deploy(&one).await;
    browser.go("/products").await;
    is_whole(&browser, &own).await;
    take_over(&browser).await;
    browser.go("/products").await;
    wait_for_build(&browser, &own, "/products").await;
    browser.close().await;
}

#[tokio::test]
async fn whoever_is_several_deploys_behind_checks_out_and_reads_on() {
    let mut shop = Shop::start().await;
    let (first, last) = (shop.file("site-of-the-first-build"), shop.file("site-of-the-last"));
    site_of_build(FIRST, &first);
    site_of_build(OTHER, &last);
    shop.deploy(&first).await;
    let (browser, wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    is_whole(&browser, FIRST).await;
    wait_for_worker(&browser).await;
    wait_until_kept(&browser, &product).await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    browser.go("/checkout").await;
    browser.find("form.checkout").await;
    fill_checkout(&browser, "test_accept").await;

    // The form is of a build that the shop does not serve any more.
    shop.deploy(&last).await;
    browser.click("form.checkout button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    assert!(browser.path().await.starts_with("/orders/"));
    is_whole(&browser, OTHER).await;
    take_over(&browser).await;

    // What the first one kept is read with its own bundle, which only the browser has.
    cut(&wire).await;
    browser.go(&product).await;
    browser.wait_for_text("#network", "You see this page as it was on").await;
    is_whole(&browser, FIRST).await;
    mend(&wire).await;
    browser.go(&product).await;
    browser.find("#network:not([data-as-of])").await;
    is_whole(&browser, OTHER).await;
    browser.close().await;
}

#[tokio::test]
async fn one_file_retires_the_worker_everywhere() {
    let mut shop = Shop::start().await;
    let site = shop.file("site-to-retire-from");
    site_of_build(&own_build(), &site);
    shop.deploy(&site).await;
    let (browser, _wire) = open_by_wire(&shop).await;
    let (_, product) = two_colours(&shop).await;
    browser.go(&product).await;
    wait_for_worker(&browser).await;
    wait_until_kept(&browser, &product).await;

    fs::copy(site.join("sw-retired.js"), site.join("sw.js")).expect("the site is ours");
    let state = "return [(await navigator.serviceWorker.getRegistrations()).length, (await caches.keys()).length]";
    eventually("the worker to be gone", async || {
        browser.run(ASK_FOR_WORKER).await;
        (browser.run(state).await == json!([0, 0])).then_some(())
    })
    .await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    browser.close().await;
}
