//! The offer to install the shop waits for interest, is made once, and remembered.

use serde_json::json;
use testing::{Shop, eventually};

use super::wait_for_worker;
use crate::accessibility::{axe, inspect_what_is_shown};
use crate::buying::two_colours;
use crate::chromium::{Chromium, Scripts};

/// What Chromium tells a page that may be installed; without a window it may not do so by itself.
pub const MAY_BE_INSTALLED: &str = "const event = new Event('beforeinstallprompt', { cancelable: true });
    event.prompt = () => { document.title = 'prompted'; };
    // It may tell by itself, too, and later.
    if (globalThis.BeforeInstallPromptEvent) BeforeInstallPromptEvent.prototype.prompt = event.prompt;
    dispatchEvent(event);
    return event.defaultPrevented;";

/// Whether the script for all this was asked for after the page was painted.
const COMES_LAST: &str = "const [paint] = performance.getEntriesByName('first-contentful-paint');
    const asked = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('-offline.js'));
    return asked.length === 1 && asked[0].startTime > paint.startTime;";

#[tokio::test]
async fn the_offer_to_install_waits_for_interest_and_is_made_once() {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, Scripts::On, 390).await;
    let open = async |path: &str| {
        browser.go(path).await;
        browser.wait_for_islands().await;
        browser.find("#waits").await;
        assert_eq!(browser.run(MAY_BE_INSTALLED).await, json!(true), "the browser's own offer waits");
    };
    let (_, product) = two_colours(&shop).await;
    let is_offered = "return !!document.querySelector('#install:not([hidden])')";
    browser.go("/").await;
    browser.find("#waits").await;
    assert_eq!(browser.run(COMES_LAST).await, json!(true), "the first paint comes before all of it");
    wait_for_worker(&browser).await;
    let errors = browser.command("Page.getInstallabilityErrors", json!({})).await;
    assert_eq!(errors["installabilityErrors"], json!([]), "Chromium would install it");
    let manifest = browser.command("Page.getAppManifest", json!({})).await;
    assert_eq!(manifest["errors"], json!([]), "the manifest is read without a complaint");
    browser.run("localStorage.removeItem('install')").await;
    for path in ["/", "/collections"] {
        open(path).await;
        assert_eq!(browser.run(is_offered).await, json!(false), "{path} is no sign of interest");
    }
    open(&product).await;
    browser.find("#install:not([hidden])").await;
    inspect_what_is_shown(&browser, &axe(), "the offer to install", 390).await;
    browser.click("#install button[value=yes]").await;
    let prompted = "return document.title === 'prompted' && !document.querySelector('#install')";
    eventually("the browser's own offer", async || (browser.run(prompted).await == json!(true)).then_some(())).await;
    open("/").await;
    assert_eq!(browser.run(is_offered).await, json!(false), "it is made once");
    browser.close().await;
}
