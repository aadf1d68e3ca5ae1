//! What imports note, and for how long, on real stores.

use std::collections::{BTreeSet, HashSet};

use api::catalog::admin::{CreateImportFile, ImportState, ListImportLeft, ListImports, UpdateCollectionRule};
use api::catalog::{CollectionRule, RuleCondition};
use api::endpoint::if_match::IfMatch;
use domain::Currency;
use domain::staff::{Permission, Permissions};
use origin_platform::staff::Staff;
use serde_json::json;
use uuid::Uuid;

use super::{
    Import, MAX_AT_ONCE, Undone, ask_undo, begin, end, forget, look, next_asked, note, note_landed, open, undo,
};
use crate::testing::{Shop, plain};
use crate::{Outcome, upsert_products};

/// An import that makes a product.
async fn import(shop: &Shop, slug: &str) -> Import {
    let db = &shop.stores.db;
    let import = begin(db, "goods.csv", false).await.expect("PostgreSQL is up");
    let product = plain(slug, 0);
    let slugs = [product.slug.clone()];
    let mut tx = db.begin().await.expect("PostgreSQL is up");
    let before = look(&mut tx, import, &slugs, &BTreeSet::new()).await.expect("PostgreSQL is up");
    assert_eq!(upsert_products(&mut tx, &[product]).await.expect("PostgreSQL is up"), [Outcome::New]);
    let [slug] = slugs;
    note(&mut tx, import, &before, &[(slug, Outcome::New)], &BTreeSet::new()).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    assert!(end(db, import, false).await.expect("PostgreSQL is up"));
    import
}

#[tokio::test]
async fn staff_see_what_was_imported_and_ask_for_it_to_be_taken_back() {
    let shop = Shop::open().await;
    let db = &shop.stores.db;
    let nothing = begin(db, "empty.csv", false).await.expect("PostgreSQL is up");
    assert!(!end(db, nothing, false).await.expect("PostgreSQL is up"), "it did nothing, and nothing is kept of it");
    let import = import(&shop, "bowl").await;
    let listed = shop.as_staff(&ListImports {}).await.expect("staff may");
    let [one] = &listed[..] else { panic!("one import: {listed:?}") };
    assert_eq!((one.id, one.file.as_str(), one.state), (import.id, "goods.csv", ImportState::Ended));
    assert_eq!((one.made, one.changed, one.left), (1, 0, 0));
    let mut tx = db.begin().await.expect("PostgreSQL is up");
    assert_eq!(ask_undo(&mut tx, Uuid::now_v7()).await.expect("PostgreSQL is up"), None);
    assert_eq!(ask_undo(&mut tx, import.id).await.expect("PostgreSQL is up"), Some(import));
    tx.commit().await.expect("PostgreSQL is up");
    assert_eq!(next_asked(db).await.expect("PostgreSQL is up"), Some(import));
    assert_eq!(shop.as_staff(&ListImports {}).await.expect("staff may")[0].state, ImportState::Undoing);
    assert_eq!(shop.as_staff(&ListImportLeft { import: import.id }).await.expect("staff may"), []);
    let mut tx = db.begin().await.expect("PostgreSQL is up");
    assert!(look(&mut tx, import, &[], &BTreeSet::new()).await.is_err(), "it goes on no more");
    assert!(note_landed(&mut tx, import, 2).await.is_err(), "nor does a batch that looked before");
}

#[tokio::test]
async fn a_file_sets_the_stock_of_what_is_there_for_whoever_may_change_stock() {
    let shop = Shop::open().await;
    let gives = async |may: &[Permission], set_stock: bool| {
        let staff = Staff { name: "ada@example.com".to_owned(), permissions: Permissions::of(may), account: None };
        let file = json!({ "file": "goods.csv", "set_stock": set_stock, "data": "SGFuZGxlLFRpdGxlCg==" });
        let file: CreateImportFile = serde_json::from_value(file).expect("a file");
        let answer = shop.answer_within(staff, &file).await;
        (answer.status().as_u16(), String::from_utf8_lossy(answer.body()).into_owned())
    };
    let (status, said) = gives(&[Permission::CatalogWrite], true).await;
    assert!(status == 403 && said.contains("stock.write"), "{status}: {said}");
    for (may, set_stock) in
        [(&[Permission::CatalogWrite][..], false), (&[Permission::CatalogWrite, Permission::StockWrite][..], true)]
    {
        let (status, said) = gives(may, set_stock).await;
        assert_eq!(status, 200, "{said}");
    }
}

#[tokio::test]
async fn an_import_can_be_taken_back_though_its_collection_was_given_a_rule_since() {
    let shop = Shop::open().await;
    let import = import(&shop, "bowl").await;
    let conditions = vec![RuleCondition::PriceTo { currency: Currency::Eur, amount_minor: 1000 }];
    let rule = Some(CollectionRule { any: false, conditions });
    let slug = "table".parse().expect("a slug");
    shop.as_staff(&UpdateCollectionRule { slug, if_match: Some(IfMatch::Any), rule }).await.expect("a good rule");
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let found = open(&mut tx, import, MAX_AT_ONCE).await.expect("PostgreSQL is up");
    let undone = undo(&mut tx, import, &found, &HashSet::new()).await.expect("PostgreSQL is up");
    assert_eq!(undone, Undone { deleted: 1, ..Undone::default() });
}

#[tokio::test]
async fn what_imports_noted_is_forgotten_after_thirty_days() {
    let shop = Shop::open().await;
    let db = &shop.stores.db;
    let old = import(&shop, "bowl").await;
    let new = import(&shop, "jug").await;
    sqlx::query("update catalog.imports set begun_at = begun_at - interval '31 days' where id = $1")
        .bind(old.id)
        .execute(db)
        .await
        .expect("PostgreSQL is up");
    while forget::forget_some(db).await.expect("PostgreSQL is up") > 0 {}
    let kept = shop.as_staff(&ListImports {}).await.expect("staff may");
    assert_eq!(kept.iter().map(|one| one.id).collect::<Vec<_>>(), [new.id]);
}
