//! What is taken out of a shop makes the same shop.

use std::io::Cursor;

use serde_json::{Value, json};

use super::super::landing::StockRule;
use super::super::testing::Shop;
use super::*;

async fn land(shop: &Shop, file: &str, stock: StockRule) -> [u64; 4] {
    let format = if file.starts_with('{') { origin_import::Format::Jsonl } else { origin_import::Format::Csv };
    let report = shop.land(Box::new(Cursor::new(file.as_bytes().to_vec())), format, stock).await;
    [report.new, report.changed, report.unchanged, report.refused]
}

/// A shop with a second place for stock.
async fn shop() -> Shop {
    let shop = Shop::open().await;
    let sql = "insert into orders.stock_locations (code, name, priority) values ('attic', 'Attic', 5)";
    sqlx::query(sql).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    shop
}

fn collection(slug: &str, more: Value) -> Value {
    let mut collection = json!({ "kind": "collection", "slug": slug, "title": { "en": slug }, "position": 3 });
    for (name, value) in more.as_object().expect("fields") {
        collection[name] = value.clone();
    }
    collection
}

fn goods() -> Vec<Value> {
    let price = |currency: &str, amount: i64| json!({ "currency": currency, "amount_minor": amount });
    vec![
        collection("zoo", json!({ "description": { "en": "A", "de": "=B" } })),
        collection("apes", json!({ "parent": "zoo", "image": { "path": "p1/a", "width": 4, "height": 5 } })),
        collection("brand", json!({ "rule": { "conditions": [{ "kind": "brand", "text": "Kontor" }] } })),
        json!({
            "slug": "mug", "title": { "en": "Mug", "de": "-Becher" }, "brand": "Kontor", "collections": ["apes"],
            "description": { "en": "One.\n\nTwo, \"three\"." }, "attributes": { "holds": { "value": 0.25, "unit": "l" } },
            "options": [{ "code": "colour", "label": { "en": "Colour" }, "values": [
                { "code": "oat", "label": { "en": "Oat" }, "swatch": "#ffffff" },
                { "code": "ink", "label": { "en": "Ink" } }] }],
            "media": [{ "path": "p1/mug", "width": 40, "height": 50, "alt": { "en": "A mug" } }],
            "variants": [
                { "sku": "MUG OAT", "options": { "colour": "oat" }, "on_hand": 4, "stock": { "attic": 9 },
                  "prices": [{ "currency": "EUR", "amount_minor": 1900, "compare_at_minor": 2500 }, price("USD", 2100)],
                  "measure": { "content": "250 ml", "per": "1 l" }, "tax_class": "reduced", "weight_grams": 300 },
                { "sku": "+MUG", "gtin": "4006381333931", "options": { "colour": "ink" }, "on_hand": 0,
                  "prices": [price("EUR", 1900)], "policy": { "kind": "backorder", "limit": 5 } }],
        }),
        json!({
            "slug": "set", "title": { "en": "Set" }, "variants": [{ "sku": "SET", "prices": [price("EUR", 3000)],
                "components": [{ "sku": "+MUG", "units": 2 }] }],
        }),
        json!({ "slug": "plan", "title": { "en": "Plan" }, "status": "draft", "variants": [{ "sku": "PLAN" }] }),
        json!({
            "slug": "later", "title": { "en": "Later" }, "status": "scheduled", "on_sale": { "from": 7_000_000_000_i64 },
            "handle": "Später", "variants": [{ "sku": "LATER", "policy": { "kind": "untracked" } }],
        }),
    ]
}

