//! The power goes while an import or a change of many products is under way, by a real SIGKILL of the real process, before
//! and after a transaction of it. Whoever goes on with it does the rest, and nothing twice. Of pictures `pictures.rs` tells.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use origin_platform::power_cut;
use serde_json::{Value, json};
use testing::{Reply, Shop, eventually};

use crate::power_cuts::count;

/// Two transactions of an import.
const PRODUCTS: i64 = 600;
/// Two of a change of many products.
const CHANGED: i64 = 150;
/// The brand by which they are found.
const BRAND: &str = "Sawmill";
/// Their stock, by the file.
const UNITS: i64 = 7;

/// A file of products, each with one variant.
fn file(products: i64, amount: i64, brand: &str) -> String {
    let line = |at: i64| {
        json!({
            "kind": "product", "slug": format!("plank-{at}"), "title": { "en": format!("Plank {at}") }, "brand": brand,
            "variants": [{
                "sku": format!("PLANK-{at}"), "on_hand": UNITS,
                "prices": [{ "currency": "EUR", "amount_minor": amount }],
            }],
        })
    };
    (0..products).map(|at| format!("{}\n", line(at))).collect()
}

async fn staff(shop: &Shop, method: Method, path: &str, body: Value) -> Value {
    let Reply { status, body, .. } = shop.shopper().call(method, path, Some(&shop.staff_key), &body).await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_str(&body).expect("JSON")
}

/// How many products of the file there are, and of these how many have its price, its stock, and no more than one price
/// of before.
async fn whole(shop: &Shop, amount: i64) -> (i64, i64) {
    let right = sqlx::query_scalar(
        "select count(*) from catalog.products p join catalog.variants v on v.product_id = p.id
         join catalog.prices using (sku) join orders.stock_levels s on s.sku = v.sku
         where p.document ->> 'brand' = $1 and amount_minor = $2 and s.on_hand = $3
           and (select count(*) from catalog.price_history h where h.sku = v.sku) <= 2",
    )
    .bind(BRAND)
    .bind(amount)
    .bind(UNITS)
    .fetch_one(&shop.stores.db);
    let all = count(shop, "select count(*) from catalog.products where slug like 'plank-%'").await;
    (all, right.await.expect("PostgreSQL is up"))
}

/// Imports a file from the command line; whether it came to its end.
fn import(shop: &Shop, path: &str, dies_at: Option<&str>) -> bool {
    let mut command = shop.origin_command(&["import", path]);
    command.envs(dies_at.map(|place| (power_cut::VARIABLE, place)));
    command.output().expect("the origin program starts").status.success()
}

#[tokio::test]
async fn an_import_that_is_killed_is_gone_on_with_by_the_same_command() {
    let shop = Shop::start().await;
    let path = shop.file("planks.jsonl");
    for (amount, place) in [(1000, "import landing"), (1100, "import landed")] {
        fs::write(&path, file(PRODUCTS, amount, BRAND)).expect("the folder is ours");
        assert!(!import(&shop, &path.display().to_string(), Some(place)), "{place}");
        let (_, landed) = whole(&shop, amount).await;
        assert_eq!(landed > 0, place == "import landed", "{place}: {landed}");
        assert!(landed < PRODUCTS, "{place}");
        assert!(import(&shop, &path.display().to_string(), None), "{place}");
        assert_eq!(whole(&shop, amount).await, (PRODUCTS, PRODUCTS), "{place}");
    }
    // Each change was told once.
    eventually("every event to be told", async || {
        (count(&shop, "select count(*) from shop.outbox where published_at is null").await == 0).then_some(())
    })
    .await;
    let written = "select count(*) from catalog.price_history where sku like 'PLANK-%'";
    assert_eq!(count(&shop, written).await, 2 * PRODUCTS);
}

