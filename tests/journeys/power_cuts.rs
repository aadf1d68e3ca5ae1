//! The power goes between any two steps of a purchase, by a real SIGKILL of the real process; then
//! everything comes up again. Whether or not the shopper comes back, what was charged is an order,
//! what is an order was charged once, told of once and confirmed by one mail.

use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use testing::{Reply, Shop, Shopper, eventually, eventually_for};
use uuid::Uuid;

use crate::buying::{order_body, something_in_stock};

/// Where the origin dies, in the order of a purchase, whether the cart holds its units then, and whether an
/// order comes of it although the shopper never asks again.
const STEPS: [(&str, bool, bool); 8] = [
    ("order opening", false, false),
    ("held order opening", true, false),
    ("order opened", false, false),
    ("order opened", true, false),
    ("payment authorised", false, true),
    ("payment authorised", true, true),
    ("order settling", true, true),
    ("order settled", true, true),
];

/// A filled cart's order, as its request says it.
pub async fn order_of(origin: &Shopper, sku: &str) -> Value {
    try_order_of(origin, sku).await.expect("the shop is well")
}

/// The same; none if the shop is not well.
pub async fn try_order_of(origin: &Shopper, sku: &str) -> Option<Value> {
    let cart = call(origin, Method::POST, "/v1/carts", &json!({ "market": "eu" })).await?;
    let cart = cart["id"].as_str()?.to_owned();
    call(origin, Method::POST, &format!("/v1/carts/{cart}/lines"), &json!({ "sku": sku, "quantity": 1 })).await?;
    let checkout = call(origin, Method::GET, &format!("/v1/carts/{cart}/checkout"), &Value::Null).await?;
    Some(order_body(&cart, &checkout))
}

/// What is said to a request that is granted.
async fn call(origin: &Shopper, method: Method, path: &str, body: &Value) -> Option<Value> {
    let key = Uuid::new_v4().to_string();
    let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
    let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
    let reply = origin.send(method, path, &headers, body).await.ok()?;
    (reply.status == 200).then(|| reply.json())
}

/// Places an order; none if nobody answers.
pub async fn place(origin: &Shopper, key: &str, order: &Value) -> Option<Reply> {
    let headers = [("content-type", "application/json"), ("idempotency-key", key)];
    origin.send(Method::POST, "/v1/orders", &headers, Bytes::from(order.to_string())).await.ok()
}

async fn ready(shop: &Shop) {
    eventually("the origin", async || {
        shop.caller().try_get("/health/stores").await.filter(|reply| reply.status == 200)
    })
    .await;
}

pub async fn count(shop: &Shop, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&shop.stores.db).await.expect("a count")
}

/// Everything that was begun is over, one way or the other.
pub async fn settle(shop: &Shop) {
    eventually("every payment to be settled and every event to be told", async || {
        let open = count(shop, "select count(*) from orders.payments where state = 'pending'").await;
        let untold = count(shop, "select count(*) from shop.outbox where published_at is null").await;
        (open == 0 && untold == 0).then_some(())
    })
    .await;
}

/// Orders, charges, units and events agree. Returns how many orders there are.
pub async fn assert_whole(shop: &Shop, sku: &str, units: i64, place: &str) -> i64 {
    let placed = count(shop, "select count(*) from orders.orders where state = 'placed'").await;
    let charged = count(shop, "select count(*) from orders.test_provider_charges where outcome = 'authorised'").await;
    let paid = count(shop, "select count(*) from orders.payments where state = 'authorised'").await;
    let told = count(shop, "select count(*) from shop.outbox where subject = 'shop.orders.placed'").await;
    // Numbers rise and may skip: PostgreSQL that is killed forgets up to 32 values that a sequence had ready.
    let numbers = count(shop, "select count(distinct number) from orders.orders where state = 'placed'").await;
    assert_eq!([charged, paid, told, numbers], [placed; 4], "{place}");
    let left: i64 = sqlx::query_scalar("select on_hand from orders.stock_levels where sku = $1")
        .bind(sku)
        .fetch_one(&shop.stores.db)
        .await
        .expect("a level");
    assert_eq!(left, units - placed, "{place}");
    placed
}

