//! What is set of the shop.

use api::settings::GetSettings;
use origin_staff::Role;

use super::{Browser, Scene};

#[tokio::test]
async fn the_shop_gets_its_name_and_nothing_typed_is_lost() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let overview = ada.get("/admin/overview").await;
    assert!(overview.body.contains("Give the shop its name") && overview.body.contains("first product"));
    let mut support = scene.member("support@example.com", Role::Support).await;
    assert!(!support.get("/admin/overview").await.body.contains("Give the shop its name"), "they may not");

    let page = ada.get("/admin/settings").await;
    assert!(page.body.contains("the shop says “Ebbholt”"), "{}", page.body);
    let version = page.hidden("version").to_owned();
    let mut send = async |name: &str, version: &str, email: &str| {
        let fields = [
            ("version", version),
            ("name", name),
            ("tagline.en", "Tea and ropes."),
            ("company", "Kontor GmbH"),
            ("address", "Am Deich 1\r\n10115 Berlin"),
            ("email", email),
        ];
        let page = ada.get("/admin/settings").await;
        ada.submit(&page, "/admin/settings", &fields).await
    };
    let refused = send("Kontor", &version, "hello").await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.contains("value=\"Kontor\"") && refused.body.contains("aria-invalid"), "{}", refused.body);
    let saved = send("Kontor", &version, "hello@kontor.example").await;
    assert_eq!((saved.status.as_u16(), saved.location.as_str()), (303, "/admin/settings?saved"));
    let shown = scene.call(&GetSettings {}).await.shop;
    assert_eq!((shown.name.as_deref(), shown.address.as_deref()), (Some("Kontor"), Some("Am Deich 1\n10115 Berlin")));
    assert_eq!(shown.tagline.map(|tagline| tagline.en).as_deref(), Some("Tea and ropes."));

    // The second of two who opened it is told, loses nothing, and may save again.
    let late = send("Lager", &version, "hello@kontor.example").await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("value=\"Lager\"") && late.body.contains("<q>Kontor</q>"), "{}", late.body);
    let now = late.hidden("version").to_owned();
    assert_eq!(send("Lager", &now, "hello@kontor.example").await.status, 303);
    assert_eq!(scene.call(&GetSettings {}).await.shop.name.as_deref(), Some("Lager"));
    let overview = ada.get("/admin/overview").await;
    assert!(!overview.body.contains("Give the shop its name") && overview.body.contains("first product"));
}

#[tokio::test]
async fn times_are_shown_and_read_by_the_shop_s_clocks() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let in_utc = ada.get("/admin/promotions/new").await;
    assert!(in_utc.body.contains("(UTC)"), "{}", in_utc.body);
    let set = async |ada: &mut Browser<'_>, zone: &str| {
        let page = ada.get("/admin/settings").await;
        let fields = [("version", page.hidden("version")), ("name", "Kontor"), ("time_zone", zone)];
        let saved = ada.submit(&page, "/admin/settings", &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
    };
    set(&mut ada, "Asia/Kolkata").await;
    let page = ada.get("/admin/promotions/new").await;
    assert!(page.body.contains("(Asia/Kolkata)") && !page.body.contains("UTC"), "{}", page.body);
    let form = [
        ("kind", "free-delivery"),
        ("title.en", "Post for nothing"),
        ("title.de", "Portofrei"),
        ("code", "POST"),
        ("starts", "2026-12-01T00:00"),
    ];
    let made = ada.submit(&page, "/admin/promotions/new", &form).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let list = ada.get("/admin/promotions").await;
    assert!(list.body.contains("2026-12-01 00:00 IST"), "{}", list.body);
    let form = ada.get(made.location.trim_end_matches("?saved")).await;
    assert!(form.body.contains("value=\"2026-12-01T00:00\""), "{}", form.body);
    let audit = ada.get("/admin/audit").await;
    assert!(audit.body.contains(" IST"), "{}", audit.body);
    // Their clocks are five and a half hours ahead.
    set(&mut ada, "").await;
    let list = ada.get("/admin/promotions").await;
    assert!(list.body.contains("2026-11-30 18:30 UTC"), "{}", list.body);
}

#[tokio::test]
async fn a_form_of_the_release_before_is_shown_again_with_the_version_that_there_is() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    for path in ["/admin/mails", "/admin/menus", "/admin/media/hosts", "/admin/look", "/admin/features"] {
        let page = ada.get(path).await;
        let late = ada.submit(&page, path, &[]).await;
        assert!(late.status == 409 && late.body.contains("Nothing was saved"), "{path}: {}", late.body);
        assert_eq!(late.hidden("version"), page.hidden("version"), "{path}");
        let version = late.hidden("version").to_owned();
        assert_eq!(ada.submit(&late, path, &[("version", &version)]).await.status, 303, "{path}: it is saved then");
    }
}
