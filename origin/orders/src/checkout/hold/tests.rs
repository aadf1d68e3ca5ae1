//! Holding units: who gets them, for how long, and how they come back.

use std::time::Duration;

use api::cart::GetCart;
use api::checkout::{CheckoutView, CreateCheckout, DeleteCheckout};
use api::event::AVAILABILITY_CHANGED;
use api::inventory::ListStock;
use api::orders::PlaceOrder;
use api::{Code, Problem};
use domain::inventory::Availability;
use domain::{CartId, Market, ProductId};
use futures::future::join_all;
use origin_platform::{Database, Stores};
use uuid::Uuid;

use crate::checkout::payments::Provider;
use crate::inventory::release_over;
use crate::testing::{Shop, add, statements_of, token};

fn begin(cart: CartId) -> CreateCheckout {
    CreateCheckout { cart, market: Market::Eu, country: None, postal_code: None, email: None }
}

impl Shop {
    async fn hold(&self, cart: CartId) -> Result<CheckoutView, Problem> {
        self.call(&begin(cart)).await
    }

    async fn reserved(&self, sku: &str) -> i64 {
        self.count(&format!("select reserved from orders.stock_levels where sku = '{sku}'")).await
    }

    /// Moves the holds of every cart into the past.
    async fn minutes_pass(&self, minutes: u32) {
        self.execute(&format!(
            "update orders.reservations set reserved_until = reserved_until - interval '{minutes} minutes',
                                            begun_at = begun_at - interval '{minutes} minutes'"
        ))
        .await;
    }

    /// In how many minutes the cart's hold ends.
    async fn minutes_left(&self, cart: CartId) -> i64 {
        let minutes = format!(
            "select round(extract(epoch from max(reserved_until) - now()) / 60)::bigint
             from orders.reservations where cart_id = '{cart}'"
        );
        self.count(&minutes).await
    }

    /// A thousand carts with one unit of `sku` each, and the request to order the first.
    async fn crowd(&self, sku: &str) -> (Vec<CartId>, PlaceOrder) {
        let first = self.cart_with(&[(sku, 1)]).await;
        let request = self.placement(first).await;
        self.execute("insert into orders.carts (id) select gen_random_uuid() from generate_series(1, 999)").await;
        self.execute(&format!(
            "insert into orders.cart_lines (cart_id, sku, quantity)
             select id, '{sku}', 1 from orders.carts where id <> '{first}'"
        ))
        .await;
        let carts: Vec<Uuid> =
            sqlx::query_scalar("select id from orders.carts").fetch_all(&self.stores.db).await.expect("carts");
        (carts.into_iter().map(CartId).collect(), request)
    }
}

/// A shop with as many connections as a process has in production. Those who wait for one are
/// patient: a thousand buyers and two processors take their time.
async fn busy_shop() -> Shop {
    let config = origin_testing::fresh_config().await;
    let mut stores = Stores::connect(&config).await.expect("addresses of our own making");
    stores.db = Database::with_timeout(&config.database_url, 20, Duration::from_secs(120)).expect("an address");
    let provider = Provider::test(stores.db.clone());
    Shop::with(stores, provider)
}

/// Asserts that of a thousand buyers exactly `units` got one, and nobody else anything.
async fn assert_sold(shop: &Shop, outcomes: &[Result<(), Problem>], units: i64) {
    let refused: Vec<&Problem> = outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert_eq!((outcomes.len(), refused.len() as i64), (1000, 1000 - units));
    let other: Vec<_> = refused.iter().filter(|problem| problem.code != Code::OutOfStock).collect();
    assert!(other.is_empty(), "{other:?}");
    let placed = shop.count("select count(*) from orders.orders where state = 'placed'").await;
    let orders = shop.count("select count(*) from orders.orders").await;
    assert_eq!((placed, orders, shop.charges().await), (units, units, units));
    assert_eq!((shop.on_hand("LAST").await, shop.reserved("LAST").await, shop.ledger_errors().await), (0, 0, 0));
}

#[tokio::test]
async fn a_thousand_buyers_of_one_piece_are_one_order() {
    let shop = busy_shop().await;
    shop.sells(&[("LAST", 2000, 1)]).await;
    let (carts, request) = shop.crowd("LAST").await;
    let buy = async |cart| shop.call(&PlaceOrder { cart, ..request.clone() }).await.map(drop);
    let outcomes = join_all(carts.into_iter().map(buy)).await;
    assert_sold(&shop, &outcomes, 1).await;
}

