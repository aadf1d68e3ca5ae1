//! A browser that calculates in place of waiting.

use testing::Shop;

use crate::accessibility::{axe, inspect_what_is_shown};
use crate::chromium::{Chromium, Scripts};

#[tokio::test]
async fn a_browser_calculates_and_may_go_on_and_one_without_scripts_is_told_to_wait() {
    let shop = Shop::start().await;
    let axe = axe();
    for (width, market, title) in [(390, "", "You can go on"), (1280, "/de", "Es kann weitergehen")] {
        let browser = Chromium::open(&shop, Scripts::On, width).await;
        browser.go(&format!("{market}/challenge?for=registration")).await;
        browser.find("#challenge:not([hidden]) button").await;
        inspect_what_is_shown(&browser, &axe, "a challenge", width).await;
        browser.click("#challenge button").await;
        browser.wait_for_text("main h1", title).await;
        inspect_what_is_shown(&browser, &axe, "a challenge that was solved", width).await;
        browser.click("main a.button").await;
        browser.find("main form[action$='/register']").await;
        browser.close().await;
    }
    let plain = Chromium::open(&shop, Scripts::Off, 390).await;
    plain.go("/challenge?for=log-in").await;
    plain.wait_for_text("main", "This takes JavaScript").await;
    plain.click("main a[href$='/login/code']").await;
    plain.find("main form[action$='/login/code']").await;
    plain.close().await;
}
