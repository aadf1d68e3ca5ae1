//! Addresses of collections, which lead on, and their pictures.

use std::collections::BTreeSet;

use api::cache::{CachePolicy, Lifetime, Tag};
use api::catalog::admin::{
    AdminCollection, CreateCollection, DeleteCollection, UpdateCollection, UpdateCollectionOrder,
};
use api::catalog::{CollectionDocument, Focus, GetCollection, ListProducts, MediaDocument};
use api::endpoint::Endpoint as _;
use api::event::{COLLECTION_CHANGED, PRODUCT_CHANGED};
use api::problem::{Code, Problem};
use domain::catalog::Localized;
use domain::{Market, Slug};

use super::*;
use crate::collections::former::by_every_address;
use crate::testing::{collection, plain};
use crate::upsert::Outcome;

fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

fn change(name: &str) -> UpdateCollection {
    UpdateCollection {
        slug: slug(name),
        if_match: Some(IfMatch::Any),
        title: None,
        description: None,
        position: None,
        image: None,
        parent: None,
        address: None,
    }
}

async fn rename(shop: &Shop, name: &str, address: &str) -> Result<AdminCollection, Problem> {
    shop.as_staff(&UpdateCollection { address: Some(slug(address)), ..change(name) }).await
}

async fn listed(shop: &Shop, name: &str) -> Vec<String> {
    let list = ListProducts { market: Market::Eu, collection: Some(slug(name)), sort: Default::default(), page: 1 };
    let page = shop.client.call(&list).await.expect("a page");
    page.items.into_iter().map(|card| card.slug.into()).collect()
}

#[tokio::test]
async fn another_address_takes_everything_along_and_the_former_one_leads_to_it() {
    let shop = Shop::open().await;
    let draft = ProductDocument { status: ProductStatus::Draft, ..plain("draft", 300) };
    shop.upsert(&[plain("bowl", 300), plain("plate", 800), draft]).await;
    let child = CollectionDocument { parent: Some(slug("table")), ..collection("cups", "Cups") };
    shop.upsert_collections(&[child]).await;
    let plate: uuid::Uuid = sqlx::query_scalar("select id from catalog.products where slug = 'plate'")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    let first = vec![ProductId(plate)];
    shop.as_staff(&UpdateCollectionOrder { slug: slug("table"), if_match: Some(IfMatch::Any), first })
        .await
        .expect("it is in it");
    shop.forget_events().await;

    let renamed = rename(&shop, "table", "laid-table").await.expect("a free address");
    assert_eq!((renamed.collection.slug.as_str(), renamed.products), ("laid-table", 2));
    assert_eq!(renamed.former, [slug("table")]);
    let told = shop.forget_events().await;
    let of = |subject: &str| told.iter().filter(|(told, _)| told == subject).count();
    assert_eq!((of(PRODUCT_CHANGED), of(COLLECTION_CHANGED)), (3, 1), "{told:?}");
    assert!(told.iter().all(|(_, tags)| ["c:table", "c:laid-table"].iter().all(|tag| tags.contains(&(*tag).into()))));
    assert_eq!(listed(&shop, "laid-table").await, ["plate", "bowl"], "in the order that it had");

    let asked = GetCollection { slug: slug("table"), market: Market::Eu };
    let seen = shop.client.call(&asked).await.expect("it leads on");
    assert_eq!((seen.slug.as_str(), seen.children[0].slug.as_str()), ("laid-table", "cups"));
    let CachePolicy::UntilPurged(_, tags) = asked.cache_policy(&seen) else { panic!("it is kept") };
    assert!([Tag::collection(&slug("table")), Tag::collection(&seen.slug)].iter().all(|tag| tags.contains(tag)));

    let gone = ListProducts { market: Market::Eu, collection: Some(slug("table")), sort: Default::default(), page: 1 };
    assert_eq!(shop.client.call(&gone).await.expect_err("by another address").code, Code::CollectionNotFound);
    let kept = CachePolicy::UntilPurged(Lifetime::ABSENT, vec![Tag::collection(&slug("table"))]);
    assert_eq!(gone.cache_policy_of_absence(), kept);
    let documents: Vec<serde_json::Value> =
        sqlx::query_scalar("select document -> 'collections' from catalog.products")
            .fetch_all(&shop.stores.db)
            .await
            .expect("PostgreSQL is up");
    assert_eq!(documents, vec![serde_json::json!(["laid-table"]); 3], "drafts follow");
}

#[tokio::test]
async fn whatever_names_a_former_address_means_the_collection() {
    let shop = Shop::open().await;
    shop.upsert(&[plain("bowl", 300)]).await;
    rename(&shop, "table", "laid-table").await.expect("a free address");
    assert_eq!(shop.upsert(&[plain("bowl", 300)]).await, [Outcome::Unchanged], "a file from before");
    let twice = ProductDocument { collections: vec![slug("laid-table"), slug("table")], ..plain("bowl", 300) };
    assert_eq!(shop.upsert(&[twice]).await, [Outcome::Unchanged]);
    assert_eq!(shop.upsert(&[plain("plate", 300)]).await, [Outcome::New]);
    assert_eq!(listed(&shop, "laid-table").await, ["bowl", "plate"]);
    let refused = shop.upsert_collections(&[collection("table", "Table")]).await;
    assert!(matches!(&refused[0], Outcome::Refused(reason) if reason.contains("“laid-table”")), "{refused:?}");
    let under = CollectionDocument { parent: Some(slug("table")), ..collection("cups", "Cups") };
    assert_eq!(shop.upsert_collections(&[under]).await, [Outcome::New]);

    let kept = crate::store::documents_of_any_status(&shop.stores.db, &ids(&shop).await).await.expect("it is up");
    let kept = kept.into_iter().map(|(id, _, document)| (id, document)).collect();
    for (_, document) in by_every_address(&shop.stores.db, kept).await.expect("it is up") {
        let named: BTreeSet<&str> = document.collections.iter().map(Slug::as_str).collect();
        assert_eq!(named, BTreeSet::from(["laid-table", "table"]), "a promotion may name either");
    }
}

