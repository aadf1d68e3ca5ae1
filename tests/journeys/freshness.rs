//! A change is seen at the edge by its event, not by waiting.

use http::Method;
use serde_json::json;
use support::{Shop, eventually};

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
    // Far less than the minute the page would have been fresh for: `eventually` gives up after 20 s.
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
