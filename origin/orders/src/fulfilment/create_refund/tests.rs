use api::event::ORDER_REFUNDED;
use api::orders::{AddressFields, CreateRefund, GetAdminOrder, GetOrder, PlaceOrder, TransferState};
use api::{Code, Problem};
use domain::checkout::Country;
use domain::orders::ShipmentState;
use domain::payments::PaymentState;
use domain::{Currency, Money, OrderId};
use futures::future::join_all;

use crate::testing::{Shop, cancellation, refund, shipment};

fn goodwill(order: OrderId, minor: i64) -> CreateRefund {
    CreateRefund { goodwill: Some(Money::new(minor, Currency::Eur)), ..refund(order, &[]) }
}

fn about(problem: &Problem) -> (Code, &str) {
    (problem.code, problem.field.as_deref().unwrap_or_default())
}

#[tokio::test]
async fn a_line_comes_back_piece_by_piece_to_the_last_cent() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 333, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.sent(&[("MUG", 3), ("BOWL", 1)]).await;
    shop.take_all_events().await;
    let mut amounts = Vec::new();
    for _ in 0..3 {
        let view = shop.staff(&refund(order, &[("MUG", 1)])).await.expect("refunded");
        let last = view.order.lifecycle.refunds.last().expect("a refund").clone();
        assert_eq!((last.state, view.payment.state), (TransferState::Done, PaymentState::PartiallyRefunded));
        amounts.push((last.amount.minor, last.lines[0].tax.minor));
    }
    // 9.99 with 19 % in it, which is 1.60.
    assert_eq!(amounts.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1)), (999, 160));
    let gone = shop.staff(&refund(order, &[("MUG", 1)])).await.expect_err("all are back");
    assert_eq!(about(&gone), (Code::TooManyUnits, "lines.MUG"));
    let delivery = CreateRefund { delivery: true, ..refund(order, &[("BOWL", 1)]) };
    let view = shop.staff(&delivery).await.expect("refunded");
    assert_eq!((view.payment.state, view.refundable.minor), (PaymentState::Refunded, 0));
    let whole = view.order.total.minor;
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((whole, whole), (whole, whole)));
    assert_eq!(shop.take_events(ORDER_REFUNDED).await.len(), 4);
    let steps = shop.timeline(order).await;
    assert_eq!(steps[steps.len() - 2..], ["staff refund_due", "system refund_done"]);
    // Shoppers see the amounts; the reasons are for staff.
    let seen = shop.call(&GetOrder { order }).await.expect("shown").lifecycle.refunds;
    assert_eq!((seen.len(), seen[3].delivery.minor, &seen[0].reason, seen[0].charged), (4, 490, &None, None));
    assert_eq!(view.order.lifecycle.refunds[0].reason.as_deref(), Some("a chipped rim"));
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn halves_of_a_line_and_of_its_tax_are_what_it_cost() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 1999, 9)]).await;
    let request = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
    let address = AddressFields { country: Country::Dk, postal_code: "1050".into(), ..request.address.clone() };
    let order = shop.call(&PlaceOrder { address, ..request }).await.expect("placed").id;
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    let mut sum = (0, 0);
    for _ in 0..2 {
        let view = shop.staff(&refund(order, &[("MUG", 1)])).await.expect("refunded");
        let line = view.order.lifecycle.refunds.last().expect("a refund").lines[0].clone();
        sum = (sum.0 + line.amount.minor, sum.1 + line.tax.minor);
    }
    // 25 % of tax in 39.98.
    assert_eq!(sum, (3998, 800));
}

#[tokio::test]
async fn nothing_goes_back_before_it_came_nor_more_than_came() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 2)]).await;
    let early = shop.staff(&refund(order, &[("MUG", 1)])).await.expect_err("not captured");
    assert_eq!((early.status, about(&early)), (409, (Code::WrongState, "")));
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    let check = async |request: CreateRefund, code, field: &str| {
        let refused = shop.staff(&request).await.expect_err("refused");
        assert_eq!(about(&refused), (code, field), "{refused}");
    };
    check(goodwill(order, 4491), Code::RefundTooLarge, "").await;
    check(goodwill(order, 0), Code::InvalidField, "goodwill").await;
    check(refund(order, &[]), Code::InvalidField, "lines").await;
    check(refund(order, &[("MUG", 3)]), Code::TooManyUnits, "lines.MUG").await;
    check(CreateRefund { reason: " ".into(), ..goodwill(order, 1) }, Code::InvalidField, "reason").await;
    let dollars = CreateRefund { goodwill: Some(Money::new(1, Currency::Usd)), ..refund(order, &[]) };
    check(dollars, Code::InvalidField, "goodwill").await;
    shop.staff(&goodwill(order, 4000)).await.expect("refunded");
    check(refund(order, &[("MUG", 1)]), Code::RefundTooLarge, "").await;
    let delivery = CreateRefund { delivery: true, ..refund(order, &[]) };
    shop.staff(&delivery).await.expect("refunded");
    check(delivery, Code::WrongState, "delivery").await;
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 4490), (4490, 4490)));
}

