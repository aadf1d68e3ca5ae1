//! Orders that are placed, on real stores.

use std::time::Duration;

use api::Code;
use api::event::{AVAILABILITY_CHANGED, ORDER_PLACED};
use api::orders::{AddressFields, GetOrder, ListOrders, PlaceOrder};
use domain::checkout::{Country, DeliveryMethod};
use domain::orders::OrderState;
use domain::{Currency, Market, Money};
use futures::future::join_all;

use crate::testing::{Shop, statements_of, token};

#[tokio::test]
async fn an_order_takes_the_stock_empties_the_cart_and_is_told_of_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5), ("BOWL", 1000, 50)]).await;
    let cart = shop.cart_with(&[("MUG", 2), ("BOWL", 1)]).await;
    shop.take_events(AVAILABILITY_CHANGED).await;
    let request = shop.placement(cart).await;
    let view = shop.call(&request).await.expect("placed");
    assert_eq!((view.number, view.state), (Some(1001), OrderState::Placed));
    assert_eq!((view.subtotal.minor, view.delivery_fee.minor, view.total.minor), (5000, 490, 5490));
    assert_eq!(view.address.name, "Ada Lovelace");
    let lines: Vec<_> = view
        .lines
        .iter()
        .map(|line| (line.sku.as_str(), line.title.bare(), line.choice.bare(), line.quantity.get(), line.total.minor))
        .collect();
    assert_eq!(lines, [("MUG", "Thing MUG", "Oat, Large", 2, 4000), ("BOWL", "Thing BOWL", "Oat, Large", 1, 1000)]);
    assert_eq!(shop.call(&GetOrder { order: view.id }).await.expect("shown"), view);
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("BOWL").await), (3, 49));
    assert_eq!((shop.units_in(cart).await, shop.charges().await, shop.ledger_errors().await), (0, 1, 0));
    let events = shop.take_all_events().await;
    let told: Vec<(&str, &str)> = events.iter().map(|(subject, _, about)| (subject.as_str(), about.as_str())).collect();
    assert_eq!(told, [(AVAILABILITY_CHANGED, "MUG"), (ORDER_PLACED, view.id.to_string().as_str())]);
    assert_eq!(shop.call(&request).await.expect_err("nothing left in the cart").code, Code::CartEmpty);
}

#[tokio::test]
async fn an_order_keeps_what_it_was_made_of_with_the_tax_of_its_address() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    let address = AddressFields { country: Country::Dk, postal_code: "1050".into(), ..request.address.clone() };
    // The total of European prices is the same everywhere; 25 % of it are tax in Denmark.
    let view = shop.call(&PlaceOrder { address, ..request }).await.expect("placed");
    assert_eq!((view.tax.minor, view.included_tax.minor, view.total.minor), (0, 898, 4490));
    assert_eq!(shop.call(&GetOrder { order: view.id }).await.expect("shown"), view);
    let rate = "select (breakdown #>> '{tax_by_rate,0,rate}')::bigint from orders.orders";
    assert_eq!(shop.count(rate).await, 2500);

    // American prices hold no tax: to Germany it comes on top, which has to be seen before it is agreed to.
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    let seen = |minor| Money::new(minor, Currency::Usd);
    let request = PlaceOrder { market: Market::Us, expected_total: seen(4890), ..request };
    assert_eq!(shop.call(&request).await.expect_err("more").code, Code::TotalChanged);
    let view = shop.call(&PlaceOrder { expected_total: seen(5819), ..request }).await.expect("placed");
    assert_eq!((view.tax.minor, view.included_tax.minor, view.total.minor), (929, 0, 5819));
    assert_eq!(shop.count("select max(tax_minor) from orders.orders").await, 929);
    assert_eq!(shop.count("select max(amount_minor) from orders.payments").await, 5819);
}

#[tokio::test]
async fn c05_what_leaves_the_area_of_vat_bears_none() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99)]).await;
    for (country, postal_code, tax) in [
        (Country::Es, "35001", 0),
        (Country::De, "27498", 0),
        (Country::Fr, "97200", 0),
        (Country::Gb, "je2 3ab", 0),
        (Country::Fr, "98000", 749),
        (Country::Es, "28013", 779),
    ] {
        let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
        let address = AddressFields { country, postal_code: postal_code.into(), ..request.address.clone() };
        let view = shop.call(&PlaceOrder { address, ..request }).await.expect("placed");
        assert_eq!((view.included_tax.minor, view.tax.minor, view.total.minor), (tax, 0, 4490), "{postal_code}");
    }
}

