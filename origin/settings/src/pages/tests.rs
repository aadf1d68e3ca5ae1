//! Pages, from the router to the stores.

use api::endpoint::if_match::IfMatch;
use api::problem::{Code, Problem};
use api::settings::{
    AdminPage, CreatePage, DeletePage, GetAdminPage, GetPage, ListAdminPages, ListPageVersions, ListPages, PageKind,
    PageView, Publication, UpdatePage,
};
use domain::catalog::Localized;
use domain::{Locale, Market, Slug};
use origin_platform::audit;

use crate::testing::Scene;

fn slug(slug: &str) -> Slug {
    slug.parse().expect("a slug")
}

fn new(kind: PageKind, address: &str, body: &str) -> CreatePage {
    CreatePage {
        kind,
        slug: slug(address),
        title: Localized::same("Terms").with(Locale::De, "AGB"),
        description: Localized::same(""),
        body: Localized::same(body),
        publication: None,
    }
}

fn shown(page: &AdminPage) -> UpdatePage {
    UpdatePage { publication: Some(Publication::Publish), ..change(page) }
}

fn change(page: &AdminPage) -> UpdatePage {
    UpdatePage::of(page.id, Some(IfMatch::Version(page.version)))
}

async fn read(scene: &Scene, address: &str, version: Option<i64>) -> Result<PageView, Problem> {
    scene.ask(&GetPage { slug: slug(address), market: Market::De, version }).await
}

async fn code(scene: &Scene, address: &str, version: Option<i64>) -> Code {
    read(scene, address, version).await.expect_err("nobody may read it").code
}

#[tokio::test]
async fn a_page_is_a_draft_until_it_is_shown_and_every_save_stays() {
    let scene = Scene::open().await;
    let draft =
        scene.as_staff(&new(PageKind::Terms, "terms", "# One\n\n[Mugs](/collections/mugs)")).await.expect("made");
    assert_eq!((draft.version, draft.published), (1, None));
    assert!(draft.html.en.contains("<h2>One</h2>"), "{}", draft.html.en);
    assert_eq!(code(&scene, "terms", None).await, Code::PageNotFound);
    assert_eq!(code(&scene, "terms", Some(1)).await, Code::PageNotFound, "nobody has ever been shown it");
    assert_eq!(scene.storefront().await, Default::default(), "no page leads there");

    let first = scene.as_staff(&shown(&draft)).await.expect("shown");
    assert_eq!((first.version, first.published), (2, Some(2)));
    let view = read(&scene, "terms", None).await.expect("on show");
    assert_eq!((view.title.bare(), view.html.lang()), ("AGB", Some(Locale::En)), "nobody has translated the text");
    assert!(view.html.bare().contains("href=\"/de/collections/mugs\""), "{}", view.html.bare());
    let link = scene.storefront().await.pages.remove(0);
    assert_eq!((link.kind, link.version.version, link.slug.as_str()), (PageKind::Terms, 2, "terms"));

    // A draft beside it changes nothing for shoppers; what was agreed to can be read when the next is on show.
    let body = Localized::same("Two").with(Locale::De, "Zwei");
    let beside = scene.as_staff(&UpdatePage { body: Some(body), ..change(&first) }).await.expect("saved");
    assert_eq!((beside.version, beside.published), (3, Some(2)));
    assert_eq!(read(&scene, "terms", None).await.expect("on show"), view);
    let second = scene.as_staff(&shown(&beside)).await.expect("shown");
    let now = read(&scene, "terms", None).await.expect("on show");
    assert_eq!((now.html.bare(), now.html.lang(), now.is_current), ("<p>Zwei</p>\n", None, true));
    let then = read(&scene, "terms", Some(2)).await.expect("it was on show");
    assert_eq!((then.html.bare(), then.is_current), (view.html.bare(), false));
    assert_eq!(code(&scene, "terms", Some(3)).await, Code::PageNotFound, "that was a draft");

    let restored = scene.as_staff(&UpdatePage { restore: Some(1), ..change(&second) }).await.expect("restored");
    assert_eq!((restored.version, restored.published, &restored.body), (5, Some(4), &draft.body));
    let versions = scene.as_staff(&ListPageVersions { page: draft.id, before: None }).await.expect("listed");
    let did: Vec<_> = versions.iter().map(|version| (version.version, version.publication)).collect();
    let publish = Some(Publication::Publish);
    assert_eq!(did, [(5, None), (4, publish), (3, None), (2, publish), (1, None)]);
    let old = scene.as_staff(&GetAdminPage { page: draft.id, of_version: Some(3) }).await.expect("it stays");
    assert_eq!((old.version, old.body.get(Locale::De)), (5, "Zwei"));

    // Nothing said, nothing saved.
    assert_eq!(scene.as_staff(&change(&restored)).await.expect("nothing to do"), restored);
    let last = audit::entries(&scene.stores.db, Some(&format!("page {}", draft.id)), None, 9).await.expect("readable");
    assert_eq!((last.len(), last[0].action.as_str()), (5, "UpdatePage"));
}