#[tokio::test]
async fn a_thousand_buyers_of_a_hundred_pieces_are_a_hundred_orders() {
    let shop = busy_shop().await;
    shop.sells(&[("LAST", 2000, 100)]).await;
    let (carts, request) = shop.crowd("LAST").await;
    let buy = async |cart| {
        shop.hold(cart).await?;
        shop.call(&PlaceOrder { cart, ..request.clone() }).await.map(drop)
    };
    let outcomes = join_all(carts.into_iter().map(buy)).await;
    assert_sold(&shop, &outcomes, 100).await;
}

#[tokio::test]
async fn the_last_piece_is_held_for_one_cart_at_a_time() {
    let shop = Shop::open().await;
    shop.sells(&[("LAST", 2000, 1), ("MUG", 500, 9)]).await;
    let first = shop.cart_with(&[("LAST", 1)]).await;
    let second = shop.cart_with(&[("MUG", 2), ("LAST", 1)]).await;
    let request = shop.placement(second).await;
    shop.hold(first).await.expect("held");
    // Neither holding nor ordering nor adding gets what another cart holds, and nothing is changed.
    let refused = shop.hold(second).await.expect_err("held by another");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::OutOfStock, Some("lines.LAST")));
    assert!(refused.detail.contains("Thing LAST"), "{}", refused.detail);
    assert_eq!(shop.call(&request).await.expect_err("held by another").code, Code::OutOfStock);
    let third = shop.cart_with(&[]).await;
    assert_eq!(shop.call(&add(third, "LAST", 1)).await.expect_err("held by another").code, Code::OutOfStock);
    assert_eq!((shop.reserved("LAST").await, shop.reserved("MUG").await, shop.charges().await), (1, 0, 0));
    // Left: the second may have it, and now the first may not.
    shop.call(&DeleteCheckout { cart: first }).await.expect("left");
    shop.hold(second).await.expect("held");
    assert_eq!(shop.hold(first).await.expect_err("held by another").code, Code::OutOfStock);
    // Over, though nobody has swept: the first may have it at once.
    shop.minutes_pass(16).await;
    shop.call(&add(third, "LAST", 1)).await.expect("added");
    shop.hold(first).await.expect("held");
    assert_eq!((shop.reserved("LAST").await, shop.reserved("MUG").await), (1, 2));
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn an_order_gets_the_pieces_of_a_hold_that_is_over() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5)]).await;
    let (gone, buyer) = (shop.cart_with(&[("MUG", 4)]).await, shop.cart_with(&[("MUG", 3)]).await);
    let request = shop.placement(buyer).await;
    shop.hold(gone).await.expect("held");
    shop.take_all_events().await;
    assert_eq!(shop.call(&request).await.expect_err("held by another").code, Code::OutOfStock);
    shop.minutes_pass(15).await;
    shop.call(&request).await.expect("placed");
    assert_eq!((shop.on_hand("MUG").await, shop.reserved("MUG").await, shop.ledger_errors().await), (2, 0, 0));
    // Before, one was to be had; now there are two.
    assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await.len(), 1);
}

#[tokio::test]
async fn a_cart_s_own_hold_that_is_over_counts_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 3)]).await;
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    shop.hold(cart).await.expect("held");
    shop.minutes_pass(16).await;
    shop.execute("update orders.cart_lines set quantity = 4").await;
    assert_eq!(shop.hold(cart).await.expect_err("four of three").code, Code::OutOfStock);
    shop.execute("update orders.cart_lines set quantity = 3").await;
    shop.hold(cart).await.expect("held");
    assert_eq!((shop.reserved("MUG").await, shop.ledger_errors().await), (3, 0));
}

#[tokio::test]
async fn an_order_uses_up_its_own_hold_and_frees_the_rest() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 3), ("BOWL", 500, 9)]).await;
    let cart = shop.cart_with(&[("MUG", 3), ("BOWL", 4)]).await;
    let held = shop.hold(cart).await.expect("held");
    assert_eq!(held.reserved_minutes, Some(15));
    assert!(held.reserved_until.is_some_and(|until| until.len() == 20 && until.ends_with('Z')));
    // Since the hold the cart has become smaller.
    shop.execute("update orders.cart_lines set quantity = 2 where sku = 'MUG'").await;
    shop.execute("delete from orders.cart_lines where sku = 'BOWL'").await;
    let request = shop.placement(cart).await;
    let (statements, placed) = statements_of(shop.call(&request)).await;
    placed.expect("placed");
    assert!((7..=15).contains(&statements.len()), "{}: {statements:#?}", statements.len());
    assert_eq!((shop.on_hand("MUG").await, shop.reserved("MUG").await), (1, 0));
    assert_eq!((shop.on_hand("BOWL").await, shop.reserved("BOWL").await, shop.ledger_errors().await), (9, 0, 0));
    assert_eq!(shop.count("select count(*) from orders.reservations").await, 0);
}

