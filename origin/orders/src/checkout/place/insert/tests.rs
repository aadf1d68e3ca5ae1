use std::time::Duration;

use api::Code;
use api::cart::{CartView, GetCart};
use api::checkout::promotions::{CreatePromotion, UpdatePromotion};
use api::checkout::{CreateCheckout, GetCheckout};
use api::endpoint::if_match::IfMatch;
use api::orders::{GetOrder, OrderView, PlaceOrder};
use api::problem::Problem;
use domain::{CartId, Currency, Market, Money};
use futures::future::join_all;
use uuid::Uuid;

use crate::checkout::place::open::{Opened, open};
use crate::checkout::settlement::settle_pending;
use crate::testing::{Shop, percent_off, statements_of, token};

/// Places an order as a shopper does who tries again while the shop, or whoever takes its money, is too busy to answer.
async fn insist(shop: &Shop, request: &PlaceOrder) -> Result<OrderView, Problem> {
    let key = Uuid::new_v4().to_string();
    loop {
        match shop.call_with_key(request, &key).await {
            Err(problem) if [Code::Unavailable, Code::PaymentPending].contains(&problem.code) => {}
            outcome => return outcome,
        }
    }
}

/// Copies of a cart's lines and codes.
async fn copies(shop: &Shop, cart: CartId, count: usize) -> Vec<CartId> {
    let carts: Vec<CartId> = (0..count).map(|_| CartId(Uuid::new_v4())).collect();
    for copy in &carts {
        shop.execute(&format!(
            "with cart as (insert into orders.carts (id) values ('{copy}')),
                  code as (insert into orders.cart_codes (cart_id, promotion_id, gift_card_id)
                           select '{copy}', promotion_id, gift_card_id from orders.cart_codes where cart_id = '{cart}')
             insert into orders.cart_lines (cart_id, sku, quantity)
             select '{copy}', sku, quantity from orders.cart_lines where cart_id = '{cart}'"
        ))
        .await;
    }
    carts
}

#[tokio::test]
async fn two_hundred_orders_at_once_use_a_code_for_one_once() {
    let shop = Shop::open_to_crowds().await;
    shop.sells(&[("MUG", 5000, 1000)]).await;
    shop.promotion(&CreatePromotion { max_uses: Some(1), ..percent_off(Some("ONCE"), 2000) }).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let view = shop.type_code(cart, "once").await.expect("good for one");
    assert_eq!((view.discounts[0].amount.minor, view.total.map(|total| total.minor)), (1000, Some(4000)));
    let seen = shop.placement(cart).await;
    assert_eq!(seen.expected_total.minor, 4490);
    let carts = copies(&shop, cart, 200).await;
    let requests: Vec<PlaceOrder> = carts.iter().map(|&cart| PlaceOrder { cart, ..seen.clone() }).collect();
    let replies = join_all(requests.iter().map(|request| insist(&shop, request))).await;

    let placed: Vec<&OrderView> = replies.iter().filter_map(|reply| reply.as_ref().ok()).collect();
    let refused: Vec<&Problem> = replies.iter().filter_map(|reply| reply.as_ref().err()).collect();
    let others: Vec<&&Problem> = refused.iter().filter(|problem| problem.code != Code::TotalChanged).collect();
    assert_eq!((placed.len(), refused.len()), (1, 199), "{others:?}");
    assert!(others.is_empty(), "{others:?}");
    assert_eq!((placed[0].total.minor, placed[0].discounts[0].label.bare()), (4490, "Summer sale"));
    assert_eq!(shop.count("select used from orders.promotions").await, 1);
    assert_eq!(shop.count("select count(*) from orders.promotion_uses").await, 1);
    assert_eq!((shop.charges().await, shop.count("select count(*) from orders.orders").await), (1, 1));
    assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await, shop.adjustment_errors().await), (999, 0, 0));

    // Whoever was refused sees why, and orders without it.
    let late = carts.iter().find(|cart| **cart != placed_cart(&requests, &replies)).copied().expect("199 of them");
    let view = shop.call(&GetCart { cart: late, market: Market::De }).await.expect("shown");
    assert_eq!((view.discounts.len(), view.codes[0].refused.as_deref()), (0, Some("Diese Aktion ist aufgebraucht.")));
    assert_eq!(shop.call(&shop.placement(late).await).await.expect("placed").total.minor, 5490);
}

fn placed_cart(requests: &[PlaceOrder], replies: &[Result<OrderView, Problem>]) -> CartId {
    requests.iter().zip(replies).find(|(_, reply)| reply.is_ok()).expect("one").0.cart
}