/// Where in the code a step is: with `ORDER_FAST_PATH=off`, which the origin inherits, an order of held units is opened
/// where all others are.
fn place_of(step: &str) -> &str {
    let off = std::env::var("ORDER_FAST_PATH").is_ok_and(|switch| switch == "off");
    if off && step == "held order opening" { "order opening" } else { step }
}

#[tokio::test]
async fn a_purchase_survives_the_death_of_the_origin_at_every_step() {
    let mut shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let origin = shop.caller();
    sqlx::query("update orders.stock_levels set on_hand = 100 where sku = $1")
        .bind(&sku)
        .execute(&shop.stores.db)
        .await
        .expect("a level");
    let mut orders = 0;
    for (step, held, ordered) in STEPS {
        for comes_back in [true, false] {
            let key = format!("{step}-{held}-{comes_back}").replace(' ', "-");
            let order = order_of(&origin, &sku).await;
            if held {
                let checkout = json!({ "cart": order["cart"], "market": "eu" });
                call(&origin, Method::POST, "/v1/checkouts", &checkout).await.expect("held");
            }
            shop.restart_origin_to_die_at(place_of(step));
            ready(&shop).await;
            assert!(place(&origin, &key, &order).await.is_none(), "nobody is left to answer at {step}");
            eventually("the origin's death", async || shop.origin_process.has_ended().then_some(())).await;
            shop.restart_origin();
            ready(&shop).await;
            if comes_back {
                let reply = place(&origin, &key, &order).await.expect("the origin is up");
                assert_eq!((reply.status, reply.json()["state"].as_str()), (200, Some("placed")), "{}", reply.body);
            }
            settle(&shop).await;
            orders += i64::from(comes_back || ordered);
            assert_eq!(assert_whole(&shop, &sku, 100, step).await, orders, "{step}, {comes_back}");
        }
    }
    eventually("a mail for each order", async || (i64::try_from(shop.mails().len()).ok()? == orders).then_some(()))
        .await;
}

/// Where the origin dies while it takes money or, if so marked, gives it back.
const MONEY: [(&str, bool); 4] = [
    ("capture due", false),
    ("capture done at provider", false),
    ("refund due", true),
    ("refund done at provider", true),
];

/// Something that staff change; none if nobody answers.
async fn change(shop: &Shop, key: &str, path: &str, body: &Value) -> Option<Reply> {
    let staff = format!("Bearer {}", shop.staff_key);
    let headers = [("content-type", "application/json"), ("idempotency-key", key), ("authorization", &staff)];
    shop.caller().send(Method::POST, path, &headers, Bytes::from(body.to_string())).await.ok()
}

