//! Staff who sign in by a passkey, in a browser with a device of its own.

use testing::Shop;

use crate::accessibility::axe;
use crate::chromium::{Chromium, Scripts};
use crate::office::{BUTTON, PASSWORD, Window, code};

/// The button that asks the device, once the script has shown it.
const ASK: &str = "#passkey:not([hidden]) button";

#[tokio::test]
async fn staff_add_a_passkey_sign_in_by_it_alone_and_remove_it() {
    let shop = Shop::start().await;
    let (office, _process) = shop.start_named_office().await;
    let invite = ["staff", "invite", "--email", "ada@example.com", "--role", "owner", "--admin-url", &office];
    let link = shop.run_origin(&invite).trim().to_owned();
    let welcome = link.strip_prefix(&office).expect("it leads to the office").to_owned();
    let window = Window { browser: Chromium::open_at(&office, Scripts::On, 1280, &[]).await, axe: axe() };
    let browser = &window.browser;
    let device = browser.add_authenticator().await;
    browser.go(&welcome).await;
    let secret = window.text("code.secret").await;
    window.fill(&[("name", "Ada"), ("password", PASSWORD), ("code", &code(&shop, &secret).await)]).await;
    browser.click(BUTTON).await;
    let backup = window.text("ul.codes li").await;

    window.go("/admin/security").await;
    browser.find(ASK).await;
    window.inspect("the page for passkeys").await;
    window.fill(&[("name", "Key ring")]).await;
    browser.click(ASK).await;
    browser.wait_for_text("main .rows", "Key ring").await;
    window.inspect("a passkey that was added").await;
    browser.click(ASK).await;
    browser.wait_for_text("#passkey-fault", "has a passkey of your account already").await;

    // She signs out, and in by the device: while it does not know its owner, nothing happens.
    browser.let_owner_be_known(&device, false).await;
    browser.click("header form button").await;
    browser.find("#email[autocomplete='username webauthn']").await;
    browser.find(ASK).await;
    window.inspect("signing in where there are passkeys").await;
    browser.click(ASK).await;
    browser.wait_for_text("#passkey-fault", "Nothing was done").await;
    browser.let_owner_be_known(&device, true).await;
    browser.click(ASK).await;
    browser.wait_for_text("main h1", "Overview").await;

    browser.go("/admin/security").await;
    browser.wait_for_text("main .rows", "Used last").await;
    browser.click("main .rows summary").await;
    browser.click("main .rows form button").await;
    browser.wait_for_text("main", "You have no passkey yet").await;
    // Password and backup code are as they were.
    browser.let_owner_be_known(&device, false).await;
    browser.click("header form button").await;
    browser.find("#email").await;
    window.fill(&[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    browser.click(BUTTON).await;
    browser.find("#code").await;
    window.fill(&[("code", &backup)]).await;
    browser.click(BUTTON).await;
    browser.wait_for_text("main h1", "Overview").await;
    window.browser.close().await;

    // Without scripts the page says so, and the password is there.
    let plain = Chromium::open_at(&office, Scripts::Off, 390, &[]).await;
    plain.go("/admin/sign-in").await;
    plain.wait_for_text("main", "runs no scripts").await;
    plain.find("#password").await;
    plain.close().await;
}
