//! Every statement that a shopper or a worker waits for finds its rows by an index, in tables of a
//! million rows. PostgreSQL's `auto_explain` tells the plans that were really used.
//!
//! The tables have fewer rows, and PostgreSQL's books say that they are a million: it plans by its
//! books. `cargo xtask bench checkout` does the same with a million real ones, and takes its time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::cart::{DeleteCartLine, GetCart, UpdateCartLine};
use api::checkout::{CreateCheckout, DeleteCheckout, GetCheckout};
use api::orders::{GetOrder, ListOrders};
use domain::{Market, Quantity};
use origin_messaging::relay_queue;
use origin_platform::Stores;
use sqlx::Connection as _;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, PgConnection};
use std::str::FromStr as _;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::layer::Context;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::checkout::payments::Provider;
use crate::checkout::settlement::{settle_pending, void_due};
use crate::testing::{Shop, add};

/// Some of everything that grows with the shop.
const FILL: [&str; 12] = [
    "create table public.past as
     select number, gen_random_uuid() as order_id, gen_random_uuid() as payment_id, gen_random_uuid() as cart_id,
            'PAST-' || number as sku, now() - number * interval '30 seconds' as at
     from generate_series(1, 20000) as number",
    "insert into orders.sellable_snapshots (sku, product_id, slug, title, choice, prices, active)
     select sku, order_id, 'past', '{}', '{}', '{}', true from past",
    "insert into orders.stock_levels (sku, on_hand, reserved) select sku, 1, 1 from past",
    "insert into orders.stock_movements (sku, delta, reason, created_at) select sku, 1, 'counted', at from past",
    "insert into orders.carts (id, created_at, updated_at) select cart_id, at, at from past",
    "insert into orders.cart_lines (cart_id, sku, quantity) select cart_id, sku, 1 from past",
    "insert into orders.reservations (cart_id, sku, quantity, begun_at, reserved_until)
     select cart_id, sku, 1, now(), now() + number * interval '1 second' + interval '1 hour' from past",
    "insert into orders.orders (id, number, state, customer_id, cart_id, market, currency, email, address, delivery,
                                subtotal_minor, delivery_fee_minor, total_minor, idempotency_key, fingerprint, created_at)
     select order_id, -number, 'placed', cart_id, cart_id, 'eu', 'EUR', 'past@example.com', '{}', 'standard',
            1, 0, 1, order_id::text, sha256('past'), at
     from past",
    "insert into orders.order_lines (order_id, position, sku, product_id, slug, title, choice, quantity, unit_price_minor)
     select order_id, 0, sku, cart_id, 'past', 'Past', '', 1, 1 from past",
    "insert into orders.payments (id, order_id, state, amount_minor, currency, reference, created_at)
     select payment_id, order_id, 'authorised', 1, 'EUR', 'past', at from past",
    "insert into shop.idempotency_keys (scope, key, fingerprint) select 'Past', order_id::text, sha256('past') from past",
    "insert into shop.outbox (id, subject, tags, data, published_at)
     select payment_id, 'shop.past.placed', '{}', '{}', now() from past",
];

/// The tables that grow, as the planner is told of them.
const GROWING: [&str; 11] = [
    "sellable_snapshots",
    "stock_levels",
    "stock_movements",
    "carts",
    "cart_lines",
    "reservations",
    "orders",
    "order_lines",
    "payments",
    "idempotency_keys",
    "outbox",
];

/// No step of a plan is expected to meet more rows than this.
const MANY: u64 = 1000;

/// What PostgreSQL says of the statements of `work`, plan by plan.
async fn plans_of<T>(work: impl Future<Output = T>) -> Vec<String> {
    let plans = Plans::default();
    let _another = origin_testing::another_listener();
    work.with_subscriber(tracing_subscriber::registry().with(plans.clone())).await;
    plans.0.lock().expect("no panic").clone()
}

#[derive(Clone, Default)]
struct Plans(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> tracing_subscriber::Layer<S> for Plans {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::postgres::notice" {
            let mut message = Message(String::new());
            event.record(&mut message);
            self.0.lock().expect("no panic").push(message.0);
        }
    }
}

struct Message(String);

