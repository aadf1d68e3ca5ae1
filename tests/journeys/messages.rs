//! A browser is told of an order while no page of the shop is open.

use http::Method;
use serde_json::json;
use testing::{Shop, eventually};

use crate::buying::something_in_stock;
use crate::order_lifecycle::{bought, staff};
use crate::webhooks::{Posted, receiver};

/// What a browser says of itself beside its address.
const P256DH: &str = "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY";
const AUTH: &str = "_ordMnz7uTCmrpBTeUV4Bw";

#[tokio::test]
async fn a_browser_is_told_that_an_order_was_sent_until_it_wants_no_more() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let key = shopper.get("/v1/push/key").await;
    assert_eq!(key.json()["key"].as_str().map(str::len), Some(87), "{}", key.body);
    assert_eq!(key.header("cache-control"), "private, no-store");
    let (sku, _) = something_in_stock(&shop).await;
    let page = bought(&shop, &shopper, &sku).await;
    assert!(page.body.contains("<section id=\"push\" hidden"), "{}", page.body);
    let order = page.path.rsplit('/').next().expect("an id");
    assert!(page.body.contains(&format!("data-order=\"{order}\"")), "{}", page.body);

    let posted = Posted::default();
    let endpoint = receiver(posted.clone()).await;
    let form = |wanted: &'static str| {
        [("action", "push"), ("wanted", wanted), ("endpoint", endpoint.as_str()), ("p256dh", P256DH), ("auth", AUTH)]
    };
    // Whoever cannot see the order is not told of it.
    assert_eq!(shop.shopper().post_form(&page.path, &form("true")).await.status, 404);
    let done = shopper.post_form(&page.path, &form("true")).await;
    assert_eq!((done.status, done.path.as_str()), (200, page.path.as_str()), "{}", done.body);

    let ship = async || {
        let lines = json!({ "lines": [{ "sku": sku, "quantity": 1 }], "state": "shipped" });
        staff(&shop, Method::POST, &format!("/v1/admin{}/shipments", page.path), &lines).await;
    };
    ship().await;
    let posted_at = async |place: usize| posted.lock().expect("one at a time").get(place).cloned();
    let (head, body) = eventually("the message", async || posted_at(0).await).await;
    assert!(head.starts_with("POST /events HTTP/1.1") && head.contains("vapid t="), "{head}");
    assert!(head.contains("aes128gcm") && !head.contains(order) && !body.contains(order), "{head}");

    let done = shopper.post_form(&page.path, &form("false")).await;
    assert_eq!(done.status, 200, "{}", done.body);
    ship().await;
    let followed = "select count(*) from shop.push_topics";
    let followed: i64 = sqlx::query_scalar(followed).fetch_one(&shop.stores.db).await.expect("a count");
    assert_eq!(followed, 0);
    let waiting = "select count(*) from shop.outbox where published_at is null";
    eventually("all to be told", async || {
        let waiting: i64 = sqlx::query_scalar(waiting).fetch_one(&shop.stores.db).await.expect("a count");
        (waiting == 0).then_some(())
    })
    .await;
    assert!(posted_at(1).await.is_none());
}
