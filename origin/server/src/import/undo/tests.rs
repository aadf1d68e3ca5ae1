//! Imports taken back, on real stores.

use std::io::Cursor;

use origin_catalog::imports::{self, Import, Left, Undone};
use origin_import::{Format, Report};
use origin_orders::inventory::has_moved_stock;
use origin_testing::alter;
use serde_json::{Value, json};

use super::{undo_all, undo_some};
use crate::import::landing::{Landing, StockRule};
use crate::import::testing::{Shop, reading};

fn product(slug: &str, title: &str, collection: &str) -> Value {
    json!({ "slug": slug, "title": { "en": title }, "collections": [collection], "variants": [
        { "sku": slug.to_uppercase(), "prices": [{ "currency": "EUR", "amount_minor": 500 }], "on_hand": 2 }] })
}

fn collection(slug: &str, title: &str) -> Value {
    json!({ "kind": "collection", "slug": slug, "title": { "en": title } })
}

/// Imports lines, noting what that does.
async fn import(shop: &Shop, lines: &[Value]) -> Import {
    import_by(shop, lines, StockRule::OfNewProducts).await
}

/// The same by another rule of stock.
async fn import_by(shop: &Shop, lines: &[Value], stock: StockRule) -> Import {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let items = reading(Format::Jsonl).items(Box::new(Cursor::new(text.into_bytes()))).expect("lines have no header");
    let db = shop.stores.db.clone();
    let noted = imports::begin(&db, "goods.jsonl", false).await.expect("PostgreSQL is up");
    let landing = Landing::new(db.clone(), stock, Report::begin(None).expect("nothing is written"));
    let report = landing.noting(noted).land(items).await.expect("PostgreSQL is up");
    assert_eq!(report.refused, 0, "{report}");
    let moved_stock = has_moved_stock(&db, noted.id).await.expect("PostgreSQL is up");
    imports::end(&db, noted, moved_stock).await.expect("PostgreSQL is up");
    noted
}

/// All that the catalogue says, but for times and versions.
async fn catalogue(shop: &Shop) -> Value {
    let sql = "select jsonb_build_object(
        'products', (select jsonb_agg(jsonb_build_object('slug', slug, 'document', document) order by slug)
                     from catalog.products),
        'variants', (select jsonb_agg(to_jsonb(v) - 'product_id' order by sku) from catalog.variants v),
        'prices', (select jsonb_agg(to_jsonb(p) order by sku, currency) from catalog.prices p),
        'collections', (select jsonb_agg(jsonb_build_object('slug', slug, 'title', title, 'products', products)
                                         order by slug) from catalog.collections),
        'total', (select products from catalog.totals))";
    sqlx::query_scalar(sql).fetch_one(&shop.stores.db).await.expect("PostgreSQL is up")
}

async fn run(shop: &Shop, sql: &'static str) {
    sqlx::query(sql).execute(&shop.stores.db).await.expect("PostgreSQL is up");
}

#[tokio::test]
async fn what_an_import_did_comes_back_to_the_letter() {
    let shop = Shop::open().await;
    import(&shop, &[collection("table", "Table"), product("cup", "Cup", "table"), product("pot", "Pot", "table")])
        .await;
    let before = catalogue(&shop).await;
    let mut dearer = product("cup", "Beaker", "garden");
    dearer["variants"][0]["prices"][0]["amount_minor"] = json!(900);
    dearer["variants"].as_array_mut().expect("a list").truncate(1);
    let lines =
        [collection("garden", "Garden"), collection("table", "Tables"), dearer, product("rug", "Rug", "garden")];
    let second = import(&shop, &lines).await;
    assert_ne!(catalogue(&shop).await, before);
    let undone = undo_all(&shop.stores.db, second).await.expect("PostgreSQL is up");
    assert_eq!(undone, Undone { restored: 1, deleted: 1, ..Undone::default() });
    assert_eq!(catalogue(&shop).await, before);
    let told = shop.events().await;
    let again = undo_all(&shop.stores.db, second).await.expect("PostgreSQL is up");
    assert_eq!((again, shop.events().await), (Undone::default(), told), "nothing is done twice");
    let listed = imports::list(&shop.stores.db).await.expect("PostgreSQL is up");
    assert!(listed[0].undone && (listed[0].made, listed[0].changed, listed[0].left) == (1, 1, 0), "{listed:?}");
    assert_eq!((listed[0].deleted, listed[0].archived, listed[0].restored), (1, 0, 1), "{listed:?}");
}

#[tokio::test]
async fn what_somebody_has_changed_since_is_left_and_named() {
    let shop = Shop::open().await;
    import(&shop, &[collection("table", "Table"), product("cup", "Cup", "table"), product("pot", "Pot", "table")])
        .await;
    let second = import(
        &shop,
        &[product("cup", "Beaker", "table"), product("pot", "Kettle", "table"), product("rug", "Rug", "table")],
    )
    .await;
    // Somebody else's file.
    import(&shop, &[product("cup", "Goblet", "table"), product("rug", "Carpet", "table")]).await;
    let undone = undo_all(&shop.stores.db, second).await.expect("PostgreSQL is up");
    assert_eq!(undone, Undone { restored: 1, left: 2, ..Undone::default() });
    let mut titles = shop.titles().await;
    titles.sort();
    assert_eq!(titles, ["Carpet", "Goblet", "Pot"]);
    let left: Vec<Left> = imports::left(&shop.stores.db, second.id).await.expect("PostgreSQL is up");
    let slugs: Vec<&str> = left.iter().map(|one| one.slug.as_str()).collect();
    assert_eq!(slugs, ["cup", "rug"]);
    assert!(left.iter().all(|one| one.reason.contains("changed it since")), "{left:?}");
}