#[tokio::test]
async fn a_file_of_the_office_is_gone_on_with_by_the_next_worker_and_sets_no_stock_twice() {
    let mut shop = Shop::start().await;
    let path = shop.file("planks.jsonl");
    fs::write(&path, file(PRODUCTS, 1000, "Former")).expect("the folder is ours");
    assert!(import(&shop, &path.display().to_string(), None));
    let given =
        json!({ "file": "planks.jsonl", "set_stock": true, "data": STANDARD.encode(file(PRODUCTS, 1200, BRAND)) });
    let begun = staff(&shop, Method::POST, "/v1/admin/import-files", given).await;
    let own = format!("/v1/admin/import-files/{}", begun["id"].as_str().expect("an id"));
    let state = async |wanted: &str| {
        eventually("the worker to look at the file", async || {
            (staff(&shop, Method::GET, &own, Value::Null).await["state"] == wanted).then_some(())
        })
        .await;
    };
    state("checked").await;
    shop.workers.kill();
    staff(&shop, Method::POST, &format!("{own}/imports"), json!({})).await;
    shop.restart_workers_to_die_at("import landed", &["schedule"]);
    eventually("the worker's death", async || shop.workers.has_ended().then_some(())).await;
    let (_, landed) = whole(&shop, 1200).await;
    assert!(landed > 0 && landed < PRODUCTS, "{landed}");
    // One of what has landed is sold; its claim ends by itself after a minute.
    let sold = "update orders.stock_levels set on_hand = on_hand - 1 where sku = (
                    select v.sku from catalog.products p join catalog.variants v on v.product_id = p.id
                    where p.document ->> 'brand' = 'Sawmill' order by v.sku limit 1)";
    assert_eq!(sqlx::query(sold).execute(&shop.stores.db).await.expect("PostgreSQL is up").rows_affected(), 1);
    let ended = "update catalog.import_files set claimed_until = now() - interval '1 second'";
    sqlx::query(ended).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    shop.restart_workers();
    let done = eventually("the rest", async || {
        let view = staff(&shop, Method::GET, &own, Value::Null).await;
        (view["state"] == "done").then_some(view)
    })
    .await;
    assert_eq!(done["progress"]["changed"].as_i64(), Some(PRODUCTS - landed));
    assert_eq!(done["progress"]["unchanged"].as_i64(), Some(landed));
    assert_eq!(whole(&shop, 1200).await, (PRODUCTS, PRODUCTS - 1), "but for what was sold");
    let noted = "select count(*) from catalog.imported_products p join catalog.import_files f using (import_id)";
    assert_eq!(count(&shop, noted).await, PRODUCTS, "all of it can be taken back");
}

#[tokio::test]
async fn a_change_of_many_products_that_is_killed_changes_each_once_and_is_taken_back_whole() {
    let mut shop = Shop::start().await;
    let path = shop.file("planks.jsonl");
    fs::write(&path, file(CHANGED, 1000, BRAND)).expect("the folder is ours");
    assert!(import(&shop, &path.display().to_string(), None));
    for place in ["bulk step", "bulk step done"] {
        // By a tenth: whoever were changed twice would cost more.
        let change = json!({ "kind": "prices", "basis_points": 1000 });
        let edit = staff(&shop, Method::POST, "/v1/admin/bulk-edits", json!({ "q": BRAND, "change": change })).await;
        assert_eq!(edit["products"].as_i64(), Some(CHANGED), "{edit}");
        let own = format!("/v1/admin/bulk-edits/{}", edit["id"].as_str().expect("an id"));
        for (event, state, amount) in [("start", "done", 1100), ("undo", "undone", 1000)] {
            shop.workers.kill();
            staff(&shop, Method::PATCH, &own, json!({ "event": event })).await;
            shop.restart_workers_to_die_at(place, &["schedule"]);
            eventually("the worker's death", async || shop.workers.has_ended().then_some(())).await;
            shop.restart_workers();
            eventually("the edit to end", async || {
                (staff(&shop, Method::GET, &own, Value::Null).await["state"] == state).then_some(())
            })
            .await;
            let sql = "select count(*) from catalog.prices where sku like 'PLANK-%' and amount_minor = $1";
            let right: i64 =
                sqlx::query_scalar(sql).bind(amount).fetch_one(&shop.stores.db).await.expect("PostgreSQL is up");
            assert_eq!(right, CHANGED, "{place}, {event}");
        }
    }
}
