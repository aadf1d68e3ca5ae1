use api::cart::{CartView, CreateCart, DeleteCartLine, GetCart, GetCurrentCart, MergeCarts, MergeView, UpdateCartLine};
use api::checkout::{CreateCheckout, DeleteCheckout, GetCheckout};
use api::{Code, Problem};
use domain::cart::MAX_CODES;
use domain::cart::MergeOutcome::{self, Added, Joined, LeftOut, Limited, Short};
use domain::{CartId, CustomerId, Market};
use futures::future::join_all;
use uuid::Uuid;

use crate::checkout::payments::Outcome;
use crate::checkout::place::open::{Opened, open};
use crate::checkout::settlement::settle::settle;
use crate::testing::{Shop, add, token, typed};

fn merge(cart: CartId) -> MergeCarts {
    MergeCarts { cart, market: Market::Eu }
}

fn quantities(view: &CartView) -> Vec<(&str, u32)> {
    view.lines.iter().map(|line| (line.sku.as_str(), line.quantity.get())).collect()
}

fn outcomes(view: &MergeView) -> Vec<(&str, u32, u32, MergeOutcome)> {
    view.lines.iter().map(|line| (line.sku.as_str(), line.wanted, line.quantity, line.outcome)).collect()
}

impl Shop {
    /// The one shopper's own cart, with these lines.
    async fn own_cart(&self, lines: &[(&str, i64)]) -> CartId {
        let cart = self.call_as_shopper(&CreateCart::empty(Market::Eu)).await.expect("made").id;
        for (sku, quantity) in lines {
            self.call_as_shopper(&add(cart, sku, *quantity)).await.expect("added");
        }
        cart
    }

    async fn hold_units(&self, cart: CartId) {
        let begin = CreateCheckout { cart, market: Market::Eu, country: None, postal_code: None, email: None };
        self.call_as_shopper(&begin).await.expect("held");
    }

    async fn current(&self) -> Result<CartView, Problem> {
        self.call_as_shopper(&GetCurrentCart { market: Market::Eu }).await
    }
}

#[tokio::test]
async fn both_carts_become_one_and_each_line_is_accounted_for() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50), ("BOWL", 1000, 4), ("SPOON", 300, 500), ("CUP", 900, 50)]).await;
    let own = shop.own_cart(&[("MUG", 2), ("BOWL", 2), ("SPOON", 60)]).await;
    let guest = shop.cart_with(&[("SPOON", 60), ("MUG", 3), ("CUP", 1), ("BOWL", 3)]).await;
    let before = shop.call_as_shopper(&GetCart { cart: own, market: Market::Eu }).await.expect("shown");
    let view = shop.call_as_shopper_with_key(&merge(guest), "merge-key").await.expect("merged");
    assert_eq!((view.cart.id, view.cart.version > before.version), (own, true));
    assert_eq!(quantities(&view.cart), [("MUG", 5), ("BOWL", 4), ("SPOON", 99), ("CUP", 1)]);
    let expect = [("SPOON", 120, 99, Limited), ("MUG", 5, 5, Joined), ("CUP", 1, 1, Added), ("BOWL", 5, 4, Short)];
    assert_eq!(outcomes(&view), expect);
    assert_eq!(view.lines[1].name, "Thing MUG, Oat, Large");
    assert_eq!(shop.current().await.expect("there"), view.cart);
    // The guest's cart is gone. Repeated or done anew, nothing is doubled.
    let gone = shop.call(&GetCart { cart: guest, market: Market::Eu }).await.expect_err("gone");
    assert_eq!(gone.code, Code::CartNotFound);
    assert_eq!(shop.call_as_shopper_with_key(&merge(guest), "merge-key").await.expect("repeated"), view);
    let again = shop.call_as_shopper(&merge(guest)).await.expect("done already");
    assert_eq!(again, MergeView { cart: view.cart.clone(), lines: Vec::new() });
    assert_eq!(shop.call_as_shopper(&merge(own)).await.expect("their own"), again);
}

