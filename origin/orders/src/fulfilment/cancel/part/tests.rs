use api::Code;
use api::event::{ORDER_PAID, ORDER_PART_CANCELLED, ORDER_REFUNDED};
use api::orders::{
    AdminOrderView, CreateAdminCancellation, CreatePartCancellation, CreateRefund, GetAdminOrder, GetOrder,
    ListAdminOrders, TransferState,
};
use domain::OrderId;
use domain::orders::{OrderState, ShipmentState};
use domain::payments::PaymentState;
use domain::staff::Role;
use futures::future::{join, join_all};
use origin_documents::Merchant;

use crate::checkout::settlement::void_due;
use crate::fulfilment::documents::{Issuing, issue_due, issue_invoice, issue_released};
use crate::testing::{Shop, cancellation, refund, shipment, token};
use Step::{Off, Sent};

fn part(order: OrderId, lines: &[(&str, i64)]) -> CreatePartCancellation {
    let CreateRefund { lines, .. } = refund(order, lines);
    CreatePartCancellation { order, lines, delivery: false, reason: "the glaze is off".into() }
}

async fn view(shop: &Shop, order: OrderId) -> AdminOrderView {
    shop.staff(&GetAdminOrder { order }).await.expect("shown")
}

/// How many units and what total the list of orders says of the last one.
async fn listed(shop: &Shop) -> (i64, i64) {
    let list = shop.staff(&ListAdminOrders::default()).await.expect("listed");
    (list.orders[0].order.units, list.orders[0].order.total.minor)
}

/// Neither stock nor money nor gift cards contradict themselves, and the provider says what we say.
async fn assert_sound(shop: &Shop) {
    assert_eq!((shop.ledger_errors().await, shop.adjustment_errors().await), (0, 0));
    assert_eq!(shop.taken_and_given().await, shop.booked().await);
}

#[tokio::test]
async fn what_is_called_off_before_anything_left_is_never_taken() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.placed(&[("MUG", 3), ("BOWL", 1)]).await;
    shop.take_all_events().await;
    let first = shop.staff(&part(order, &[("MUG", 1), ("BOWL", 1)])).await.expect("cancelled");
    let total = first.order.total.minor;
    let off = &first.order.lifecycle.cancellations[0];
    assert_eq!((off.released.minor, off.refund, off.reason.as_deref()), (3000, None, Some("the glaze is off")));
    assert_eq!((first.order.state, first.order.lifecycle.cancellable), (OrderState::Placed, true));
    assert_eq!((first.payment.captured.minor, first.refundable.minor, first.payment.void_due), (0, 0, false));
    assert!(first.order.lifecycle.refunds.is_empty(), "nothing was taken that could go back");
    assert_eq!(listed(&shop).await, (2, total - 3000));
    assert_eq!((shop.on_hand("MUG").await, shop.on_hand("BOWL").await), (7, 9));
    assert_eq!(shop.take_events(ORDER_PART_CANCELLED).await, [(vec![], order.to_string())]);
    let seen = shop.call(&GetOrder { order }).await.expect("shown").lifecycle.cancellations;
    assert_eq!((seen.len(), seen[0].released.minor, &seen[0].reason), (1, 3000, &None));

    // What is left is sent, and only that is taken.
    let too_many = shop.staff(&shipment(order, &[("MUG", 3)], ShipmentState::Shipped)).await.expect_err("2 are left");
    assert_eq!(too_many.code, Code::TooManyUnits);
    let sent = shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    assert_eq!((sent.order.state, sent.payment.state), (OrderState::Fulfilled, PaymentState::PartiallyCaptured));
    assert_eq!((sent.payment.captured.minor, sent.refundable.minor), (total - 3000, total - 3000));
    assert_eq!(shop.take_events(ORDER_REFUNDED).await, []);
    assert_sound(&shop).await;
    // All that was taken can go back, and not a cent more.
    let all = CreateRefund { delivery: true, ..refund(order, &[("MUG", 2)]) };
    let back = shop.staff(&all).await.expect("refunded");
    assert_eq!((back.payment.state, back.refundable.minor), (PaymentState::Refunded, 0));
    assert_eq!(shop.taken_and_given().await, (total - 3000, total - 3000));
    assert_sound(&shop).await;
}

