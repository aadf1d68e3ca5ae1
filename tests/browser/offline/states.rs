//! Each state of the shop without the network, and of the installed one, on a phone: in English and German, in the dark
//! without anything that axe finds. With `SELVEDGE_SCREENSHOTS` set to a folder it leaves a picture there of each, light and
//! dark.

use std::path::PathBuf;

use serde_json::json;
use testing::Shop;

use super::install::MAY_BE_INSTALLED;
use super::purchase::SEND;
use super::{cut, mend, open_by_wire, wait_for_worker, wait_until_kept};
use crate::accessibility::{axe, inspect_what_is_shown};
use crate::buying::two_colours;
use crate::chromium::Chromium;

const WIDTH: u32 = 390;

/// Looks at what is shown.
struct Looking {
    axe: String,
    language: &'static str,
    folder: Option<PathBuf>,
}

impl Looking {
    fn new(language: &'static str) -> Self {
        let folder = std::env::var_os("SELVEDGE_SCREENSHOTS").map(PathBuf::from);
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).expect("a folder that may be made");
        }
        Self { axe: axe(), language, folder }
    }

    /// In the light it is looked at where the state comes about in the other journeys.
    async fn at(&self, browser: &Chromium, state: &str) {
        for scheme in ["light", "dark"] {
            let feature = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
            browser.command("Emulation.setEmulatedMedia", json!({ "features": feature })).await;
            if scheme == "dark" {
                inspect_what_is_shown(browser, &self.axe, &format!("{state}, {}", self.language), WIDTH).await;
            }
            let Some(folder) = &self.folder else { continue };
            let picture = browser.client.screenshot().await.expect("a window");
            let file = folder.join(format!("{state}-{}-{scheme}.png", self.language));
            std::fs::write(&file, picture).unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
        }
    }
}

/// Comes by all states, in the market whose paths begin so.
async fn look(language: &'static str, market: &str) {
    let looking = Looking::new(language);
    let shop = Shop::start().await;
    let (browser, wire) = open_by_wire(&shop).await;
    browser.be_wide(WIDTH).await;
    let (slug, product) = two_colours(&shop).await;
    let [product, cart, checkout] =
        [product, "/cart".to_owned(), "/checkout".to_owned()].map(|path| market.to_owned() + &path);
    for _ in 0..2 {
        browser.go(&product).await;
        wait_for_worker(&browser).await;
    }
    browser.wait_for_islands().await;
    wait_until_kept(&browser, &product).await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text(".cart-count", "1").await;
    // Chromium may have told by itself before.
    browser.run("localStorage.removeItem('install')").await;
    browser.go(&product).await;
    browser.wait_for_islands().await;
    browser.find("#waits").await;
    browser.run(MAY_BE_INSTALLED).await;
    browser.find("#install:not([hidden])").await;
    browser.run("document.getElementById('install').scrollIntoView()").await;
    looking.at(&browser, "install").await;
    browser.click("#install button[value=no]").await;

    cut(&wire).await;
    browser.go(&product).await;
    browser.find("#network[data-as-of]").await;
    looking.at(&browser, "kept-page").await;
    browser.wait_for_islands().await;
    browser.click("form.buy button[type=submit]").await;
    browser.wait_for_text("#waits", "1").await;
    browser.go(&format!("{market}/account")).await;
    browser.wait_for_islands().await;
    browser.wait_for_text("#waits", "1").await;
    looking.at(&browser, "offline").await;
    browser.go(&cart).await;
    browser.find("#kept-cart:not([hidden]) .cart-line").await;
    browser.wait_for_text("#waits", "1").await;
    looking.at(&browser, "cart-waiting").await;
    mend(&wire).await;
    browser.go(&format!("{cart}?left_out=out_of_stock:{slug}")).await;
    browser.find("main .notice li").await;
    looking.at(&browser, "left-out").await;

    browser.go(&checkout).await;
    browser.wait_for_islands().await;
    browser.find("#waits").await;
    let network = |is_offline: bool| json!({ "offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.command("Network.enable", json!({})).await;
    browser.command("Network.emulateNetworkConditions", network(true)).await;
    browser.find("#network:not(:empty)").await;
    looking.at(&browser, "checkout-offline").await;
    browser.command("Network.emulateNetworkConditions", network(false)).await;
    browser.find("#network:empty").await;
    cut(&wire).await;
    browser.client.execute(SEND, vec![]).await.expect("a form");
    browser.find("#no-answer:not([hidden])").await;
    looking.at(&browser, "order-unknown").await;
    mend(&wire).await;
    browser.click("#no-answer a").await;
    browser.find("#unanswered:not([hidden])").await;
    looking.at(&browser, "order-asked").await;
    browser.click("#unanswered button[value=ask]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    browser.find("#push:not([hidden]) button").await;
    browser.run("document.getElementById('push').scrollIntoView()").await;
    looking.at(&browser, "push").await;
    browser.close().await;
}

#[tokio::test]
async fn every_state_without_the_network_is_good_to_look_at_in_english() {
    look("en", "").await;
}

#[tokio::test]
async fn every_state_without_the_network_is_good_to_look_at_in_german() {
    look("de", "/de").await;
}
