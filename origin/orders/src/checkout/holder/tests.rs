use api::checkout::{CheckoutView, CreateCheckout};
use domain::{CartId, Market};
use futures::future::join_all;

use crate::testing::{Shop, add};

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
