use ShipmentState::{Packed, Shipped};
use api::Code;
use api::event::{ORDER_PAID, ORDER_SHIPPED};
use api::orders::{
    CreateAdminCancellation, GetAdminOrder, GetOrder, OrderLifecycle, OrderView, TransferState, UpdateShipment,
};
use domain::OrderId;
use domain::orders::{OrderState, ShipmentEvent, ShipmentState};
use domain::payments::PaymentState;
use futures::future::join_all;
use uuid::Uuid;

use crate::testing::{Shop, shipment};

fn tell(order: OrderId, shipment: Uuid, event: ShipmentEvent) -> UpdateShipment {
    let (carrier, tracking_number, tracking_url) = (None, None, None);
    UpdateShipment { order, shipment, event: Some(event), carrier, tracking_number, tracking_url }
}

#[tokio::test]
async fn the_first_shipment_that_leaves_takes_the_money_and_the_last_fulfils_the_order() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.placed(&[("MUG", 2), ("BOWL", 1)]).await;
    shop.take_all_events().await;

    let packed = shop.staff(&shipment(order, &[("MUG", 1)], Packed)).await.expect("packed");
    assert_eq!((packed.order.state, packed.payment.capture), (OrderState::Placed, None));
    assert_eq!(shop.take_all_events().await, []);
    let first = packed.order.lifecycle.shipments[0].id;

    let left = shop.staff(&tell(order, first, ShipmentEvent::Ship)).await.expect("shipped");
    assert_eq!(left.order.state, OrderState::PartiallyFulfilled);
    // The reply tells of the money too: it was asked for at once.
    assert_eq!((left.payment.state, left.payment.capture), (PaymentState::Captured, Some(TransferState::Done)));
    assert_eq!((left.payment.captured.minor, left.refundable.minor), (5490, 5490));
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((5490, 0), (5490, 0)));

    let rest = shop.staff(&shipment(order, &[("BOWL", 1), ("MUG", 1)], Shipped)).await.expect("shipped");
    assert_eq!(rest.order.state, OrderState::Fulfilled);
    let second = rest.order.lifecycle.shipments[1].id;
    let told: Vec<String> = shop.take_all_events().await.into_iter().map(|event| event.0).collect();
    assert_eq!(told, [ORDER_SHIPPED, ORDER_PAID, ORDER_SHIPPED]);

    shop.staff(&tell(order, second, ShipmentEvent::Lose)).await.expect("lost");
    let found = shop.staff(&tell(order, second, ShipmentEvent::Deliver)).await.expect("turned up");
    assert!(found.order.lifecycle.shipments[1].delivered_at.is_some());
    let steps = ["shopper placed", "staff packed", "staff shipped", "system capture_due", "system paid"];
    let more = ["staff packed", "staff shipped", "staff lost", "staff delivered"];
    assert_eq!(shop.timeline(order).await, [steps.as_slice(), &more].concat());
    assert_eq!(found.timeline.len(), 9);
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn no_more_is_packed_than_was_ordered() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.placed(&[("MUG", 3)]).await;
    let check = async |lines: &[(&str, i64)], code, field: &str, says: &str| {
        let refused = shop.staff(&shipment(order, lines, Shipped)).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (code, Some(field)), "{refused}");
        assert!(refused.detail.contains(says), "{refused}");
    };
    shop.staff(&shipment(order, &[("MUG", 2)], Packed)).await.expect("packed");
    check(&[("MUG", 2)], Code::TooManyUnits, "lines.MUG", "Only 1 pieces").await;
    check(&[("BOWL", 1)], Code::InvalidField, "lines.BOWL", "not part of this order").await;
    check(&[("MUG", 1), ("MUG", 1)], Code::InvalidField, "lines.MUG", "twice").await;
    check(&[], Code::InvalidField, "lines", "at least one").await;
    // Nothing has left, so nothing was taken.
    assert_eq!(shop.taken_and_given().await, (0, 0));
    let ships = (0..6).map(async |_| shop.staff(&shipment(order, &[("MUG", 1)], Shipped)).await);
    let done = join_all(ships).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
    check(&[("MUG", 1)], Code::TooManyUnits, "lines.MUG", "no pieces left").await;
    assert_eq!(shop.count("select sum(quantity) from orders.shipment_lines").await, 3);
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn ten_shipments_at_once_take_the_money_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    let order = shop.placed(&[("MUG", 10)]).await;
    let ships = (0..10).map(async |_| shop.staff(&shipment(order, &[("MUG", 1)], Shipped)).await);
    assert!(join_all(ships).await.iter().all(Result::is_ok));
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((20_000, 0), (20_000, 0)));
    assert_eq!(shop.count("select count(*) from orders.captures").await, 1);
    assert_eq!(shop.take_events(ORDER_PAID).await.len(), 1);
    let view = shop.call(&GetOrder { order }).await.expect("shown");
    assert_eq!((view.state, view.lifecycle.shipments.len()), (OrderState::Fulfilled, 10));
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn the_same_key_ships_once_and_gets_the_reply_with_the_money() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    let request = shipment(order, &[("MUG", 1)], Shipped);
    let first = shop.call_as_staff(&request, "ship-once").await.expect("shipped");
    assert_eq!(shop.call_as_staff(&request, "ship-once").await.expect("repeated"), first);
    assert_eq!(first.payment.state, PaymentState::Captured);
    let other = shop.call_as_staff(&shipment(order, &[("MUG", 2)], Shipped), "ship-once").await.expect_err("reused");
    assert_eq!(other.code, Code::IdempotencyKeyReused);
    assert_eq!(first.order.lifecycle.shipments.len(), 1);
}