#[tokio::test]
async fn what_shows_a_page_is_told_and_all_pages_only_if_they_lead_there() {
    let scene = Scene::open().await;
    let other = CreatePage { publication: Some(Publication::Publish), ..new(PageKind::Other, "about-us", "Hello") };
    let other = scene.as_staff(&other).await.expect("made");
    let imprint = CreatePage { publication: Some(Publication::Publish), ..new(PageKind::Imprint, "imprint", "We") };
    let imprint = scene.as_staff(&imprint).await.expect("made");
    let told: Vec<Vec<String>> = scene.events().await.into_iter().map(|(_, tags)| tags).collect();
    let own = |id, address: &str| vec![format!("pg:{id}"), format!("pgs:{address}"), "pages".to_owned()];
    let everywhere = [own(imprint.id, "imprint"), vec!["settings".to_owned()]].concat();
    assert_eq!(told, [own(other.id, "about-us"), everywhere]);
    let listed = scene.ask(&ListPages {}).await.expect("for everybody");
    let paths: Vec<&str> = listed.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(paths, ["/pages/about-us", "/pages/imprint"]);
}

#[tokio::test]
async fn a_former_address_leads_to_the_page_and_of_a_deleted_one_it_is_said() {
    let scene = Scene::open().await;
    let made = CreatePage { publication: Some(Publication::Publish), ..new(PageKind::Terms, "terms", "One") };
    let made = scene.as_staff(&made).await.expect("made");
    let moved = UpdatePage { slug: Some(slug("conditions")), ..change(&made) };
    let moved = scene.as_staff(&moved).await.expect("moved");
    for known in ["terms", "conditions", &made.id.to_string()] {
        assert_eq!(read(&scene, known, None).await.expect(known).slug, slug("conditions"), "{known}");
    }
    let withdrawn = UpdatePage { publication: Some(Publication::Withdraw), ..change(&moved) };
    let withdrawn = scene.as_staff(&withdrawn).await.expect("withdrawn");
    assert_eq!(code(&scene, "conditions", None).await, Code::PageNotFound, "it may come back");
    let delete = |version| DeletePage { page: made.id, if_match: Some(IfMatch::Version(version)) };
    assert_eq!(scene.as_staff(&delete(1)).await.expect_err("outdated").code, Code::VersionOutdated);
    scene.as_staff(&delete(withdrawn.version)).await.expect("deleted");
    for gone in ["terms", "conditions"] {
        assert_eq!(code(&scene, gone, None).await, Code::PageGone, "{gone}");
    }
    let agreed = read(&scene, &made.id.to_string(), Some(1)).await.expect("somebody has agreed to it");
    assert_eq!((agreed.html.bare(), agreed.is_current), ("<p>One</p>\n", false));
    assert_eq!(scene.as_staff(&ListAdminPages {}).await.expect("listed"), []);

    // A new page takes the place of what is gone.
    let again = CreatePage { publication: Some(Publication::Publish), ..new(PageKind::Terms, "terms", "New") };
    scene.as_staff(&again).await.expect("made");
    assert_eq!(read(&scene, "terms", None).await.expect("on show").html.bare(), "<p>New</p>\n");
    let agreed = read(&scene, &made.id.to_string(), Some(1)).await.expect("kept");
    assert_eq!(agreed.slug.to_string(), made.id.to_string(), "it leads to no other terms");
    assert_eq!(code(&scene, "conditions", None).await, Code::PageGone);
}

#[tokio::test]
async fn of_two_who_save_a_page_the_later_is_told() {
    let scene = Scene::open().await;
    let made = scene.as_staff(&new(PageKind::Other, "about", "One")).await.expect("made");
    let save =
        |body: &str, version| UpdatePage { body: Some(Localized::same(body)), ..UpdatePage::of(made.id, version) };
    scene.as_staff(&save("Two", Some(IfMatch::Version(1)))).await.expect("saved");
    let late = scene.as_staff(&save("Three", Some(IfMatch::Version(1)))).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    assert_eq!(scene.as_staff(&save("Three", None)).await.expect_err("which?").code, Code::VersionMissing);
}

#[tokio::test]
async fn what_cannot_be_a_page_names_its_field_and_changes_nothing() {
    let scene = Scene::open().await;
    let fine = || new(PageKind::Terms, "terms", "One");
    scene.as_staff(&fine()).await.expect("made");
    let german = || Localized::same("").with(Locale::De, "Nur Deutsch");
    for (field, bad) in [
        ("kind", CreatePage { slug: slug("other"), ..fine() }),
        ("slug", CreatePage { kind: PageKind::Other, ..fine() }),
        ("title", CreatePage { title: Localized::same(" "), ..fine() }),
        ("title", CreatePage { title: Localized::same("t".repeat(101)), ..fine() }),
        ("title", CreatePage { title: Localized::same("a\u{202e}b"), ..fine() }),
        ("description", CreatePage { description: Localized::same("d".repeat(321)), ..fine() }),
        ("body", CreatePage { body: german(), ..fine() }),
        ("body", CreatePage { body: Localized::same("b".repeat(50_001)), ..fine() }),
        ("body", CreatePage { body: Localized::same("a\u{0}b"), ..fine() }),
        ("body", CreatePage { body: Localized::same(">".repeat(30) + " a"), ..fine() }),
        (
            "body",
            CreatePage {
                kind: PageKind::Other,
                slug: slug("empty"),
                body: Localized::same(""),
                publication: Some(Publication::Publish),
                ..fine()
            },
        ),
    ] {
        let refused = scene.as_staff(&bad).await.expect_err(field);
        assert_eq!(refused.field.as_deref(), Some(field), "{refused}");
        assert!(matches!(refused.code, Code::InvalidField | Code::SlugTaken), "{refused}");
    }
    assert_eq!((scene.events().await.len(), scene.as_staff(&ListAdminPages {}).await.expect("listed").len()), (1, 1));
}
