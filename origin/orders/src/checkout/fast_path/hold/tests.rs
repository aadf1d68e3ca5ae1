use api::cart::{AddCartCode, CartView};
use api::checkout::{DeleteCheckout, GetCheckout};
use api::event::AVAILABILITY_CHANGED;
use domain::{CartId, Market};
use futures::future::join_all;
use serde_json::Value;

use super::*;
use crate::testing::{Shop, add, percent_off, statements_of};

const MINUTES: Duration = Duration::from_secs(15 * 60);
const STRANGER: Holder = Holder { anonymous: true, client: None };

fn checkout(cart: CartId) -> CreateCheckout {
    CreateCheckout { cart, market: Market::Eu, country: None, postal_code: None, email: None }
}

impl Shop {
    async fn reserved_of(&self, sku: &str) -> i64 {
        self.count(&format!("select sum(reserved)::bigint from orders.stock_levels where sku = '{sku}'")).await
    }

    /// What a hold has left in the tables, without ids and times.
    async fn hold_of(&self, cart: CartId) -> Value {
        let sql = "select jsonb_build_object(
                 'reservations', (select jsonb_agg(jsonb_build_object(
                     'sku', sku, 'location', location, 'quantity', quantity,
                     'minutes', round(extract(epoch from reserved_until - begun_at) / 60)) order by sku)
                     from orders.reservations where cart_id = $1),
                 'version', (select version from orders.carts where id = $1),
                 'reply', (select (reply #- '{cart,id}') - 'reserved_until'
                           from shop.idempotency_keys where reply #>> '{cart,id}' = $1::text and scope = 'CreateCheckout'))";
        let Json(rows) = sqlx::query_scalar(sql).bind(cart.0).fetch_one(&self.stores.db).await.expect("there");
        rows
    }
}

#[tokio::test]
async fn a_plain_cart_is_held_in_two_statements_and_told_to_nobody() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 5)]).await;
    let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
    shop.take_all_events().await;
    let (statements, view) = statements_of(shop.call_with_key(&checkout(cart), "plain-hold")).await;
    let view = view.expect("held");
    assert_eq!(statements.len(), 2, "{statements:#?}");
    assert_eq!((view.reserved_minutes, view.cart.units()), (Some(15), 3));
    assert_eq!(
        shop.call(&GetCheckout { cart, market: Market::Eu, country: None, postal_code: None }).await.expect("shown"),
        view
    );
    assert_eq!(shop.call_with_key(&checkout(cart), "plain-hold").await.expect("repeated"), view);
    assert_eq!((shop.reserved_of("MUG").await, shop.reserved_of("BOWL").await), (2, 1));
    assert_eq!((shop.ledger_errors().await, shop.take_events(AVAILABILITY_CHANGED).await), (0, vec![]));
}

#[tokio::test]
async fn a_hold_is_the_same_either_way() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 50), ("BOWL", 1000, 50)]).await;
    let lines = [("MUG", 2), ("BOWL", 1)];
    let (plain, careful) = (shop.cart_with(&lines).await, shop.cart_with(&lines).await);
    shop.call(&checkout(plain)).await.expect("held");
    // What lies at two places is not plain.
    shop.execute("insert into orders.stock_locations (code, name) values ('annex', 'Annex')").await;
    shop.execute("insert into orders.stock_levels (sku, location) values ('MUG', 'annex')").await;
    let (statements, held) = statements_of(shop.call(&checkout(careful))).await;
    held.expect("held");
    assert!(statements.len() > 2, "{statements:#?}");
    assert_eq!(shop.hold_of(plain).await, shop.hold_of(careful).await);
}

#[tokio::test]
async fn what_is_not_plain_is_held_all_the_same() {
    let cases: [(&str, &str, i64); 7] = [
        ("few are left", "update orders.stock_levels set on_hand = 5 where sku = 'MUG'", 2),
        ("it may be owed", "update orders.stock_levels set policy = 'backorder' where sku = 'MUG'", 2),
        ("it is not counted", "update orders.stock_levels set policy = 'untracked' where sku = 'MUG'", 0),
        ("it is a bundle", "insert into orders.bundle_components (bundle, sku, units) values ('MUG', 'POT', 1)", 0),
        ("it is a part", "insert into orders.bundle_components (bundle, sku, units) values ('SET', 'MUG', 2)", 2),
        (
            "it lies at two places",
            "with annex as (insert into orders.stock_locations (code, name) values ('annex', 'Annex') returning code)
             insert into orders.stock_levels (sku, location) select 'MUG', code from annex",
            2,
        ),
        (
            "it is held",
            "with held as (update orders.stock_levels set reserved = 1 where sku = 'MUG')
             insert into orders.reservations (cart_id, sku, quantity, begun_at, reserved_until)
             select cart_id, sku, 1, now(), now() + interval '9 minutes' from orders.cart_lines",
            2,
        ),
    ];
    for (case, sql, reserved) in cases {
        let shop = Shop::on_the_fast_path().await;
        shop.sells(&[("MUG", 2000, 30), ("POT", 3000, 30), ("SET", 6000, 0)]).await;
        let cart = shop.cart_with(&[("MUG", 2)]).await;
        shop.execute(sql).await;
        let (statements, held) = statements_of(shop.call(&checkout(cart))).await;
        assert_eq!(held.expect(case).cart.units(), 2);
        assert!(statements.len() > 2, "{case}: {statements:#?}");
        assert_eq!(shop.reserved_of("MUG").await, reserved, "{case}");
        let unsaid = "select count(*) from orders.stock_levels as level where reserved <>
                      coalesce((select sum(quantity) from orders.reservations as held
                                where held.sku = level.sku and held.location = level.location), 0)";
        assert_eq!(shop.count(unsaid).await, 0, "{case}");
    }
}