#[tokio::test]
async fn codes_come_along_once_and_no_more_than_a_cart_holds() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    let (own, guest) = (shop.own_cart(&[("MUG", 9)]).await, shop.cart_with(&[("MUG", 9)]).await);
    let mut cards = Vec::new();
    for _ in 0..MAX_CODES + 1 {
        cards.push(shop.gift_card(100).await);
    }
    for card in &cards[..MAX_CODES - 1] {
        shop.call_as_shopper(&typed(own, card)).await.expect("good");
    }
    for card in &cards[MAX_CODES - 2..] {
        shop.type_code(guest, card).await.expect("good");
    }
    // Of three one is there already and one has no room.
    let view = shop.call_as_shopper(&merge(guest)).await.expect("merged");
    assert_eq!(
        (view.cart.codes.len(), shop.count("select count(*) from orders.cart_codes").await),
        (MAX_CODES, MAX_CODES as i64)
    );
}

#[tokio::test]
async fn who_has_no_cart_keeps_the_guest_s() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    assert_eq!(shop.current().await.expect_err("none yet").code, Code::CartNotFound);
    let guest = shop.cart_with(&[("MUG", 3)]).await;
    let view = shop.call_as_shopper(&merge(guest)).await.expect("kept");
    assert_eq!((quantities(&view.cart), view.lines.len()), (vec![("MUG", 3)], 0));
    assert_eq!(shop.current().await.expect("there"), view.cart);
}

#[tokio::test]
async fn m4_a_cart_has_another_id_once_it_is_an_account_s() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    let guest = shop.cart_with(&[("MUG", 3)]).await;
    let card = shop.gift_card(100).await;
    shop.type_code(guest, &card).await.expect("good");
    shop.call(&CreateCheckout { cart: guest, market: Market::Eu, country: None, postal_code: None, email: None })
        .await
        .expect("held");
    let view = shop.call_as_shopper_with_key(&merge(guest), "log-in-key").await.expect("taken over");
    assert_ne!(view.cart.id, guest);
    assert_eq!((quantities(&view.cart), view.cart.codes.len()), (vec![("MUG", 3)], 1));
    let held = format!("select sum(quantity) from orders.reservations where cart_id = '{}'", view.cart.id);
    assert_eq!((shop.count(&held).await, shop.ledger_errors().await), (3, 0));
    // Whoever knew the guest's id has no way to it, and the shopper's repeat finds it.
    let gone = shop.call(&GetCart { cart: guest, market: Market::Eu }).await.expect_err("gone");
    assert_eq!(gone.code, Code::CartNotFound);
    assert_eq!(shop.call_as_shopper(&merge(guest)).await.expect("done already").cart, view.cart);
    assert_eq!(shop.count("select count(*) from orders.carts").await, 1);
}

#[tokio::test]
async fn m4_the_id_of_an_account_s_cart_is_no_key_to_it() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    let own = shop.own_cart(&[("MUG", 2)]).await;
    let (market, sku) = (Market::Eu, "MUG".parse::<domain::Sku>().expect("a SKU"));
    let order = shop.placement(own).await;
    let two = domain::Quantity::try_from(2).expect("in range");
    let hold = CreateCheckout { cart: own, market, country: None, postal_code: None, email: None };
    let refused = [
        shop.call(&GetCart { cart: own, market }).await.err(),
        shop.call(&add(own, "MUG", 1)).await.err(),
        shop.call(&UpdateCartLine { cart: own, sku: sku.clone(), quantity: two, market }).await.err(),
        shop.call(&DeleteCartLine { cart: own, sku, market }).await.err(),
        shop.type_code(own, "SUMMER10").await.err(),
        shop.call(&GetCheckout { cart: own, market, country: None, postal_code: None }).await.err(),
        shop.call(&hold).await.err(),
        shop.call(&DeleteCheckout { cart: own }).await.err(),
        shop.call(&order).await.err(),
    ];
    for refused in refused {
        assert_eq!(refused.map(|problem| problem.code), Some(Code::CartNotFound));
    }
    assert_eq!((shop.units_in(own).await, shop.on_hand("MUG").await), (2, 50));
    // Another account is as little let in as nobody.
    let somebody = CustomerId(Uuid::now_v7());
    shop.execute(&format!("update orders.carts set customer_id = '{somebody}' where id = '{own}'")).await;
    for refused in [shop.call_as_shopper(&add(own, "MUG", 1)).await.err(), shop.call_as_shopper(&order).await.err()] {
        assert_eq!(refused.map(|problem| problem.code), Some(Code::CartNotFound));
    }
}

