//! Zones and their fees.

use api::checkout::delivery::{DeliveryTerms, GetDelivery};
use domain::{Currency, Market, Money};
use origin_staff::Role;

use super::{Browser, Page, Scene};

/// Sends the form of a zone, with a fee for standard delivery.
async fn send(browser: &mut Browser<'_>, page: &Page, name: &str, fee: &str) -> Page {
    let fields = [
        ("version", page.hidden("version")),
        ("zone", page.hidden("zone")),
        ("name", name),
        ("country.DE", "on"),
        ("country.US", "on"),
        ("areas", "FR 75\r\nhelgoland"),
        ("offered.standard", "on"),
        ("title.standard.en", "Green parcel"),
        ("title.standard.de", "Grünes Paket"),
        ("carrier.standard", "Cargo bikes"),
        ("days-from.standard", "2"),
        ("days-to.standard", "4"),
        ("fee.standard.EUR", fee),
        ("free.standard.EUR", "50"),
        ("fee.standard.USD", "1000 g: 5.90\r\n5000 g: 8.90"),
        ("free.standard.USD", ""),
    ];
    browser.submit(page, "/admin/delivery/zone", &fields).await
}

#[tokio::test]
async fn a_zone_is_changed_tried_and_taken_away() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let list = ada.get("/admin/delivery").await;
    assert!(list.body.contains("everywhere") && list.body.contains("Nothing is set yet"), "{}", list.body);
    let editor = ada.get("/admin/delivery/zone?name=everywhere").await;
    assert!(editor.body.contains("name=\"country.DE\" checked") && editor.body.contains("4.90"), "{}", editor.body);
    assert_eq!(ada.get("/admin/delivery/zone?name=nowhere").await.status, 404);

    // What cannot be read is named, and nothing typed is lost.
    let refused = send(&mut ada, &editor, "home", "much").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("A fee cannot be read") && refused.body.contains("aria-invalid"), "{}", refused.body);
    assert!(refused.body.contains("Green parcel") && refused.body.contains("much"), "{}", refused.body);
    let saved = send(&mut ada, &refused, "home", "3,50").await;
    assert_eq!((saved.status.as_u16(), saved.location.as_str()), (303, "/admin/delivery?saved=home"), "{}", saved.body);
    let euro = |minor| Some(Money::new(minor, Currency::Eur));
    let terms = scene.call(&GetDelivery { market: Market::De }).await;
    assert_eq!(terms, DeliveryTerms { from: euro(350), free_from: euro(5_000) });
    let list = ada.get("/admin/delivery?saved=home").await;
    assert!(list.body.contains("is saved") && list.body.contains("$5.90 – $8.90"), "{}", list.body);

    // The second of two who opened it is told, and may save again.
    let late = send(&mut ada, &editor, "home", "4").await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("Somebody else has changed delivery"), "{}", late.body);

    let tried = ada.get("/admin/delivery?market=us&country=DE&postal_code=27498&value=20&grams=2000").await;
    for said in ["Green parcel", "$8.90", "$28.90", "Helgoland"] {
        assert!(tried.body.contains(said), "{said}: {}", tried.body);
    }
    let heavy = ada.get("/admin/delivery?market=us&country=DE&value=20&grams=6000").await;
    assert!(heavy.status == 200 && heavy.body.contains("at most 5000 g"), "{}", heavy.body);
    let wrong = ada.get("/admin/delivery?market=eu&country=DE&postal_code=1").await;
    assert!(wrong.status == 422 && wrong.body.contains("no postal code"), "{}", wrong.body);

    // A second zone, which is then taken away; the last one stays.
    let blank = ada.get("/admin/delivery/zone").await;
    let fields = [("version", blank.hidden("version")), ("zone", ""), ("name", "never"), ("areas", "canary_islands")];
    assert_eq!(ada.submit(&blank, "/admin/delivery/zone", &fields).await.status, 303);
    let question = ada.get("/admin/delivery/zone/remove?name=never").await;
    assert!(question.body.contains("Take away the zone “never”?"), "{}", question.body);
    let fields = [("version", question.hidden("version")), ("zone", "never")];
    assert_eq!(ada.submit(&question, "/admin/delivery/zone/remove", &fields).await.status, 303);
    let question = ada.get("/admin/delivery/zone/remove?name=home").await;
    let fields = [("version", question.hidden("version")), ("zone", "home")];
    let last = ada.submit(&question, "/admin/delivery/zone/remove", &fields).await;
    assert!(last.status == 422 && last.body.contains("at least one zone"), "{}", last.body);
}
