use std::time::Duration;

use api::Code;
use api::checkout::{CheckoutView, CreateCheckout};
use domain::orders::OrderState;
use domain::{CartId, Market};
use futures::future::join_all;

use crate::checkout::settlement::settle_pending;
use crate::testing::{Shop, add, token};

const HOARDER: &str = "203.0.113.7";
const HONEST: &str = "198.51.100.1";

impl Shop {
    /// Opens the checkout of a cart from this address, with or without saying who one is.
    async fn hold_from(&self, client: &str, cart: CartId, email: Option<&str>) -> CheckoutView {
        let email = email.map(|email| email.parse().expect("an address"));
        let begin = CreateCheckout { cart, market: Market::Eu, country: None, postal_code: None, email };
        self.call_from(client, &begin).await.expect("shown, held or not")
    }

    /// The same with a fresh cart; whether its units are held.
    async fn holds(&self, client: &str, lines: &[(&str, i64)], email: Option<&str>) -> bool {
        let cart = self.cart_with(lines).await;
        let view = self.hold_from(client, cart, email).await;
        assert_eq!(view.hold_refused, view.reserved_until.is_none());
        !view.hold_refused
    }

    async fn held_units(&self, sku: &str) -> i64 {
        let levels = self.count(&format!("select reserved from orders.stock_levels where sku = '{sku}'")).await;
        assert_eq!(self.ledger_errors().await, 0);
        levels
    }

    /// Opens the checkout of a fresh cart and orders it, to be confirmed by the shopper's bank. Says whether the order
    /// waits for that; one that may not is told why, and its cart is as it was.
    async fn waits(&self, client: &str, lines: &[(&str, i64)]) -> bool {
        let cart = self.cart_with(lines).await;
        self.hold_from(client, cart, Some("ada@example.com")).await;
        let order = token(self.placement(cart).await, "test_challenge");
        match self.call_from(client, &order).await {
            Ok(order) => {
                assert_eq!((order.state, order.confirm_payment_at.is_some()), (OrderState::AwaitingPayment, true));
                true
            }
            Err(refused) => {
                assert_eq!((refused.code, refused.field.as_deref()), (Code::TooManyUnconfirmed, None));
                assert_eq!(self.units_in(cart).await, lines.iter().map(|line| line.1).sum::<i64>());
                false
            }
        }
    }

    async fn an_hour_passes(&self) {
        let sql = "update orders.reservations set begun_at = begun_at - interval '1 hour',
                                                  reserved_until = reserved_until - interval '1 hour'";
        self.execute(sql).await;
    }
}

#[tokio::test]
async fn m1_strangers_hold_half_of_a_sku_and_the_other_half_can_be_bought() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 60)]).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(shop.holds(HOARDER, &[("MUG", 20)], None).await);
    }
    assert_eq!((held, shop.held_units("MUG").await), (vec![true, false, false], 20));
    // From other addresses it is the same half.
    assert!(shop.holds("203.0.113.8", &[("MUG", 10)], None).await);
    for at in 0..20 {
        assert!(!shop.holds(&format!("203.0.114.{at}"), &[("MUG", 1)], None).await);
    }
    assert_eq!(shop.held_units("MUG").await, 30);

    // An honest shopper sees the checkout all the same, and may order; who says who they are may hold, too.
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    let first = shop.hold_from(HONEST, cart, None).await;
    assert_eq!((first.hold_refused, first.reserved_minutes, first.cart.is_orderable()), (true, None, true));
    let second = shop.hold_from(HONEST, cart, Some("ada@example.com")).await;
    assert_eq!((second.hold_refused, second.reserved_minutes), (false, Some(15)));
    shop.call(&shop.placement(cart).await).await.expect("placed");
    let unheld = shop.cart_with(&[("MUG", 2)]).await;
    assert!(shop.hold_from(HONEST, unheld, None).await.hold_refused);
    shop.call(&shop.placement(unheld).await).await.expect("placed");
    assert_eq!((shop.on_hand("MUG").await, shop.held_units("MUG").await), (56, 30));
    // Once the hoarder's holds are over there is room again.
    shop.an_hour_passes().await;
    assert!(shop.holds(HONEST, &[("MUG", 2)], None).await);
}

