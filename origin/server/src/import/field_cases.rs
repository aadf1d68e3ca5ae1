//! What real files hold, landed whole: what only the stores can show.

use std::io::Cursor;

use api::catalog::{GetProduct, UpdateVariant};
use api::inventory::UpdateStock;
use api::{Credentials, problem};
use domain::inventory::Availability;
use domain::{Currency, Market};
use origin_import::{Format, Report};
use origin_platform::staff;

use super::landing::{Landing, StockRule};
use super::testing::{Shop, reading};

const HEADER: &str = "Handle,Title,Published,Status,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price";

async fn import(shop: &Shop, rows: &str) -> Report {
    let file = format!("{HEADER}\n{rows}");
    shop.land(Box::new(Cursor::new(file.into_bytes())), Format::ShopifyCsv, StockRule::OfNewProducts).await
}

async fn is_there(shop: &Shop, slug: &str) -> bool {
    let get = GetProduct { slug: slug.parse().unwrap(), market: Market::Eu };
    match shop.catalog.call(&get).await {
        Ok(_) => true,
        Err(absent) => {
            assert_eq!(absent.code, problem::Code::ProductNotFound);
            false
        }
    }
}

#[tokio::test]
async fn a12_a44_off_sale_is_off_sale_also_on_import_again() {
    let shop = Shop::open().await;
    import(&shop, "lamp,Lamp,true,active,LAMP,shopify,5,deny,10\nrug,Rug,false,active,RUG,shopify,5,deny,10\n").await;
    assert_eq!((is_there(&shop, "lamp").await, is_there(&shop, "rug").await), (true, false));
    let report = import(&shop, "lamp,Lamp,true,archived,LAMP,shopify,5,deny,10\n").await;
    assert_eq!((report.changed, report.exit_status(), is_there(&shop, "lamp").await), (1, 0, false));
    import(&shop, "lamp,Lamp,true,active,LAMP,shopify,5,deny,10\nrug,Rug,true,active,RUG,shopify,5,deny,10\n").await;
    assert_eq!((is_there(&shop, "lamp").await, is_there(&shop, "rug").await), (true, true));
    assert_eq!(shop.titles().await, ["Lamp", "Rug"]);
}

#[tokio::test]
async fn a14_stock_rules_come_along() {
    let shop = Shop::open().await;
    import(&shop, "made,Made,true,active,MADE,shopify,0,continue,10\nfile,File,true,active,FILE,,0,deny,10\n").await;
    assert_eq!(shop.availability("made").await, Availability::Backorder);
    assert_eq!(shop.availability("file").await, Availability::InStock);
}

#[tokio::test]
async fn a42_every_sku_is_priced_and_stocked_by_the_api() {
    let shop = Shop::open().await;
    let bearer = Some(staff::create(&shop.stores.db, "tests").await.expect("PostgreSQL is up"));
    let skus = ["FILM/DVD/9", "7:771#Ink;3:14#XL", "Größe 4", "50% a?b=c&d", "a+b", "..x", "\\"];
    for (at, sku) in skus.into_iter().enumerate() {
        import(&shop, &format!("thing-{at},Thing {at},true,active,\"{sku}\",shopify,5,deny,10\n")).await;
        let key =
            |what: &str| Credentials { bearer: bearer.clone(), idempotency_key: Some(format!("{what}-{at:027}")) };
        let price = api::catalog::PriceEntry {
            currency: Currency::Eur,
            amount_minor: 1234,
            compare_at_minor: None,
            lowest_before_minor: None,
        };
        let update = UpdateVariant { sku: sku.parse().unwrap(), prices: vec![price], on_hand: None };
        let state = shop.catalog.call_as(&update, &key("price")).await.expect(sku);
        assert_eq!((state.sku.as_str(), state.prices[0].amount_minor), (sku, 1234));
        let stock = UpdateStock::counted(sku.parse().unwrap(), 2);
        assert_eq!(shop.orders.call_as(&stock, &key("stock")).await.expect(sku).on_hand, 2, "{sku}");
    }
}

#[tokio::test]
async fn a41_a_mark_before_json_lines_is_no_letter() {
    let shop = Shop::open().await;
    let line = |slug: &str| {
        format!("{{\"slug\":\"{slug}\",\"title\":{{\"en\":\"{slug}\"}},\"variants\":[{{\"sku\":\"{slug}\"}}]}}\r\n")
    };
    let file = format!("\u{feff}{}{}{{}}\r\n", line("cup"), line("pot"));
    let report = shop.land(Box::new(Cursor::new(file.into_bytes())), Format::Jsonl, StockRule::AsGiven).await;
    assert_eq!((report.new, report.refused, report.exit_status()), (2, 1, 3));
}

#[tokio::test]
async fn a47_nothing_is_overwritten_without_a_word() {
    let shop = Shop::open().await;
    let report = import(
        &shop,
        "cup,Cup,true,active,A,shopify,5,deny,10\npot,Pot,true,active,B,shopify,5,deny,10\ncup,Other cup,true,active,C,shopify,5,deny,12\n",
    )
    .await;
    assert_eq!((report.new, report.refused, report.exit_status()), (2, 1, 3));
    assert_eq!(shop.titles().await, ["Cup", "Pot"]);
}

#[tokio::test]
async fn pictures_are_noted_to_be_fetched_if_that_is_asked_for_and_once() {
    let shop = Shop::open().await;
    let file = "Handle,Title,Variant SKU,Variant Price,Image Src\n\
        lamp,Lamp,LAMP,10,https://cdn.example.com/b.jpg\nlamp,,,,https://cdn.example.com/a.jpg\n\
        lamp,,,,https://cdn.example.com/b.jpg\nrug,Rug,RUG,10,\n";
    let land = async |fetches: bool| {
        let items = reading(Format::ShopifyCsv).items(Box::new(Cursor::new(file.as_bytes()))).expect("a product file");
        let report = Report::begin(None).expect("nothing is written");
        let landing = Landing::new(shop.stores.db.clone(), StockRule::OfNewProducts, report).with_pictures(fetches);
        landing.land(items).await.expect("PostgreSQL is up").to_string()
    };
    assert!(!land(false).await.contains("to be fetched:"));
    assert_eq!(shop.wanted_pictures("lamp").await, []);
    assert!(land(true).await.contains("to be fetched: 2."));
    let expected = ["b", "a"].map(|name| (format!("https://cdn.example.com/{name}.jpg"), "Lamp".to_owned()));
    assert_eq!(shop.wanted_pictures("lamp").await, expected);
    assert!(!land(true).await.contains("to be fetched:"), "what is under way is not noted again");
    shop.fail_fetch("https://cdn.example.com/a.jpg").await;
    assert!(land(true).await.contains("to be fetched: 1."));
}
