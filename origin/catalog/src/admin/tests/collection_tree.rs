//! Collections under collections.

use api::catalog::admin::{
    AdminCollection, CreateCollection, DeleteCollection, ListAdminCollections, UpdateCollection,
};
use api::catalog::{CollectionCard, CollectionDocument, GetCollection, ListCollections};
use api::event::COLLECTION_CHANGED;
use api::problem::{Code, Problem};
use domain::catalog::Localized;
use domain::{Market, Slug};

use super::*;
use crate::testing::collection;
use crate::upsert::Outcome;

fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

async fn make(shop: &Shop, name: &str, parent: Option<&str>) -> Result<AdminCollection, Problem> {
    let made = CreateCollection {
        slug: slug(name),
        title: Localized::same(name),
        description: Localized::default(),
        position: 0,
        image: None,
        parent: parent.map(slug),
    };
    shop.as_staff(&made).await
}

async fn put(shop: &Shop, name: &str, parent: Option<&str>) -> Result<AdminCollection, Problem> {
    let change = UpdateCollection {
        slug: slug(name),
        if_match: Some(IfMatch::Any),
        title: None,
        description: None,
        position: None,
        image: None,
        parent: Some(parent.map(slug)),
        address: None,
    };
    shop.as_staff(&change).await
}

async fn seen(shop: &Shop, name: &str) -> CollectionCard {
    shop.client.call(&GetCollection { slug: slug(name), market: Market::Eu }).await.expect("it is there")
}

fn names<'a>(slugs: impl IntoIterator<Item = &'a Slug>) -> Vec<&'a str> {
    slugs.into_iter().map(Slug::as_str).collect()
}

/// Two who each change the collections, and nothing holds them apart but what the database itself does.
async fn at_once(shop: &Shop, first: &'static str, second: &'static str) -> [bool; 2] {
    let mut one = shop.stores.db.begin().await.expect("PostgreSQL is up");
    sqlx::query(first).execute(&mut *one).await.expect("nothing is wrong with it yet");
    let db = shop.stores.db.clone();
    let other = tokio::spawn(async move { sqlx::query(second).execute(&db).await.is_ok() });
    origin_testing::wait_until("the second waits, or has come to an end", async || {
        let waits: bool = sqlx::query_scalar(
            "select exists (select from pg_locks where locktype = 'advisory' and not granted
                 and database = (select oid from pg_database where datname = current_database()))",
        )
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
        waits || other.is_finished()
    })
    .await;
    let first = one.commit().await.is_ok();
    [first, other.await.expect("it does not panic")]
}

#[tokio::test]
async fn a_branch_is_made_moved_and_seen_from_above_and_below() {
    let shop = Shop::open().await;
    make(&shop, "cups", Some("table")).await.expect("a good place");
    shop.forget_events().await;
    let mugs = make(&shop, "mugs", Some("cups")).await.expect("a good place");
    assert_eq!(mugs.collection.parent, Some(slug("cups")));
    let told = vec!["nav".to_owned(), "c:mugs".to_owned(), "c:cups".to_owned()];
    assert_eq!(shop.forget_events().await, [(COLLECTION_CHANGED.to_owned(), told)]);

    let below = seen(&shop, "mugs").await;
    assert_eq!(names(below.trail.iter().map(|link| &link.slug)), ["table", "cups"]);
    assert_eq!((below.trail[0].title.bare(), below.children.len()), ("Table", 0));
    let above = seen(&shop, "table").await;
    assert_eq!((above.trail.len(), names(above.children.iter().map(|card| &card.slug))), (0, vec!["cups"]));
    let list = shop.client.call(&ListCollections { market: Market::Eu }).await.expect("they are there");
    let parents: Vec<_> =
        list.iter().map(|card| (card.slug.as_str(), card.parent.as_ref().map(Slug::as_str))).collect();
    assert_eq!(parents, [("cups", Some("table")), ("mugs", Some("cups")), ("table", None)]);
    let lone = make(&shop, "bath", None).await.expect("at the top");
    assert_eq!((lone.collection.parent, seen(&shop, "bath").await.children.len()), (None, 0));

    shop.forget_events().await;
    let moved = put(&shop, "cups", Some("bath")).await.expect("with all that is under it");
    assert_eq!(moved.version, 2);
    let told = ["nav", "c:cups", "c:bath", "c:table"].map(str::to_owned).to_vec();
    assert_eq!(shop.forget_events().await, [(COLLECTION_CHANGED.to_owned(), told)], "both above it tell of it");
    assert_eq!(names(seen(&shop, "mugs").await.trail.iter().map(|link| &link.slug)), ["bath", "cups"]);
    assert_eq!(put(&shop, "cups", Some("bath")).await.expect("it stands there").version, 2);
    assert_eq!(put(&shop, "cups", None).await.expect("to the top").collection.parent, None);
}