#[tokio::test]
async fn c06_an_american_address_has_a_state() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    let us = AddressFields { country: Country::Us, postal_code: "94105".into(), ..request.address.clone() };
    let refused = shop.call(&PlaceOrder { address: us.clone(), ..request.clone() }).await.expect_err("no state");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("address.region")));
    let address = AddressFields { region: "california".into(), ..us };
    let view = shop.call(&PlaceOrder { address, ..request }).await.expect("placed");
    assert_eq!(view.address.region, "CA");
}

#[tokio::test]
async fn c07_c12_an_irish_address_needs_no_eircode_and_a_tab_is_a_blank() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    let (postal_code, street) = (String::new(), "Mill\tLane 1".to_owned());
    let address = AddressFields { country: Country::Ie, postal_code, street, ..request.address.clone() };
    let view = shop.call(&PlaceOrder { address, ..request }).await.expect("placed");
    assert_eq!((view.address.street.as_str(), view.address.postal_code.as_str()), ("Mill Lane 1", ""));
}

#[tokio::test]
async fn c13_l13_what_cannot_be_read_or_written_to_is_not_ordered_with() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    for name in ["\u{200b}", "Ada\u{202e}ecalevoL", "\u{3164}"] {
        let address = AddressFields { name: name.into(), ..request.address.clone() };
        let refused = shop.call(&PlaceOrder { address, ..request.clone() }).await.expect_err("refused");
        assert_eq!(refused.field.as_deref(), Some("address.name"), "{name:?}");
    }
    for email in ["a..b@example.com", "a\u{202e}gnp@example.com", "jürgen@example.com"] {
        let mut body = serde_json::to_value(&request).expect("plain data");
        body["email"] = email.into();
        let refused = shop.post("/v1/orders", &body.to_string()).await.expect_err("no address");
        assert_eq!(refused.code, Code::InvalidRequest, "{email:?}");
    }
    assert_eq!(shop.count("select count(*) from orders.orders").await, 0);
}

#[tokio::test]
async fn what_the_shop_does_not_offer_is_refused_and_not_sent_for_nothing() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    let request = PlaceOrder { delivery: DeliveryMethod::Pickup, ..shop.placement(cart).await };
    let free = PlaceOrder { expected_total: Money::new(4000, Currency::Eur), ..request.clone() };
    for request in [request, free] {
        let refused = shop.call(&request).await.expect_err("no counter");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("delivery")));
        assert!(refused.detail.contains("pickup delivery is not offered to DE"), "{}", refused.detail);
    }
    shop.assert_untouched("MUG", 9, cart, 2).await;
}

#[tokio::test]
async fn fifty_buyers_of_the_last_piece_are_one_order() {
    let shop = Shop::open().await;
    shop.sells(&[("LAST", 2000, 1), ("MUG", 500, 500)]).await;
    let mut requests = vec![];
    for buyer in 0..50 {
        // Half the carts hold the two the other way round: locks are still taken in one order.
        let lines = if buyer % 2 == 0 { [("LAST", 1), ("MUG", 1)] } else { [("MUG", 1), ("LAST", 1)] };
        requests.push(shop.placement(shop.cart_with(&lines).await).await);
    }
    let replies = join_all(requests.iter().map(|request| shop.call(request))).await;
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    let refused: Vec<_> = replies.iter().filter_map(|reply| reply.as_ref().err()).collect();
    assert!(refused.iter().all(|problem| problem.code == Code::OutOfStock), "{refused:?}");
    assert_eq!((shop.on_hand("LAST").await, shop.on_hand("MUG").await), (0, 499));
    assert_eq!((shop.charges().await, shop.count("select count(*) from orders.orders").await), (1, 1));
    assert_eq!((shop.take_events(ORDER_PLACED).await.len(), shop.ledger_errors().await), (1, 0));
}

#[tokio::test]
async fn numbers_are_unique_and_rise_however_many_order_at_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 500, 500)]).await;
    let mut requests = vec![];
    for buyer in 0..12 {
        let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        requests.push(if buyer % 3 == 0 { token(request, "test_decline") } else { request });
    }
    let replies = join_all(requests.iter().map(|request| shop.call(request))).await;
    let mut numbers: Vec<_> = replies.into_iter().flatten().filter_map(|view| view.number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert!(numbers.len() == 8 && numbers[0] > 1000, "{numbers:?}");
    // A settlement that does not commit takes its number along. That is a gap, and does no harm.
    let mut lost = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let gap: i64 =
        sqlx::query_scalar("select nextval('orders.order_number')").fetch_one(&mut *lost).await.expect("a number");
    lost.rollback().await.expect("PostgreSQL is up");
    let next = shop.call(&shop.placement(shop.cart_with(&[("MUG", 1)]).await).await).await.expect("placed");
    assert!(numbers[7] < gap && next.number.is_some_and(|number| gap < number), "{numbers:?}, {gap}, {next:?}");
    assert_eq!((shop.on_hand("MUG").await, shop.charges().await, shop.ledger_errors().await), (491, 9, 0));
}