#[tokio::test]
async fn money_is_taken_and_given_back_once_wherever_the_origin_dies() {
    let mut shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let origin = shop.caller();
    let (mut taken, mut given) = (0, 0);
    for (step, gives_back) in MONEY {
        for comes_back in [true, false] {
            let key = format!("{step}-{comes_back}").replace(' ', "-");
            let placed = place(&origin, &key, &order_of(&origin, &sku).await).await.expect("the origin is up").json();
            let order = format!("/v1/admin/orders/{}", placed["id"].as_str().expect("an id"));
            taken += placed["total"]["minor"].as_i64().expect("an amount");
            let ship = json!({ "lines": [{ "sku": sku, "quantity": 1 }], "state": "shipped" });
            let (mut path, mut body) = (format!("{order}/shipments"), ship);
            if gives_back {
                let reply = change(&shop, &format!("{key}-ship"), &path, &body).await.expect("the origin is up");
                assert_eq!(reply.status, 200, "{}", reply.body);
                path = format!("{order}/refunds");
                body = json!({ "goodwill": { "minor": 300, "currency": "EUR" }, "reason": "a chipped rim" });
                given += 300;
            }
            // The workers would be quicker now and then.
            shop.workers.kill();
            shop.restart_origin_to_die_at(step);
            ready(&shop).await;
            assert!(change(&shop, &key, &path, &body).await.is_none(), "nobody is left to answer at {step}");
            eventually("the origin's death", async || shop.origin_process.has_ended().then_some(())).await;
            shop.restart_origin();
            ready(&shop).await;
            if comes_back {
                let reply = change(&shop, &key, &path, &body).await.expect("the origin is up");
                assert_eq!(reply.status, 200, "{}", reply.body);
            }
            shop.restart_workers();
            eventually("everything that is due", async || {
                let due = "select (select count(*) from orders.captures where state <> 'done')
                                + (select count(*) from orders.refunds where state <> 'done')";
                (count(&shop, due).await == 0).then_some(())
            })
            .await;
            let sums: (i64, i64, i64, i64) = sqlx::query_as(
                "select (select sum(captured_minor)::bigint from orders.test_provider_charges),
                        (select sum(refunded_minor)::bigint from orders.test_provider_charges),
                        (select sum(captured_minor)::bigint from orders.payments),
                        (select sum(refunded_minor)::bigint from orders.payments)",
            )
            .fetch_one(&shop.stores.db)
            .await
            .expect("sums");
            assert_eq!(sums, (taken, given, taken, given), "{step}, {comes_back}");
        }
    }
    let told = |subject| format!("select count(*) from shop.outbox where subject = '{subject}'");
    for (subject, times) in [("shop.orders.paid", 8), ("shop.orders.shipped", 8), ("shop.orders.refunded", 4)] {
        let told: i64 =
            sqlx::query_scalar(sqlx::AssertSqlSafe(told(subject))).fetch_one(&shop.stores.db).await.expect("a count");
        assert_eq!(told, times, "{subject}");
    }
}

#[tokio::test]
async fn an_order_is_told_and_confirmed_once_whenever_the_workers_die() {
    let mut shop = Shop::start().await;
    let (sku, _) = something_in_stock(&shop).await;
    let origin = shop.caller();
    let (mut mails, units) = (0, count(&shop, "select max(on_hand) from orders.stock_levels").await);
    sqlx::query("update orders.stock_levels set on_hand = $2 where sku = $1")
        .bind(&sku)
        .bind(units)
        .execute(&shop.stores.db)
        .await
        .expect("a level");
    // The relay dies alone: what the mail worker has taken at that moment comes back only after a minute.
    // Nobody can tell whether a mail that is claimed but not marked has left: it is not sent again, and
    // its claim stays, which is an alarm.
    let steps: [(&str, &[&str], bool, i64); 3] = [
        ("event published", &["relay"], true, 0),
        ("mail sent", &["relay", "email"], true, 1),
        ("mail claimed", &["relay", "email"], false, 2),
    ];
    for (step, workers, mailed, unmarked) in steps {
        shop.restart_workers_to_die_at(step, workers);
        let order = order_of(&origin, &sku).await;
        let reply = place(&origin, &step.replace(' ', "-"), &order).await.expect("the origin is up");
        assert_eq!(reply.status, 200, "{}", reply.body);
        eventually("the workers' death", async || shop.workers.has_ended().then_some(())).await;
        shop.restart_workers();
        settle(&shop).await;
        assert_whole(&shop, &sku, units, step).await;
        mails += usize::from(mailed);
        // In one statement: what is read in three may be true of no moment, and the next step would kill the workers
        // between a mail and its mark.
        eventually_for("the mail and its mark", async || {
            let (claims, known, handled): (i64, i64, i64) = sqlx::query_as(
                "select (select count(*) from shop.sent_mails where sent_at is null),
                        (select count(*) from shop.sent_mails),
                        (select count(*) from shop.outbox where subject = 'shop.orders.placed')",
            )
            .fetch_one(&shop.stores.db)
            .await
            .expect("counts");
            let arrived = shop.mails().len();
            let whole = arrived == mails && claims == unmarked && known == handled;
            let why = || {
                format!(
                    "{step}: {arrived} of {mails} mails, {claims} of {unmarked} unmarked, {known} of {handled} known"
                )
            };
            if whole { Ok(()) } else { Err(why()) }
        })
        .await;
    }
}