#[tokio::test]
async fn what_cannot_stand_there_is_refused_and_stays() {
    let shop = Shop::open().await;
    for (name, parent) in [("a", None), ("b", Some("a")), ("c", Some("b")), ("d", Some("c")), ("e", Some("d"))] {
        make(&shop, name, parent).await.expect("a good place");
    }
    for (name, parent) in [("a", "a"), ("a", "e"), ("c", "d"), ("table", "e"), ("b", "nowhere")] {
        let refused = put(&shop, name, Some(parent)).await.expect_err("it cannot stand there");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("parent")), "{name}");
    }
    assert_eq!(make(&shop, "f", Some("e")).await.expect_err("too deep").field.as_deref(), Some("parent"));
    let all = shop.as_staff(&ListAdminCollections {}).await.expect("they are there");
    assert_eq!(names(all.iter().map(|one| &one.collection.slug)), ["a", "b", "c", "d", "e", "table"]);
    assert!(all.iter().all(|one| one.version == 1), "nothing was changed");

    let delete = |name: &str| DeleteCollection { slug: slug(name), if_match: Some(IfMatch::Any) };
    let full = shop.as_staff(&delete("d")).await.expect_err("one stands under it");
    assert!(full.code == Code::WrongState && full.detail.contains("“e”"), "{full:?}");
    shop.forget_events().await;
    shop.as_staff(&delete("e")).await.expect("nothing does");
    let told = ["nav", "c:e", "c:d"].map(str::to_owned).to_vec();
    assert_eq!(shop.told().await, [(COLLECTION_CHANGED.to_owned(), told, true)]);
    shop.as_staff(&delete("d")).await.expect("nothing does any more");
}

#[tokio::test]
async fn two_that_are_put_under_each_other_at_once_do_not_both_get_there() {
    let shop = Shop::open().await;
    for name in ["a", "b"] {
        make(&shop, name, None).await.expect("made");
    }
    let done = at_once(
        &shop,
        "update catalog.collections set parent = 'b' where slug = 'a'",
        "update catalog.collections set parent = 'a' where slug = 'b'",
    )
    .await;
    assert_eq!(done, [true, false]);
    for wrong in [
        "update catalog.collections set parent = slug where slug = 'b'",
        "update catalog.collections set parent = case slug when 'a' then 'b' else 'a' end where slug in ('a', 'b')",
        "update catalog.collections set parent = 'nowhere' where slug = 'b'",
        "delete from catalog.collections where slug = 'b'",
    ] {
        assert!(sqlx::query(wrong).execute(&shop.stores.db).await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn an_import_makes_a_tree_and_says_which_of_it_cannot_be() {
    let shop = Shop::open().await;
    let under = |name: &str, parent: &str| CollectionDocument { parent: Some(slug(parent)), ..collection(name, name) };
    let rows = [
        under("cups", "table"),
        under("mugs", "cups"),
        under("table", "mugs"),
        under("pots", "later"),
        collection("later", "Later"),
        under("mugs", "table"),
    ];
    let outcomes = shop.upsert_collections(&rows).await;
    assert_eq!([&outcomes[0], &outcomes[1], &outcomes[4]], [&Outcome::New; 3], "{outcomes:?}");
    for (place, said) in [(2, "under itself"), (3, "“later”"), (5, "twice")] {
        assert!(matches!(&outcomes[place], Outcome::Refused(reason) if reason.contains(said)), "{outcomes:?}");
    }
    assert_eq!(shop.upsert_collections(&rows[..2]).await, [Outcome::Unchanged, Outcome::Unchanged]);
    let flat = [collection("cups", "cups")];
    assert_eq!(shop.upsert_collections(&flat).await, [Outcome::Changed], "a document says all there is of it");
}
