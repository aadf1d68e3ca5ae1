//! From an empty database to the first sale: the steps that the office leads through, one after the other, and a shopper.

use fantoccini::Locator;
use testing::{Shop, eventually};

use super::signed_in;
use crate::buying::fill_checkout;
use crate::chromium::{Chromium, Scripts};
use crate::office::{BUTTON, Window};

/// More steps than there are, legal pages counted one by one.
const MAX_STEPS: usize = 20;
/// Leads from what was saved to the step that comes next.
const BACK: &str = "main a.button[href='/admin/setup']";

/// The title of the step that comes next; none when all are done.
async fn next_step(browser: &Chromium) -> Option<String> {
    let script = "if (!document.querySelector('main ol.steps')) return null;
                  const next = document.querySelector('section.preview h2');
                  return next ? next.textContent : '';";
    let title = eventually("the steps", async || {
        browser.client.execute(script, vec![]).await.ok()?.as_str().map(str::to_owned)
    })
    .await;
    Some(title).filter(|title| !title.is_empty())
}

/// Saves the form that is open, and goes on to the next step.
async fn save(window: &Window, fields: &[(&str, &str)], button: &str) {
    window.fill(fields).await;
    window.browser.click(button).await;
    window.browser.find(".alert.done").await;
    window.browser.click(BACK).await;
}

/// Writes the legal page that is missing, and puts it on show; returns its address.
async fn write_page(window: &Window) -> String {
    window.browser.find("#kind").await;
    let kind = window.browser.find("#kind").await.prop("value").await.expect("a kind").expect("one");
    let title = format!("Our {kind}");
    let body = format!("What the law wants to be said of {kind}.");
    let fields = [("title.en", title.as_str()), ("body.en", body.as_str()), ("slug", kind.as_str())];
    save(window, &fields, "main form button[value='publish']").await;
    kind
}

#[tokio::test]
async fn from_an_empty_database_through_every_step_to_the_first_sale() {
    let shop = Shop::start_empty().await;
    let (office, _process) = shop.start_office().await;
    let window = signed_in(&shop, &office, 1280).await;
    let browser = &window.browser;
    browser.click("main a.main[href='/admin/setup']").await;
    window.inspect("the first step").await;

    let mut taken = Vec::new();
    let mut legal = Vec::new();
    while let Some(step) = next_step(browser).await {
        assert!(taken.len() < MAX_STEPS, "the steps do not end: {taken:?}");
        match step.as_str() {
            "Give the shop its name" => {
                browser.click("section.preview a.main").await;
                save(&window, &[("name", "Kontor Nord"), ("time_zone", "Europe/Berlin")], BUTTON).await;
            }
            "Say who stands behind it" => {
                browser.click("section.preview a.main").await;
                let contact =
                    [("company", "Kontor Nord GmbH"), ("address", "Am Deich 1"), ("email", "hello@kontor.example")];
                save(&window, &contact, BUTTON).await;
            }
            "Make your first product" => {
                browser.click("section.preview a.main").await;
                browser.find("#status").await.select_by_value("active").await.expect("there is such a status");
                let mug = [
                    ("title.en", "Harbour mug"),
                    ("title.de", "Hafenbecher"),
                    ("slug", "harbour-mug"),
                    ("new.sku", "MUG"),
                    ("new.price.EUR", "19,00"),
                    ("new.stock", "5"),
                ];
                save(&window, &mug, BUTTON).await;
            }
            "Write your legal pages" => {
                browser.click("section.preview a.main").await;
                legal.push(write_page(&window).await);
            }
            // What is built in is right for this shop.
            _ => {
                browser.click("section.preview form button").await;
                eventually("the next step", async || {
                    (next_step(browser).await.as_deref() != Some(step.as_str())).then_some(())
                })
                .await;
            }
        }
        taken.push(step);
    }
    window.inspect("all steps that are done").await;
    assert_eq!(legal, ["imprint", "terms", "privacy", "returns", "shipping"]);
    assert_eq!(taken.len(), 8 + legal.len(), "{taken:?}");

    // A shopper comes by the way that the office names, finds the mug and buys it.
    let shopper = Chromium::open(&shop, Scripts::On, 390).await;
    eventually("the mug", async || {
        shopper.go("/products/harbour-mug").await;
        shopper.client.find(Locator::Css("form.buy button[type=submit]")).await.ok()
    })
    .await;
    shopper.wait_for_text(".wordmark", "Kontor Nord").await;
    shopper.wait_for_islands().await;
    shopper.click("form.buy button[type=submit]").await;
    shopper.wait_for_text(".cart-count", "1").await;
    shopper.go("/checkout").await;
    shopper.find("form.checkout").await;
    // The checkout names the pages that were written.
    shopper.find("a[href$='/pages/terms']").await;
    fill_checkout(&shopper, "test_accept").await;
    shopper.click("form.checkout button[type=submit]").await;
    shopper.wait_for_text("main", "ada@example.com").await;
    assert!(shopper.path().await.starts_with("/orders/"));
    shopper.close().await;

    // And the office has it to be sent.
    eventually("the order in the office", async || {
        browser.go("/admin/orders?state=placed").await;
        let order = browser.client.find(Locator::Css("main tbody a")).await.ok()?;
        order.click().await.ok()
    })
    .await;
    browser.find("form[action$='/ship']").await;
    browser.wait_for_text("main", "Harbour mug").await;
    browser.wait_for_text("main dl.attributes", "Ada Lovelace").await;
    window.inspect("the first order").await;
    let mail = eventually("the mail about it", async || {
        shop.mails()
            .into_iter()
            .find(|mail| mail.contains("To: ada@example.com") && mail.contains("Subject: Your order"))
    })
    .await;
    assert!(mail.contains("Harbour mug") && mail.contains("The terms that you agreed to"), "{mail}");
    window.browser.close().await;
}
