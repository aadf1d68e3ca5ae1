use api::event::ORDER_PAID;
use api::orders::{CreateAdminCancellation, CreatePartCancellation, GetAdminOrder};
use domain::orders::{OrderState, ShipmentState};
use domain::payments::PaymentState;
use domain::{Currency, OrderId};
use futures::future::join_all;

use super::*;
use crate::testing::{Shop, cancellation, shipment, units};

const EURO: Currency = Currency::Eur;

fn capture(order: OrderId, minor: i64) -> CreateCapture {
    CreateCapture { order, amount: Money::new(minor, EURO) }
}

fn part(order: OrderId, lines: &[(&str, i64)]) -> CreatePartCancellation {
    CreatePartCancellation { order, lines: units(lines), delivery: false, reason: "the glaze is off".into() }
}

async fn asks_nobody(shop: &Shop, away: bool) {
    let (from, to) = if away { ("test_provider_charges", "away") } else { ("away", "test_provider_charges") };
    origin_testing::alter(&shop.stores.db, &format!("alter table orders.{from} rename to {to}")).await;
}

#[tokio::test]
async fn what_is_held_is_taken_by_hand_once_and_not_again_when_it_leaves() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    let seen = shop.staff(&GetAdminOrder { order }).await.expect("shown");
    assert_eq!(seen.payment.capturable, Some(Money::new(4490, EURO)));
    assert_eq!(shop.call(&capture(order, 4490)).await.expect_err("nobody").code, Code::Unauthenticated);
    for wrong in [4491, 4489, 0, -1] {
        let refused = shop.staff(&capture(order, wrong)).await.expect_err("another amount");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::WrongState, Some("amount")), "{refused}");
        assert!(refused.detail.contains("€44.90"), "{refused}");
    }
    let done = join_all((0..8).map(async |_| shop.staff(&capture(order, 4490)).await)).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 0), (4490, 0)));
    let taken = shop.staff(&GetAdminOrder { order }).await.expect("shown");
    assert_eq!((taken.payment.state, taken.payment.capturable), (PaymentState::Captured, None));
    assert_eq!(shop.take_events(ORDER_PAID).await.len(), 1);
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    assert_eq!((shop.taken_and_given().await, shop.take_events(ORDER_PAID).await.len()), ((4490, 0), 0));
    let steps = ["shopper placed", "staff capture_due", "system paid", "staff packed", "staff shipped"];
    assert_eq!(shop.timeline(order).await, steps);
}

#[tokio::test]
async fn the_same_key_takes_once_and_gets_the_reply_with_the_money() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    let first = shop.call_as_staff(&capture(order, 4490), "take-once").await.expect("taken");
    assert_eq!(first.payment.capture, Some(TransferState::Done));
    assert_eq!(shop.call_as_staff(&capture(order, 4490), "take-once").await.expect("repeated"), first);
    assert_eq!(shop.taken_and_given().await, (4490, 0));
}

#[tokio::test]
async fn what_was_called_off_before_is_not_taken_and_what_is_cancelled_after_goes_back() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.placed(&[("MUG", 2), ("BOWL", 1)]).await;
    shop.staff(&part(order, &[("BOWL", 1)])).await.expect("cancelled");
    let whole = shop.staff(&capture(order, 5490)).await.expect_err("less is to be sent");
    assert_eq!(whole.code, Code::WrongState);
    shop.staff(&capture(order, 4490)).await.expect("taken");
    let off = CreateAdminCancellation { order, reason: String::new() };
    let cancelled = shop.staff(&off).await.expect("cancelled");
    assert_eq!((cancelled.order.state, cancelled.payment.state), (OrderState::Cancelled, PaymentState::Refunded));
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 4490), (4490, 4490)));
    let late = shop.staff(&capture(order, 4490)).await.expect_err("it is over");
    assert!(late.code == Code::WrongState && late.detail.contains("was cancelled"), "{late}");
    assert_eq!((shop.ledger_errors().await, shop.adjustment_errors().await), (0, 0));
}

#[tokio::test]
async fn while_it_is_being_taken_nothing_of_it_is_given_up() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    asks_nobody(&shop, true).await;
    let due = shop.staff(&capture(order, 4490)).await.expect("decided");
    assert_eq!((due.payment.capture, due.payment.capturable), (Some(TransferState::Due), None));
    let off = CreateAdminCancellation { order, reason: String::new() };
    for refused in [
        shop.staff(&off).await.expect_err("it is being taken"),
        shop.staff(&part(order, &[("MUG", 1)])).await.expect_err("it is being taken"),
        shop.call(&cancellation(order)).await.expect_err("it is being taken"),
        shop.staff(&capture(order, 4490)).await.expect_err("it is being taken"),
    ] {
        assert!(refused.code == Code::WrongState && refused.detail.contains("being taken"), "{refused}");
    }
    // A release that does not look is refused by the database.
    let by_hand = format!("update orders.orders set state = 'cancelled' where id = '{order}'");
    let refused =
        sqlx::query(sqlx::AssertSqlSafe(by_hand.as_str())).execute(&shop.stores.db).await.expect_err("refused");
    assert!(refused.to_string().contains("is being taken"), "{refused}");
    // What leaves meanwhile makes nothing more due.
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
    asks_nobody(&shop, false).await;
    crate::fulfilment::settle_due(&shop.stores, &shop.provider).await.expect("ran");
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 0), (4490, 0)));
    assert_eq!(shop.take_events(ORDER_PAID).await.len(), 1);
}

#[tokio::test]
async fn what_has_expired_is_refused_clearly_and_may_be_tried_again() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    shop.execute("update orders.test_provider_charges set voided = true").await;
    let refused = shop.staff(&capture(order, 4490)).await.expect("decided");
    assert_eq!((refused.payment.capture, refused.payment.captured.minor), (Some(TransferState::Refused), 0));
    assert_eq!(refused.payment.capture_rejection.as_deref(), Some("Nothing is held for this payment."));
    assert_eq!(refused.payment.capturable, Some(Money::new(4490, EURO)), "it may be tried again");
    // The provider's own staff brought it back; what leaves tries again by itself.
    shop.execute("update orders.test_provider_charges set voided = false").await;
    let sent = shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    assert_eq!((sent.payment.capture, sent.payment.captured.minor), (Some(TransferState::Done), 4490));
    assert_eq!(shop.count("select count(*) from orders.captures").await, 1);

    let other = shop.placed(&[("MUG", 1)]).await;
    shop.staff(&CreateAdminCancellation { order: other, reason: String::new() }).await.expect("cancelled");
    assert_eq!(shop.staff(&capture(other, 2490)).await.expect_err("released").code, Code::WrongState);
    let taken = shop.staff(&capture(order, 4490)).await.expect_err("taken");
    assert!(taken.detail.contains("taken already"), "{taken}");
    assert_eq!(shop.taken_and_given().await, (4490, 0));
}
