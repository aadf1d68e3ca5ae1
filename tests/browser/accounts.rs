//! An account in a browser: opened, its password lost, and recovered by a code.

use testing::Shop;

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