#[tokio::test]
async fn a_declined_payment_frees_what_was_held() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 3)]).await;
    let cart = shop.cart_with(&[("MUG", 3)]).await;
    shop.hold(cart).await.expect("held");
    let request = token(shop.placement(cart).await, "test_decline");
    assert_eq!(shop.call(&request).await.expect_err("declined").code, Code::PaymentDeclined);
    shop.assert_untouched("MUG", 3, cart, 3).await;
    assert_eq!(shop.reserved("MUG").await, 0);
    shop.hold(shop.cart_with(&[("MUG", 3)]).await).await.expect("free for others");
}

#[tokio::test]
async fn a_cart_sees_what_it_holds_as_available() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 2)]).await;
    let product = ProductId(
        sqlx::query_scalar("select product_id from orders.sellable_snapshots")
            .fetch_one(&shop.stores.db)
            .await
            .expect("one"),
    );
    let (mine, other) = (shop.cart_with(&[("MUG", 2)]).await, shop.cart_with(&[("MUG", 1)]).await);
    shop.take_all_events().await;
    let held = shop.hold(mine).await.expect("held");
    let low = Availability::Low { left: 2 };
    assert_eq!((held.cart.lines[0].availability, held.cart.is_orderable()), (low, true));
    let seen_by = async |cart| {
        let view = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        view.lines[0].availability
    };
    assert_eq!((seen_by(mine).await, seen_by(other).await), (low, Availability::Out));
    let listed = async || shop.call(&ListStock { product }).await.expect("listed")[0].availability;
    assert_eq!(listed().await, Availability::Out);
    assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await.len(), 1);
    shop.call(&DeleteCheckout { cart: mine }).await.expect("left");
    assert_eq!((seen_by(other).await, listed().await), (low, low));
    assert_eq!((shop.take_events(AVAILABILITY_CHANGED).await.len(), shop.ledger_errors().await), (1, 0));
}

#[tokio::test]
async fn a_hold_is_renewed_for_an_hour_and_follows_the_cart() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 500, 9), ("JUG", 500, 9)]).await;
    let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
    shop.hold(cart).await.expect("held");
    for (passed, left) in [(10, 15), (10, 15), (10, 15), (10, 15), (10, 10), (9, 1)] {
        shop.minutes_pass(passed).await;
        let held = shop.hold(cart).await.expect("renewed");
        assert_eq!((shop.minutes_left(cart).await, held.reserved_minutes), (left, Some(left as u32)), "{passed}");
    }
    // What comes new to a hold ends with it; what has left the cart is free.
    shop.call(&add(cart, "JUG", 3)).await.expect("added");
    shop.execute("delete from orders.cart_lines where sku = 'BOWL'").await;
    shop.hold(cart).await.expect("renewed");
    assert_eq!(shop.minutes_left(cart).await, 1);
    assert_eq!((shop.reserved("MUG").await, shop.reserved("BOWL").await, shop.reserved("JUG").await), (2, 0, 3));
    // After a hold that is over another begins.
    shop.minutes_pass(2).await;
    shop.hold(cart).await.expect("begun anew");
    assert_eq!((shop.minutes_left(cart).await, shop.ledger_errors().await), (15, 0));
}

#[tokio::test]
async fn a_clock_that_jumps_back_keeps_a_hold_until_it_is_renewed_or_used() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 2)]).await;
    let carts = [shop.cart_with(&[("MUG", 1)]).await, shop.cart_with(&[("MUG", 1)]).await];
    for cart in carts {
        shop.hold(cart).await.expect("held");
    }
    // What was noted before the jump lies three hours ahead.
    shop.execute(
        "update orders.reservations set reserved_until = reserved_until + interval '3 hours',
                                        begun_at = begun_at + interval '3 hours'",
    )
    .await;
    shop.hold(carts[0]).await.expect("renewed");
    assert_eq!((shop.minutes_left(carts[0]).await, shop.minutes_left(carts[1]).await), (15, 195));
    for cart in carts {
        shop.call(&shop.placement(cart).await).await.expect("placed");
    }
    assert_eq!((shop.on_hand("MUG").await, shop.reserved("MUG").await, shop.ledger_errors().await), (0, 0, 0));
}

