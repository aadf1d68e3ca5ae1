//! Menus, from the router to the stores.

use api::endpoint::if_match::IfMatch;
use api::problem::Code;
use api::settings::{
    AdminMenus, CreatePage, GetAdminMenus, MenuColumn, MenuEntry, MenuTarget, PageKind, Publication, UpdateMenus,
    UpdatePage,
};
use domain::Locale;
use domain::catalog::Localized;

use crate::testing::Scene;

fn entry(label: &str, to: MenuTarget) -> MenuEntry {
    MenuEntry { label: Some(Localized::same(label)), to }
}

fn address(address: &str) -> MenuTarget {
    MenuTarget::Address(address.to_owned())
}

#[tokio::test]
async fn menus_lead_where_they_are_told_and_to_pages_while_these_are_on_show() {
    let scene = Scene::open().await;
    assert_eq!(scene.as_staff(&GetAdminMenus {}).await.expect("read"), AdminMenus::default());
    let page = CreatePage {
        kind: PageKind::Other,
        slug: "about-us".parse().expect("a slug"),
        title: Localized::same("About us").with(Locale::De, "Über uns"),
        description: Localized::same(""),
        body: Localized::same("Hello"),
        publication: Some(Publication::Publish),
    };
    let page = scene.as_staff(&page).await.expect("made");
    let about = MenuEntry { label: None, to: MenuTarget::Page(page.id) };
    let mugs = MenuTarget::Collection("mugs".parse().expect("a slug"));
    let set = UpdateMenus {
        if_match: Some(IfMatch::Version(0)),
        header: Some(vec![entry(" Mugs ", mugs), about.clone(), entry("Elsewhere", address("https://x.example/?a=1"))]),
        footer: Some(vec![MenuColumn { title: Localized::same("Us"), entries: vec![about] }]),
    };
    let set = scene.as_staff(&set).await.expect("set");
    assert_eq!((set.version, set.menus.header[0].label.clone()), (1, Some(Localized::same("Mugs"))));
    let shown = scene.storefront().await;
    let hrefs: Vec<&str> = shown.header.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(hrefs, ["/collections/mugs", "/pages/about-us", "https://x.example/?a=1"]);
    assert_eq!(shown.header[1].label.get(Locale::De), "Über uns");
    assert_eq!((shown.footer.len(), shown.footer[0].links.len()), (1, 1));

    // A page that is withdrawn is led to by nothing, and every page is told.
    let known = scene.events().await.len();
    let withdraw = UpdatePage {
        publication: Some(Publication::Withdraw),
        ..UpdatePage::of(page.id, Some(IfMatch::Version(page.version)))
    };
    scene.as_staff(&withdraw).await.expect("withdrawn");
    let shown = scene.storefront().await;
    assert_eq!((shown.header.len(), shown.footer.len()), (2, 0));
    assert!(scene.events().await[known].1.contains(&"settings".to_owned()));

    let unset = UpdateMenus { if_match: Some(IfMatch::Version(1)), header: Some(vec![]), footer: None };
    assert_eq!(scene.as_staff(&unset).await.expect("unset").menus.footer.len(), 1, "what is not named stays");
    assert_eq!(scene.storefront().await.header, []);
    let late = scene.as_staff(&unset).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
}

#[tokio::test]
async fn what_cannot_be_in_a_menu_names_its_field() {
    let scene = Scene::open().await;
    let fine = || entry("Search", address("/search"));
    let header =
        |header: Vec<MenuEntry>| UpdateMenus { if_match: Some(IfMatch::Any), header: Some(header), footer: None };
    let footer = |footer| UpdateMenus { if_match: Some(IfMatch::Any), header: None, footer: Some(footer) };
    let column = |title: &str, entries| MenuColumn { title: Localized::same(title), entries };
    let mut bad = vec![
        ("header", header(vec![fine(); 9])),
        ("header.1.label", header(vec![fine(), MenuEntry { label: None, to: address("/search") }])),
        ("header.0.label", header(vec![entry(&"l".repeat(41), address("/search"))])),
        ("footer", footer(vec![column("A", vec![]), column("B", vec![]), column("C", vec![]), column("D", vec![])])),
        ("footer.0.title", footer(vec![column(" ", vec![fine()])])),
        ("footer.0.entries.0.to", footer(vec![column("A", vec![entry("X", address("search"))])])),
    ];
    for hostile in [
        "",
        "javascript:alert(1)",
        "//evil.example",
        "/\\evil.example",
        "/a b",
        "/a\tb",
        "http://x.example",
        "https://",
        "https:///x",
        "/\"onclick=1",
        "data:text/html,1",
        "/ü",
    ] {
        bad.push(("header.0.to", header(vec![entry("X", address(hostile))])));
    }
    for (field, change) in bad {
        let refused = scene.as_staff(&change).await.expect_err(field);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)), "{change:?}");
    }
    assert_eq!((scene.storefront().await, scene.events().await.len()), (Default::default(), 0));
}
