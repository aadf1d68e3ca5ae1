//! Every store fails while shoppers buy: PostgreSQL is killed again and again, Redis forgets everything,
//! the event server is away for a minute, and the payment provider charges without answering. Afterwards
//! the books agree, and every shopper who was told of an order has it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::future::join_all;
use http::Method;
use serde_json::Value;
use testing::{Shop, Shopper, eventually};
use uuid::Uuid;

use crate::buying::something_in_stock;
use crate::power_cuts::{assert_whole, count, place, settle, try_order_of};

const SHOPPERS: usize = 4;
const UNITS: i64 = 100_000;
/// How long the event server stays away.
const WITHOUT_EVENTS: Duration = Duration::from_secs(60);
/// Between two purchases of one shopper.
const PAUSE: Duration = Duration::from_millis(200);
/// What shoppers pay by, in turn. Of a payment without an answer nobody knows yet that it was charged.
const MEANS: [&str; 3] = ["test_accept", "test_no_answer", "test_decline"];

/// Buys until told to stop, repeating each order until it is answered for good; returns the orders it
/// was told of. Every fifth order is sent once and never asked for again.
async fn buy(shopper: Shopper, sku: &str, enough: &AtomicBool) -> Vec<Value> {
    let mut told = Vec::new();
    for turn in 0.. {
        if enough.load(Ordering::Relaxed) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        let Some(mut order) = try_order_of(&shopper, sku).await else { continue };
        order["payment_token"] = MEANS[turn % MEANS.len()].into();
        let key = Uuid::new_v4().to_string();
        let first = place(&shopper, &key, &order).await;
        if turn % 5 == 4 {
            continue;
        }
        let mut reply = first;
        let answer = eventually("an answer for good", async || {
            let answer = reply.take().filter(|reply| matches!(reply.status, 200 | 402));
            if answer.is_none() {
                reply = place(&shopper, &key, &order).await;
            }
            answer
        })
        .await;
        if answer.status == 200 {
            told.push(answer.json());
        }
    }
    told
}

#[tokio::test]
async fn orders_stay_whole_while_every_store_fails() {
    let mut shop = Shop::start_over_mortal_database().await;
    let (sku, _) = something_in_stock(&shop).await;
    sqlx::query("update orders.stock_levels set on_hand = $2 where sku = $1")
        .bind(&sku)
        .bind(UNITS)
        .execute(&shop.stores.db)
        .await
        .expect("a level");
    let enough = AtomicBool::new(false);
    let shoppers = join_all((0..SHOPPERS).map(|_| buy(shop.caller(), &sku, &enough)));
    let trouble = async {
        shop.nats.kill();
        let back = tokio::time::Instant::now() + WITHOUT_EVENTS;
        for _ in 0..4 {
            shop.kill_database().await;
            shop.flush_redis().await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        tokio::time::sleep_until(back).await;
        shop.restart_nats();
        enough.store(true, Ordering::Relaxed);
    };
    let (told, ()) = futures::join!(shoppers, trouble);

    settle(&shop).await;
    let placed = assert_whole(&shop, &sku, UNITS, "after every failure").await;
    let told: Vec<Value> = told.into_iter().flatten().collect();
    assert!(told.len() > SHOPPERS, "shoppers bought meanwhile");
    let api = shop.caller();
    for order in &told {
        let path = format!("/v1/orders/{}", order["id"].as_str().expect("an id"));
        let token = order["order_token"].as_str().expect("a guest gets what opens the order");
        let view =
            api.send(Method::GET, &path, &[("order-token", token)], Bytes::new()).await.expect("an answer").json();
        assert_eq!(view["state"], "placed", "{path}");
    }
    let distinct = count(&shop, "select count(distinct cart_id) from orders.orders where state = 'placed'").await;
    assert_eq!(distinct, placed, "no cart was ordered twice");
    eventually("a mail for each order", async || (i64::try_from(shop.mails().len()).ok()? == placed).then_some(()))
        .await;
}