async fn ids(shop: &Shop) -> Vec<ProductId> {
    crate::store::product_ids_after(&shop.stores.db, None, 9).await.expect("PostgreSQL is up")
}

#[tokio::test]
async fn an_address_is_one_collections_for_as_long_as_that_is_there() {
    let shop = Shop::open().await;
    shop.upsert_collections(&[collection("bath", "Bath")]).await;
    let taken = rename(&shop, "table", "bath").await.expect_err("it is another's");
    assert_eq!((taken.code, taken.field.as_deref()), (Code::SlugTaken, Some("address")));
    rename(&shop, "table", "laid-table").await.expect("a free address");
    let leads = rename(&shop, "bath", "table").await.expect_err("it leads elsewhere");
    assert_eq!((leads.code, leads.field.as_deref()), (Code::SlugTaken, Some("address")));
    let made = CreateCollection {
        slug: slug("table"),
        title: Localized::same("Table"),
        description: Localized::default(),
        position: 0,
        image: None,
        parent: None,
    };
    let leads = shop.as_staff(&made).await.expect_err("it leads elsewhere");
    assert_eq!((leads.code, leads.field.as_deref()), (Code::SlugTaken, Some("slug")));

    let back = rename(&shop, "laid-table", "table").await.expect("it was its own");
    assert_eq!((back.collection.slug.as_str(), back.former), ("table", vec![slug("laid-table")]));
    let stale =
        UpdateCollection { if_match: Some(IfMatch::Version(1)), address: Some(slug("tables")), ..change("table") };
    assert_eq!(shop.as_staff(&stale).await.expect_err("an old version").code, Code::VersionOutdated);
    let under = UpdateCollection { parent: Some(Some(slug("laid-table"))), ..change("table") };
    assert_eq!(shop.as_staff(&under).await.expect_err("under itself").field.as_deref(), Some("parent"));

    let delete = DeleteCollection { slug: slug("table"), if_match: Some(IfMatch::Any) };
    shop.as_staff(&delete).await.expect("nothing is in it");
    let asked = GetCollection { slug: slug("laid-table"), market: Market::Eu };
    assert_eq!(shop.client.call(&asked).await.expect_err("it leads nowhere").code, Code::CollectionGone);
    shop.as_staff(&CreateCollection { slug: slug("laid-table"), ..made }).await.expect("a free address");
    shop.client.call(&asked).await.expect("it is there again");
}

#[tokio::test]
async fn rules_of_searches_follow_a_collection_to_its_address() {
    let shop = Shop::open().await;
    let sql = "insert into catalog.search_rules (id, locale, phrases, effect)
               values (gen_random_uuid(), 'en', '{}', $1), (gen_random_uuid(), 'en', '{}', $2)";
    let boost = |collections: &[&str]| serde_json::json!({ "kind": "boost", "collections": collections });
    let other = serde_json::json!({ "kind": "stop", "phrase": "of" });
    sqlx::query(sql).bind(boost(&["bath", "table"])).bind(other).execute(&shop.stores.db).await.expect("kept");
    rename(&shop, "table", "laid-table").await.expect("a free address");
    let kept: Vec<(serde_json::Value, i64)> =
        sqlx::query_as("select effect, version from catalog.search_rules order by version desc")
            .fetch_all(&shop.stores.db)
            .await
            .expect("PostgreSQL is up");
    assert_eq!((kept[0].clone(), kept[1].1), ((boost(&["bath", "laid-table"]), 2), 1));
}

#[tokio::test]
async fn a_picture_is_taken_away_by_null_and_stays_if_nothing_is_said() {
    let shop = Shop::open().await;
    let image = MediaDocument {
        path: "collections/table".to_owned(),
        alt: Localized::same("A table"),
        width: 4,
        height: 5,
        option: Default::default(),
        focus: Some(Focus { x: 50, y: 20 }),
        colour: None,
    };
    let given = UpdateCollection { image: Some(Some(image.clone())), ..change("table") };
    assert_eq!(shop.as_staff(&given).await.expect("a picture").collection.image, Some(image.clone()));
    let title = UpdateCollection { title: Some(Localized::same("Tables")), ..change("table") };
    assert_eq!(shop.as_staff(&title).await.expect("a title").collection.image, Some(image));
    let away: UpdateCollection =
        serde_json::from_value(serde_json::json!({ "slug": "table", "image": null })).expect("a change");
    let away = UpdateCollection { if_match: Some(IfMatch::Any), ..away };
    assert_eq!(shop.as_staff(&away).await.expect("taken away").collection.image, None);
    let asked = GetCollection { slug: slug("table"), market: Market::Eu };
    assert_eq!(shop.client.call(&asked).await.expect("it is there").picture, None);
}