#[tokio::test]
async fn holding_and_leaving_twice_changes_nothing_more() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 3)]).await;
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    let first = shop.call_with_key(&begin(cart), "hold-key-1").await.expect("held");
    assert_eq!(shop.call_with_key(&begin(cart), "hold-key-1").await.expect("repeated"), first);
    let renewals = join_all((0..8).map(|_| shop.hold(cart))).await;
    assert!(renewals.iter().all(Result::is_ok), "{renewals:?}");
    assert_eq!(shop.reserved("MUG").await, 2);
    for key in ["leave-key-1", "leave-key-1", "leave-key-2"] {
        shop.call_with_key(&DeleteCheckout { cart }, key).await.expect("left");
        assert_eq!((shop.reserved("MUG").await, shop.ledger_errors().await), (0, 0));
    }
    let unknown = CartId(Uuid::new_v4());
    assert_eq!(shop.hold(unknown).await.expect_err("unknown").code, Code::CartNotFound);
    assert_eq!(shop.call(&DeleteCheckout { cart: unknown }).await.expect_err("unknown").code, Code::CartNotFound);
    assert_eq!(shop.hold(shop.cart_with(&[]).await).await.expect_err("empty").code, Code::CartEmpty);
}

#[tokio::test]
async fn holds_that_are_over_are_swept_and_told_of() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 2), ("BOWL", 500, 90)]).await;
    let (over, living) = (shop.cart_with(&[("MUG", 2), ("BOWL", 2)]).await, shop.cart_with(&[("BOWL", 5)]).await);
    shop.hold(over).await.expect("held");
    assert_eq!(release_over(&shop.stores.db).await.expect("swept"), 0);
    shop.minutes_pass(15).await;
    shop.hold(living).await.expect("held");
    shop.take_all_events().await;
    // A level that somebody has locked is left to the next sweep.
    let mut busy = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let lock = "select sku from orders.stock_levels where sku = 'MUG' for update";
    sqlx::query(lock).execute(&mut *busy).await.expect("locked");
    assert_eq!(release_over(&shop.stores.db).await.expect("swept"), 1);
    assert_eq!((shop.reserved("MUG").await, shop.reserved("BOWL").await), (2, 5));
    busy.rollback().await.expect("PostgreSQL is up");
    assert_eq!(release_over(&shop.stores.db).await.expect("swept"), 1);
    assert_eq!((shop.reserved("MUG").await, shop.reserved("BOWL").await, shop.ledger_errors().await), (0, 5, 0));
    let events: Vec<String> = shop.take_events(AVAILABILITY_CHANGED).await.into_iter().map(|event| event.1).collect();
    assert_eq!(events, ["MUG"]);
}

#[tokio::test]
async fn holding_leaving_ordering_and_sweeping_at_once_keep_the_books() {
    let shop = busy_shop().await;
    shop.sells(&[("A", 500, 7), ("B", 500, 7), ("LAST", 500, 7)]).await;
    let mut carts = vec![];
    for buyer in 0..24 {
        let lines = if buyer % 2 == 0 { [("A", 1), ("B", 2)] } else { [("B", 1), ("A", 2)] };
        carts.push(shop.cart_with(&lines).await);
    }
    let request = shop.placement(carts[0]).await;
    let play = async |(turn, cart): (usize, CartId)| {
        for step in 0..4 {
            let outcome = match (turn + step) % 4 {
                0 => shop.hold(cart).await.map(drop),
                1 => shop.call(&DeleteCheckout { cart }).await,
                2 => {
                    let over = "update orders.reservations set begun_at = begun_at - interval '15 minutes',
                                reserved_until = reserved_until - interval '15 minutes' where cart_id";
                    shop.execute(&format!("{over} = '{cart}'")).await;
                    release_over(&shop.stores.db).await.expect("swept");
                    Ok(())
                }
                _ => shop.call(&PlaceOrder { cart, ..request.clone() }).await.map(drop),
            };
            let expected = [Code::OutOfStock, Code::CartEmpty];
            assert!(outcome.as_ref().err().is_none_or(|refused| expected.contains(&refused.code)), "{outcome:?}");
        }
    };
    join_all(carts.iter().copied().enumerate().map(play)).await;
    let sold = shop.count("select sum(quantity) from orders.order_lines").await;
    assert_eq!(shop.on_hand("A").await + shop.on_hand("B").await, 14 - sold);
    assert_eq!(shop.ledger_errors().await, 0);
}