#[tokio::test]
async fn twenty_orders_at_once_spend_a_gift_card_to_the_last_cent_and_no_further() {
    let shop = Shop::open_to_crowds().await;
    shop.sells(&[("MUG", 510, 1000)]).await;
    let code = shop.gift_card(5000).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, &code.to_lowercase()).await.expect("good");
    let seen = shop.exact_placement(cart).await;
    assert_eq!((seen.expected_total.minor, seen.expected_to_charge.map(|money| money.minor)), (1000, Some(0)));
    let carts = copies(&shop, cart, 20).await;
    let requests: Vec<PlaceOrder> = carts.iter().map(|&cart| PlaceOrder { cart, ..seen.clone() }).collect();
    let replies = join_all(requests.iter().map(|request| insist(&shop, request))).await;
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 5);
    assert!(replies.iter().filter_map(|reply| reply.as_ref().err()).all(|problem| problem.code == Code::TotalChanged));
    // No provider was asked for what gift cards paid.
    assert_eq!(shop.count("select count(*) from orders.test_provider_charges").await, 0);
    let references = "select count(*) from orders.payments where reference = 'nothing_due' and amount_minor = 0";
    assert_eq!(shop.count(references).await, 5);
    assert_eq!(shop.count("select balance_minor from orders.gift_cards").await, 0);
    assert_eq!(shop.count("select sum(amount_minor)::bigint from orders.order_gift_cards").await, 5000);
    assert_eq!(
        shop.count("select sum(delta_minor)::bigint from orders.gift_card_movements where reason = 'ordered'").await,
        -5000
    );
    assert_eq!((shop.adjustment_errors().await, shop.ledger_errors().await, shop.on_hand("MUG").await), (0, 0, 995));

    let late = requests.iter().zip(&replies).find(|(_, reply)| reply.is_err()).expect("fifteen of them").0.cart;
    let view = shop.call(&shop.placement(late).await).await.expect("placed");
    assert_eq!((view.to_charge.map(|money| money.minor), view.gift_cards.len()), (Some(1000), 0));
}

#[tokio::test]
async fn whoever_waited_for_the_last_of_it_is_told_and_charged_nothing() {
    for lock in ["select id from orders.promotions for update", "select id from orders.gift_cards for update"] {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 1000, 9), ("BOWL", 1000, 9)]).await;
        shop.promotion(&CreatePromotion { max_uses: Some(1), ..percent_off(Some("ONCE"), 1000) }).await;
        let card = shop.gift_card(1500).await;
        let code = if lock.contains("promotions") { "ONCE" } else { card.as_str() };
        let mut requests = vec![];
        for sku in ["MUG", "BOWL"] {
            let cart = shop.cart_with(&[(sku, 1)]).await;
            shop.type_code(cart, code).await.expect("good");
            requests.push(shop.exact_placement(cart).await);
        }
        // While somebody else holds the row, both of them get as far as they can: each has seen that it may.
        let mut row = shop.stores.db.begin().await.expect("PostgreSQL is up");
        sqlx::query(lock).execute(&mut *row).await.expect("locked");
        let release = async {
            shop.wait_for_waiting(2).await;
            row.rollback().await.expect("PostgreSQL is up");
        };
        let (replies, ()) = futures::join!(join_all(requests.iter().map(|request| shop.call(request))), release);
        assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1, "{replies:?}");
        let refused = replies.iter().find_map(|reply| reply.as_ref().err()).expect("the other");
        assert_eq!(refused.code, Code::TotalChanged);
        assert!(refused.detail.contains("just been used up by another order"), "{}", refused.detail);
        let orders = "select count(*) from orders.orders";
        // The card pays for all of the one order.
        let charges = i64::from(code == "ONCE");
        assert_eq!((shop.charges().await, shop.count(orders).await, shop.adjustment_errors().await), (charges, 1, 0));
        assert_eq!((shop.on_hand("MUG").await + shop.on_hand("BOWL").await, shop.ledger_errors().await), (17, 0));
    }
}

#[tokio::test]
async fn a_card_pays_what_is_on_it_and_the_provider_is_asked_for_the_rest() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let code = shop.gift_card(1500).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, &code).await.expect("good");
    let view = shop.call(&shop.placement(cart).await).await.expect("placed");
    assert_eq!((view.total.minor, view.to_charge.map(|money| money.minor)), (2490, Some(990)));
    assert_eq!((view.gift_cards[0].last_four.as_str(), view.gift_cards[0].amount.minor), (&code[15..], 1500));
    assert_eq!(shop.count("select amount_minor from orders.test_provider_charges").await, 990);
    assert_eq!(shop.call(&GetOrder { order: view.id }).await.expect("shown"), view);
    // The order has used the code up; the cart begins anew.
    assert_eq!(shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown").codes, []);
    assert_eq!(shop.adjustment_errors().await, 0);
}

