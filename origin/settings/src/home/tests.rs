//! The home page, from the router to the stores.

use api::catalog::Focus;
use api::endpoint::if_match::IfMatch;
use api::event::SETTINGS_CHANGED;
use api::media::MediaUse;
use api::problem::Code;
use api::settings::{
    AdminHome, CreatePage, DeletePage, GetAdminHome, GetHome, HomeBlock, HomeBlockView, HomeView, ListHomeVersions,
    MenuEntry, MenuTarget, PageKind, Publication, ShopPicture, UpdateHome,
};
use domain::catalog::Localized;
use domain::{Locale, Market};
use origin_platform::audit;

use crate::picture_uses;
use crate::testing::Scene;

fn text(body: &str) -> HomeBlock {
    HomeBlock::Text { heading: None, body: Localized::same(body) }
}

fn hero(picture: &str, link: Option<MenuEntry>) -> HomeBlock {
    let alt = Localized::same("A rope").with(Locale::De, "Ein Seil");
    let picture = Some(ShopPicture { path: picture.to_owned(), alt, width: 1600, height: 900, focus: None });
    HomeBlock::Hero { picture, heading: Some(Localized::same(" Ropes ")), text: None, link }
}

fn focused(mut block: HomeBlock, point: Focus) -> HomeBlock {
    if let HomeBlock::Hero { picture: Some(picture), .. } = &mut block {
        picture.focus = Some(point);
    }
    block
}

fn save(version: i64, blocks: &[HomeBlock], publication: Option<Publication>) -> UpdateHome {
    UpdateHome { if_match: Some(IfMatch::Version(version)), blocks: Some(blocks.to_vec()), restore: None, publication }
}

impl Scene {
    async fn home(&self, market: Market) -> HomeView {
        self.ask(&GetHome { market }).await.expect("it is for everybody")
    }
}

#[tokio::test]
async fn a_draft_is_seen_by_nobody_and_what_is_shown_by_everybody() {
    let scene = Scene::open().await;
    assert_eq!(scene.home(Market::De).await, HomeView::default(), "the shop makes it by itself");
    assert_eq!(scene.as_staff(&GetAdminHome::default()).await.expect("read"), AdminHome::default());
    let body = Localized::same("# Big\n\n<b>x</b>").with(Locale::De, "[Seile](/collections/ropes)");
    let first = [HomeBlock::Text { heading: None, body }, HomeBlock::About {}];
    let draft = scene.as_staff(&save(0, &first, None)).await.expect("saved");
    assert_eq!((draft.version, draft.published), (1, None));
    assert!(draft.html[0].en.contains("<h3>Big</h3>") && draft.html[0].en.contains("&lt;b&gt;"), "{:?}", draft.html);
    assert_eq!(scene.home(Market::De).await, HomeView::default(), "that is a draft");
    assert_eq!(scene.events().await, [], "nobody sees anything of it");

    let publish = UpdateHome {
        if_match: Some(IfMatch::Version(1)),
        publication: Some(Publication::Publish),
        ..UpdateHome::default()
    };
    let shown = scene.as_staff(&publish).await.expect("shown");
    assert_eq!((shown.version, shown.published), (2, Some(2)));
    assert_eq!(scene.events().await, [(SETTINGS_CHANGED.to_owned(), vec!["home".to_owned()])]);
    let german = scene.home(Market::De).await.blocks;
    let HomeBlockView::Text { html, .. } = &german[0] else { panic!("{german:?}") };
    assert_eq!((html.bare().trim(), html.lang()), ("<p><a href=\"/de/collections/ropes\">Seile</a></p>", None));

    // A draft beside it changes nothing, and shown once more it is what it was.
    let second = scene.as_staff(&save(2, &[text("Second")], None)).await.expect("saved");
    assert_eq!((second.version, second.published), (3, Some(2)));
    assert_eq!(scene.home(Market::De).await.blocks, german);
    let restored = UpdateHome { if_match: Some(IfMatch::Version(3)), restore: Some(1), ..UpdateHome::default() };
    let restored = scene.as_staff(&restored).await.expect("restored");
    assert_eq!((restored.version, restored.blocks.as_slice()), (4, &first[..]));
    let withdraw = UpdateHome {
        if_match: Some(IfMatch::Version(4)),
        publication: Some(Publication::Withdraw),
        ..UpdateHome::default()
    };
    assert_eq!(scene.as_staff(&withdraw).await.expect("withdrawn").published, None);
    assert_eq!(scene.home(Market::De).await, HomeView::default());
    let versions = scene.as_staff(&ListHomeVersions::default()).await.expect("listed");
    let told: Vec<_> = versions.iter().map(|one| (one.version, one.publication, one.kinds.join(" "))).collect();
    let kinds = "text about".to_owned();
    assert_eq!(
        told,
        [
            (5, Some(Publication::Withdraw), kinds.clone()),
            (4, None, kinds.clone()),
            (3, None, "text".to_owned()),
            (2, Some(Publication::Publish), kinds.clone()),
            (1, None, kinds),
        ]
    );
    let entries = audit::entries(&scene.stores.db, Some("home"), None, 9).await.expect("readable");
    assert_eq!(entries.len(), 5);
}

