//! A change is seen at the edge by its event, not by waiting.

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};

use crate::buying::something_in_stock;

#[tokio::test]
async fn a_price_change_and_a_sold_out_variant_reach_pages_that_were_cached() {
    let shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let page = format!("{product}?variant={sku}");
    shopper.get(&page).await;
    let cached = shopper.get(&page).await;
    assert!(cached.header("cache-status").contains("hit"), "{}", cached.header("cache-status"));
    assert!(!cached.body.contains("€4,321.09"));

    let path = format!("/v1/admin/variants/{sku}");
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 432_109 }] });
    let changed = shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    // Far less than the hour the page would have been fresh for: `eventually` gives up after 20 s.
    eventually("the new price", async || shopper.get(&page).await.body.contains("€4,321.09").then_some(())).await;
    eventually("the new price in the API", async || {
        shopper.get(&format!("/v1{product}")).await.body.contains("432109").then_some(())
    })
    .await;

    let id = shopper.get(&format!("/v1{product}")).await.json()["id"].as_str().expect("an id").to_owned();
    let stock = format!("/v1/products/{id}/stock");
    shopper.get(&stock).await;
    shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &json!({ "on_hand": 0 })).await;
    eventually("the variant to be sold out", async || {
        let levels = shopper.get(&stock).await.json();
        let level = levels.as_array()?.iter().find(|level| level["sku"] == sku.as_str())?.clone();
        (level["availability"]["state"] == "out").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_change_made_while_the_event_server_is_down_arrives_when_it_is_back() {
    let mut shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let page = format!("{product}?variant={sku}");
    shopper.get(&page).await;
    shop.nats.kill();
    let path = format!("/v1/admin/variants/{sku}");
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 432_109 }] });
    assert_eq!(shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &change).await.status, 200);
    shop.restart_nats();
    eventually("the new price", async || shopper.get(&page).await.body.contains("€4,321.09").then_some(())).await;
}

/// What the edge has asked the origin, but for searches: their answers are old after a quarter of a minute.
fn reads(shop: &Shop) -> Vec<String> {
    let reads = shop.origin_proxy.as_ref().expect("started with it").reads();
    reads.into_iter().filter(|target| !target.starts_with("/v1/search")).collect()
}

#[tokio::test]
async fn a_price_and_a_stock_level_are_shown_without_asking_the_origin() {
    let shop = Shop::start_with_origin_proxy().await;
    let (sku, product) = something_in_stock(&shop).await;
    let shopper = shop.shopper();
    let view = shopper.get(&format!("/v1{product}")).await.json();
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let (id, title, collection) = (text(&view["id"]), text(&view["title"]), text(&view["collections"][0]["slug"]));
    let page = format!("{product}?variant={sku}");
    let stock = format!("/v1/products/{id}/stock");
    let list = format!("/v1/products?collection={collection}");
    let search = format!("/v1/search?q={}", title.replace(' ', "+"));
    let places =
        [page.clone(), format!("/v1{product}"), stock.clone(), list.clone(), format!("/collections/{collection}")];
    shopper.get(&search).await;
    eventually("everything to be cached", async || {
        let before = reads(&shop).len();
        for place in &places {
            assert_eq!(shopper.get(place).await.status, 200, "{place}");
        }
        (reads(&shop).len() == before).then_some(())
    })
    .await;
    let before = reads(&shop);

    let path = format!("/v1/admin/variants/{sku}");
    let price = json!({ "prices": [{ "currency": "EUR", "amount_minor": 111 }] });
    assert_eq!(shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &price).await.status, 200);
    eventually("the new price", async || shopper.get(&page).await.body.contains("€1.11").then_some(())).await;
    let listed = format!("/collections/{collection}");
    eventually("it in the collection", async || shopper.get(&listed).await.body.contains("€1.11").then_some(())).await;
    // The lowest of the product's prices is what lists show.
    for (place, items) in [(&list, "items"), (&search, "hits")] {
        eventually("it in lists", async || {
            let found = shopper.get(place).await.json();
            let item = found[items].as_array()?.iter().find(|item| product.ends_with(&text(&item["slug"])))?.clone();
            (item["price"]["amount"]["minor"] == 111).then_some(())
        })
        .await;
    }
    let variants = shopper.get(&format!("/v1{product}")).await.json()["variants"].clone();
    let variant = variants.as_array().expect("variants").iter().find(|variant| variant["sku"] == sku.as_str());
    assert_eq!(variant.expect("ours")["price"]["amount"]["minor"], 111);

    assert_eq!(shopper.call(Method::PATCH, &path, Some(&shop.staff_key), &json!({ "on_hand": 2 })).await.status, 200);
    eventually("how many are left", async || shopper.get(&page).await.body.contains("Only 2 left").then_some(())).await;
    let levels = shopper.get(&stock).await.json();
    let level = levels.as_array().expect("levels").iter().find(|level| level["sku"] == sku.as_str());
    assert_eq!(level.expect("ours")["availability"], json!({ "state": "low", "left": 2 }));
    assert_eq!(reads(&shop), before, "the origin was asked nothing");

    // What has no facts is asked for.
    let catalog = std::fs::read_to_string("../demo/catalog.jsonl").expect("the demo catalogue");
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    let renamed = catalog.replace(&format!("\"{title}\""), "\"Mended thing\"");
    assert_ne!(renamed, catalog);
    std::fs::write(file.path(), renamed).expect("ours");
    shop.run_origin(&["seed", "--catalog", file.path().to_str().expect("UTF-8")]);
    eventually("the new title", async || shopper.get(&page).await.body.contains("Mended thing").then_some(())).await;
    assert!(
        reads(&shop)[before.len()..].contains(&format!("/v1{product}?market=eu")),
        "{:?}",
        &reads(&shop)[before.len()..]
    );
}
