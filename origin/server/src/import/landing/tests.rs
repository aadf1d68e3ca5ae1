//! Rows that land, on real stores.

use super::*;
use crate::import::testing::Shop;
use domain::inventory::Availability;
use serde_json::{Value, json};

fn table() -> Value {
    json!({ "kind": "collection", "slug": "table", "title": { "en": "Table" } })
}

fn product(slug: &str, title: &str, on_hand: u32) -> Value {
    let price = json!({ "currency": "EUR", "amount_minor": 500 });
    let variant = json!({ "sku": slug.to_uppercase(), "prices": [price], "on_hand": on_hand });
    json!({ "slug": slug, "title": { "en": title }, "collections": ["table"], "variants": [variant] })
}

#[tokio::test]
async fn bad_rows_are_refused_beside_good_ones() {
    let shop = Shop::open().await;
    let mut thief = product("thief", "Thief", 7);
    thief["variants"][0]["sku"] = json!("CUP");
    let lines = [
        json!({ "kind": "shop", "name": "Selvedge" }),
        table(),
        product("cup", "Cup", 2),
        json!("not a product"),
        json!({ "slug": "no-title", "variants": [] }),
        thief,
        product("bowl", "Bowl", 5),
    ];
    assert_eq!(shop.import(&lines, StockRule::AsGiven).await, [3, 0, 0, 3]);
    assert_eq!(shop.titles().await, ["Cup", "Bowl"]);
    // The thief's seven pieces were not counted as the cup's.
    assert_eq!(shop.availability("cup").await, Availability::Low { left: 2 });
    assert_eq!(shop.availability("bowl").await, Availability::InStock);
}

#[tokio::test]
async fn stock_is_kept_as_rows_say_and_bundles_have_that_of_their_parts() {
    let shop = Shop::open().await;
    let mut made = product("made", "Made to order", 0);
    made["variants"][0]["policy"] = json!({ "kind": "backorder", "limit": 5 });
    let mut set = product("set", "Set", 0);
    set["variants"][0]["components"] = json!([{ "sku": "CUP", "units": 4 }, { "sku": "POT", "units": 1 }]);
    let mut nested = product("nested", "Nested", 0);
    nested["variants"][0]["components"] = json!([{ "sku": "SET", "units": 1 }]);
    let mut far = product("far", "Far", 1);
    far["variants"][0]["stock"] = json!({ "the-moon": 3 });
    let lines = [table(), product("cup", "Cup", 9), product("pot", "Pot", 50), made, set.clone(), nested, far];
    assert_eq!(shop.import(&lines, StockRule::AsGiven).await, [5, 0, 0, 2]);
    assert_eq!(shop.availability("made").await, Availability::Backorder);
    assert_eq!(shop.availability("set").await, Availability::Low { left: 2 });
    assert_eq!(shop.import(&[set], StockRule::AsGiven).await, [0, 0, 1, 0]);
}

#[tokio::test]
async fn a_second_import_changes_nothing_and_tells_nobody() {
    let shop = Shop::open().await;
    let lines = [table(), product("cup", "Cup", 2), product("bowl", "Bowl", 5)];
    assert_eq!(shop.import(&lines, StockRule::AsGiven).await, [3, 0, 0, 0]);
    let told = shop.events().await;
    assert_eq!(shop.import(&lines, StockRule::AsGiven).await, [0, 0, 3, 0]);
    assert_eq!(shop.events().await, told);
}

#[tokio::test]
async fn a_file_without_pictures_takes_none_away() {
    let shop = Shop::open().await;
    let mut pictured = product("cup", "Cup", 2);
    pictured["media"] = json!([{ "path": "p1/cup", "width": 4, "height": 5 }]);
    shop.import(&[table(), pictured], StockRule::AsGiven).await;
    assert_eq!(shop.import(&[product("cup", "Cup", 2)], StockRule::AsGiven).await, [0, 0, 1, 0]);
    assert_eq!(shop.import(&[product("cup", "Mug", 2)], StockRule::AsGiven).await, [0, 1, 0, 0]);
    let kept = sqlx::query_scalar::<_, String>("select document #>> '{media,0,path}' from catalog.products");
    assert_eq!(kept.fetch_one(&shop.stores.db).await.expect("it is up"), "p1/cup");
}

#[tokio::test]
async fn the_last_row_about_a_thing_counts() {
    let shop = Shop::open().await;
    let lines = [table(), product("cup", "Cup", 2), product("cup", "Mug", 2), table()];
    assert_eq!(shop.import(&lines, StockRule::AsGiven).await, [2, 1, 1, 0]);
    assert_eq!(shop.titles().await, ["Mug"]);
}

#[tokio::test]
async fn stock_that_was_sold_from_can_be_kept() {
    let shop = Shop::open().await;
    shop.import(&[table(), product("cup", "Cup", 2)], StockRule::OfNewProducts).await;
    shop.import(&[product("cup", "Mug", 9)], StockRule::OfNewProducts).await;
    assert_eq!(shop.availability("cup").await, Availability::Low { left: 2 });
    shop.import(&[product("cup", "Mug", 9)], StockRule::AsGiven).await;
    assert_eq!(shop.availability("cup").await, Availability::InStock);
}

#[tokio::test]
async fn stock_of_what_landed_before_is_not_set_again_when_a_file_is_gone_on_with() {
    let shop = Shop::open().await;
    shop.import(&[table(), product("cup", "Cup", 2)], StockRule::AsGiven).await;
    let lines = [table(), product("cup", "Cup", 9), product("pot", "Pot", 50)];
    for (landed, left) in [(3, Availability::Low { left: 2 }), (0, Availability::InStock)] {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let items = crate::import::testing::reading(origin_import::Format::Jsonl);
        let items = items.items(Box::new(io::Cursor::new(text.into_bytes()))).expect("lines have no header");
        let landing = Landing::new(shop.stores.db.clone(), StockRule::AsGiven, Report::quiet());
        landing.beyond(landed).land(items).await.expect("PostgreSQL is up");
        assert_eq!(shop.availability("cup").await, left);
        assert_eq!(shop.availability("pot").await, Availability::InStock, "it is new");
    }
}

#[tokio::test]
async fn a_dry_run_tells_what_would_be_and_changes_nothing() {
    let shop = Shop::open().await;
    shop.import(&[table(), product("cup", "Cup", 2)], StockRule::OfNewProducts).await;
    let told = shop.events().await;
    let mut garden = table();
    garden["slug"] = json!("garden");
    let mut rug = product("rug", "Rug", 5);
    rug["collections"] = json!(["garden"]);
    let mut lost = product("lost", "Lost", 5);
    lost["collections"] = json!(["nowhere"]);
    let lines = [garden, table(), product("cup", "Mug", 9), rug.clone(), lost];
    assert_eq!(shop.try_import(&lines).await, [2, 1, 1, 1]);
    assert_eq!((shop.titles().await, shop.events().await), (vec!["Cup".to_owned()], told));
    assert_eq!(shop.import(&lines, StockRule::OfNewProducts).await, [2, 1, 1, 1], "it told the truth");
}
