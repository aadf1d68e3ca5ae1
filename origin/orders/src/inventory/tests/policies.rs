//! Stock that is not simply counted.

use api::cart::GetCart;
use api::event::AVAILABILITY_CHANGED;

use super::*;

const FEW: StockPolicy = StockPolicy::Backorder { limit: Some(10) };

#[tokio::test]
async fn fifty_buyers_at_once_are_owed_as_many_pieces_as_allowed() {
    let shop = busy_shop().await;
    shop.sells(&[("LOOM", 2000, 3)]).await;
    shop.keeps("LOOM", FEW).await;
    let orders = orders_of(shop.carts(50, &[("LOOM", 1)]).await);
    assert_eq!(shop.rush(orders).await, 13);
    assert_eq!((shop.on_hand("LOOM").await, shop.charges().await, shop.ledger_errors().await), (-10, 13, 0));
    assert_eq!(shop.told("LOOM").await, Availability::Out);
    // Whatever a program does, the database has the last word.
    let further = sqlx::query("update orders.stock_levels set on_hand = -11").execute(&shop.stores.db).await;
    let refused = further.expect_err("further than allowed");
    assert_eq!(refused.as_database_error().and_then(|error| error.constraint()), Some("stock_levels_on_hand"));
}

#[tokio::test]
async fn what_comes_later_is_said_so_and_held_like_anything_else() {
    let shop = Shop::open().await;
    shop.sells(&[("LOOM", 2000, 5)]).await;
    shop.take_all_events().await;
    shop.keeps("LOOM", FEW).await;
    assert_eq!(shop.take_events(AVAILABILITY_CHANGED).await.len(), 1);
    let cart = shop.cart_with(&[("LOOM", 9)]).await;
    let held = shop.check_out(cart).await.expect("held");
    assert_eq!(held.lines[0].availability, Availability::InStock);
    assert_eq!(shop.levels("LOOM").await, [("main".to_owned(), 5, 9)]);
    assert_eq!(
        (shop.told("LOOM").await, shop.take_events(AVAILABILITY_CHANGED).await.len()),
        (Availability::Backorder, 1)
    );
    let other = shop.cart_with(&[("LOOM", 1)]).await;
    let seen = shop.call(&GetCart { cart: other, market: Market::Eu }).await.expect("shown");
    assert_eq!((seen.lines[0].availability, seen.is_orderable()), (Availability::Backorder, true));
    let refused = shop.call(&crate::testing::add(other, "LOOM", 6)).await.expect_err("six are left, it has one");
    assert_eq!(refused.code, Code::OutOfStock);
    assert!(refused.detail.starts_with("Only 6 pieces"), "{}", refused.detail);
    // More strictly than what is held and owed it cannot be kept.
    let strict =
        UpdateStock { policy: Some(StockPolicy::Tracked), on_hand: None, ..UpdateStock::counted(parsed("LOOM"), 0) };
    let refused = shop.call_as_staff(&strict, "strict-key").await.expect_err("four are owed");
    assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("policy")));
    assert!(refused.detail.starts_with("4 pieces are owed"), "{}", refused.detail);
    shop.call(&shop.placement(cart).await).await.expect("placed");
    assert_eq!((shop.levels("LOOM").await, shop.ledger_errors().await), (vec![("main".to_owned(), -4, 0)], 0));
    // What has arrived ends what was owed.
    let arrived = UpdateStock { policy: Some(StockPolicy::Tracked), ..UpdateStock::counted(parsed("LOOM"), 2) };
    let level = shop.call_as_staff(&arrived, "arrived-key").await.expect("set");
    assert_eq!(
        (level.on_hand, level.policy, shop.told("LOOM").await),
        (2, StockPolicy::Tracked, Availability::Low { left: 2 })
    );
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn what_is_not_counted_never_moves() {
    let shop = Shop::open().await;
    shop.sells(&[("CARD", 2000, 0), ("MUG", 500, 30)]).await;
    assert_eq!(shop.told("CARD").await, Availability::Out);
    shop.keeps("CARD", StockPolicy::Untracked).await;
    assert_eq!(shop.told("CARD").await, Availability::InStock);
    let moves = shop.count("select count(*) from orders.stock_movements").await;
    let (carts, request) = shop.carts(10, &[("CARD", 99), ("MUG", 1)]).await;
    shop.take_all_events().await;
    for cart in &carts {
        let held = shop.check_out(*cart).await.expect("held");
        assert_eq!(held.lines[0].availability, Availability::InStock);
    }
    assert_eq!(shop.count("select count(*) from orders.reservations where sku = 'CARD'").await, 0);
    let declined = crate::testing::token(PlaceOrder { cart: carts[0], ..request.clone() }, "test_decline");
    assert_eq!(shop.call(&declined).await.expect_err("declined").code, Code::PaymentDeclined);
    assert_eq!(shop.rush(orders_of((carts, request))).await, 10);
    assert_eq!((shop.levels("CARD").await, shop.on_hand("MUG").await), (vec![("main".to_owned(), 0, 0)], 20));
    // One mug went and came back before it went.
    assert_eq!(shop.count("select count(*) from orders.stock_movements").await, moves + 12);
    assert_eq!((shop.take_events(AVAILABILITY_CHANGED).await.len(), shop.ledger_errors().await), (0, 0));
}