/// Reads a cart, has something happen, and tries to hold what was read.
async fn holds_after(shop: &Shop, cart: CartId, key: &str, happens: impl Future<Output = ()>) -> bool {
    let asked = checkout(cart);
    let read = EligibleCart::read(&shop.stores.db, &asked, None, &PaymentForm::Test).await.expect("PostgreSQL is up");
    happens.await;
    let held = read.expect("plain").hold(&shop.stores.db, &shop.key_of(&asked, key), MINUTES, STRANGER).await;
    held.expect("PostgreSQL is up").is_some()
}

#[tokio::test]
async fn what_changes_after_a_look_at_the_cart_keeps_it_from_being_held_so() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 30)]).await;
    shop.promotion(&percent_off(Some("TEN"), 1000)).await;
    let cart = async || shop.cart_with(&[("MUG", 2)]).await;
    assert!(holds_after(&shop, cart().await, "nothing-happens", async {}).await);

    let changed = cart().await;
    let more = async { drop::<CartView>(shop.call(&add(changed, "MUG", 1)).await.expect("added")) };
    assert!(!holds_after(&shop, changed, "one-more", more).await);

    let discounted = cart().await;
    let code = AddCartCode { cart: discounted, code: "TEN".into(), market: Market::Eu };
    let typed = async { drop(shop.call(&code).await.expect("added")) };
    assert!(!holds_after(&shop, discounted, "a-code", typed).await);

    let elsewhere = cart().await;
    let other_tab = async { drop(shop.call(&checkout(elsewhere)).await.expect("held")) };
    assert!(!holds_after(&shop, elsewhere, "other-tab", other_tab).await);
    shop.call(&DeleteCheckout { cart: elsewhere }).await.expect("left");

    let ordered = cart().await;
    let order = shop.placement(ordered).await;
    let order = async { drop(shop.call(&order).await.expect("placed")) };
    assert!(!holds_after(&shop, ordered, "ordered", order).await);

    let repeated = cart().await;
    let claimed = async {
        shop.execute(
            "insert into shop.idempotency_keys (scope, key, fingerprint) values ('CreateCheckout', 'known-key', sha256(''))",
        )
        .await;
    };
    assert!(!holds_after(&shop, repeated, "known-key", claimed).await);

    assert_eq!((shop.reserved_of("MUG").await, shop.ledger_errors().await), (2, 0));
    let rare = cart().await;
    assert!(
        !holds_after(&shop, rare, "rare", shop.stock("MUG", 7)).await,
        "two are held, five are left, two are wanted"
    );
    assert_eq!(shop.count("select count(*) from shop.idempotency_keys where key = 'rare'").await, 0);
}

#[tokio::test]
async fn a_bundle_that_begins_to_share_a_sku_while_it_is_waited_for_is_seen() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 30), ("SET", 6000, 0)]).await;
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    let asked = checkout(cart);
    let read = EligibleCart::read(&shop.stores.db, &asked, None, &PaymentForm::Test).await.expect("up").expect("plain");
    let mut catalogue = shop.stores.db.begin().await.expect("up");
    sqlx::query("select from orders.stock_levels where sku = 'MUG' for update")
        .execute(&mut *catalogue)
        .await
        .expect("locked");
    sqlx::query("insert into orders.bundle_components (bundle, sku, units) values ('SET', 'MUG', 4)")
        .execute(&mut *catalogue)
        .await
        .expect("new");
    let key = shop.key_of(&asked, "waits-for-it");
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    let committed = async {
        while shop.count(waiting).await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        catalogue.commit().await.expect("up");
    };
    let (held, ()) = tokio::join!(read.hold(&shop.stores.db, &key, MINUTES, STRANGER), committed);
    assert_eq!(held.expect("up"), None);
}

#[tokio::test]
async fn holds_at_once_and_with_care_never_hold_more_than_there_is() {
    let shop = Shop::on_the_fast_path().await;
    shop.sells(&[("MUG", 2000, 40), ("BOWL", 1000, 40)]).await;
    let mut carts = Vec::new();
    for number in 0..30 {
        // Either order of the lines, so that two might wait for each other in a circle.
        let lines = if number % 2 == 0 { [("MUG", 2), ("BOWL", 1)] } else { [("BOWL", 1), ("MUG", 2)] };
        carts.push(shop.cart_with(&lines).await);
    }
    // Of strangers only half of it.
    let known = |cart| CreateCheckout { email: Some("ada@example.com".parse().expect("an address")), ..checkout(cart) };
    let held = join_all(carts.iter().map(async |cart| shop.call(&known(*cart)).await.is_ok())).await;
    assert_eq!(held.iter().filter(|held| **held).count(), 20);
    assert_eq!((shop.reserved_of("MUG").await, shop.reserved_of("BOWL").await), (40, 20));
    assert_eq!(shop.ledger_errors().await, 0);
    join_all(carts.iter().map(async |cart| shop.call(&DeleteCheckout { cart: *cart }).await.expect("left"))).await;
    assert_eq!((shop.reserved_of("MUG").await, shop.reserved_of("BOWL").await, shop.ledger_errors().await), (0, 0, 0));
}