#[tokio::test]
async fn a_full_cart_leaves_out_what_does_not_fit_and_says_so() {
    let shop = Shop::open().await;
    let skus: Vec<String> = (0..52).map(|n| format!("S{n:02}")).collect();
    let goods: Vec<(&str, i64, u32)> = skus.iter().map(|sku| (sku.as_str(), 100, 9)).collect();
    shop.sells(&goods).await;
    let own = shop.own_cart(&[]).await;
    shop.execute(&format!(
        "insert into orders.cart_lines (cart_id, sku, quantity)
         select '{own}', sku, 1 from orders.sellable_snapshots where sku < 'S49'"
    ))
    .await;
    let guest = shop.cart_with(&[("S50", 1), ("S51", 2), ("S00", 1)]).await;
    let view = shop.call_as_shopper(&merge(guest)).await.expect("merged");
    assert_eq!(outcomes(&view), [("S50", 1, 1, Added), ("S51", 2, 0, LeftOut), ("S00", 2, 2, Joined)]);
    assert_eq!(view.cart.lines.len(), 50);
}

#[tokio::test]
async fn log_ins_at_the_same_time_count_the_guest_s_cart_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99), ("BOWL", 1000, 99)]).await;
    let own = shop.own_cart(&[("MUG", 2)]).await;
    let guest = shop.cart_with(&[("MUG", 3)]).await;
    let merged = join_all((0..8).map(async |_| shop.call_as_shopper(&merge(guest)).await)).await;
    assert!(merged.iter().all(|view| view.as_ref().is_ok_and(|view| view.cart.id == own)), "{merged:?}");
    assert_eq!(shop.units_in(own).await, 5);
    // Guests at several browsers, who all turn out to be one shopper.
    let guests = join_all((0..6).map(async |_| shop.cart_with(&[("BOWL", 2)]).await)).await;
    join_all(guests.iter().map(async |guest| shop.call_as_shopper(&merge(*guest)).await.expect("merged"))).await;
    assert_eq!(quantities(&shop.current().await.expect("there")), [("MUG", 5), ("BOWL", 12)]);
    assert_eq!(shop.count("select count(*) from orders.carts").await, 1);
}

#[tokio::test]
async fn browsers_without_an_own_cart_yet_end_with_one() {
    let shop = Shop::open().await;
    shop.sells(&[("BOWL", 1000, 99)]).await;
    let guests = join_all((0..6).map(async |_| shop.cart_with(&[("BOWL", 2)]).await)).await;
    join_all(guests.iter().map(async |guest| shop.call_as_shopper(&merge(*guest)).await.expect("merged"))).await;
    assert_eq!(quantities(&shop.current().await.expect("there")), [("BOWL", 12)]);
    assert_eq!(shop.count("select count(*) from orders.carts").await, 1);
}

