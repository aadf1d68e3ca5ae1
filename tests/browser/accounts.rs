//! An account in a browser: opened, its password lost, and recovered by a code.

use serde_json::json;
use testing::Shop;

use crate::accessibility::{axe, inspect_what_is_shown};
use crate::chromium::{Chromium, Scripts};

/// Opens an account by the code that is mailed, and leaves the browser on its page.
pub async fn register(shop: &Shop, browser: &Chromium) {
    register_as(shop, browser, "Ada", "ada@example.com").await;
}

/// Fills in the form for an account, and leaves the browser where the code is typed.
pub async fn ask_for_account(browser: &Chromium, name: &str, email: &str) {
    browser.go("/register").await;
    for (field, text) in [("#name", name), ("#email", email), ("#password", "three harbour lamps")] {
        browser.fill(field, text).await;
    }
    browser.click("main form button[type=submit]").await;
    browser.wait_for_text("main h1", "Please look into your mail").await;
}

/// Opens an account for anybody.
pub async fn register_as(shop: &Shop, browser: &Chromium, name: &str, email: &str) {
    ask_for_account(browser, name, email).await;
    let code = shop.mailbox().confirmation(email).await;
    browser.fill("#code", &code).await;
    browser.click("main form[action$='/enter'] button[type=submit]").await;
    browser.find("main form input[value=logout]").await;
}

/// In one browser an account is opened and confirmed; in another its password is lost, and replaced.
async fn lose_and_recover(scripts: Scripts, other: Scripts, width: u32) {
    let shop = Shop::start().await;
    let browser = Chromium::open(&shop, scripts, width).await;
    register(&shop, &browser).await;
    browser.wait_for_text("main h1", "Your account").await;
    let main = browser.find("main").await.text().await.expect("a page");
    assert!(!main.contains("Please confirm"), "{main}");

    let lost = Chromium::open(&shop, other, width).await;
    lost.go("/login").await;
    lost.click("main a[href$='/login/code?next=password']").await;
    lost.wait_for_text("main h1", "Forgotten your password?").await;
    lost.fill("#email", "ADA@example.com").await;
    lost.click("main form button[type=submit]").await;
    lost.wait_for_text("main", "If there is an account").await;
    let way_in = shop.mailbox().code("ada@example.com", "Your code to log in").await;
    lost.fill("#code", &format!(" {way_in}")).await;
    lost.click("main form button[type=submit]").await;
    lost.wait_for_text("main h1", "Choose a new password").await;
    lost.fill("#password", "four harbour lamps").await;
    lost.click("main form button[type=submit]").await;
    lost.wait_for_text("main", "The password was changed").await;
    lost.go("/account/sessions").await;
    lost.wait_for_text("main", "This browser").await;
    lost.wait_for_text("main", "Chrome, Linux").await;

    browser.go("/account").await;
    assert!(browser.path().await.starts_with("/login"), "the password's change has ended this session");
    browser.fill("#email", "ada@example.com").await;
    browser.fill("#password", "four harbour lamps").await;
    browser.click("main form button[type=submit]").await;
    browser.find("main form input[value=logout]").await;
    browser.close().await;
    lost.close().await;
}

#[tokio::test]
async fn an_account_is_opened_its_password_lost_and_recovered_by_a_code() {
    lose_and_recover(Scripts::On, Scripts::Off, 1280).await;
}

#[tokio::test]
async fn without_scripts_and_on_a_phone_too() {
    lose_and_recover(Scripts::Off, Scripts::On, 390).await;
}

/// By a provider: there, back, an account opened, and what is linked to it.
async fn log_in_by_a_provider(scripts: Scripts, width: u32) {
    let mut shop = Shop::start().await;
    let provider = shop.with_oidc_provider().await;
    let ada = json!({ "sub": "ada", "email": "ada@example.com", "email_verified": true, "name": "Ada" });
    provider.is_seen_by(ada).await;
    let has_scripts = matches!(scripts, Scripts::On);
    let browser = Chromium::open(&shop, scripts, width).await;
    let axe = axe();
    let inspect = async |what: &str| {
        if has_scripts {
            inspect_what_is_shown(&browser, &axe, what, width).await;
        }
    };
    browser.go("/de/login").await;
    browser.wait_for_text("main", "Weiter mit Example ID").await;
    inspect("the ways to log in").await;
    browser.click("main a[href*='/login/with/example']").await;
    browser.wait_for_text("main h1", "Noch ein Schritt").await;
    inspect("somebody who comes for the first time").await;
    browser.click("main form button[type=submit]").await;
    let code = shop.mailbox().code("ada@example.com", "dieser Adresse ein Konto").await;
    browser.fill("#code", &code).await;
    browser.click("main form[action$='/enter'] button[type=submit]").await;
    browser.wait_for_text("main", "ada@example.com").await;
    inspect("whether the log-in is to be theirs").await;
    browser.click("main form[action$='/login/identity'] button[type=submit]").await;
    browser.wait_for_text("main .order-list", "Example ID").await;
    inspect("what is linked").await;
    browser.click("main .order-list form button").await;
    browser.wait_for_text("main .order-list", "nur noch ein Code per Mail").await;
    inspect("the last way in").await;
    browser.click("main .order-list form button").await;
    browser.wait_for_text("main", "keine Anmeldung von anderswo").await;
    // Another account at the provider is shown before it is linked.
    provider.is_seen_by(json!({ "sub": "work", "email": "ada@work.example", "email_verified": true })).await;
    browser.click("main a[href*='/login/with/example']").await;
    browser.wait_for_text("main", "Dort sind Sie ada@work.example").await;
    inspect("what is to be linked").await;
    browser.click("main form button[type=submit]").await;
    browser.wait_for_text("main .order-list", "ada@work.example").await;
    browser.close().await;
}

#[tokio::test]
async fn a_shopper_logs_in_by_a_provider_on_a_phone() {
    log_in_by_a_provider(Scripts::On, 390).await;
}

#[tokio::test]
async fn a_shopper_logs_in_by_a_provider_on_a_desktop_without_scripts() {
    log_in_by_a_provider(Scripts::Off, 1280).await;
}
