//! The merchant's own pages and the shop's menus.

use api::endpoint::if_match::IfMatch;
use api::settings::{GetHomePreview, GetPage, GetSettings, HomeBlock, HomeBlockView, PageKind, UpdateHome};
use api::{Client, Code, Credentials};
use domain::{Locale, Market};
use origin_platform::staff;
use origin_staff::Role;
use uuid::Uuid;

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

#[tokio::test]
async fn old_addresses_are_set_one_by_one_and_by_a_file_that_is_looked_at_first() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let path = "/admin/redirects";
    let list = ada.get(path).await;
    assert!(list.body.contains("No address leads elsewhere yet") && !list.body.contains("<script"), "{}", list.body);
    let one = [("from", "/products/<mug>.html"), ("to", "/products/mug"), ("status", "301"), ("do", "set")];
    let made = ada.submit(&list, path, &one).await;
    assert_eq!((made.status.as_u16(), made.location.as_str()), (303, "/admin/redirects?saved"), "{}", made.body);
    let list = ada.get(path).await;
    assert!(list.body.contains("/products/%3Cmug%3E.html") && list.body.contains("1 address leads"), "{}", list.body);
    let refused = ada.submit(&list, path, &[("from", "/old"), ("to", "//evil.example"), ("do", "set")]).await;
    assert!(refused.status == 422 && refused.body.contains("value=\"/old\""), "typed and kept: {}", refused.body);
    let marked = "aria-invalid=\"true\" aria-describedby=\"to-fault to-hint\"";
    assert_eq!(refused.body.matches("aria-invalid").count(), 1, "{}", refused.body);
    assert!(refused.body.contains(marked) && refused.body.contains("id=\"to-fault\""), "{}", refused.body);

    // A file is looked at, with what is wrong first; nothing is kept of it until somebody says so.
    let token = list.hidden("token").to_owned();
    let file = "Redirect from,Redirect to\n/pages/about,/pages/us\n/cart,/\n/a&b,/c\n";
    let looked = ada.give_lines("/admin/redirects/file", &token, ["/typed,/nowhere", file]).await;
    assert_eq!(looked.status, 200, "{}", looked.body);
    for said in ["some lines have to be mended", "of the shop&#39;s own", "/a&amp;b", "Keep all of them"] {
        let said_otherwise = said.replace("&#39;", "'");
        assert!(looked.body.contains(said) || looked.body.contains(&said_otherwise), "{said}: {}", looked.body);
    }
    assert!(!looked.body.contains("/typed"), "the file counts");
    let kept = ada.submit(&looked, path, &[("lines", file), ("do", "keep")]).await;
    assert!(kept.status == 422 && kept.body.contains("/pages/about"), "{}", kept.body);
    let lines = "/pages/about;/pages/us\n/a&b;/c;301\n";
    let kept = ada.submit(&kept, path, &[("lines", lines), ("do", "keep")]).await;
    assert_eq!((kept.status.as_u16(), kept.location.as_str()), (303, "/admin/redirects?saved"), "{}", kept.body);
    let file = ada.get("/admin/redirects/csv").await;
    let all = "Redirect from,Redirect to,Status\n/a&b,/c,301\n/pages/about,/pages/us,308\n/products/%3Cmug%3E.html,/products/mug,301\n";
    assert_eq!(file.body, all);
    let again = ada.give_lines("/admin/redirects/file", &token, [all, ""]).await;
    assert_eq!(again.body.matches("as it was").count(), 3, "{}", again.body);
    for nothing in ["", "from,to"] {
        assert_eq!(ada.give_lines("/admin/redirects/file", &token, [nothing, ""]).await.status, 422);
    }
    assert_eq!(ada.give_lines("/admin/redirects/file", "another", [all, ""]).await.status, 403);

    let found = ada.get("/admin/redirects?q=about").await;
    assert!(found.body.contains("/pages/us") && !found.body.contains("/a&amp;b"), "{}", found.body);
    let gone = ada.submit(&found, path, &[("path", "/pages/about"), ("do", "remove")]).await;
    assert_eq!(gone.status, 303, "{}", gone.body);
    assert!(!ada.get(path).await.body.contains("/pages/about"));
    let mut clerk = scene.member("clerk@example.com", Role::Catalog).await;
    assert_eq!(clerk.get(path).await.status, 403);
}

#[tokio::test]
async fn a_draft_of_the_home_page_has_a_link_into_the_shop_that_is_made_for_whoever_asks() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let home = ada.get("/admin/home").await;
    assert!(!home.body.contains("/admin/home/preview"), "there is nothing to see yet");
    let key = staff::create(&scene.stores.db, "tests").await.expect("PostgreSQL is up");
    let credentials = Credentials { bearer: Some(key), idempotency_key: Some(Uuid::new_v4().to_string()) };
    let (if_match, blocks) = (Some(IfMatch::Any), Some(vec![HomeBlock::About {}]));
    let draft = UpdateHome { if_match, blocks, restore: None, publication: None };
    let saved = Client::new(scene.services.clone()).call_as(&draft, &credentials).await;
    assert_eq!(saved.expect("saved").version, 1);
    let home = ada.get("/admin/home").await;
    let made = ada.submit(&home, "/admin/home/preview", &[]).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let token = made.between("/preview?token=", "\"").to_owned();
    let asked = GetHomePreview { token, market: Market::De };
    let seen = Client::new(scene.services.clone()).call(&asked).await.expect("the link is good");
    assert_eq!(seen.blocks, [HomeBlockView::About {}]);
    let other = GetHomePreview { token: "no-such-token".to_owned(), market: Market::De };
    let refused = Client::new(scene.services.clone()).call(&other).await.expect_err("no link");
    assert_eq!(refused.code, Code::PageNotFound);
}
