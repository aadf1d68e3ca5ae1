//! What leads where, on real stores.

use api::settings::RedirectOutcome::{self, Changed, New, Refused, Removed, Unchanged};
use api::settings::{
    ListAdminRedirects, ListRedirects, MAX_REDIRECTS_AT_ONCE, Redirect, UpdateRedirects, redirect_shelf,
};

use super::check;
use crate::testing::Scene;

fn lead(from: &str, to: &str) -> Redirect {
    Redirect { from: from.to_owned(), to: to.to_owned(), status: 308 }
}

fn setting(set: Vec<Redirect>) -> UpdateRedirects {
    UpdateRedirects { set, ..UpdateRedirects::default() }
}

#[test]
fn an_old_address_is_kept_in_plain_spelling_and_never_shadows_the_shop_s_own() {
    for (said, kept) in [
        ("/products/mug.html", "/products/mug.html"),
        (" https://old.example/pages/about/ ", "/pages/about"),
        ("/blogs//news/caf%c3%a9", "/blogs/news/caf%C3%A9"),
        ("/über uns", "/%C3%BCber%20uns"),
        ("/de/seiten/%C3%BCber", "/de/seiten/%C3%BCber"),
        ("/index.php", "/index.php"),
    ] {
        assert_eq!(check::from(said).as_deref(), Ok(kept), "{said}");
    }
    for said in [
        "",
        "mug.html",
        "/",
        "https://old.example",
        "/de",
        "/products",
        "/de/search",
        "/cart",
        "/CART/x",
        "/%63art",
        "/orders/1",
        "/v1/products",
        "/api/x",
        "/_edge/health",
        "/sitemap.xml",
        "/robots.txt",
        "/media/a.jpg",
        "/pkg/a.js",
        "/a?id=1",
        "/a#b",
        "/a\nb",
        "/preview",
    ] {
        assert!(check::from(said).is_err(), "{said}");
    }
    assert!(check::from(&format!("/{}", "a".repeat(500))).is_err());
}

#[test]
fn a_new_address_is_a_page_of_this_shop() {
    for (said, kept) in [
        ("/products/mug", "/products/mug"),
        ("/", "/"),
        ("/collections/mugs/?sort=newest#top", "/collections/mugs?sort=newest#top"),
        ("/de/pages/über", "/de/pages/%C3%BCber"),
    ] {
        assert_eq!(check::to(said).as_deref(), Ok(kept), "{said}");
    }
    for said in [
        "",
        "products",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/v1/products",
        "/api/cart/add_line",
        "/_edge/purge",
        "/a\r\nSet-Cookie: b=c",
        "/a?b=\"c",
        "/a?ü",
    ] {
        assert!(check::to(said).is_err(), "{said}");
    }
    assert_eq!(check::to("/a//evil.example").as_deref(), Ok("/a/evil.example"));
}

#[tokio::test]
async fn addresses_are_set_all_or_none_told_of_by_one_tag_and_taken_away() {
    let scene = Scene::open().await;
    let wanted = vec![lead("/products/mug.html", "/products/mug"), lead("/pages/About/", "/pages/about")];
    let dry = UpdateRedirects { dry_run: true, ..setting(wanted.clone()) };
    let report = scene.as_staff(&dry).await.expect("looked at");
    assert!(!report.is_kept && report.rows.iter().all(|row| row.outcome == New), "{report:?}");
    let told = || async { scene.events().await.len() };
    assert_eq!((told().await, scene.as_staff(&ListAdminRedirects::default()).await.expect("listed").total), (0, 0));

    let report = scene.as_staff(&setting(wanted)).await.expect("set");
    assert!(report.is_kept, "{report:?}");
    assert_eq!(scene.events().await, [("shop.settings.changed".to_owned(), vec!["redirects".to_owned()])]);
    let found = scene.ask(&ListRedirects { shelf: redirect_shelf("/pages/About") }).await.expect("a shelf");
    assert!(found.contains(&lead("/pages/About", "/pages/about")), "{found:?}");
    assert!(scene.ask(&ListRedirects { shelf: 1_024 }).await.is_err());

    // One that is refused keeps the others out.
    let mixed =
        setting(vec![lead("/a", "/products/mug"), lead("/cart", "/"), lead("/b", "//evil.example"), lead("/a", "/c")]);
    let report = scene.as_staff(&mixed).await.expect("looked at");
    let outcomes: Vec<RedirectOutcome> = report.rows.iter().map(|row| row.outcome).collect();
    assert_eq!((report.is_kept, &outcomes[..]), (false, &[New, Refused, Refused, Refused][..]));
    assert_eq!(told().await, 1);

    let change = UpdateRedirects {
        set: vec![lead("/pages/About", "/pages/us"), lead("/products/mug.html", "/products/mug")],
        removed: vec!["/nobody".to_owned()],
        dry_run: false,
    };
    let report = scene.as_staff(&change).await.expect("set");
    assert_eq!(report.rows.iter().map(|row| row.outcome).collect::<Vec<_>>(), [Changed, Unchanged, Unchanged]);
    let gone = UpdateRedirects { removed: vec!["/pages/About".to_owned()], ..UpdateRedirects::default() };
    let report = scene.as_staff(&gone).await.expect("taken away");
    assert_eq!((report.rows[0].outcome, told().await), (Removed, 3));
    let left = scene.as_staff(&ListAdminRedirects::default()).await.expect("listed");
    assert_eq!(
        (left.redirects, left.total, left.has_more),
        (vec![lead("/products/mug.html", "/products/mug")], 1, false)
    );
    let many = (0..=MAX_REDIRECTS_AT_ONCE).map(|number| lead(&format!("/old/{number}"), "/")).collect();
    assert!(scene.as_staff(&setting(many)).await.is_err());
}

#[tokio::test]
async fn what_leads_round_in_a_ring_is_refused_in_whichever_market_it_begins() {
    let scene = Scene::open().await;
    let refused = async |set: Vec<Redirect>| {
        let report = scene.as_staff(&setting(set)).await.expect("looked at");
        (report.is_kept, report.rows.iter().filter(|row| row.outcome == Refused).count())
    };
    assert_eq!(refused(vec![lead("/a", "/a")]).await, (false, 1));
    assert_eq!(refused(vec![lead("/a", "/b"), lead("/b", "/a?x=1")]).await, (false, 2));
    assert_eq!(refused(vec![lead("/a", "/de/b"), lead("/de/b", "/us/a")]).await, (false, 2));
    assert_eq!(refused(vec![lead("/a", "/b"), lead("/b", "/c")]).await, (true, 0), "one may lead on");
    assert_eq!(refused(vec![lead("/c", "/a")]).await, (false, 1), "to one that is there");
    let steps = |count: usize| (0..count).map(|step| lead(&format!("/s{step}"), &format!("/s{}", step + 1))).collect();
    assert_eq!(refused(steps(7)).await, (false, 2));
    assert_eq!(refused(steps(5)).await, (true, 0));
}