#[tokio::test]
async fn m1_a_client_holds_so_much_and_no_more_whatever_names_it_makes_up() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5000), ("BOWL", 1000, 60), ("CUP", 900, 5000)]).await;
    assert!(!shop.holds(HOARDER, &[("BOWL", 31)], Some("a@example.com")).await, "more than half of the bowls");
    assert!(shop.holds(HOARDER, &[("BOWL", 30)], Some("b@example.com")).await);
    assert!(!shop.holds(HOARDER, &[("BOWL", 1)], Some("c@example.com")).await);
    assert!(shop.holds("203.0.113.8", &[("BOWL", 1)], Some("c@example.com")).await, "another client");
    let carts = join_all((0..20).map(async |_| shop.cart_with(&[("MUG", 5), ("CUP", 5)]).await)).await;
    let held = join_all(carts.iter().enumerate().map(async |(at, cart)| {
        let email = format!("hoarder-{at}@example.com");
        !shop.hold_from(HOARDER, *cart, Some(&email)).await.hold_refused
    }));
    assert_eq!(held.await.into_iter().filter(|held| *held).count(), 7, "thirty and seven times ten units");
    assert!(shop.holds(HONEST, &[("MUG", 5), ("CUP", 5)], None).await);
    let by_client = "select max(units)::bigint from (
                         select sum(quantity) as units from orders.reservations group by holder) as held";
    assert_eq!((shop.count(by_client).await, shop.held_units("MUG").await), (100, 40));
}

#[tokio::test]
async fn m1_of_a_few_units_all_may_be_held_and_what_is_not_counted_is_not_shared() {
    let shop = Shop::open().await;
    shop.sells(&[("RARE", 2000, 3), ("LATER", 1000, 0), ("CARD", 500, 0)]).await;
    for policy in ["'backorder' where sku = 'LATER'", "'untracked' where sku = 'CARD'"] {
        shop.execute(&format!("update orders.stock_levels set policy = {policy}")).await;
    }
    for at in 1..=3 {
        assert!(shop.holds(&format!("198.51.100.{at}"), &[("RARE", 1)], None).await);
    }
    assert!(shop.holds(HOARDER, &[("LATER", 90)], None).await, "any number may be owed");
    let cards = shop.cart_with(&[("CARD", 99)]).await;
    assert!(!shop.hold_from(HOARDER, cards, None).await.hold_refused, "there is nothing to hold");
}

#[tokio::test]
async fn m1_a_hold_that_may_not_grow_stays_what_it_was_and_ends_in_time() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 60)]).await;
    let cart = shop.cart_with(&[("MUG", 20)]).await;
    assert!(!shop.hold_from(HOARDER, cart, None).await.hold_refused);
    assert!(shop.holds(HONEST, &[("MUG", 10)], None).await);
    shop.execute("update orders.reservations set reserved_until = reserved_until - interval '5 minutes'").await;
    shop.call(&add(cart, "MUG", 5)).await.expect("added");
    let view = shop.hold_from(HOARDER, cart, None).await;
    assert_eq!((view.hold_refused, view.reserved_minutes, shop.held_units("MUG").await), (true, Some(10), 30));
    // With what it was it goes on.
    shop.execute("update orders.cart_lines set quantity = 20").await;
    let view = shop.hold_from(HOARDER, cart, None).await;
    assert_eq!((view.hold_refused, view.reserved_minutes, shop.held_units("MUG").await), (false, Some(15), 30));
    shop.call(&shop.placement(cart).await).await.expect("placed with what it holds");
}

#[tokio::test]
async fn m1_units_of_holds_that_are_over_are_counted_right_when_a_hold_is_refused() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 60)]).await;
    for at in 1..=2 {
        assert!(shop.holds(&format!("203.0.114.{at}"), &[("MUG", 15)], None).await);
    }
    assert!(shop.holds(HONEST, &[("MUG", 30)], Some("ada@example.com")).await);
    shop.an_hour_passes().await;
    // All sixty were held; what is over is freed for this cart, which may not hold so much.
    let cart = shop.cart_with(&[("MUG", 40)]).await;
    assert!(shop.hold_from(HOARDER, cart, None).await.hold_refused);
    assert_eq!(shop.held_units("MUG").await, 0);
}