#[tokio::test]
async fn nobody_s_change_is_lost_and_nothing_is_saved_twice() {
    let scene = Scene::open().await;
    let blocks = [text("One")];
    scene.as_staff(&save(0, &blocks, Some(Publication::Publish))).await.expect("shown");
    let late = scene.as_staff(&save(0, &[text("Two")], None)).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    let same = scene.as_staff(&save(1, &blocks, Some(Publication::Publish))).await.expect("it is so already");
    assert_eq!((same.version, scene.events().await.len()), (1, 1));
    let missing = UpdateHome { if_match: None, ..save(1, &blocks, None) };
    assert_eq!(scene.as_staff(&missing).await.expect_err("of which version?").code, Code::VersionMissing);
    let gone = UpdateHome { if_match: Some(IfMatch::Version(1)), restore: Some(9), ..UpdateHome::default() };
    assert_eq!(scene.as_staff(&gone).await.expect_err("there is none").code, Code::PageNotFound);
}

#[tokio::test]
async fn what_cannot_stand_there_is_refused_by_its_field() {
    let scene = Scene::open().await;
    let led = |address: &str| {
        Some(MenuEntry { label: Some(Localized::same("x")), to: MenuTarget::Address(address.to_owned()) })
    };
    let row = |count| HomeBlock::Products { heading: None, collection: None, count };
    let many = |block: HomeBlock, count| vec![block; count];
    for (blocks, field) in [
        (Vec::new(), "blocks"),
        (many(HomeBlock::About {}, 13), "blocks"),
        (many(row(4), 5), "blocks"),
        (vec![HomeBlock::About {}, row(0)], "blocks.1.count"),
        (vec![row(13)], "blocks.0.count"),
        (vec![text("  ")], "blocks.0.body"),
        (vec![text(&"x".repeat(5_001))], "blocks.0.body"),
        (vec![text(&"> ".repeat(20))], "blocks.0.body"),
        (vec![hero("../secret", None)], "blocks.0.picture.path"),
        (vec![hero("a\" onerror=\"", None)], "blocks.0.picture.path"),
        (vec![focused(hero("p1/rope", None), Focus { x: 101, y: 0 })], "blocks.0.picture.focus"),
        (vec![hero("p1/a", led("javascript:alert(1)"))], "blocks.0.link.to"),
        (vec![hero("p1/a", led("//evil.example"))], "blocks.0.link.to"),
        (vec![HomeBlock::Announcement { text: Localized::same(""), link: None }], "blocks.0.text"),
    ] {
        let refused = scene.as_staff(&save(0, &blocks, None)).await.expect_err(field);
        assert_eq!(refused.field.as_deref(), Some(field), "{}", refused.detail);
    }
    assert_eq!(scene.as_staff(&GetAdminHome::default()).await.expect("read").version, 0);
}

#[tokio::test]
async fn links_follow_their_pages_and_pictures_know_that_they_are_used() {
    let scene = Scene::open().await;
    let page = CreatePage {
        kind: PageKind::Other,
        slug: "about-us".parse().expect("a slug"),
        title: Localized::same("About us"),
        description: Localized::same(""),
        body: Localized::same("Hello"),
        publication: Some(Publication::Publish),
    };
    let page = scene.as_staff(&page).await.expect("made");
    let link = Some(MenuEntry { label: None, to: MenuTarget::Page(page.id) });
    scene.as_staff(&save(0, &[hero("p1/abc", link)], Some(Publication::Publish))).await.expect("shown");
    let shown = async || match scene.home(Market::Eu).await.blocks.remove(0) {
        HomeBlockView::Hero { picture, heading, link, .. } => (picture, heading, link),
        other => panic!("{other:?}"),
    };
    let (picture, heading, link) = shown().await;
    assert_eq!(picture.map(|picture| picture.alt.bare().to_owned()).as_deref(), Some("A rope"));
    assert_eq!(heading.expect("one").bare(), "Ropes");
    assert_eq!(link.map(|link| link.href).as_deref(), Some("/pages/about-us"));

    let mut db = scene.stores.db.acquire().await.expect("PostgreSQL is up");
    let paths = ["p1/abc", "p1/other"].map(str::to_owned);
    let uses = picture_uses(&mut db, &paths).await.expect("PostgreSQL is up");
    assert_eq!(uses, [("p1/abc".to_owned(), MediaUse::Home)]);

    // A page that goes takes the link with it, and the home page is told of it.
    let known = scene.events().await.len();
    let delete = DeletePage { page: page.id, if_match: Some(IfMatch::Version(page.version)) };
    scene.as_staff(&delete).await.expect("deleted");
    assert_eq!(shown().await.2, None);
    assert!(
        scene.events().await[known].1.contains(&"settings".to_owned()),
        "every page, and the home page, is made anew"
    );
}