#[tokio::test]
async fn collections_that_others_use_by_now_are_left_on_sale_or_not() {
    let shop = Shop::open().await;
    let first =
        import(&shop, &[collection("garden", "Garden"), collection("shelf", "Shelf"), collection("table", "Table")])
            .await;
    // Somebody else's file, of which one product is not on sale: in the collection's list is nothing of it.
    let mut draft = product("rug", "Rug", "garden");
    draft["status"] = json!("draft");
    import(&shop, &[draft, product("cup", "Cup", "table")]).await;
    undo_all(&shop.stores.db, first).await.expect("PostgreSQL is up");
    let kept: Vec<String> = sqlx::query_scalar("select slug from catalog.collections order by slug")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(kept, ["garden", "table"]);
    let left: Vec<Left> = imports::left(&shop.stores.db, first.id).await.expect("PostgreSQL is up");
    assert!(left.len() == 2 && left.iter().all(|one| one.reason == "products are in it"), "{left:?}");
}

#[tokio::test]
async fn what_was_sold_is_archived_and_an_undo_that_broke_off_goes_on() {
    let shop = Shop::open().await;
    let first = import(
        &shop,
        &[
            collection("table", "Table"),
            product("cup", "Cup", "table"),
            product("pot", "Pot", "table"),
            product("rug", "Rug", "table"),
        ],
    )
    .await;
    alter(&shop.stores.db, "alter table orders.order_lines drop constraint order_lines_order_id_fkey").await;
    run(
        &shop,
        "insert into orders.order_lines
             (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
         select gen_random_uuid(), 0, 'POT', id, 'pot', 'Pot', '', 1, 500
         from catalog.products where slug = 'pot'",
    )
    .await;
    // As if whoever did it had died behind the first transaction.
    let some = undo_some(&shop.stores.db, first, 1).await.expect("PostgreSQL is up");
    assert_eq!(some, Some(Undone { deleted: 1, ..Undone::default() }));
    let rest = undo_all(&shop.stores.db, first).await.expect("PostgreSQL is up");
    assert_eq!(rest, Undone { deleted: 1, archived: 1, ..Undone::default() });
    let kept: Vec<(String, String)> = sqlx::query_as("select slug, status from catalog.products")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(kept, [("pot".to_owned(), "archived".to_owned())]);
}

#[tokio::test]
async fn stock_that_an_import_set_goes_with_it_and_what_stays_is_named() {
    let shop = Shop::open().await;
    let lines = [collection("table", "Table"), product("cup", "Cup", "table"), product("pot", "Pot", "table")];
    let first = import(&shop, &lines).await;
    let on_hand = async || {
        let sql = "select sku, on_hand from orders.stock_levels order by sku";
        let levels: Vec<(String, i64)> = sqlx::query_as(sql).fetch_all(&shop.stores.db).await.expect("it is up");
        levels.into_iter().map(|(_, on_hand)| on_hand).collect::<Vec<_>>()
    };
    assert_eq!(on_hand().await, [2, 2]);
    let counted = origin_orders::inventory::Count { sku: "POT".parse().expect("a SKU"), location: None, units: 7 };
    origin_orders::inventory::set_counts(&shop.stores.db, &[counted], &[]).await.expect("counted");
    undo_all(&shop.stores.db, first).await.expect("PostgreSQL is up");
    assert_eq!(on_hand().await, [0, 7]);
    let left: Vec<Left> = imports::left(&shop.stores.db, first.id).await.expect("PostgreSQL is up");
    let [Left { slug, reason }] = left.as_slice() else { panic!("{left:?}") };
    assert_eq!((slug.as_str(), reason.as_str()), ("POT (main)", "somebody has counted it since"));
    let listed = imports::list(&shop.stores.db).await.expect("PostgreSQL is up");
    assert!(listed[0].undone && listed[0].left == 1, "{listed:?}");
    undo_all(&shop.stores.db, first).await.expect("PostgreSQL is up");
    assert_eq!(on_hand().await, [0, 7], "once");
}

#[tokio::test]
async fn an_import_that_set_nothing_but_stock_is_kept_and_taken_back() {
    let shop = Shop::open().await;
    let mut cup = product("cup", "Cup", "table");
    import(&shop, &[collection("table", "Table"), cup.clone()]).await;
    cup["variants"][0]["on_hand"] = json!(40);
    let counted = import_by(&shop, &[cup.clone()], StockRule::AsGiven).await;
    let on_hand = async || {
        let sql = "select on_hand from orders.stock_levels where sku = 'CUP'";
        sqlx::query_scalar::<_, i64>(sql).fetch_one(&shop.stores.db).await.expect("PostgreSQL is up")
    };
    assert_eq!(on_hand().await, 40);
    let listed = imports::list(&shop.stores.db).await.expect("PostgreSQL is up");
    assert!(listed[0].id == counted.id && (listed[0].made, listed[0].changed) == (0, 0), "{listed:?}");
    undo_all(&shop.stores.db, counted).await.expect("PostgreSQL is up");
    assert_eq!(on_hand().await, 2);
    // Where everything is as the file says, there is nothing to take back.
    cup["variants"][0]["on_hand"] = json!(2);
    let same = import_by(&shop, &[cup], StockRule::AsGiven).await;
    let listed = imports::list(&shop.stores.db).await.expect("PostgreSQL is up");
    assert!(listed.iter().all(|one| one.id != same.id), "{listed:?}");
}
