use std::time::Duration;

use api::Code;
use api::event::{ORDER_CANCELLED, ORDER_REFUNDED};
use api::orders::{CreateAdminCancellation, CreateReturn, GetAdminOrder, GetOrder, UpdateReturn};
use domain::OrderId;
use domain::orders::{OrderState, ReturnEvent, ReturnKind, ShipmentState};
use domain::payments::PaymentState;
use domain::staff::Role;
use futures::future::{join, join_all};
use uuid::Uuid;

use crate::checkout::settlement::{settle_pending, void_due};
use crate::testing::{Shop, cancellation, shipment, token};

fn by_staff(order: OrderId) -> CreateAdminCancellation {
    CreateAdminCancellation { order, reason: "the glaze is off".into() }
}

#[tokio::test]
async fn a_shopper_cancels_and_gets_everything_back_once() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5), ("BOWL", 1000, 5)]).await;
    let order = shop.placed(&[("MUG", 2), ("BOWL", 1)]).await;
    assert!(shop.call(&GetOrder { order }).await.expect("shown").lifecycle.cancellable);
    shop.take_all_events().await;
    let all = (0..5).map(async |_| shop.call(&cancellation(order)).await);
    for view in join_all(all).await {
        let view = view.expect("cancelled, or was before");
        assert_eq!((view.state, view.lifecycle.cancellable), (OrderState::Cancelled, false));
    }
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("BOWL").await), (5, 5));
    assert_eq!(shop.take_events(ORDER_CANCELLED).await, [(vec![], order.to_string())]);
    let returned = "select count(*) from orders.stock_movements where reason = 'order_cancelled'";
    assert_eq!((shop.count(returned).await, shop.ledger_errors().await), (2, 0));
    assert!(shop.staff(&GetAdminOrder { order }).await.expect("shown").payment.void_due);
    assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 1);
    let after = shop.staff(&GetAdminOrder { order }).await.expect("shown").payment;
    assert_eq!((after.state, after.void_due), (PaymentState::Voided, false));
    assert_eq!(shop.timeline(order).await, ["shopper placed", "shopper cancelled", "system payment_voided"]);
}

#[tokio::test]
async fn what_is_packed_can_be_cancelled_and_what_was_sent_cannot() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Packed)).await.expect("packed");
    assert!(shop.call(&GetOrder { order }).await.expect("shown").lifecycle.cancellable);
    let view = shop.call(&cancellation(order)).await.expect("it is still here");
    assert_eq!((view.state, view.lifecycle.shipments.len()), (OrderState::Cancelled, 0));
    assert_eq!(shop.on_hand("MUG").await, 5);
    let order = shop.placed(&[("MUG", 2)]).await;
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Packed)).await.expect("packed");
    assert_eq!(shop.call(&by_staff(order)).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&by_staff(order)).await.expect_err("a shopper").code, Code::Forbidden);
    let view = shop.staff(&by_staff(order)).await.expect("cancelled");
    assert_eq!((view.order.state, view.order.lifecycle.shipments.len()), (OrderState::Cancelled, 0));
    assert_eq!(view.timeline.last().expect("a step").data["reason"], "the glaze is off");

    let sent = shop.placed(&[("MUG", 2)]).await;
    shop.staff(&shipment(sent, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
    let refused = shop.staff(&by_staff(sent)).await.expect_err("sent");
    assert!(refused.detail.contains("partially fulfilled cannot be cancelled"), "{refused}");
    assert_eq!(shop.call(&cancellation(sent)).await.expect_err("sent").code, Code::WrongState);
    let unknown = cancellation(OrderId(Uuid::new_v4()));
    assert_eq!(shop.call(&unknown).await.expect_err("unknown").code, Code::OrderNotFound);
    assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await), (3, 0));
}