#[tokio::test]
async fn a_customer_is_the_same_in_other_letters() {
    let shop = Shop::open_to_crowds().await;
    shop.sells(&[("MUG", 5000, 100)]).await;
    shop.promotion(&CreatePromotion { max_uses_per_customer: Some(1), ..percent_off(Some("WELCOME"), 1000) }).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, "WELCOME").await.expect("good");
    let seen = shop.placement(cart).await;
    let names = ["ada@example.com", "Ada@example.com", "ADA@EXAMPLE.COM", "aDa@Example.com"];
    let carts = copies(&shop, cart, 8).await;
    let requests: Vec<PlaceOrder> = carts
        .iter()
        .zip(names.iter().cycle())
        .map(|(&cart, name)| PlaceOrder { cart, email: name.parse().expect("an address"), ..seen.clone() })
        .collect();
    let replies = join_all(requests.iter().map(|request| insist(&shop, request))).await;
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    assert!(replies.iter().filter_map(|reply| reply.as_ref().err()).all(|problem| problem.code == Code::TotalChanged));
    assert_eq!((shop.charges().await, shop.adjustment_errors().await), (1, 0));

    // Another customer may; and the same one sees at checkout what it costs them.
    let eve = PlaceOrder { email: "eve@example.com".parse().expect("an address"), ..seen.clone() };
    shop.call(&eve).await.expect("placed");
    let late = requests.iter().zip(&replies).find(|(_, reply)| reply.is_err()).expect("seven").0;
    let look = CreateCheckout {
        cart: late.cart,
        market: Market::Eu,
        country: None,
        postal_code: None,
        email: Some(late.email.clone()),
    };
    let standard = shop.call(&look).await.expect("held").deliveries.remove(0);
    assert_eq!((standard.total.minor, standard.refused[0].text.as_str()), (5490, "WELCOME"));
    shop.call(&PlaceOrder { expected_total: standard.total, expected_to_charge: None, ..late.clone() })
        .await
        .expect("placed without it");
    assert_eq!((shop.count("select used from orders.promotions").await, shop.adjustment_errors().await), (2, 0));
}

#[tokio::test]
async fn a_declined_payment_gives_the_code_and_the_balance_back() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 5000, 5)]).await;
    let once = CreatePromotion { max_uses: Some(1), max_uses_per_customer: Some(1), ..percent_off(Some("ONCE"), 1000) };
    shop.promotion(&once).await;
    let code = shop.gift_card(2000).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, "ONCE").await.expect("good");
    shop.type_code(cart, &code).await.expect("good");
    let before = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
    let request = shop.placement(cart).await;
    let key = shop.key_of(&token(request.clone(), "test_decline"), "declined-key");
    for _ in 0..2 {
        let refused =
            shop.call_with_key(&token(request.clone(), "test_decline"), &key.key).await.expect_err("declined");
        assert_eq!(refused.code, Code::PaymentDeclined);
    }
    assert_eq!(shop.count("select used from orders.promotions").await, 0);
    assert_eq!(shop.count("select balance_minor from orders.gift_cards").await, 2000);
    assert_eq!(shop.count("select count(*) from orders.gift_card_movements").await, 3);
    let after = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
    assert_eq!(CartView { version: before.version, ..after }, before);
    assert_eq!((shop.adjustment_errors().await, shop.ledger_errors().await), (0, 0));
    // The next try has both again.
    let view = shop.call(&request).await.expect("placed");
    assert_eq!((view.total.minor, view.to_charge.map(|money| money.minor)), (4990, Some(2990)));
    assert_eq!((shop.count("select used from orders.promotions").await, shop.adjustment_errors().await), (1, 0));
}

#[tokio::test]
async fn a_promotion_that_ends_between_seeing_and_ordering_changes_the_total() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 5000, 5)]).await;
    let promotion = shop.promotion(&percent_off(None, 1000)).await.terms.id;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let request = shop.placement(cart).await;
    assert_eq!(request.expected_total.minor, 4990);
    let end = UpdatePromotion {
        promotion,
        if_match: Some(IfMatch::Any),
        active: None,
        starts_at: None,
        ends_at: Some(Some(1_700_000_000)),
        max_uses: None,
        max_uses_per_customer: None,
    };
    let changes = [end.clone(), UpdatePromotion { active: Some(false), ends_at: Some(None), ..end }];
    for (number, change) in changes.iter().enumerate() {
        shop.call_as_staff(change, &format!("end-number-{number}")).await.expect("changed");
        let refused = shop.call(&request).await.expect_err("changed");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::TotalChanged, Some("expected_total")));
        assert!(refused.detail.contains("€54.90"), "{}", refused.detail);
        shop.assert_untouched("MUG", 5, cart, 1).await;
    }
    assert_eq!(shop.count("select count(*) from orders.orders").await, 0);
}