#[tokio::test]
async fn the_same_request_many_times_at_once_is_one_order_and_one_charge() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    for (payment, charges) in [("test_accept", 1), ("test_decline", 0)] {
        let request = token(shop.placement(shop.cart_with(&[("MUG", 2)]).await).await, payment);
        let replies = join_all((0..8).map(|_| shop.call_with_key(&request, payment))).await;
        assert!(replies.iter().all(|reply| *reply == replies[0]), "{replies:#?}");
        assert_eq!(replies[0].is_ok(), charges == 1);
        let placed = "select count(*) from orders.orders where state = 'placed'";
        assert_eq!((shop.count(placed).await, shop.charges().await, shop.on_hand("MUG").await), (1, 1, 7));
    }
    assert_eq!(shop.count("select count(*) from orders.test_provider_charges").await, 2);
    assert_eq!(shop.count("select count(*) from orders.orders").await, 2);
}

#[tokio::test]
async fn one_cart_is_ordered_once_under_two_keys() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    // While somebody else holds the level, all of them get as far as they can.
    let mut level = shop.stores.db.begin().await.expect("PostgreSQL is up");
    sqlx::query("select sku from orders.stock_levels for update").execute(&mut *level).await.expect("locked");
    let release = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        level.rollback().await.expect("PostgreSQL is up");
    };
    let (replies, ()) = futures::join!(join_all((0..3).map(|_| shop.call(&request))), release);
    assert_eq!(replies.iter().filter(|reply| reply.is_ok()).count(), 1);
    assert!(replies.iter().flat_map(|reply| reply.as_ref().err()).all(|problem| problem.code == Code::CartEmpty));
    assert_eq!((shop.on_hand("MUG").await, shop.charges().await), (7, 1));
}

#[tokio::test]
async fn a_used_key_serves_no_other_request() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
    shop.call_with_key(&request, "order-key-1").await.expect("placed");
    let other = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
    let refused = shop.call_with_key(&other, "order-key-1").await.expect_err("another request");
    assert_eq!((refused.code, refused.status), (Code::IdempotencyKeyReused, 409));
    let elsewhere = shop.call_as_shopper_with_key(&request, "order-key-1").await.expect_err("another caller");
    assert_eq!(elsewhere.code, Code::IdempotencyKeyReused);
    assert_eq!((shop.on_hand("MUG").await, shop.charges().await), (8, 1));
}

#[tokio::test]
async fn a_field_to_mend_is_named_and_nothing_happens() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let request = shop.placement(cart).await;
    let check = async |request: PlaceOrder, field: &str| {
        let refused = shop.call(&request).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)));
    };
    let city = AddressFields { city: "  ".into(), ..request.address.clone() };
    check(PlaceOrder { address: city, ..request.clone() }, "address.city").await;
    let street = AddressFields { street: "x".repeat(121), ..request.address.clone() };
    check(PlaceOrder { address: street, ..request.clone() }, "address.street").await;
    check(token(request.clone(), "tok_stolen"), "payment_token").await;
    check(token(request.clone(), "4242 4242 4242 4242"), "payment_token").await;
    let body = serde_json::to_value(&request).expect("plain data");
    for (field, value) in [("email", "nobody"), ("market", "mars"), ("cart", "x"), ("delivery", "rocket")] {
        let mut body = body.clone();
        body[field] = value.into();
        let refused = shop.post("/v1/orders", &body.to_string()).await.expect_err("unreadable");
        assert_eq!(refused.code, Code::InvalidRequest, "{field}");
    }
    shop.assert_untouched("MUG", 9, cart, 1).await;
    assert_eq!(shop.count("select count(*) from orders.orders").await, 0);
}

#[tokio::test]
async fn a_shopper_s_order_joins_their_account() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 3)]).await).await;
    let mine = shop.call_as_shopper(&request).await.expect("placed");
    let guest = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
    shop.call(&guest).await.expect("placed");
    let orders = shop.call_as_shopper(&ListOrders {}).await.expect("listed");
    assert_eq!(orders.iter().map(|order| (order.id, order.units)).collect::<Vec<_>>(), [(mine.id, 3)]);
}

#[tokio::test]
async fn placing_takes_at_most_fifteen_statements() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 4), ("BOWL", 1000, 4), ("JUG", 3000, 4)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 1), ("BOWL", 1), ("JUG", 2)]).await).await;
    let (statements, placed) = statements_of(shop.call(&request)).await;
    placed.expect("placed");
    // The lower bound tells a count that misses statements from a placement that needs few.
    let count = statements.len();
    assert!((7..=15).contains(&count), "{count}: {statements:#?}");
}