#[tokio::test]
async fn cancelling_and_shipping_at_once_is_one_of_the_two() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    for round in 0..6 {
        let order = shop.placed(&[("MUG", 1)]).await;
        let stock = shop.on_hand("MUG").await;
        let ship = shipment(order, &[("MUG", 1)], ShipmentState::Shipped);
        let (cancelled, shipped) = match round % 2 {
            0 => join(shop.call(&cancellation(order)), shop.staff(&ship)).await,
            _ => {
                let (shipped, cancelled) = join(shop.staff(&ship), shop.call(&cancellation(order))).await;
                (cancelled, shipped)
            }
        };
        assert_ne!(cancelled.is_ok(), shipped.is_ok(), "{cancelled:?} {shipped:?}");
        let payment = shop.staff(&GetAdminOrder { order }).await.expect("shown").payment;
        assert_eq!((payment.void_due, payment.captured.minor > 0), (cancelled.is_ok(), shipped.is_ok()));
        assert_eq!(shop.on_hand("MUG").await, stock + i64::from(cancelled.is_ok()));
    }
    assert_eq!((shop.taken_and_given().await, shop.ledger_errors().await), (shop.booked().await, 0));
}

#[tokio::test]
async fn an_order_that_awaits_its_payment_is_cancelled_and_what_comes_later_is_released() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5)]).await;
    let request = token(shop.placement(shop.cart_with(&[("MUG", 2)]).await).await, "test_no_answer");
    shop.call(&request).await.expect_err("unknown");
    let order: Uuid = sqlx::query_scalar("select id from orders.orders").fetch_one(&shop.stores.db).await.expect("one");
    let order = OrderId(order);
    shop.call(&cancellation(order)).await.expect("cancelled");
    assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await), (5, 0));
    assert_eq!(settle_pending(&shop.stores, &shop.provider, Duration::ZERO).await.expect("ran"), 1);
    assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 1);
    assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await), (5, 0));
    let held = "select count(*) from orders.test_provider_charges where not voided";
    assert_eq!(shop.count(held).await, 0);
}

#[tokio::test]
async fn what_was_captured_before_goes_back_as_a_refund() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    // Nothing here captures before something leaves; a merchant's own program may have.
    let payment = shop.staff(&GetAdminOrder { order }).await.expect("shown").payment;
    shop.provider.capture(payment.id, payment.amount, Uuid::now_v7()).await.expect("captured");
    shop.execute("update orders.payments set state = 'captured', captured_minor = amount_minor").await;
    let view = shop.staff(&by_staff(order)).await.expect("cancelled");
    assert_eq!((view.payment.state, view.refundable.minor), (PaymentState::Refunded, 0));
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 4490), (4490, 4490)));
    assert_eq!(shop.take_events(ORDER_REFUNDED).await.len(), 1);
    assert_eq!((shop.on_hand("MUG").await, shop.ledger_errors().await), (5, 0));
}

/// What a shopper does with an order is no way around what staff may do: whoever sees orders cancels none, and whoever
/// packs them gives no money back.
#[tokio::test]
async fn staff_change_orders_by_their_permissions_whichever_way_they_come() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 5)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    for role in [Role::Analyst, Role::Orders] {
        assert_eq!(shop.call_as_role(role, &GetOrder { order }).await.expect("shown").id, order);
        for refused in [
            shop.call_as_role(role, &cancellation(order)).await.map(drop),
            shop.call_as_role(role, &by_staff(order)).await.map(drop),
        ] {
            assert_eq!(refused.expect_err("it gives money back").code, Code::Forbidden, "{}", role.name());
        }
    }
    assert_eq!(
        shop.call_as_role(Role::Catalog, &GetOrder { order }).await.expect_err("not theirs").code,
        Code::Forbidden
    );
    let send_back = CreateReturn { order, kind: ReturnKind::Return, lines: vec![], reason: String::new(), email: None };
    let refused = shop.call_as_role(Role::Analyst, &send_back).await.expect_err("they change nothing");
    assert_eq!(refused.code, Code::Forbidden);
    let refund = UpdateReturn {
        order,
        return_id: Uuid::new_v4(),
        event: Some(ReturnEvent::Refund),
        answer: None,
        delivery: false,
        exchange_order: None,
    };
    assert_eq!(shop.call_as_role(Role::Orders, &refund).await.expect_err("money").code, Code::Forbidden);
    assert_eq!(shop.call_as_role(Role::Support, &refund).await.expect_err("unknown").code, Code::ReturnNotFound);
    let view = shop.call_as_role(Role::Support, &cancellation(order)).await.expect("theirs to do");
    assert_eq!(view.state, OrderState::Cancelled);
}