#[tokio::test]
async fn refunds_at_once_never_exceed_what_was_taken() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.sent(&[("MUG", 2)]).await;
    let all = (0..8).map(async |_| shop.staff(&goodwill(order, 1500)).await);
    let done = join_all(all).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 2);
    assert!(done.iter().filter_map(|done| done.as_ref().err()).all(|refused| refused.code == Code::RefundTooLarge));
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((4490, 3000), (4490, 3000)));
    // One key is one refund, however often and at once it is asked.
    let request = goodwill(order, 100);
    let same = (0..5).map(async |_| shop.call_as_staff(&request, "one-refund").await);
    assert!(join_all(same).await.iter().all(Result::is_ok));
    assert_eq!(shop.taken_and_given().await, (4490, 3100));
}

#[tokio::test]
async fn only_staff_give_money_back() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.sent(&[("MUG", 1)]).await;
    assert_eq!(shop.call(&goodwill(order, 1)).await.expect_err("nobody").code, Code::Unauthenticated);
    assert_eq!(shop.call_as_shopper(&goodwill(order, 1)).await.expect_err("a shopper").code, Code::Forbidden);
}

#[tokio::test]
async fn an_order_from_before_breakdowns_is_refunded_by_its_lines() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.sent(&[("MUG", 2)]).await;
    shop.execute("update orders.orders set breakdown = null").await;
    let request = CreateRefund { delivery: true, ..refund(order, &[("MUG", 2)]) };
    let view = shop.staff(&request).await.expect("refunded");
    assert_eq!((view.order.lifecycle.refunds[0].amount.minor, view.payment.state), (4490, PaymentState::Refunded));
}

#[tokio::test]
async fn what_a_gift_card_paid_goes_back_to_it_last() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    // Of 44.90, the first card pays 10.00 and the second 4.90; 30.00 are charged.
    let order = paid_by_cards(&shop, &[1000, 490]).await;
    let view = shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    assert_eq!((view.payment.captured.minor, view.refundable.minor), (3000, 4490));
    let charged = async |minor| {
        let view = shop.staff(&goodwill(order, minor)).await.expect("refunded");
        view.order.lifecycle.refunds.last().and_then(|refund| refund.charged).map(|charged| charged.minor)
    };
    assert_eq!(charged(2000).await, Some(2000));
    assert_eq!(charged(1200).await, Some(1000));
    assert_eq!(charged(1290).await, Some(0));
    let over = shop.staff(&goodwill(order, 1)).await.expect_err("all is back");
    assert_eq!(over.code, Code::RefundTooLarge);
    assert_eq!((shop.taken_and_given().await, shop.booked().await), ((3000, 3000), (3000, 3000)));
    let balances = "select string_agg(balance_minor::text, ' ' order by created_at) from orders.gift_cards";
    let balances: String = sqlx::query_scalar(balances).fetch_one(&shop.stores.db).await.expect("two cards");
    assert_eq!((balances.as_str(), shop.adjustment_errors().await), ("1000 490", 0));
}

/// Places an order of two mugs that cards with these euro cents help to pay.
async fn paid_by_cards(shop: &Shop, cards: &[i64]) -> OrderId {
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    for minor in cards {
        let code = shop.gift_card(*minor).await;
        shop.type_code(cart, &code).await.expect("good");
    }
    shop.call(&shop.placement(cart).await).await.expect("placed").id
}

#[tokio::test]
async fn a_cancelled_order_gives_its_gift_cards_and_codes_back() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    for card in [1000, 4490] {
        let order = paid_by_cards(&shop, &[card]).await;
        shop.call(&cancellation(order)).await.expect("cancelled");
        assert_eq!(
            (shop.count("select min(balance_minor) from orders.gift_cards").await, shop.on_hand("MUG").await),
            (1000, 9)
        );
        assert_eq!((shop.adjustment_errors().await, shop.ledger_errors().await), (0, 0));
    }
}

#[tokio::test]
async fn an_order_paid_by_gift_cards_alone_is_neither_captured_nor_voided() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = paid_by_cards(&shop, &[4490]).await;
    shop.staff(&refund(order, &[("MUG", 1)])).await.expect_err("nothing has left");
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    let view = shop.staff(&GetAdminOrder { order }).await.expect("shown");
    assert_eq!((view.payment.capture, view.payment.captured.minor, view.refundable.minor), (None, 0, 4490));
    assert!(view.timeline.iter().any(|step| step.what == "paid"));
    let view = shop.staff(&refund(order, &[("MUG", 1)])).await.expect("refunded");
    assert_eq!((view.order.lifecycle.refunds[0].state, view.refundable.minor), (TransferState::Done, 2490));
    assert_eq!(shop.taken_and_given().await, (0, 0));
}

#[tokio::test]
async fn of_two_who_settle_one_complaint_the_second_is_told() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.sent(&[("MUG", 2)]).await;
    let seen = |minor| Some(Money::new(minor, Currency::Eur));
    let request = |minor| CreateRefund { refundable: seen(minor), ..goodwill(order, 500) };
    let first = shop.call_as_staff(&request(4490), "settled-once").await.expect("given back");
    assert_eq!(first.refundable.minor, 3990);
    let late = shop.staff(&request(4490)).await.expect_err("somebody was faster");
    assert_eq!((late.code, late.field.as_deref()), (Code::WrongState, Some("refundable")));
    // The same form once more is no second one.
    assert_eq!(shop.call_as_staff(&request(4490), "settled-once").await.expect("repeated"), first);
    shop.staff(&request(3990)).await.expect("who has seen the first");
    assert_eq!(shop.taken_and_given().await, (4490, 1000));
}