#[tokio::test]
async fn what_is_called_off_of_an_order_on_its_way_is_refunded_and_ends_it() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 333, 9)]).await;
    let order = shop.placed(&[("MUG", 3)]).await;
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
    shop.take_all_events().await;
    let off =
        shop.staff(&CreatePartCancellation { delivery: true, ..part(order, &[("MUG", 2)]) }).await.expect("cancelled");
    let lifecycle = &off.order.lifecycle;
    let (refund, cancelled) = (&lifecycle.refunds[0], &lifecycle.cancellations[0]);
    assert_eq!(listed(&shop).await, (1, off.order.total.minor - refund.amount.minor));
    assert_eq!((refund.state, refund.amount.minor, refund.delivery.minor), (TransferState::Done, 666 + 490, 490));
    assert_eq!((cancelled.refund, cancelled.released.minor), (Some(refund.id), 0));
    assert_eq!((off.order.state, off.payment.state), (OrderState::Fulfilled, PaymentState::PartiallyRefunded));
    assert_eq!((shop.on_hand("MUG").await, shop.take_events(ORDER_REFUNDED).await.len()), (8, 1));
    assert_eq!(off.refundable.minor, 333);
    let steps = shop.timeline(order).await;
    assert_eq!(steps[steps.len() - 3..], ["staff refund_due", "staff part_cancelled", "system refund_done"]);
    let again = shop.staff(&part(order, &[("MUG", 1)])).await.expect_err("all of it left or was called off");
    assert_eq!(again.code, Code::TooManyUnits);
    // One piece arrived: one can come back.
    assert_eq!(lifecycle.returnable.iter().map(|line| line.quantity.get()).sum::<u32>(), 1);
    assert_sound(&shop).await;
}

#[tokio::test]
async fn what_cannot_be_called_off_is_said_and_changes_nothing() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.placed(&[("MUG", 2), ("BOWL", 1)]).await;
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Packed)).await.expect("packed");
    for (request, code, field) in [
        (part(order, &[]), Code::InvalidField, "lines"),
        (part(order, &[("MUG", 2)]), Code::TooManyUnits, "lines.MUG"),
        (part(order, &[("JUG", 1)]), Code::InvalidField, "lines.JUG"),
        (CreatePartCancellation { reason: " ".into(), ..part(order, &[("MUG", 1)]) }, Code::InvalidField, "reason"),
        (
            CreatePartCancellation { reason: "x".repeat(501), ..part(order, &[("MUG", 1)]) },
            Code::InvalidField,
            "reason",
        ),
    ] {
        let refused = shop.staff(&request).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (code, Some(field)), "{refused}");
    }
    let whole = shop.placed(&[("MUG", 2)]).await;
    let refused = shop.staff(&part(whole, &[("MUG", 2)])).await.expect_err("nothing would be left");
    assert!(refused.code == Code::WrongState && refused.detail.contains("cancel the order as a whole"), "{refused}");
    let one = part(order, &[("BOWL", 1)]);
    assert_eq!(shop.call(&one).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&one).await.expect_err("a shopper").code, Code::Forbidden);
    for role in [Role::Analyst, Role::Orders, Role::Catalog] {
        assert_eq!(shop.call_as_role(role, &one).await.expect_err("it gives money back").code, Code::Forbidden);
    }
    // A capture that the provider refused is seen to first.
    let refused = shop.placed(&[("MUG", 2)]).await;
    shop.execute(&format!(
        "update orders.test_provider_charges set voided = true
         where payment_id = (select id from orders.payments where order_id = '{refused}')"
    ))
    .await;
    shop.staff(&shipment(refused, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped all the same");
    let problem = shop.staff(&part(refused, &[("MUG", 1)])).await.expect_err("not ours");
    assert!(problem.code == Code::WrongState && problem.detail.contains("being taken"), "{problem}");
    shop.staff(&CreateAdminCancellation { order: whole, reason: String::new() }).await.expect("cancelled");
    assert_eq!(shop.staff(&part(whole, &[("MUG", 1)])).await.expect_err("it is over").code, Code::WrongState);
    let unpaid = token(shop.placement(shop.cart_with(&[("MUG", 2)]).await).await, "test_no_answer");
    shop.call(&unpaid).await.expect_err("unknown");
    let unpaid: uuid::Uuid = sqlx::query_scalar("select id from orders.orders where state = 'awaiting_payment'")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    assert_eq!(shop.staff(&part(OrderId(unpaid), &[("MUG", 1)])).await.expect_err("not paid").code, Code::WrongState);
    assert_eq!(shop.count("select count(*) from orders.cancellations").await, 0);
    assert_eq!(shop.count("select count(*) from orders.refunds").await, 0);
    shop.call_as_role(Role::Support, &one).await.expect("theirs to do");
    assert_sound(&shop).await;
}

/// Places an order of two mugs, 44.90 with delivery, that cards with these euro cents help to pay.
async fn paid_by_cards(shop: &Shop, cards: &[i64]) -> OrderId {
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    for minor in cards {
        let code = shop.gift_card(*minor).await;
        shop.type_code(cart, &code).await.expect("good");
    }
    shop.call(&shop.placement(cart).await).await.expect("placed").id
}

#[tokio::test]
async fn what_gift_cards_paid_for_is_on_them_again_and_the_rest_is_paid() {
    // By the card, by the card but for 4.90 which are released before or after the mug leaves.
    for (card, voided_first) in [(4490, false), (4000, true), (4000, false)] {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = paid_by_cards(&shop, &[card]).await;
        let charged = 4490 - card;
        let off = shop.staff(&part(order, &[("MUG", 1)])).await.expect("cancelled");
        assert_eq!(off.order.lifecycle.cancellations[0].released.minor, 2000);
        assert_eq!(off.payment.void_due, charged > 0);
        let balance = "select balance_minor from orders.gift_cards";
        assert_eq!(shop.count(balance).await, 2000 - charged);
        if voided_first {
            assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 1);
        }
        shop.take_all_events().await;
        let sent = shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
        assert_eq!((sent.order.state, sent.payment.captured.minor), (OrderState::Fulfilled, 0));
        assert_eq!((sent.payment.capture, sent.refundable.minor), (None, 2490));
        assert_eq!(shop.take_events(ORDER_PAID).await.len(), 1);
        assert_eq!(
            void_due(&shop.stores, &shop.provider).await.expect("ran"),
            usize::from(charged > 0 && !voided_first)
        );
        let rest = CreateRefund { delivery: true, ..refund(order, &[("MUG", 1)]) };
        let back = shop.staff(&rest).await.expect("refunded");
        assert_eq!((back.refundable.minor, shop.count(balance).await), (0, card));
        let held = "select count(*) from orders.test_provider_charges where not voided";
        assert_eq!((shop.count(held).await, shop.taken_and_given().await), (0, (0, 0)));
        assert_eq!((shop.ledger_errors().await, shop.adjustment_errors().await), (0, 0));
    }
}