impl tracing::field::Visit for Message {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

/// A shop with a long past, whose database tells its plans.
async fn old_shop() -> Shop {
    let config = origin_testing::fresh_config().await;
    let admin = origin_testing::admin_url(&config.database_url);
    let options = PgConnectOptions::from_str(&admin).expect("an address of our own making");
    let name = options.get_database().expect("it names a database").to_owned();
    let mut admin = PgConnection::connect_with(&options.options([("search_path", "public")])).await.expect("up");
    for sql in FILL.into_iter().chain(["vacuum analyze"]) {
        sqlx::query(sql).execute(&mut admin).await.expect("a good statement");
    }
    for table in GROWING {
        // Otherwise PostgreSQL would count again.
        let schema = if ["idempotency_keys", "outbox"].contains(&table) { "shop" } else { "orders" };
        let sql = format!("alter table {schema}.{table} set (autovacuum_enabled = false)");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.expect("may alter");
    }
    let told = sqlx::query("update pg_class set reltuples = 1000000 where relkind = 'r' and relname = any($1)")
        .bind(GROWING.as_slice())
        .execute(&mut admin)
        .await
        .expect("may tell");
    assert_eq!(told.rows_affected(), GROWING.len() as u64);
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_nested_statements = on",
        "client_min_messages = log",
    ] {
        let sql = format!("alter database {name} set {setting}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut admin).await.expect("may alter");
    }
    let stores = Stores::connect(&config).await.expect("addresses of our own making");
    let provider = Provider::test(stores.db.clone());
    Shop::with(stores, provider)
}

/// From an empty cart to the order, with the ways back and the looks in between.
async fn shop_around(shop: &Shop) {
    let market = Market::Eu;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.call(&add(cart, "MUG", 1)).await.expect("added");
    shop.call(&add(cart, "BOWL", 1)).await.expect("added");
    let quantity = Quantity::try_from(3).expect("in range");
    let sku = || "MUG".parse().expect("a SKU");
    shop.call(&UpdateCartLine { cart, sku: sku(), quantity, market }).await.expect("changed");
    shop.call(&GetCart { cart, market }).await.expect("shown");
    shop.call(&CreateCheckout { cart, market, country: None, postal_code: None, email: None }).await.expect("held");
    shop.call(&DeleteCheckout { cart }).await.expect("left");
    shop.call(&DeleteCartLine { cart, sku: sku(), market }).await.expect("taken out");
    shop.call(&CreateCheckout { cart, market, country: None, postal_code: None, email: None }).await.expect("held");
    shop.call(&GetCheckout { cart, market, country: None, postal_code: None }).await.expect("quoted");
    let request = shop.placement(cart).await;
    let order = shop.call_as_shopper(&request).await.expect("placed");
    shop.call_as_shopper(&GetOrder { order: order.id }).await.expect("shown");
    shop.call_as_shopper(&ListOrders {}).await.expect("listed");
}

/// What the workers do all the time.
async fn work(shop: &Shop) {
    crate::inventory::release_over(&shop.stores.db).await.expect("swept");
    settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("settled");
    void_due(&shop.stores, &shop.provider).await.expect("voided");
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let events = relay_queue::take(&mut tx, 100).await.expect("taken");
    let ids: Vec<_> = events.iter().map(|waiting| waiting.event.id).collect();
    relay_queue::mark_published(&mut tx, &ids).await.expect("marked");
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn every_hot_query_uses_an_index_in_tables_of_a_million_rows() {
    let shop = old_shop().await;
    shop.sells(&[("MUG", 2000, 1000), ("BOWL", 1000, 1000)]).await;
    let plans = plans_of(async {
        // PostgreSQL looks at the values of the first five times, and then makes a plan for all.
        for _ in 0..7 {
            shop_around(&shop).await;
            work(&shop).await;
        }
    })
    .await;
    let told = plans.iter().filter(|plan| plan.contains("plan:")).count();
    assert!(told > 7 * 40, "auto_explain told of {told} statements");
    let slow: Vec<&str> = plans.iter().filter(|plan| reads_much(plan)).map(String::as_str).collect();
    assert!(slow.is_empty(), "{} plans read much; the first: {}", slow.len(), slow[0].replace("\\n", "\n"));
}

/// Whether a plan reads a growing table whole, or expects to meet many rows anywhere.
fn reads_much(plan: &str) -> bool {
    let whole = |rest: &str| GROWING.contains(&rest.split([' ', '\\']).next().unwrap_or_default());
    let rows = |rest: &str| rest.split(' ').next().and_then(|number| number.parse::<u64>().ok()).unwrap_or(0);
    plan.split("Seq Scan on ").skip(1).any(whole) || plan.split(" rows=").skip(1).any(|rest| rows(rest) > MANY)
}

#[test]
fn a_table_read_whole_is_found_by_name_or_by_number() {
    assert!(reads_much("plan:\\nSeq Scan on carts  (cost=0.00..1.00 rows=1 width=1)"));
    assert!(reads_much("plan:\\nIndex Scan using x on y  (cost=0.42..56104.74 rows=1000000 width=33)"));
    assert!(!reads_much("plan:\\nSeq Scan on document_numbers  (cost=0.00..1.00 rows=1 width=1)"));
}
