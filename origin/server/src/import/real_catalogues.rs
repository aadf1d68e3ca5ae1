//! Catalogues of real shops, landed whole. They are no part of the product: where their folder is
//! absent, these tests say so and end.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use api::catalog::{GetProduct, ListCollections};
use domain::Market;
use origin_import::{Format, Report};
use serde::Deserialize;
use serde_json::{Number, Value, json};

use super::export::Written;
use super::landing::StockRule;
use super::testing::Shop;

/// A file in the folder of real catalogues, if it is there.
fn data(file: &str) -> Option<PathBuf> {
    let beside =
        || PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("../../../shared/data");
    let path = std::env::var_os("SELVEDGE_DATA").map_or_else(beside, PathBuf::from).join(file);
    if !path.exists() {
        eprintln!("skipped: {} is not there; SELVEDGE_DATA names the folder of real catalogues", path.display());
        return None;
    }
    Some(path)
}

async fn import_file(shop: &Shop, path: &Path, format: Format) -> Report {
    let report = shop.land(origin_import::open(path).expect("it opens"), format, StockRule::AsGiven).await;
    eprintln!("{}: {report}", path.display());
    report
}

#[tokio::test]
async fn the_whole_of_icecat_lands_and_lands_again() {
    let Some(path) = data("icecat/products.jsonl.gz") else { return };
    let shop = Shop::open().await;
    let first = import_file(&shop, &path, Format::Icecat).await;
    assert_eq!((first.read, first.new, first.refused), (19_406, 19_406, 0));
    let told = shop.events().await;
    let second = import_file(&shop, &path, Format::Icecat).await;
    assert_eq!((second.unchanged, second.refused), (19_406, 0));
    assert_eq!(shop.events().await, told);
    let collections = shop.catalog.call(&ListCollections { market: Market::Eu }).await.expect("they are there");
    let brief: Vec<_> = collections.iter().map(|card| (card.title.bare(), card.products)).collect();
    assert_eq!(brief, [("Electronics", 19_406)]);
}

#[tokio::test]
async fn a_shopify_like_export_lands() {
    let Some(path) = data("spree-sample/products.csv") else { return };
    let shop = Shop::open().await;
    let report = import_file(&shop, &path, Format::ShopifyCsv).await;
    assert_eq!((report.read, report.new, report.refused), (37, 37, 0));
    let get = GetProduct { slug: "automatic-espresso-machine".parse().unwrap(), market: Market::Us };
    let machine = shop.catalog.call(&get).await.expect("it is there");
    let euro = shop.catalog.call(&GetProduct { market: Market::Eu, ..get }).await.expect("it is there");
    assert_eq!(euro.variants[0].price.map(|price| price.amount.minor), Some(81_999));
    let variants: Vec<_> = machine
        .variants
        .iter()
        .map(|variant| (variant.sku.as_str(), variant.price.map(|price| price.amount.minor)))
        .collect();
    let expect = ["MATTE-BLACK", "SILVER", "WHITE"].map(|colour| format!("AUTOMATIC-ESPRESSO-MACHINE-{colour}"));
    assert_eq!(variants, expect.iter().map(|sku| (sku.as_str(), Some(87_999))).collect::<Vec<_>>());
}

/// A product of retail-demo-store.
#[derive(Deserialize)]
struct RetailProduct {
    id: String,
    name: String,
    category: String,
    style: String,
    description: String,
    price: Number,
    current_stock: u32,
}

impl RetailProduct {
    /// The product as a line of the shop's own format. Many have the same name, and the price is
    /// written as a decimal number of dollars.
    fn line(&self) -> Value {
        let id = self.id.get(..8).expect("ids are long");
        let (units, cents) = self.price.to_string().split_once('.').map_or_else(
            || (self.price.to_string(), "00".to_owned()),
            |(units, cents)| (units.to_owned(), format!("{cents:0<2}")),
        );
        let amount_minor: i64 = format!("{units}{cents}").parse().expect("a price has two decimals");
        let price = json!({ "currency": "USD", "amount_minor": amount_minor });
        let slug = origin_import::address_of(&self.name);
        json!({
            "slug": format!("{slug}-{id}"), "title": { "en": self.name }, "description": { "en": self.description },
            "collections": [self.category.replace(' ', "-")], "attributes": { "style": self.style },
            "variants": [{ "sku": self.id.to_uppercase(), "prices": [price], "on_hand": self.current_stock }],
        })
    }
}

/// retail-demo-store as lines of the shop's own format: 20 collections and 2,465 products.
pub(crate) fn retail_demo_store() -> Option<String> {
    let text = std::fs::read_to_string(data("retail-demo-store/products.yaml")?).expect("it opens");
    let products: Vec<RetailProduct> = serde_yaml_ng::from_str(&text).expect("it is YAML");
    let mut categories: Vec<&str> = products.iter().map(|product| product.category.as_str()).collect();
    categories.sort_unstable();
    categories.dedup();
    assert_eq!((products.len(), categories.len()), (2465, 20));
    let collection =
        |name: &&str| json!({ "kind": "collection", "slug": name.replace(' ', "-"), "title": { "en": name } });
    let lines = categories.iter().map(collection).chain(products.iter().map(RetailProduct::line));
    Some(lines.map(|line| format!("{line}\n")).collect())
}

#[tokio::test]
async fn the_retail_demo_store_lands_as_json_lines() {
    let Some(file) = retail_demo_store() else { return };
    let shop = Shop::open().await;
    let input = || Box::new(Cursor::new(file.clone().into_bytes()));
    let report = shop.land(input(), Format::Jsonl, StockRule::AsGiven).await;
    eprintln!("retail-demo-store: {report}");
    assert_eq!((report.new, report.refused), (2465 + 20, 0));
    let again = shop.land(input(), Format::Jsonl, StockRule::AsGiven).await;
    assert_eq!((again.unchanged, again.refused), (2465 + 20, 0));
    let collections = shop.catalog.call(&ListCollections { market: Market::Us }).await.expect("they are there");
    assert_eq!(collections.iter().map(|card| card.products).sum::<u64>(), 2465);
    let (taken, other) = (shop.exported(Written::Jsonl).await, Shop::open().await);
    let moved = other.land(Box::new(Cursor::new(taken.clone().into_bytes())), Format::Jsonl, StockRule::AsGiven).await;
    assert_eq!((moved.new, moved.refused), (2465 + 20, 0));
    assert!(other.exported(Written::Jsonl).await == taken, "taken out of one shop it makes the same of another");
    let table = shop.exported(Written::Csv).await;
    let same = other.land(Box::new(Cursor::new(table.into_bytes())), Format::Csv, StockRule::AsGiven).await;
    assert_eq!((same.unchanged, same.refused), (2465, 0), "and as a table");
    let slug = "adventure-ready-expedition-backpack-6579c22f".parse().expect("a slug");
    let backpack = shop.catalog.call(&GetProduct { slug, market: Market::Us }).await.expect("it is there");
    assert_eq!(backpack.variants[0].price.map(|price| price.amount.minor), Some(12_999));
}