#[tokio::test]
async fn nobody_takes_over_a_cart_of_another_customer() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    let own = shop.own_cart(&[("MUG", 1)]).await;
    let others = shop.cart_with(&[("MUG", 3)]).await;
    let somebody = CustomerId(Uuid::now_v7());
    shop.execute(&format!("update orders.carts set customer_id = '{somebody}' where id = '{others}'")).await;
    for cart in [others, CartId(Uuid::new_v4())] {
        assert_eq!(shop.call_as_shopper(&merge(cart)).await.expect_err("refused").code, Code::CartNotFound);
    }
    // A guest's cart that has become theirs is as little to be had as the cart itself.
    let guest = shop.cart_with(&[("MUG", 1)]).await;
    shop.execute(&format!(
        "with gone as (delete from orders.cart_lines where cart_id = '{guest}')
         insert into orders.merged_carts (id, cart_id, customer_id) values ('{guest}', '{others}', '{somebody}')"
    ))
    .await;
    shop.execute(&format!("delete from orders.carts where id = '{guest}'")).await;
    assert_eq!(shop.call_as_shopper(&merge(guest)).await.expect_err("refused").code, Code::CartNotFound);
    assert_eq!((shop.units_in(own).await, shop.units_in(others).await), (1, 3));
    assert_eq!(shop.call(&merge(own)).await.expect_err("a guest").code, Code::Unauthenticated);
    assert_eq!(shop.current().await.expect("there").id, own);
}

#[tokio::test]
async fn pieces_that_were_held_stay_held_for_the_cart_that_has_them() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5), ("BOWL", 1000, 5)]).await;
    let own = shop.own_cart(&[("MUG", 2)]).await;
    let guest = shop.cart_with(&[("MUG", 3), ("BOWL", 1)]).await;
    shop.hold_units(own).await;
    shop.hold_units(guest).await;
    let view = shop.call_as_shopper(&merge(guest)).await.expect("merged");
    // All five are held for this cart, so all five can stay in it.
    assert_eq!(quantities(&view.cart), [("MUG", 5), ("BOWL", 1)]);
    let held = format!("select sum(quantity) from orders.reservations where cart_id = '{own}'");
    assert_eq!((shop.count(&held).await, shop.ledger_errors().await), (6, 0));
    let other = shop.cart_with(&[]).await;
    assert_eq!(shop.call(&add(other, "MUG", 1)).await.expect_err("all held").code, Code::OutOfStock);
    shop.call_as_shopper(&shop.placement(own).await).await.expect("placed");
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("BOWL").await, shop.ledger_errors().await), (0, 4, 0));
    assert_eq!(shop.count("select count(*) from orders.reservations").await, 0);
}

#[tokio::test]
async fn merging_and_checkouts_at_the_same_time_never_wait_in_a_circle() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99), ("BOWL", 1000, 99)]).await;
    for _ in 0..5 {
        let own = shop.own_cart(&[("MUG", 1), ("BOWL", 1)]).await;
        let guest = shop.cart_with(&[("BOWL", 1), ("MUG", 1)]).await;
        let begin = |cart| CreateCheckout { cart, market: Market::Eu, country: None, postal_code: None, email: None };
        let (own_hold, guest_hold) = (begin(own), begin(guest));
        let merged = merge(guest);
        let (merged, own_held, guest_held) =
            futures::join!(shop.call_as_shopper(&merged), shop.call_as_shopper(&own_hold), shop.call(&guest_hold),);
        merged.expect("merged");
        own_held.expect("held");
        assert!(guest_held.is_ok() || guest_held.is_err_and(|refused| refused.code == Code::CartNotFound));
        assert_eq!(shop.ledger_errors().await, 0);
    }
}

#[tokio::test]
async fn an_order_of_the_guest_that_is_not_paid_for_comes_back_to_the_shopper_s_cart() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let own = shop.own_cart(&[("BOWL", 1)]).await;
    let guest = shop.cart_with(&[("MUG", 2)]).await;
    let request = token(shop.placement(guest).await, "test_decline");
    let key = shop.key_of(&request, "guest-order");
    let Opened::Pending(pending) = open(&shop.stores.db, &shop.settings, &key, None, &request).await.expect("opened")
    else {
        panic!("nothing is settled yet")
    };
    shop.call_as_shopper(&merge(guest)).await.expect("merged");
    assert_eq!(shop.units_in(own).await, 1);
    let declined = Outcome::Declined { reason: "no reason".into() };
    settle(&shop.stores.db, pending.order, &declined, None).await.expect("settled").expect_err("declined");
    assert_eq!((shop.units_in(own).await, shop.on_hand("MUG").await), (3, 9));
}