#[tokio::test]
async fn m1_orders_that_wait_for_a_bank_keep_no_more_from_others_than_their_client_may_hold() {
    for fast_path in [true, false] {
        let shop = Shop::on_path(fast_path).await;
        shop.sells(&[("MUG", 2000, 60), ("BOWL", 1000, 5000)]).await;
        let mut waits = Vec::new();
        for _ in 0..5 {
            waits.push(shop.waits(HOARDER, &[("MUG", 10)]).await);
        }
        assert_eq!(waits, [true, true, true, false, false]);
        assert_eq!((shop.on_hand("MUG").await, shop.held_units("MUG").await, shop.charges().await), (30, 0, 0));
        // What waits is held, too: of the product, and of everything.
        assert!(!shop.holds(HOARDER, &[("MUG", 1)], Some("b@example.com")).await);
        assert!(shop.holds(HOARDER, &[("BOWL", 60)], Some("b@example.com")).await);
        assert!(!shop.holds(HOARDER, &[("BOWL", 11)], Some("c@example.com")).await);
        assert!(shop.waits(HOARDER, &[("BOWL", 10)]).await);
        assert!(!shop.waits(HOARDER, &[("BOWL", 1)]).await, "a hundred in all");
        // Others may have the rest, and so may whoever pays at once.
        assert!(shop.holds(HONEST, &[("MUG", 2)], None).await);
        assert!(shop.waits(HONEST, &[("MUG", 12)]).await);
        let order = shop.placement(shop.cart_with(&[("MUG", 6)]).await).await;
        let placed = shop.call_from(HOARDER, &order).await.expect("paid for");
        assert_eq!((placed.state, shop.on_hand("MUG").await), (OrderState::Placed, 12));
    }
}

#[tokio::test]
async fn m1_whoever_orders_once_may_be_asked_by_a_bank_however_much_it_is() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 8), ("BOWL", 1000, 500)]).await;
    assert!(shop.waits(HONEST, &[("MUG", 8), ("BOWL", 90)]).await);
    assert!(!shop.waits(HONEST, &[("BOWL", 11)]).await, "a second one counts with the first");
}

#[tokio::test]
async fn m1_what_a_client_kept_is_free_again_once_the_bank_was_waited_for() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 60), ("RARE", 2000, 5)]).await;
    // Of a few units all may wait.
    assert!(shop.waits(HOARDER, &[("RARE", 5)]).await);
    for _ in 0..3 {
        assert!(shop.waits(HOARDER, &[("MUG", 10)]).await);
    }
    let confirmed = "update orders.test_provider_charges set outcome = 'authorised'
                     where payment_id = (select min(payment_id::text)::uuid from orders.test_provider_charges
                                         where amount_minor > 12000)";
    shop.execute(confirmed).await;
    shop.execute("update orders.payments set created_at = now() - interval '31 minutes'").await;
    let settled = settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran");
    assert_eq!((settled, shop.charges().await), (4, 1));
    assert_eq!((shop.on_hand("MUG").await, shop.held_units("MUG").await), (50, 0));
    // Of fifty that are left.
    assert!(shop.waits(HOARDER, &[("MUG", 25)]).await);
    assert!(!shop.waits(HOARDER, &[("MUG", 6)]).await);
}

#[tokio::test]
async fn m1_of_orders_that_come_at_once_no_more_wait_than_one_after_the_other() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 100)]).await;
    let waiting = join_all((0..8).map(|_| shop.waits(HOARDER, &[("MUG", 10)]))).await;
    let waiting = waiting.into_iter().filter(|waits| *waits).count();
    assert!((1..=5).contains(&waiting), "{waiting}");
    assert_eq!(shop.on_hand("MUG").await, 100 - 10 * i64::try_from(waiting).expect("few"));
    let noted = "select sum(quantity)::bigint from orders.unconfirmed_units";
    assert_eq!((shop.count(noted).await, shop.held_units("MUG").await), (10 * i64::try_from(waiting).expect("few"), 0));
}
