use api::Code;
use api::event::{ORDER_PAID, ORDER_REFUNDED};
use api::orders::{GetAdminOrder, TransferState};
use domain::orders::ShipmentState;
use domain::payments::PaymentState;
use futures::future::join_all;

use super::*;
use crate::testing::{Shop, refund, shipment};

/// The provider answers nobody while its books are away.
async fn silence(shop: &Shop) {
    origin_testing::alter(&shop.stores.db, "alter table orders.test_provider_charges rename to away").await;
}

async fn speak(shop: &Shop) {
    origin_testing::alter(&shop.stores.db, "alter table orders.away rename to test_provider_charges").await;
}

#[tokio::test]
async fn what_the_provider_did_not_answer_stays_due_and_is_done_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    silence(&shop).await;
    let ship = shipment(order, &[("MUG", 2)], ShipmentState::Shipped);
    let view = shop.staff(&ship).await.expect("shipped all the same");
    assert_eq!((view.payment.capture, view.payment.captured.minor), (Some(TransferState::Due), 0));
    assert_eq!(settle_due(&shop.stores, &shop.provider).await.expect("ran"), 0);
    assert_eq!(shop.staff(&refund(order, &[("MUG", 1)])).await.expect_err("not yet").code, Code::WrongState);
    speak(&shop).await;
    let runs = join_all((0..10).map(|_| settle_due(&shop.stores, &shop.provider))).await;
    assert_eq!(runs.into_iter().map(|run| run.expect("ran")).sum::<usize>(), 1);
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 0), (4490, 0)));
    assert_eq!(shop.take_events(ORDER_PAID).await.len(), 1);

    silence(&shop).await;
    let view = shop.staff(&refund(order, &[("MUG", 1)])).await.expect("decided");
    assert_eq!((view.order.lifecycle.refunds[0].state, view.payment.refunded.minor), (TransferState::Due, 0));
    // What is on its way counts: it cannot be promised twice.
    assert_eq!(shop.staff(&refund(order, &[("MUG", 2)])).await.expect_err("one is left").code, Code::TooManyUnits);
    speak(&shop).await;
    let runs = join_all((0..10).map(|_| settle_due(&shop.stores, &shop.provider))).await;
    assert_eq!(runs.into_iter().map(|run| run.expect("ran")).sum::<usize>(), 1);
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 2000), (4490, 2000)));
    assert_eq!(shop.take_events(ORDER_REFUNDED).await.len(), 1);
}

#[tokio::test]
async fn a_crash_after_the_provider_has_done_it_doubles_nothing() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    silence(&shop).await;
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    speak(&shop).await;
    let due: Vec<Due> =
        sqlx::query_as("select * from orders.due_transfers").fetch_all(&shop.stores.db).await.expect("read");
    // The provider has taken the money, and nobody lived to note it.
    assert!(ask(&shop.provider, &due[0], Money::new(4490, Currency::Eur)).await.is_some());
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 0), (0, 0)));
    assert_eq!(settle_due(&shop.stores, &shop.provider).await.expect("ran"), 1);
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 0), (4490, 0)));
}

#[tokio::test]
async fn what_the_provider_refuses_is_for_staff_to_see_to() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 1)]).await;
    shop.execute("update orders.test_provider_charges set voided = true").await;
    let ship = shipment(order, &[("MUG", 1)], ShipmentState::Shipped);
    let view = shop.staff(&ship).await.expect("shipped all the same");
    assert_eq!((view.payment.capture, view.payment.state), (Some(TransferState::Refused), PaymentState::Authorised));
    assert_eq!(view.payment.capture_rejection.as_deref(), Some("Nothing is held for this payment."));
    assert_eq!(shop.timeline(order).await.last().map(String::as_str), Some("system capture_refused"));
    assert_eq!(settle_due(&shop.stores, &shop.provider).await.expect("ran"), 0);

    let sent = shop.sent(&[("MUG", 2)]).await;
    // Somebody gave it back at the provider's own desk.
    shop.execute("update orders.test_provider_charges set refunded_minor = captured_minor").await;
    let view = shop.staff(&refund(sent, &[("MUG", 1)])).await.expect("decided");
    let refused = &view.order.lifecycle.refunds[0];
    assert_eq!((refused.state, refused.rejection.is_some()), (TransferState::Refused, true));
    // What was refused has not gone back: it can be tried again, and by another way.
    assert_eq!((view.payment.refunded.minor, view.refundable), (0, view.order.total));
    assert_eq!(shop.timeline(sent).await.last().map(String::as_str), Some("system refund_refused"));
    assert_eq!(shop.take_events(ORDER_REFUNDED).await, []);
    assert_eq!(shop.staff(&GetAdminOrder { order: sent }).await.expect("shown"), view);
}
