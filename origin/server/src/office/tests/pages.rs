//! The merchant's own pages and the shop's menus.

use api::settings::{GetPage, GetSettings, PageKind};
use api::{Client, Code};
use domain::{Locale, Market};
use origin_staff::Role;

use super::Scene;

fn asked(slug: &str) -> GetPage {
    GetPage { slug: slug.parse().expect("a slug"), market: Market::De, version: None }
}

#[tokio::test]
async fn a_page_is_written_shown_restored_and_nothing_typed_is_lost() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let overview = ada.get("/admin/overview").await;
    assert!(overview.body.contains("/admin/pages/new?kind=imprint"), "{}", overview.body);
    assert!(overview.body.contains("Write the terms and put them on show"), "{}", overview.body);
    let list = ada.get("/admin/pages").await;
    assert!(list.body.contains("/admin/pages/new?kind=terms"), "{}", list.body);

    let new = ada.get("/admin/pages/new?kind=terms").await;
    for prefilled in ["value=\"Terms\"", "value=\"AGB\"", "name=\"slug\" value=\"terms\""] {
        assert!(new.body.contains(prefilled), "{prefilled}: {}", new.body);
    }
    let written = |slug: &'static str, body: &'static str, action: &'static str| {
        [
            ("kind", "terms"),
            ("slug", slug),
            ("title.en", "Terms"),
            ("title.de", "AGB"),
            ("body.en", body),
            ("action", action),
        ]
    };
    let refused = ada.submit(&new, "/admin/pages/new", &written("No address", "First", "draft")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("First") && refused.body.contains("aria-invalid"), "{}", refused.body);
    let empty = ada.submit(&new, "/admin/pages/new", &written("terms", "", "publish")).await;
    assert_eq!(empty.status, 422, "nobody is shown an empty page: {}", empty.body);
    let new = ada.get("/admin/pages/new").await;
    let made = ada.submit(&new, "/admin/pages/new", &written("terms", "# First\r\n\r\n<b>", "draft")).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let path = made.location.trim_end_matches("?saved").to_owned();
    let editor = ada.get(&path).await;
    assert!(editor.body.contains("<h2>First</h2>") && editor.body.contains("&lt;b&gt;"), "{}", editor.body);
    assert!(ada.get("/admin/overview").await.body.contains("Write the terms"), "it is a draft");

    let first = editor.hidden("version").to_owned();
    let mut save = async |version: &str, body: &'static str, action: &'static str| {
        let page = ada.get(&path).await;
        let fields = [[("version", version)].as_slice(), written("terms", body, action).as_slice()].concat();
        ada.submit(&page, &path, &fields).await
    };
    assert_eq!(save(&first, "# First", "publish").await.status, 303);
    let shown = scene.call(&asked("terms")).await;
    assert_eq!((shown.title.bare(), shown.html.lang(), shown.kind), ("AGB", Some(Locale::En), PageKind::Terms));
    let late = save(&first, "Second", "publish").await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("Second") && late.body.contains("<q># First</q>"), "{}", late.body);
    let now = late.hidden("version").to_owned();
    assert_eq!(save(&now, "Second", "publish").await.status, 303);
    assert_eq!(scene.call(&asked("terms")).await.html.bare(), "<p>Second</p>\n");

    let versions = ada.get(&format!("{path}/versions")).await;
    assert!(versions.body.contains("Was on show") && versions.body.contains("Draft"), "{}", versions.body);
    let old = ada.get(&format!("{path}/versions/2")).await;
    assert!(old.body.contains("<h2>First</h2>"), "{}", old.body);
    let restored = [("version", old.hidden("version"))];
    let restored = ada.submit(&old, &format!("{path}/versions/2"), &restored).await;
    assert_eq!(restored.status, 303, "{}", restored.body);
    let editor = ada.get(&path).await;
    assert!(editor.body.contains("On show, with a newer draft"), "{}", editor.body);
    assert_eq!(scene.call(&asked("terms")).await.html.bare(), "<p>Second</p>\n", "shoppers see nothing of it");
    assert!(!ada.get("/admin/overview").await.body.contains("Write the terms"));

    let question = ada.get(&format!("{path}/delete")).await;
    let version = [("version", question.hidden("version"))];
    let deleted = ada.submit(&question, &format!("{path}/delete"), &version).await;
    assert_eq!((deleted.status.as_u16(), deleted.location.as_str()), (303, "/admin/pages?deleted"));
    let gone = Client::new(scene.services.clone()).call(&asked("terms")).await.expect_err("it is gone");
    assert_eq!(gone.code, Code::PageGone);
    assert_eq!(ada.get(&path).await.status, 404);
}

#[tokio::test]
async fn menus_are_set_by_a_form_and_a_refusal_names_the_row() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let fields = |address: &'static str| {
        [
            ("version", "0"),
            ("header.0.at", "2"),
            ("header.0.to", "address"),
            ("header.0.address", address),
            ("header.0.label.en", "Search"),
            ("header.1.at", "1"),
            ("header.1.to", "address"),
            ("header.1.address", "/products"),
            ("header.1.label.en", "All"),
            ("header.1.label.de", "Alles"),
        ]
    };
    let page = ada.get("/admin/menus").await;
    let refused = ada.submit(&page, "/admin/menus", &fields("javascript:alert(1)")).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    let at_fault = "name=\"header.1.address\" value=\"javascript:alert(1)\" autocomplete=\"off\" aria-invalid=\"true\"";
    assert!(refused.body.contains(at_fault), "{}", refused.body);
    let page = ada.get("/admin/menus").await;
    let saved = ada.submit(&page, "/admin/menus", &fields("/search")).await;
    assert_eq!((saved.status.as_u16(), saved.location.as_str()), (303, "/admin/menus?saved"), "{}", saved.body);
    let header = scene.call(&GetSettings {}).await.header;
    let hrefs: Vec<&str> = header.iter().map(|link| link.href.as_str()).collect();
    assert_eq!((hrefs, header[0].label.get(Locale::De)), (vec!["/products", "/search"], "Alles"));
    let page = ada.get("/admin/menus").await;
    let late = ada.submit(&page, "/admin/menus", &fields("/cart")).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("value=\"Alles\""), "{}", late.body);
}
