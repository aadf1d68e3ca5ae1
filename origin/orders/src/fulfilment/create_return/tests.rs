use api::Code;
use api::event::RETURN_CHANGED;
use api::orders::{CreateReturn, GetOrder, OrderView, UpdateShipment};
use domain::OrderId;
use domain::orders::{ReturnKind, ReturnState, ShipmentEvent, ShipmentState};
use futures::future::join_all;
use uuid::Uuid;

use crate::testing::{EMAIL, Shop, refund, shipment, units};

fn back(order: OrderId, kind: ReturnKind, lines: &[(&str, i64)]) -> CreateReturn {
    CreateReturn { order, kind, lines: units(lines), reason: String::new(), email: EMAIL.parse().ok() }
}

async fn deliver(shop: &Shop, view: &OrderView) {
    for shipment in &view.lifecycle.shipments {
        let (carrier, tracking_number, tracking_url) = (None, None, None);
        let event = Some(ShipmentEvent::Deliver);
        let deliver =
            UpdateShipment { order: view.id, shipment: shipment.id, event, carrier, tracking_number, tracking_url };
        shop.staff(&deliver).await.expect("delivered");
    }
}

#[tokio::test]
async fn whoever_holds_the_order_s_id_withdraws_and_no_piece_twice() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("BOWL", 1000, 9)]).await;
    let order = shop.placed(&[("MUG", 3), ("BOWL", 1)]).await;
    let early = shop.call(&back(order, ReturnKind::Withdrawal, &[("MUG", 1)])).await.expect_err("not sent");
    assert_eq!((early.status, early.code), (409, Code::WrongState));
    shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped");
    shop.take_all_events().await;
    let shown = shop.call(&GetOrder { order }).await.expect("shown").lifecycle;
    assert_eq!((shown.returnable, shown.withdrawable, shown.withdrawable_until), (units(&[("MUG", 2)]), true, None));
    // One of three is still here.
    let many = shop.call(&back(order, ReturnKind::Withdrawal, &[("MUG", 3)])).await.expect_err("not sent");
    assert_eq!((many.code, many.field.as_deref()), (Code::TooManyUnits, Some("lines.MUG")));
    let bowl = shop.call(&back(order, ReturnKind::Return, &[("BOWL", 1)])).await.expect_err("not sent");
    assert_eq!(bowl.code, Code::TooManyUnits);

    let both = (0..5).map(async |_| shop.call(&back(order, ReturnKind::Withdrawal, &[("MUG", 2)])).await);
    let done = join_all(both).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
    let view = done.into_iter().find_map(Result::ok).expect("one");
    assert_eq!((view.lifecycle.returns[0].state, view.lifecycle.returnable.len()), (ReturnState::Requested, 0));
    assert_eq!(shop.take_events(RETURN_CHANGED).await, [(vec![], order.to_string())]);
    assert_eq!(shop.timeline(order).await.last().map(String::as_str), Some("shopper return_requested"));
    // A withdrawal needs no approval to count, but the money waits for the goods.
    assert_eq!((shop.taken_and_given().await.1, shop.ledger_errors().await), (0, 0));
}

#[tokio::test]
async fn fourteen_days_begin_when_everything_has_arrived() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 3)]).await;
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
    let view = shop.staff(&shipment(order, &[("MUG", 2)], ShipmentState::Shipped)).await.expect("shipped").order;
    deliver(&shop, &view).await;
    let until =
        shop.call(&GetOrder { order }).await.expect("shown").lifecycle.withdrawable_until.expect("all has arrived");
    let in_days: String =
        sqlx::query_scalar("select to_char(now() at time zone 'utc' + interval '14 days', 'YYYY-MM-DD')")
            .fetch_one(&shop.stores.db)
            .await
            .expect("a date");
    assert_eq!(until, format!("{in_days}T23:59:59Z"));
    // Only the last delivery counts.
    shop.execute("update orders.shipments set delivered_at = now() - interval '20 days' where position = 1").await;
    shop.call(&back(order, ReturnKind::Withdrawal, &[("MUG", 1)])).await.expect("in time");
    shop.execute("update orders.shipments set delivered_at = now() - interval '16 days'").await;
    let late = shop.call(&back(order, ReturnKind::Withdrawal, &[("MUG", 1)])).await.expect_err("too late");
    assert_eq!((late.status, late.code, late.field.as_deref()), (409, Code::WithdrawalOver, Some("kind")));
    let view = shop.call(&back(order, ReturnKind::Return, &[("MUG", 1)])).await.expect("may always be asked");
    assert_eq!((view.lifecycle.withdrawable, view.lifecycle.withdrawable_until), (false, None));
}

#[tokio::test]
async fn a_delivery_is_of_the_second_that_it_was_in() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    shop.sent(&[("MUG", 1)]).await;
    shop.execute("update orders.shipments set state = 'delivered', delivered_at = '2026-03-08 23:59:59.7+00'").await;
    let sql = "select (record -> 'shipments' -> 0 ->> 'delivered_epoch')::bigint
                   - floor(extract(epoch from timestamptz '2026-03-08 23:59:59+00'))::bigint
               from orders.order_records";
    assert_eq!(shop.count(sql).await, 0);
}

#[tokio::test]
async fn an_exchange_says_what_is_wanted_and_foreign_ids_open_nothing() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.sent(&[("MUG", 1)]).await;
    let silent = shop.call(&back(order, ReturnKind::Exchange, &[("MUG", 1)])).await.expect_err("which one?");
    assert_eq!((silent.code, silent.field.as_deref()), (Code::InvalidField, Some("reason")));
    let long = CreateReturn { reason: "a".repeat(1001), ..back(order, ReturnKind::Return, &[("MUG", 1)]) };
    assert_eq!(shop.call(&long).await.expect_err("long").field.as_deref(), Some("reason"));
    let foreign = back(OrderId(Uuid::new_v4()), ReturnKind::Return, &[("MUG", 1)]);
    assert_eq!(shop.call(&foreign).await.expect_err("unknown").code, Code::OrderNotFound);
    let wish = CreateReturn { reason: "in blue, please".into(), ..back(order, ReturnKind::Exchange, &[("MUG", 1)]) };
    let view = shop.call_with_key(&wish, "one-exchange").await.expect("asked");
    assert_eq!(view.lifecycle.returns[0].reason, "in blue, please");
    assert_eq!(shop.call_with_key(&wish, "one-exchange").await.expect("repeated"), view);
}

#[tokio::test]
async fn a_piece_that_was_repaid_and_kept_does_not_come_back() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.sent(&[("MUG", 2)]).await;
    shop.staff(&refund(order, &[("MUG", 1)])).await.expect("refunded");
    let lifecycle = shop.call(&GetOrder { order }).await.expect("shown").lifecycle;
    assert_eq!(lifecycle.returnable, units(&[("MUG", 1)]));
}