#[tokio::test]
async fn whoever_knows_nothing_of_what_was_released_takes_no_more_than_is_left() {
    let old = "insert into orders.captures (id, payment_id, amount_minor, state)
               select gen_random_uuid(), id, amount_minor, 'due' from orders.payments returning amount_minor";
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 3)]).await;
    let off = shop.staff(&part(order, &[("MUG", 1)])).await.expect("cancelled");
    assert_eq!(shop.count(old).await, off.order.total.minor - 2000);

    let old = "with made as (insert into orders.captures (id, payment_id, amount_minor, state)
                             select gen_random_uuid(), id, amount_minor, 'due' from orders.payments returning id)
               select count(*) from made";
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = paid_by_cards(&shop, &[4000]).await;
    shop.staff(&part(order, &[("MUG", 1)])).await.expect("cancelled");
    assert_eq!(shop.count(old).await, 0, "all that was held is released");
}

#[tokio::test]
async fn an_order_of_which_a_part_was_called_off_is_cancelled_whole() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = paid_by_cards(&shop, &[4000]).await;
    shop.staff(&part(order, &[("MUG", 1)])).await.expect("cancelled");
    let view = shop.call(&cancellation(order)).await.expect("cancelled");
    assert_eq!(view.state, OrderState::Cancelled);
    assert_eq!((shop.on_hand("MUG").await, shop.count("select balance_minor from orders.gift_cards").await), (9, 4000));
    assert_eq!(void_due(&shop.stores, &shop.provider).await.expect("ran"), 1);
    assert_sound(&shop).await;
}

