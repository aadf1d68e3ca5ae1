//! An edge node far from the shop hears of changes through a leaf node of the event server.

use http::Method;
use serde_json::json;
use testing::{Shop, Shopper, eventually, free_port};

use crate::buying::something_in_stock;

/// What a node says of its way to the events.
async fn nats(node: &Shopper) -> Option<String> {
    Some(node.try_get("/_edge/health").await?.json()["nats"].as_str()?.to_owned())
}

#[tokio::test]
async fn a_change_arrives_by_way_of_a_leaf_node_and_its_loss_is_noticed() {
    let mut shop = Shop::start().await;
    let (sku, product) = something_in_stock(&shop).await;
    let leaves = free_port();
    shop.nats.kill();
    shop.restart_nats_as_hub(leaves);
    let (leaf, _leaf_node) = shop.start_nats_leaf(leaves);
    let domain = ["--nats-domain", "hub"];
    let (address, _node) = shop.start_far_edge("edge-node-far", &shop.origin, &leaf, &domain).await;
    let far = Shopper::new(&address);
    eventually("events to come", async || (nats(&far).await? == "up").then_some(())).await;

    let page = format!("{product}?variant={sku}");
    let (first, second) = (far.get(&page).await, far.get(&page).await);
    assert!(second.header("cache-status").starts_with("edge; hit"), "{}", second.header("cache-status"));
    assert!(!first.body.contains("€4,321.09"));
    let change = json!({ "prices": [{ "currency": "EUR", "amount_minor": 432_109 }] });
    let path = format!("/v1/admin/variants/{sku}");
    assert_eq!(shop.shopper().call(Method::PATCH, &path, Some(&shop.staff_key), &change).await.status, 200);
    let shown =
        eventually("the new price", async || Some(far.get(&page).await).filter(|page| page.body.contains("€4,321.09")))
            .await;
    assert!(
        shown.header("cache-status").starts_with("edge; hit"),
        "told, not fetched: {}",
        shown.header("cache-status")
    );

    // The leaf node is well, and what is behind it is gone: only the silence tells.
    shop.nats.kill();
    eventually("the silence to be noticed", async || (nats(&far).await? == "down").then_some(())).await;
    shop.restart_nats_as_hub(leaves);
    eventually("events to come again", async || (nats(&far).await? == "up").then_some(())).await;
}
