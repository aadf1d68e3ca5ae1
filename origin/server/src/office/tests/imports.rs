//! Imports of whole files, and taking them back.

use std::collections::BTreeSet;

use api::catalog::{ListCollections, ProductDocument};
use domain::Market;
use http::Method;
use origin_catalog::imports::{self, Import};
use origin_staff::Role;
use origin_testing::wait_until;
use serde_json::json;
use uuid::Uuid;

use super::{Browser, Page, Scene};
use crate::import::real_catalogues;

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

impl Browser<'_> {
    /// Sends the form with a file, as a browser does.
    async fn give_file(&mut self, token: &str, name: &str, file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (head, value) in [
            ("name=\"token\"".to_owned(), token.as_bytes()),
            ("name=\"currency\"".to_owned(), b"USD".as_slice()),
            ("name=\"stock\"".to_owned(), b"on".as_slice()),
            (format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv"), file),
        ] {
            body.extend_from_slice(format!("--b0undary\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b0undary--\r\n");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=b0undary")];
        self.send(Method::POST, "/admin/imports/new", &headers, body).await
    }
}

#[tokio::test]
async fn a_file_is_given_looked_at_imported_and_taken_back() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let work = async || crate::import::work_on_files(&scene.stores.db, std::future::pending()).await.expect("it is up");
    let form = ada.get("/admin/imports/new").await;
    let token = form.hidden("token").to_owned();
    assert!(form.body.contains("type=\"file\"") && !form.body.contains("<script"), "{}", form.body);
    assert_eq!(ada.give_file("another", "a.csv", b"x").await.status, 403);
    let none = ada.give_file(&token, "", b"").await;
    assert!(none.status == 422 && none.body.contains("Choose a file"), "{}", none.body);
    let archive = ada.give_file(&token, "products.xlsx", b"PK\x03\x04rest").await;
    assert!(archive.status == 422 && archive.body.contains("Save it as CSV"), "{}", archive.body);

    // More than a part, so that it comes in several.
    let mut csv = "Handle,Title,Variant SKU,Variant Price\njug,Jug,JUG,12.50\nbad,Bad,BAD,much\n".to_owned();
    while csv.len() < 400 * 1024 {
        csv.push_str(",,,\n");
    }
    let given = ada.give_file(&token, "<b>goods.csv", csv.as_bytes()).await;
    let address = given.location.clone();
    assert!(address.starts_with("/admin/imports/files/"), "{}", given.body);
    assert!(ada.get(&address).await.body.contains("is being looked at"));
    assert!(work().await && !work().await, "there is one file");
    let looked = ada.get(&address).await;
    for said in ["&lt;b&gt;goods.csv", "looked at, not imported", "Row by row", "much", "Import it now"] {
        assert!(looked.body.contains(said), "{said}: {}", looked.body);
    }
    assert!(!ada.get("/admin/products").await.body.contains("Jug"), "nothing was changed");
    let begun = ada.submit(&looked, &format!("{address}/import"), &[]).await;
    assert_eq!(begun.location, address, "{}", begun.body);
    let again = ada.submit(&looked, &format!("{address}/import"), &[]).await;
    assert_eq!(again.location, address, "the same form is one import: {}", again.body);
    let running = ada.get(&address).await;
    assert!(running.body.contains("is being imported"), "{}", running.body);
    let once = Uuid::now_v7().to_string();
    assert_eq!(ada.submit(&looked, &format!("{address}/delete"), &[("once", once.as_str())]).await.status, 409);
    // What was refused lets go of the file a moment after it was answered: its transaction is taken back by the pool.
    wait_until("the file is free", &work).await;
    assert!(!work().await);
    assert!(ada.get("/admin/products").await.body.contains("Jug"));
    let done = ada.get(&address).await;
    let import = done.body.split("/admin/imports/").find(|rest| rest.contains("Take the import back"));
    let import = import.and_then(|rest| rest.split('"').next()).expect("a link to the import");
    let question = ada.get(&format!("/admin/imports/{import}")).await;
    ada.submit(&question, &format!("/admin/imports/{import}/undo"), &[]).await;
    let next = imports::next_asked(&scene.stores.db).await.expect("PostgreSQL is up").expect("it was asked for");
    crate::import::undo_all(&scene.stores.db, next).await.expect("PostgreSQL is up");
    assert!(!ada.get("/admin/products").await.body.contains("Jug"));
    let forgotten = ada.submit(&done, &format!("{address}/delete"), &[]).await;
    assert_eq!(forgotten.location, "/admin/imports", "{}", forgotten.body);
    assert_eq!(ada.get(&address).await.status, 404);

    // What is no export is told why.
    let text = ada.give_file(&token, "letter.txt", b"Dear Sir,\nwe").await;
    assert!(work().await);
    let failed = ada.get(&text.location).await;
    assert!(failed.body.contains("came to nothing") && failed.body.contains("not a product export"), "{}", failed.body);
}

/// A whole catalogue of 2,465 products by the form: what is said before is what is so afterwards, and it is all taken back.
#[tokio::test]
async fn a_catalogue_of_thousands_is_given_looked_at_imported_and_taken_back() {
    let Some(file) = real_catalogues::retail_demo_store() else { return };
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let work = async || crate::import::work_on_files(&scene.stores.db, std::future::pending()).await.expect("it is up");
    let token = ada.get("/admin/imports/new").await.hidden("token").to_owned();
    let given = ada.give_file(&token, "retail.jsonl", file.as_bytes()).await;
    let address = given.location.clone();
    assert!(address.starts_with("/admin/imports/files/"), "{}", given.body);
    let kept = async || {
        let collections = scene.call(&ListCollections { market: Market::Us }).await;
        (collections.iter().map(|card| card.products).sum::<u64>(), collections.len())
    };
    let counts = |page: &Page, of: &str| page.between(&format!("<dt>{of}</dt><dd>"), "</dd>").to_owned();
    assert!(work().await);
    let looked = ada.get(&address).await;
    let outcomes = ["New products", "Changed products", "Refused"];
    let would = outcomes.map(|of| counts(&looked, of));
    assert_eq!((would.each_ref().map(String::as_str), kept().await), (["2485", "0", "0"], (0, 0)), "{}", looked.body);
    assert_eq!(ada.submit(&looked, &format!("{address}/import"), &[]).await.location, address);
    assert!(work().await);
    let done = ada.get(&address).await;
    assert_eq!((outcomes.map(|of| counts(&done, of)), kept().await), (would, (2465, 20)));
    let found = ada.get("/admin/products?q=expedition+backpack").await;
    assert!(found.body.contains("Expedition Backpack"), "{}", found.body);

    let import = done.body.split("/admin/imports/").find(|rest| rest.contains("Take the import back"));
    let import = import.and_then(|rest| rest.split('"').next()).expect("a link to the import");
    let question = ada.get(&format!("/admin/imports/{import}")).await;
    ada.submit(&question, &format!("/admin/imports/{import}/undo"), &[]).await;
    let next = imports::next_asked(&scene.stores.db).await.expect("PostgreSQL is up").expect("it was asked for");
    crate::import::undo_all(&scene.stores.db, next).await.expect("PostgreSQL is up");
    assert_eq!(kept().await, (0, 0), "nothing is left");
    assert!(ada.get(&format!("/admin/imports/{import}")).await.body.contains("taken back"));
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

#[tokio::test]
async fn the_catalogue_is_taken_out_with_stock_for_whoever_may_see_that() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    scene.imports_a_bowl().await;
    let levels = [("BOWL".parse().expect("a SKU"), 3)];
    origin_orders::inventory::set_levels(&scene.stores.db, &levels).await.expect("PostgreSQL is up");
    let listed = ada.get("/admin/imports").await;
    assert!(listed.body.contains("/admin/exports/catalog.jsonl"), "{}", listed.body);
    let lines = ada.get("/admin/exports/catalog.jsonl").await;
    let line: serde_json::Value = serde_json::from_str(lines.body.trim_end()).expect("one line of JSON");
    assert_eq!((&line["kind"], &line["slug"]), (&json!("product"), &json!("bowl")));
    assert_eq!(line["variants"][0]["on_hand"], 3);
    let mut eve = scene.member("eve@example.com", Role::Marketing).await;
    let lines = eve.get("/admin/exports/catalog.jsonl").await;
    assert!(lines.body.contains("\"BOWL\"") && !lines.body.contains("on_hand"), "{}", lines.body);
    let table = ada.get("/admin/exports/catalog.csv").await;
    assert!(table.body.contains("price_EUR,former_price_EUR") && table.body.contains("\r\nbowl,"), "{}", table.body);
    let mut stranger = scene.browser();
    assert_ne!(stranger.get("/admin/exports/catalog.csv").await.status, 200);
}

#[tokio::test]
async fn whoever_gave_a_file_says_what_its_columns_are_and_the_next_one_is_shown_with_it() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let work =
        async || assert!(crate::import::work_on_files(&scene.stores.db, std::future::pending()).await.expect("up"));
    let token = ada.get("/admin/imports/new").await.hidden("token").to_owned();
    let csv = "Artikel;Bezeichnung;Preis;Stoff;Regal\nB-1;Becher;12,50;<Ton>;7\nK-1;Kanne;9;Glas;8\n";
    let given = ada.give_file(&token, "goods.csv", csv.as_bytes()).await;
    work().await;
    let asked = ada.get(&given.location).await;
    for said in ["What is in these columns?", "Becher · Kanne", "&lt;Ton&gt; · Glas", "field:variant price"] {
        assert!(asked.body.contains(said), "{said}: {}", asked.body);
    }
    assert!(!asked.body.contains("Import it now"), "nothing of it can be read yet: {}", asked.body);
    assert_eq!(ada.submit(&asked, &format!("{}/import", given.location), &[]).await.status, 409);

    let say = format!("{}/columns", given.location);
    let mut fields = [
        ("column.0", "Artikel"),
        ("as.0", "field:variant sku"),
        ("column.1", "Bezeichnung"),
        ("as.1", "field:variant sku"),
        ("column.2", "Preis"),
        ("as.2", "field:variant price"),
        ("column.3", "Stoff"),
        ("as.3", "attribute"),
        ("name.3", "Fabric"),
        ("column.4", "Regal"),
        ("as.4", "ignored"),
    ];
    let asked = ada.get(&given.location).await;
    let twice = ada.submit(&asked, &say, &fields).await;
    assert!(twice.status == 422 && twice.body.contains("Two columns cannot both be"), "{}", twice.body);
    assert!(twice.body.contains("value=\"Fabric\""), "what was typed stays: {}", twice.body);
    fields[3].1 = "field:title";
    let asked = ada.get(&given.location).await;
    assert_eq!(ada.submit(&asked, &say, &fields).await.location, given.location);
    assert!(ada.get(&given.location).await.body.contains("is being looked at"));
    work().await;
    let looked = ada.get(&given.location).await;
    assert!(looked.body.contains("Import it now") && looked.body.contains("Becher"), "{}", looked.body);
    assert!(looked.body.contains("value=\"field:title\" selected"), "it can be said anew: {}", looked.body);
    ada.submit(&looked, &format!("{}/import", given.location), &[]).await;
    work().await;
    let list = ada.get("/admin/products").await;
    assert!(list.body.contains("Becher") && list.body.contains("Kanne"), "{}", list.body);
    let jug = list.body.split("href=\"").find(|rest| rest.contains(">Kanne<")).and_then(|rest| rest.split('"').next());
    let attributes = ada.get(&format!("{}/attributes", jug.expect("a link"))).await;
    assert!(attributes.body.contains("Fabric") && attributes.body.contains("Glas"), "{}", attributes.body);

    // Another file with the same columns.
    let next = ada.give_file(&token, "more.csv", csv.replace("Becher", "Teller").as_bytes()).await;
    work().await;
    let asked = ada.get(&next.location).await;
    assert!(asked.body.contains("the last file with the same columns"), "{}", asked.body);
    assert!(asked.body.contains("value=\"field:title\" selected"), "{}", asked.body);
    let stranger = [("column.0", "Nowhere"), ("as.0", "ignored")];
    let refused = ada.submit(&asked, &format!("{}/columns", next.location), &stranger).await;
    assert!(refused.status == 422 && refused.body.contains("no such column"), "{}", refused.body);
}