#[tokio::test]
async fn cancellations_at_once_never_reach_what_was_sent_nor_the_last_piece() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 50)]).await;
    let order = shop.placed(&[("MUG", 4)]).await;
    let request = part(order, &[("MUG", 1)]);
    let same = (0..4).map(async |_| shop.call_as_staff(&request, "one-cancellation").await);
    assert!(join_all(same).await.iter().all(Result::is_ok));
    assert_eq!(view(&shop, order).await.order.lifecycle.cancellations.len(), 1);
    let more = (0..5).map(async |_| shop.staff(&request).await);
    assert_eq!(join_all(more).await.iter().filter(|done| done.is_ok()).count(), 2);
    assert_eq!(shop.on_hand("MUG").await, 49);
    for _ in 0..4 {
        let order = shop.placed(&[("MUG", 2)]).await;
        let (request, ship) = (part(order, &[("MUG", 1)]), shipment(order, &[("MUG", 2)], ShipmentState::Shipped));
        let (off, shipped) = join(shop.staff(&request), shop.staff(&ship)).await;
        assert_ne!(off.is_ok(), shipped.is_ok(), "{off:?} {shipped:?}");
    }
    assert_sound(&shop).await;
}

#[tokio::test]
async fn the_invoice_is_of_the_order_and_a_credit_note_says_what_was_not_charged() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let (order, db) = (shop.placed(&[("MUG", 3)]).await, &shop.stores.db);
    let merchant = Merchant { name: "Selvedge".to_owned(), address: vec![], vat_id: None };
    shop.staff(&part(order, &[("MUG", 1)])).await.expect("cancelled");
    let over = shop.placed(&[("MUG", 2)]).await;
    shop.staff(&part(over, &[("MUG", 1)])).await.expect("cancelled");
    shop.call(&cancellation(over)).await.expect("cancelled");
    assert_eq!(issue_due(db, &merchant).await.expect("looked"), 0, "nothing was paid yet");
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    assert_eq!(issue_invoice(db, order, &merchant).await.expect("issued"), Issuing::Issued(1));
    issue_released(db, order, &merchant).await.expect("issued");
    assert_eq!(issue_due(db, &merchant).await.expect("looked"), 0, "both are there");
    let kinds = "select string_agg(kind || number, ' ' order by kind) from orders.documents";
    let kinds: String = sqlx::query_scalar(kinds).fetch_one(db).await.expect("two");
    assert_eq!(kinds, "credit_note1 invoice1");
}

/// A piece of this SKU is called off, or sent.
#[derive(Clone, Copy)]
enum Step {
    Off(&'static str),
    Sent(&'static str),
}

/// Whatever is sent and called off in whichever order and portions, what was taken less what went back is what the pieces
/// that were sent and the delivery cost.
#[tokio::test]
async fn in_whatever_order_things_happen_shoppers_pay_for_what_they_get() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 333, 90), ("BOWL", 1001, 90)]).await;
    let walks: [&[Step]; 4] = [
        &[Off("MUG"), Off("BOWL"), Sent("MUG"), Off("MUG"), Sent("BOWL")],
        &[Sent("BOWL"), Off("MUG"), Sent("MUG"), Off("BOWL"), Off("MUG")],
        &[Off("BOWL"), Sent("MUG"), Sent("MUG"), Off("MUG"), Off("BOWL")],
        &[Off("MUG"), Off("MUG"), Off("MUG"), Sent("BOWL"), Off("BOWL")],
    ];
    let mut kept = 0;
    for walk in walks {
        let order = shop.placed(&[("MUG", 3), ("BOWL", 2)]).await;
        let delivery = view(&shop, order).await.order.delivery_fee.minor;
        for step in walk {
            let after = match *step {
                Off(sku) => shop.staff(&part(order, &[(sku, 1)])).await.expect("cancelled"),
                Sent(sku) => shop.staff(&shipment(order, &[(sku, 1)], ShipmentState::Shipped)).await.expect("shipped"),
            };
            assert!(after.refundable.minor >= 0);
        }
        let end = view(&shop, order).await;
        assert_eq!(end.order.state, OrderState::Fulfilled);
        let sent =
            |sku: &str| i64::try_from(walk.iter().filter(|step| matches!(step, Sent(one) if *one == sku)).count());
        let goods = 333 * sent("MUG").expect("few") + 1001 * sent("BOWL").expect("few");
        kept += goods + delivery;
        assert_eq!((end.payment.captured.minor - end.payment.refunded.minor), goods + delivery);
        assert_eq!(end.refundable.minor, goods + delivery);
    }
    let (taken, given) = shop.taken_and_given().await;
    assert_eq!(taken - given, kept);
    assert_sound(&shop).await;
}