#[tokio::test]
async fn lines_of_a_shop_change_nothing_in_it_and_make_an_empty_one_the_same() {
    let (here, there) = (shop().await, shop().await);
    assert_eq!(here.import(&goods(), StockRule::AsGiven).await, [7, 0, 0, 0]);
    let lines = here.exported(Written::Jsonl).await;
    assert_eq!(lines.lines().count(), 7, "{lines}");
    assert!(lines.contains(r#""attic":9"#) && lines.contains(r#""collections":["apes","brand"]"#), "{lines}");
    for stock in [StockRule::OfNewProducts, StockRule::AsGiven] {
        let told = here.events().await;
        assert_eq!(land(&here, &lines, stock).await, [0, 0, 7, 0]);
        assert_eq!(here.events().await, told, "nobody is told of what stays");
    }
    assert_eq!(land(&there, &lines, StockRule::OfNewProducts).await, [7, 0, 0, 0]);
    assert_eq!(there.exported(Written::Jsonl).await, lines);
}

#[tokio::test]
async fn a_table_of_a_shop_changes_nothing_in_it_and_brings_its_products_elsewhere() {
    let (here, there) = (shop().await, shop().await);
    here.import(&goods(), StockRule::AsGiven).await;
    let table = here.exported(Written::Csv).await;
    assert!(table.contains("'+MUG") && table.contains("'-Becher") && !table.contains(",+MUG"), "{table}");
    let told = here.events().await;
    assert_eq!(land(&here, &table, StockRule::AsGiven).await, [0, 0, 4, 0]);
    assert_eq!(here.events().await, told);
    there.import(&goods()[..3], StockRule::AsGiven).await;
    assert_eq!(land(&there, &table, StockRule::OfNewProducts).await, [4, 0, 0, 0]);
    assert_eq!(there.exported(Written::Jsonl).await, here.exported(Written::Jsonl).await);
}

#[tokio::test]
async fn types_and_the_products_that_have_them_come_along() {
    let (here, there) = (shop().await, shop().await);
    let asked =
        json!([{ "key": "holds", "required": true, "kind": "number", "unit": "l", "label": { "en": "Holds" } }]);
    let kind = json!({ "kind": "product_type", "handle": "mug", "name": { "en": "Mug" }, "attributes": asked });
    let mug = |slug: &str, attributes: Value| {
        json!({ "slug": slug, "title": { "en": "Mug" }, "product_type": "mug", "attributes": attributes,
                "variants": [{ "sku": slug }] })
    };
    let full = mug("full", json!({ "holds": { "value": 0.25, "unit": "l" } }));
    let lines = [kind, full, mug("empty", json!({}))];
    assert_eq!(here.try_import(&lines).await, [2, 0, 0, 1]);
    assert_eq!(here.import(&lines, StockRule::AsGiven).await, [2, 0, 0, 1], "it told the truth");
    let (lines, table) = (here.exported(Written::Jsonl).await, here.exported(Written::Csv).await);
    assert!(lines.contains(r#""kind":"product_type""#) && table.contains(",product_type,"), "{lines}{table}");
    assert_eq!(land(&here, &lines, StockRule::AsGiven).await, [0, 0, 2, 0]);
    assert_eq!(land(&here, &table, StockRule::AsGiven).await, [0, 0, 1, 0]);
    assert_eq!(land(&there, &table, StockRule::AsGiven).await, [0, 0, 0, 1], "there is no such type");
    assert_eq!(land(&there, &lines, StockRule::AsGiven).await, [2, 0, 0, 0]);
    assert_eq!(land(&there, &table, StockRule::AsGiven).await, [0, 0, 1, 0]);
    assert_eq!(there.exported(Written::Jsonl).await, lines);

    // A file of another shop says the type by its name, or leaves it as it is.
    let shopify = "Handle,Title,Type,Product Category,Variant SKU,Variant Price,Status\n\
                   full,Mug,,,full,5,draft\n\
                   other,Other,MUG,,OTHER,5,draft\n\
                   third,Third,Sundries,Home > Kitchen > Mug,THIRD,5,draft\n";
    let refused = land(&here, shopify, StockRule::AsGiven).await[3];
    assert_eq!(refused, 0);
    let typed: Vec<String> =
        sqlx::query_scalar("select slug from catalog.products where product_type = 'mug' order by slug")
            .fetch_all(&here.stores.db)
            .await
            .expect("PostgreSQL is up");
    assert_eq!(typed, ["full", "other", "third"]);
}

#[tokio::test]
async fn an_export_is_of_one_moment_and_lacks_nothing_however_many_pages_it_takes() {
    let here = Shop::open().await;
    let product = |at: usize| json!({ "slug": format!("p{at}"), "title": { "en": "P" }, "variants": [{ "sku": format!("P{at}") }] });
    let collections = (0..600).map(|at| collection(&format!("c{at}"), json!({})));
    let all: Vec<Value> = collections.chain((0..450).map(product)).collect();
    here.import(&all, StockRule::AsGiven).await;
    let mut tx = here.stores.db.begin().await.expect("PostgreSQL is up");
    begin_snapshot(&mut tx).await.expect("PostgreSQL is up");
    let (mut after, mut lines, mut pages) = (None, Vec::new(), 0);
    loop {
        let page = export_page(&mut tx, after.as_deref(), true).await.expect("it is up").expect("a place");
        (lines, pages) = ([lines, page.lines].concat(), pages + 1);
        here.import(
            &[json!({ "slug": format!("new-{pages}"), "title": { "en": "N" },
            "variants": [{ "sku": format!("N{pages}") }] })],
            StockRule::AsGiven,
        )
        .await;
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert!(pages > 4, "{pages}");
    let slugs: Vec<String> = lines.iter().filter_map(|line| line["slug"].as_str().map(str::to_owned)).collect();
    let distinct: std::collections::BTreeSet<&String> = slugs.iter().collect();
    assert_eq!((slugs.len(), distinct.len()), (1050, 1050), "what came meanwhile is not among them");
    assert!(
        slugs[600..].iter().map(String::as_str).eq((0..450).map(|at| format!("p{at}")).collect::<Vec<_>>().iter()),
        "in the merchant's order"
    );
}

#[tokio::test]
async fn a_file_has_its_name_once_it_is_whole() {
    let here = shop().await;
    here.import(&goods(), StockRule::AsGiven).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("catalog.jsonl");
    fs::write(&path, "old").expect("written");
    let unfinished = unfinished(&path);
    let said = to_file(&here.stores.db, Written::Jsonl, &unfinished).await.expect("it is written");
    assert_eq!(said, "3 collections and 4 products");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "old");
    assert_eq!(fs::read_to_string(&unfinished).expect("it is there"), here.exported(Written::Jsonl).await);
}