#[tokio::test]
async fn a_gift_card_that_was_spent_meanwhile_charges_nobody_more_than_they_saw() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 5000, 5)]).await;
    let code = shop.gift_card(2000).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, &code).await.expect("good");
    let request = shop.exact_placement(cart).await;
    shop.execute("update orders.gift_cards set blocked_at = now()").await;
    let refused = shop.call(&request).await.expect_err("more to pay");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::TotalChanged, Some("expected_to_charge")));
    assert!(refused.detail.contains("€54.90") && refused.detail.contains("blocked"), "{}", refused.detail);
    shop.assert_untouched("MUG", 5, cart, 1).await;
}

#[tokio::test]
async fn what_nothing_is_due_for_is_placed_by_whoever_comes_first() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5)]).await;
    let code = shop.gift_card(9000).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, &code).await.expect("good");
    // No means of payment is needed for nothing.
    let request = token(shop.placement(cart).await, "");
    let key = shop.key_of(&request, "died-early");
    let opened = open(&shop.stores.db, &shop.settings, &key, None, &request).await.expect("opened");
    let Opened::Pending(pending) = opened else { panic!("nothing is settled yet") };
    assert_eq!(pending.amount, Money::zero(Currency::Eur));
    assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
    let view = shop.call_with_key(&request, "died-early").await.expect("placed");
    assert_eq!((view.id, view.number), (pending.order, Some(1001)));
    assert_eq!(shop.count("select balance_minor from orders.gift_cards").await, 9000 - 2490);
    // Where something is due, a means of payment is asked for.
    let request = token(shop.placement(shop.cart_with(&[("MUG", 1)]).await).await, "");
    assert_eq!(shop.call(&request).await.expect_err("unpaid").field.as_deref(), Some("payment_token"));
}

/// Orders the cart at what it costs now until that stays so long enough. Whether the payment went through.
async fn order_at_any_price(shop: &Shop, cart: CartId, payment: &str) -> bool {
    loop {
        let request = token(shop.exact_placement(cart).await, payment);
        match insist(shop, &request).await {
            Ok(_) => return true,
            Err(problem) if problem.code == Code::PaymentDeclined => return false,
            Err(problem) => assert_eq!(problem.code, Code::TotalChanged, "{problem:?}"),
        }
    }
}

#[tokio::test]
async fn orders_that_share_promotions_and_cards_do_not_wait_for_each_other_for_ever() {
    let shop = Shop::open_to_crowds().await;
    shop.sells(&[("MUG", 1000, 1000)]).await;
    for code in ["FIRST", "SECOND"] {
        shop.promotion(&percent_off(Some(code), 500)).await;
    }
    let cards = [shop.gift_card(400).await, shop.gift_card(500).await];
    let mut buyers = vec![];
    for buyer in 0..12 {
        let cart = shop.cart_with(&[("MUG", 1)]).await;
        // Half of them have typed everything the other way round.
        let mut codes = ["FIRST", "SECOND", &cards[0], &cards[1]];
        if buyer % 2 == 0 {
            codes.reverse();
        }
        for code in codes {
            shop.type_code(cart, code).await.expect("good");
        }
        buyers.push((cart, if buyer % 3 == 0 { "test_decline" } else { "test_accept" }));
    }
    let orders = buyers.iter().map(|(cart, payment)| order_at_any_price(&shop, *cart, payment));
    let placed = join_all(orders).await.into_iter().filter(|placed| *placed).count();
    assert_eq!((placed, shop.adjustment_errors().await, shop.ledger_errors().await), (8, 0, 0));
    assert_eq!(shop.count("select sum(used)::bigint from orders.promotions").await, 16);
}

#[tokio::test]
async fn codes_cost_no_further_statements() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 5000, 9)]).await;
    shop.promotion(&percent_off(Some("SUMMER"), 1000)).await;
    shop.promotion(&percent_off(None, 500)).await;
    let code = shop.gift_card(2000).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.type_code(cart, "SUMMER").await.expect("good");
    shop.type_code(cart, &code).await.expect("good");
    let (statements, added) = statements_of(shop.call(&crate::testing::add(cart, "MUG", 1))).await;
    assert_eq!((added.expect("added").discounts.len(), statements.len()), (2, 1), "{statements:#?}");
    let request = shop.placement(cart).await;
    let (statements, placed) = statements_of(shop.call(&request)).await;
    assert_eq!(placed.expect("placed").discounts.len(), 2);
    assert!((7..=15).contains(&statements.len()), "{}: {statements:#?}", statements.len());
    let quotes =
        shop.call(&GetCheckout { cart, market: Market::Eu, country: None, postal_code: None }).await.expect("quoted");
    assert_eq!(quotes.cart.codes, []);
}
