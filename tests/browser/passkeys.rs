//! Passkeys in a browser with a device of its own.

use testing::{Shop, eventually};

use crate::accounts::register;
use crate::chromium::{Chromium, Scripts};

/// The button that asks the device, once the script has shown it.
const BUTTON: &str = "#passkey:not([hidden]) button";

async fn log_out(browser: &Chromium) {
    browser.go("/account").await;
    browser.click("main form:has(input[value=logout]) button").await;
    eventually("being logged out", async || (browser.path().await == "/").then_some(())).await;
}

/// Opens the page to log in while the device does not know its owner: a browser without windows answers for the field by
/// itself where it can.
async fn open_login(browser: &Chromium, device: &str) {
    browser.let_owner_be_known(device, false).await;
    browser.go("/login").await;
    browser.find("#email[autocomplete='username webauthn']").await;
    browser.find(BUTTON).await;
    browser.wait_for_islands().await;
}

#[tokio::test]
async fn a_passkey_is_added_logs_in_and_is_removed() {
    let shop = Shop::start_named().await;
    let browser = Chromium::open(&shop, Scripts::On, 1280).await;
    let device = browser.add_authenticator().await;
    register(&shop, &browser).await;
    browser.click("main a[href$='/account/passkeys']").await;
    browser.wait_for_text("main", "no passkey yet").await;
    browser.click(BUTTON).await;
    browser.wait_for_text("main .order-list", "Chrome, Linux").await;
    browser.wait_for_text("main .order-list", "Not used yet").await;
    browser.click(BUTTON).await;
    browser.wait_for_text("#passkey-fault", "has a passkey of your account already").await;
    browser.fill("main .order-list input[name=name]", "Key ring").await;
    browser.click("main .order-list form:has(input[name=rename]) button").await;
    browser.wait_for_text("main .order-list strong", "Key ring").await;

    log_out(&browser).await;
    open_login(&browser, &device).await;
    browser.click(BUTTON).await;
    browser.wait_for_text("#passkey-fault", "Nothing was done").await;
    browser.let_owner_be_known(&device, true).await;
    browser.click(BUTTON).await;
    browser.find("main form input[value=logout]").await;

    browser.go("/account/passkeys").await;
    browser.wait_for_text("main .order-list", "Last used on").await;
    browser.click("main .order-list form:has(input[name=remove]) button").await;
    browser.wait_for_text("main", "no passkey yet").await;
    log_out(&browser).await;
    open_login(&browser, &device).await;
    browser.let_owner_be_known(&device, true).await;
    browser.click(BUTTON).await;
    browser.wait_for_text("main", "We do not know this passkey").await;
    browser.close().await;

    // Without scripts the other ways are as they were, and nothing is shown that cannot be used.
    let plain = Chromium::open(&shop, Scripts::Off, 390).await;
    plain.go("/login?next=passkeys").await;
    let shown = plain.find("main").await.text().await.expect("a page");
    assert!(!shown.contains("passkey"), "{shown}");
    plain.fill("#email", "ada@example.com").await;
    plain.fill("#password", "three harbour lamps").await;
    plain.click("main form button[type=submit]").await;
    plain.wait_for_text("main h1", "Passkeys").await;
    plain.wait_for_text("main", "Passkeys need JavaScript").await;
    let shown = plain.find("main").await.text().await.expect("a page");
    assert!(!shown.contains("Add a passkey"), "{shown}");
    plain.close().await;
}