#[tokio::test]
async fn a_step_that_does_not_fit_is_refused_and_changes_nothing() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    let packed = shop.staff(&shipment(order, &[("MUG", 1)], Packed)).await.expect("packed");
    let id = packed.order.lifecycle.shipments[0].id;
    let early = shop.staff(&tell(order, id, ShipmentEvent::Deliver)).await.expect_err("still here");
    assert_eq!((early.status, early.code), (409, Code::WrongState));
    assert!(early.detail.contains("a shipment that is packed cannot be delivered"), "{early}");
    let new = shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Delivered)).await.expect_err("not so");
    assert_eq!((new.code, new.field.as_deref()), (Code::InvalidField, Some("state")));
    let unknown = shop.staff(&tell(order, Uuid::now_v7(), ShipmentEvent::Ship)).await.expect_err("unknown");
    assert_eq!(unknown.code, Code::ShipmentNotFound);
    // Another order's shipment is none of this one's.
    let other = shop.placed(&[("MUG", 1)]).await;
    let foreign = shop.staff(&tell(other, id, ShipmentEvent::Ship)).await.expect_err("of another order");
    assert_eq!(foreign.code, Code::ShipmentNotFound);
    let nowhere = OrderId(Uuid::new_v4());
    let missing = shop.staff(&shipment(nowhere, &[("MUG", 1)], Packed)).await.expect_err("unknown");
    assert_eq!(missing.code, Code::OrderNotFound);
    shop.staff(&CreateAdminCancellation { order, reason: String::new() }).await.expect("cancelled");
    let late = shop.staff(&shipment(order, &[("MUG", 1)], Packed)).await.expect_err("cancelled");
    assert_eq!(late.code, Code::WrongState);
    let gone = shop.staff(&tell(order, id, ShipmentEvent::Ship)).await.expect_err("unpacked");
    assert_eq!(gone.code, Code::ShipmentNotFound);
    assert_eq!((shop.taken_and_given().await, shop.ledger_errors().await), ((0, 0), 0));
}

#[tokio::test]
async fn shoppers_follow_their_parcel_by_https_alone() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 1)]).await;
    let packed = shop.staff(&shipment(order, &[("MUG", 1)], Packed)).await.expect("packed");
    let shipment = packed.order.lifecycle.shipments[0].id;
    let track = |url: &str| UpdateShipment {
        order,
        shipment,
        event: None,
        carrier: Some(" DHL ".into()),
        tracking_number: Some("JJD 0001".into()),
        tracking_url: Some(url.into()),
    };
    let long = format!("https://dhl.example/{}", "a".repeat(2000));
    for bad in ["http://dhl.example/1", "javascript:alert(1)", "https://", "https://me@dhl.example/", "https:/a", &long]
    {
        let refused = shop.staff(&track(bad)).await.expect_err(bad);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("tracking_url")), "{bad}");
    }
    let nothing = UpdateShipment { carrier: None, tracking_number: None, tracking_url: None, ..track("") };
    assert_eq!(shop.staff(&nothing).await.expect_err("nothing").field.as_deref(), Some("event"));
    shop.staff(&track("https://dhl.example/?id=1")).await.expect("set");
    let view = shop.call(&GetOrder { order }).await.expect("shown");
    let shown = &view.lifecycle.shipments[0];
    let shown = (shown.carrier.as_deref(), shown.tracking_number.as_deref(), shown.tracking_url.as_deref());
    assert_eq!(shown, (Some("DHL"), Some("JJD 0001"), Some("https://dhl.example/?id=1")));
}

#[tokio::test]
async fn only_staff_ship_and_see_all_of_an_order() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 1)]).await;
    let request = shipment(order, &[("MUG", 1)], Shipped);
    assert_eq!(shop.call(&request).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&request).await.expect_err("a shopper").code, Code::Forbidden);
    let all = GetAdminOrder { order };
    assert_eq!(shop.call(&all).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&all).await.expect_err("a shopper").code, Code::Forbidden);
    let seen = shop.staff(&all).await.expect("shown");
    assert_eq!((seen.payment.state, seen.timeline[0].what.as_str()), (PaymentState::Authorised, "placed"));
    assert_eq!(seen.order, shop.call(&GetOrder { order }).await.expect("shown"));
}

#[tokio::test]
async fn replies_from_before_orders_had_a_life_are_still_read() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 1)]).await;
    let view = shop.call(&GetOrder { order }).await.expect("shown");
    let serde_json::Value::Object(mut old) = serde_json::to_value(&view).expect("plain data") else {
        panic!("a struct")
    };
    for new in ["shipments", "refunds", "returns", "cancellable", "returnable", "withdrawable"] {
        assert!(old.remove(new).is_some(), "{new}");
    }
    let read: OrderView = serde_json::from_value(old.into()).expect("still read");
    assert_eq!(read, OrderView { lifecycle: OrderLifecycle::default(), ..view });
}
