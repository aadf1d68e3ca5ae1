use ReturnEvent::{Approve, Receive, Refund, Reject, Restock};
use api::Code;
use api::event::{ORDER_REFUNDED, RETURN_CHANGED};
use api::orders::{AdminOrderView, CreateReturn, GetOrder, UpdateReturn};
use domain::OrderId;
use domain::orders::{ReturnEvent, ReturnKind, ReturnState};
use futures::future::join_all;
use uuid::Uuid;

use crate::testing::{EMAIL, Shop, refund, units};

/// An order of two mugs that was sent, and a return of one.
async fn asked(shop: &Shop, kind: ReturnKind) -> (OrderId, Uuid) {
    let order = shop.sent(&[("MUG", 2)]).await;
    let (lines, reason) = (units(&[("MUG", 1)]), "in blue, please".into());
    let request = CreateReturn { order, kind, lines, reason, email: EMAIL.parse().ok() };
    let view = shop.call(&request).await.expect("asked");
    (order, view.lifecycle.returns[0].id)
}

fn step((order, return_id): (OrderId, Uuid), event: ReturnEvent) -> UpdateReturn {
    UpdateReturn { order, return_id, event: Some(event), answer: None, delivery: false, exchange_order: None }
}

fn state(view: &AdminOrderView) -> ReturnState {
    view.order.lifecycle.returns[0].state
}

#[tokio::test]
async fn goods_come_back_to_the_shelf_and_money_to_the_shopper() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let one = asked(&shop, ReturnKind::Withdrawal).await;
    shop.take_all_events().await;
    for (event, expect) in [(Approve, ReturnState::Approved), (Receive, ReturnState::Received)] {
        assert_eq!(state(&shop.staff(&step(one, event)).await.expect("moved")), expect);
    }
    assert_eq!(shop.on_hand("MUG").await, 7);
    shop.staff(&step(one, Restock)).await.expect("restocked");
    shop.staff(&step(one, Restock)).await.expect("restocked before");
    let moved = "select sum(delta)::bigint from orders.stock_movements where reason = 'returned'";
    assert_eq!((shop.on_hand("MUG").await, shop.count(moved).await), (8, 1));
    let all = (0..5).map(async |_| shop.staff(&step(one, Refund)).await);
    assert!(
        join_all(all).await.iter().all(|done| done.as_ref().is_ok_and(|view| state(view) == ReturnState::Refunded))
    );
    let view = shop.call(&GetOrder { order: one.0 }).await.expect("shown");
    let refunds: Vec<_> = view.lifecycle.refunds.iter().map(|one| (one.amount.minor, one.return_id)).collect();
    assert_eq!(refunds, [(2000, Some(one.1))]);
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 2000), (4490, 2000)));
    let events = shop.take_all_events().await;
    let told = |subject: &str| events.iter().filter(|event| event.0 == subject).count();
    // Approved, received, refunded: where goods lie is no shopper's business.
    assert_eq!((told(RETURN_CHANGED), told(ORDER_REFUNDED)), (3, 1));
    let late = shop.staff(&step(one, Restock)).await.expect_err("over");
    assert_eq!((late.status, late.code), (409, Code::WrongState));
    // The other mug can still come back.
    assert_eq!(view.lifecycle.returnable, units(&[("MUG", 1)]));
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn a_rejection_is_answered_and_its_pieces_can_be_asked_for_again() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let one = asked(&shop, ReturnKind::Return).await;
    let silent = shop.staff(&step(one, Reject)).await.expect_err("why?");
    assert_eq!((silent.code, silent.field.as_deref()), (Code::InvalidField, Some("answer")));
    let reject = UpdateReturn { answer: Some("It was used.".into()), ..step(one, Reject) };
    shop.staff(&reject).await.expect("rejected");
    let view = shop.call(&GetOrder { order: one.0 }).await.expect("shown");
    assert_eq!(
        (view.lifecycle.returns[0].state, view.lifecycle.returns[0].answer.as_str()),
        (ReturnState::Rejected, "It was used.")
    );
    assert_eq!(view.lifecycle.returnable, units(&[("MUG", 2)]));
    assert_eq!(shop.staff(&step(one, Approve)).await.expect_err("over").code, Code::WrongState);
}

#[tokio::test]
async fn a_return_is_moved_by_staff_and_under_its_own_order_alone() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let one = asked(&shop, ReturnKind::Return).await;
    let other = shop.sent(&[("MUG", 1)]).await;
    assert_eq!(shop.staff(&step((other, one.1), Approve)).await.expect_err("foreign").code, Code::ReturnNotFound);
    assert_eq!(shop.call(&step(one, Approve)).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&step(one, Approve)).await.expect_err("a shopper").code, Code::Forbidden);
    let early = shop.staff(&step(one, Refund)).await.expect_err("the goods are not here");
    assert!(early.detail.contains("a return that is requested cannot be refunded"), "{early}");
    let nothing = UpdateReturn { event: None, ..step(one, Approve) };
    assert_eq!(shop.staff(&nothing).await.expect_err("nothing").field.as_deref(), Some("event"));
}

#[tokio::test]
async fn an_exchange_is_linked_to_an_order_of_the_same_shopper() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let one = asked(&shop, ReturnKind::Exchange).await;
    let link = |to| UpdateReturn { event: None, exchange_order: Some(to), ..step(one, Approve) };
    let replacement = shop.placed(&[("MUG", 1)]).await;
    let stranger = shop.placed(&[("MUG", 1)]).await;
    shop.execute(&format!("update orders.orders set email = 'eve@example.com' where id = '{stranger}'")).await;
    for bad in [stranger, one.0, OrderId(Uuid::new_v4())] {
        let refused = shop.staff(&link(bad)).await.expect_err("not theirs");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("exchange_order")));
    }
    let view = shop.staff(&link(replacement)).await.expect("linked");
    assert_eq!(view.order.lifecycle.returns[0].exchange_order, Some(replacement));
    let plain = asked(&shop, ReturnKind::Return).await;
    let refused = UpdateReturn { exchange_order: Some(replacement), ..step(plain, Approve) };
    assert_eq!(shop.staff(&refused).await.expect_err("no exchange").field.as_deref(), Some("exchange_order"));
}

#[tokio::test]
async fn what_was_repaid_before_the_goods_came_back_is_not_repaid_again() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let one = asked(&shop, ReturnKind::Return).await;
    shop.staff(&refund(one.0, &[("MUG", 2)])).await.expect("refunded");
    for event in [Approve, Receive, Refund] {
        shop.staff(&step(one, event)).await.expect("moved");
    }
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 4000), (4490, 4000)));
    let delivery = UpdateReturn { delivery: true, ..step(asked(&shop, ReturnKind::Withdrawal).await, Refund) };
    for event in [Approve, Receive] {
        shop.staff(&UpdateReturn { event: Some(event), ..delivery.clone() }).await.expect("moved");
    }
    let view = shop.staff(&delivery).await.expect("refunded");
    let refund = &view.order.lifecycle.refunds[0];
    assert_eq!((refund.amount.minor, refund.delivery.minor), (2490, 490));
}
