//! What is sold as one and lies on the shelf as several.

use api::cart::GetCart;
use api::event::AVAILABILITY_CHANGED;

use super::*;
use crate::testing::{add, statements_of, token};

async fn tea_shop(mugs: u32, pots: u32) -> Shop {
    let shop = busy_shop().await;
    shop.sells(&[("MUG", 1000, mugs), ("POT", 3000, pots)]).await;
    shop.bundles("SET", &[("MUG", 2), ("POT", 1)]).await;
    shop
}

#[tokio::test]
async fn two_hundred_buyers_of_a_bundle_and_its_parts_share_the_stock() {
    let shop = tea_shop(90, 1000).await;
    // Every cart wants three mugs, half of them two by way of the set.
    let mut orders = orders_of(shop.carts(100, &[("SET", 1), ("MUG", 1)]).await);
    orders.extend(orders_of(shop.carts(100, &[("MUG", 3)]).await));
    assert_eq!(shop.rush(orders).await, 30);
    let sets = shop.count("select count(*) from orders.order_lines where sku = 'SET'").await;
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("POT").await), (0, 1000 - sets));
    assert_eq!((shop.charges().await, shop.ledger_errors().await), (30, 0));
    assert_eq!(shop.count("select count(*) from orders.orders").await, 30);
}

#[tokio::test]
async fn holding_and_ordering_bundles_at_once_keeps_the_books() {
    let shop = tea_shop(12, 40).await;
    let (mut carts, request) = shop.carts(12, &[("SET", 1)]).await;
    carts.extend(shop.carts(12, &[("MUG", 2)]).await.0);
    let buy = async |cart| {
        shop.check_out(cart).await?;
        // The totals differ: whoever has the wrong one is told, and keeps the hold.
        let total = shop.placement(cart).await.expected_total;
        shop.call(&PlaceOrder { cart, expected_total: total, ..request.clone() }).await.map(drop)
    };
    let outcomes = join_all(carts.into_iter().map(buy)).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 6);
    assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await), (0, 0));
    assert_eq!(shop.count("select count(*) from orders.reservations").await, 0);
}

#[tokio::test]
async fn the_scarcest_part_decides_and_its_changes_are_told() {
    let shop = tea_shop(9, 50).await;
    assert_eq!((shop.told("SET").await, shop.told("MUG").await), (Availability::InStock, Availability::InStock));
    let told = async || {
        let mut told: Vec<String> =
            shop.take_events(AVAILABILITY_CHANGED).await.into_iter().map(|event| event.1).collect();
        told.sort();
        told
    };
    told().await;
    shop.stock("MUG", 7).await;
    // Seven mugs are plenty, three sets are few.
    assert_eq!((shop.told("SET").await, told().await), (Availability::Low { left: 3 }, vec!["SET".to_owned()]));
    shop.stock("MUG", 6).await;
    assert_eq!((shop.told("SET").await, told().await), (Availability::Low { left: 3 }, vec![]));
    shop.stock("MUG", 1).await;
    assert_eq!((shop.told("SET").await, told().await), (Availability::Out, vec!["MUG".to_owned(), "SET".to_owned()]));
    shop.keeps("MUG", StockPolicy::Backorder { limit: None }).await;
    assert_eq!(
        (shop.told("SET").await, told().await),
        (Availability::Backorder, vec!["MUG".to_owned(), "SET".to_owned()])
    );
    shop.stock("POT", 0).await;
    assert_eq!((shop.told("SET").await, told().await), (Availability::Out, vec!["POT".to_owned(), "SET".to_owned()]));
    // Made of something else, and of nothing but itself after it was gone for a while.
    shop.bundles("SET", &[("MUG", 1)]).await;
    assert_eq!((shop.told("SET").await, told().await), (Availability::InStock, vec!["SET".to_owned()]));
    let id = shop.bundles("SET", &[("MUG", 1)]).await;
    crate::inventory::refresh_snapshots(&shop.stores.db, &[id], async { Ok(vec![]) }).await.expect("gone");
    shop.bundles("SET", &[]).await;
    assert_eq!(shop.told("SET").await, Availability::Out);
    shop.stock("SET", 1).await;
    assert_eq!(shop.told("SET").await, Availability::Low { left: 1 });
}

#[tokio::test]
async fn lines_that_share_stock_are_counted_together_and_the_short_one_is_named() {
    let shop = tea_shop(5, 50).await;
    let cart = shop.cart_with(&[("MUG", 2), ("SET", 2)]).await;
    let request = shop.placement(cart).await;
    let refused = shop.check_out(cart).await.expect_err("six mugs of five");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::OutOfStock, Some("lines.SET")));
    assert_eq!(refused.detail, "Only 1 piece of “Thing SET, Oat, Large” is left.");
    assert_eq!(shop.call(&request).await.expect_err("six mugs of five"), refused);
    assert_eq!(shop.call(&add(cart, "SET", 1)).await.expect_err("more sets than mugs").code, Code::OutOfStock);
    shop.assert_untouched("MUG", 5, cart, 4).await;
    // A bundle has no stock of its own.
    let refused =
        shop.call_as_staff(&UpdateStock::counted(parsed("SET"), 5), "bundle-key").await.expect_err("a bundle");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("sku")));
}

#[tokio::test]
async fn a_cart_holds_parts_and_an_order_takes_them() {
    let shop = tea_shop(4, 2).await;
    let cart = shop.cart_with(&[("SET", 2)]).await;
    shop.check_out(cart).await.expect("held");
    assert_eq!((shop.told("SET").await, shop.told("MUG").await), (Availability::Out, Availability::Out));
    assert_eq!((shop.levels("MUG").await[0].2, shop.levels("POT").await[0].2), (4, 2));
    let seen = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
    assert_eq!(seen.lines[0].availability, Availability::Low { left: 2 });
    let request = shop.placement(cart).await;
    let (statements, placed) = statements_of(shop.call(&request)).await;
    placed.expect("placed");
    assert!((7..=15).contains(&statements.len()), "{}: {statements:#?}", statements.len());
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("POT").await, shop.ledger_errors().await), (0, 0, 0));
}

#[tokio::test]
async fn an_order_gives_back_what_it_took_though_the_bundle_is_another_now() {
    let shop = tea_shop(10, 10).await;
    let cart = shop.cart_with(&[("SET", 3), ("MUG", 1)]).await;
    let request = token(shop.placement(cart).await, "test_challenge");
    let order = shop.call(&request).await.expect("opened").id;
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("POT").await), (3, 7));
    shop.bundles("SET", &[("MUG", 1)]).await;
    // Two of the sets come back first; what is asked for twice is given once.
    for (sets, mugs, pots) in [(2, 7, 9), (2, 10, 10), (1, 10, 10)] {
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        let units = [("SET", sets)].into();
        let reason = crate::inventory::level::Reason::OrderRefused;
        crate::inventory::restock(&mut tx, &units, reason, order).await.expect("put back");
        tx.commit().await.expect("PostgreSQL is up");
        assert_eq!((shop.on_hand("MUG").await, shop.on_hand("POT").await, shop.ledger_errors().await), (mugs, pots, 0));
    }
}
