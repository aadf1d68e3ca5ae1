//! Imports of whole files, and taking them back.

use std::collections::BTreeSet;

use api::catalog::ProductDocument;
use origin_catalog::imports::{self, Import};
use origin_staff::Role;
use serde_json::json;

use super::Scene;

impl Scene {
    /// As `origin import` makes a product.
    async fn imports_a_bowl(&self) -> Import {
        let db = &self.stores.db;
        let bowl: ProductDocument = serde_json::from_value(json!({
            "slug": "bowl", "title": { "en": "Bowl" },
            "variants": [{ "sku": "BOWL", "prices": [{ "currency": "EUR", "amount_minor": 900 }] }] }))
        .expect("a product");
        let import = imports::begin(db, "goods <new>.csv", false).await.expect("PostgreSQL is up");
        let slugs = [bowl.slug.clone()];
        let mut tx = db.begin().await.expect("PostgreSQL is up");
        let before = imports::look(&mut tx, import, &slugs, &BTreeSet::new()).await.expect("PostgreSQL is up");
        let landed = origin_catalog::upsert_products(&mut tx, &[bowl]).await.expect("PostgreSQL is up");
        let landed: Vec<_> = slugs.into_iter().zip(landed).collect();
        imports::note(&mut tx, import, &before, &landed, &BTreeSet::new()).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        imports::end(db, import).await.expect("PostgreSQL is up");
        import
    }
}

#[tokio::test]
async fn an_import_is_listed_and_taken_back_once() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let none = ada.get("/admin/imports").await;
    assert!(none.status == 200 && none.body.contains("Nothing was imported"), "{}", none.body);
    let import = scene.imports_a_bowl().await;
    let listed = ada.get("/admin/imports").await;
    assert!(listed.body.contains("goods &lt;new&gt;.csv"), "{}", listed.body);
    let address = format!("/admin/imports/{}", import.id);
    let question = ada.get(&address).await;
    assert!(question.body.contains("Take the import back"), "{}", question.body);
    let asked = ada.submit(&question, &format!("{address}/undo"), &[]).await;
    assert_eq!(asked.location, address, "{}", asked.body);
    assert!(ada.get(&address).await.body.contains("is being taken back"));
    assert!(ada.get("/admin/products").await.body.contains("Bowl"), "the worker does it");
    let next = imports::next_asked(&scene.stores.db).await.expect("PostgreSQL is up").expect("it was asked for");
    crate::import::undo_all(&scene.stores.db, next).await.expect("PostgreSQL is up");
    let done = ada.get(&address).await;
    assert!(done.body.contains("taken back") && !done.body.contains("Take the import back"), "{}", done.body);
    assert!(!ada.get("/admin/products").await.body.contains("Bowl"));
    assert_eq!(ada.get("/admin/imports/nonsense").await.status, 404);
}
