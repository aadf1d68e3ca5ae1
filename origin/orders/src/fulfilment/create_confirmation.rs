//! Staff have a mail about an order sent once more: its confirmation, that a shipment left, or another that was sent.

use api::event::{
    ORDER_LINK_REQUESTED, ORDER_MAIL_REQUESTED, OrderLinkRequested, OrderMailRequested, SHIPMENT_MAIL_REQUESTED,
    ShipmentMailRequested,
};
use api::orders::{AdminOrderView, CreateConfirmation, CreateOrderMail, CreateShipmentMail};
use api::problem::{Code, Problem};
use domain::OrderId;
use domain::orders::{OrderState, OrderStep};
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::read::lock_order;
use crate::orders::timeline::{actor, event_of, note};

/// Mails of one order that staff may have sent again in an hour.
const MAX_AN_HOUR: i64 = 10;
/// The steps of an order's history that stand for one.
const STEPS: [&str; 3] = ["confirmation_requested", "shipment_mail_requested", "mail_requested"];

#[tracing::instrument(name = "orders.create_confirmation", skip_all)]
pub(crate) async fn create_confirmation(
    service: Service,
    call: Call<CreateConfirmation>,
) -> Result<AdminOrderView, ServiceError> {
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    if !matches!(order.state, OrderState::Placed | OrderState::PartiallyFulfilled | OrderState::Fulfilled) {
        let detail = "There is nothing to confirm: the order is not paid for, or was cancelled.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    check_limit(&mut tx, order.id).await?;
    let request = Uuid::now_v7();
    note(&mut tx, order.id, &actor(&call.who), OrderStep::ConfirmationRequested, json!({ "request": request })).await?;
    let data = OrderLinkRequested { order: order.id, request, confirmation: true };
    outbox::record(&mut tx, &[event_of(order.number, ORDER_LINK_REQUESTED, &data)]).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.commit(tx, reply).await
}

/// Sends the mail that a shipment left once more.
#[tracing::instrument(name = "orders.create_shipment_mail", skip_all)]
pub(crate) async fn create_shipment_mail(
    service: Service,
    call: Call<CreateShipmentMail>,
) -> Result<AdminOrderView, ServiceError> {
    let shipment = call.endpoint.shipment;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    let has_left: Option<bool> =
        sqlx::query_scalar("select shipped_at is not null from orders.shipments where id = $1 and order_id = $2")
            .bind(shipment)
            .bind(order.id.0)
            .fetch_optional(&mut *tx)
            .await?;
    let missing = || Problem::new(Code::ShipmentNotFound, "This order has no such shipment; look at the order again.");
    if !has_left.ok_or_else(missing)? {
        return Err(Problem::new(Code::WrongState, "There is nothing to tell: the shipment has not left yet.").into());
    }
    check_limit(&mut tx, order.id).await?;
    let request = Uuid::now_v7();
    let told = json!({ "request": request, "shipment": shipment });
    note(&mut tx, order.id, &actor(&call.who), OrderStep::ShipmentMailRequested, told).await?;
    let data = ShipmentMailRequested { order: order.id, shipment, request };
    outbox::record(&mut tx, &[event_of(order.number, SHIPMENT_MAIL_REQUESTED, &data)]).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.commit(tx, reply).await
}

/// Sends another mail once more that was sent before.
#[tracing::instrument(name = "orders.create_order_mail", skip_all)]
pub(crate) async fn create_order_mail(
    service: Service,
    call: Call<CreateOrderMail>,
) -> Result<AdminOrderView, ServiceError> {
    let CreateOrderMail { kind, about, .. } = call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    let sent = admin_view(&mut tx, order.id, &call.who).await?.mails;
    if !sent.iter().any(|mail| (mail.kind, mail.about) == (kind, about)) {
        let detail = "No such mail about this order was sent. Its `mails` are those that can be sent again.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    check_limit(&mut tx, order.id).await?;
    let request = Uuid::now_v7();
    let told = json!({ "request": request, "kind": kind, "about": about });
    note(&mut tx, order.id, &actor(&call.who), OrderStep::MailRequested, told).await?;
    let data = OrderMailRequested { order: order.id, kind, about, request };
    outbox::record(&mut tx, &[event_of(order.number, ORDER_MAIL_REQUESTED, &data)]).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.commit(tx, reply).await
}

/// Refuses what would be one mail too many. The order is locked: nobody else counts at the same time.
async fn check_limit(tx: &mut PgConnection, order: OrderId) -> Result<(), ServiceError> {
    let sent: i64 = sqlx::query_scalar(
        "select count(*) from orders.order_timeline
         where order_id = $1 and what = any($2) and at > now() - interval '1 hour'",
    )
    .bind(order.0)
    .bind(STEPS.as_slice())
    .fetch_one(tx)
    .await?;
    if sent < MAX_AN_HOUR {
        return Ok(());
    }
    let detail = format!("{MAX_AN_HOUR} mails about this order were sent again within an hour. Please wait a while.");
    Err(Problem::new(Code::TooManyRequests, detail).into())
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::event::{
        ORDER_LINK_REQUESTED, ORDER_MAIL_REQUESTED, OrderLinkRequested, OrderMailRequested, SHIPMENT_MAIL_REQUESTED,
    };
    use api::orders::{
        CreateAdminCancellation, CreateConfirmation, CreateOrderMail, CreateShipment, CreateShipmentMail, OrderMail,
    };
    use domain::orders::ShipmentState;
    use uuid::Uuid;

    use crate::testing::Shop;

    #[tokio::test]
    async fn staff_have_an_order_confirmed_once_more() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 1)]).await;
        let again = CreateConfirmation { order };
        assert_eq!(shop.call(&again).await.expect_err("nobody").code, Code::Unauthenticated);
        let view = shop.call_as_staff(&again, "once-more").await.expect("asked for");
        assert_eq!(shop.call_as_staff(&again, "once-more").await.expect("repeated"), view);
        assert_eq!(view.timeline.last().map(|step| step.what.as_str()), Some("confirmation_requested"));
        let events = shop.take_outbox().await.into_iter().filter(|event| event.subject == ORDER_LINK_REQUESTED);
        let asked: Vec<OrderLinkRequested> =
            events.map(|event| serde_json::from_value(event.data).expect("as it was written")).collect();
        let asked: Vec<_> = asked.iter().map(|asked| (asked.order, asked.confirmation)).collect();
        assert_eq!(asked, [(order, true)], "a repeat asks for nothing");
        shop.staff(&CreateAdminCancellation { order, reason: String::new() }).await.expect("cancelled");
        assert_eq!(shop.staff(&again).await.expect_err("cancelled").code, Code::WrongState);
    }
    #[tokio::test]
    async fn staff_have_it_told_once_more_that_a_shipment_left() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 2)]).await;
        let pack = |state| CreateShipment {
            order,
            lines: serde_json::from_value(serde_json::json!([{ "sku": "MUG", "quantity": 1 }])).expect("lines"),
            state,
            carrier: None,
            tracking_number: None,
            tracking_url: None,
        };
        shop.staff(&pack(ShipmentState::Packed)).await.expect("packed");
        let view = shop.staff(&pack(ShipmentState::Shipped)).await.expect("sent");
        let mail = |index: usize| CreateShipmentMail { order, shipment: view.order.lifecycle.shipments[index].id };
        assert_eq!(shop.staff(&mail(0)).await.expect_err("it is here").code, Code::WrongState);
        let unknown = CreateShipmentMail { order, shipment: Uuid::nil() };
        assert_eq!(shop.staff(&unknown).await.expect_err("unknown").code, Code::ShipmentNotFound);
        assert_eq!(shop.call(&mail(1)).await.expect_err("nobody").code, Code::Unauthenticated);
        for _ in 0..2 {
            shop.call_as_staff(&mail(1), "once-more").await.expect("asked for");
        }
        let events = shop.take_outbox().await.into_iter().filter(|event| event.subject == SHIPMENT_MAIL_REQUESTED);
        assert_eq!(events.count(), 1, "a repeat asks for nothing");
    }

    #[tokio::test]
    async fn staff_have_any_mail_sent_once_more_that_was_sent() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let (order, other) = (shop.placed(&[("MUG", 1)]).await, shop.placed(&[("MUG", 1)]).await);
        let again = CreateOrderMail { order, kind: OrderMail::OrderPaid, about: order.0 };
        assert_eq!(shop.staff(&again).await.expect_err("not sent yet").code, Code::WrongState);
        // Claimed is not sent: nobody knows of the second.
        for (kind, about, sent) in
            [("order_paid", order.0, "now()"), ("order_cancelled", order.0, "null"), ("order_paid", other.0, "now()")]
        {
            let sql = format!(
                "insert into shop.sent_mails (kind, about, event_id, sent_at) values ('{kind}', '{about}', '{about}', {sent})"
            );
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&shop.stores.db).await.expect("PostgreSQL is up");
        }
        assert_eq!(shop.call(&again).await.expect_err("nobody").code, Code::Unauthenticated);
        let view = shop.call_as_staff(&again, "once-more").await.expect("asked for");
        assert_eq!(shop.call_as_staff(&again, "once-more").await.expect("repeated"), view);
        let sent: Vec<_> = view.mails.iter().map(|mail| (mail.kind, mail.about)).collect();
        assert_eq!(sent, [(OrderMail::OrderPaid, order.0)]);
        assert_eq!(view.timeline.last().map(|step| step.what.as_str()), Some("mail_requested"));
        for (kind, about) in [(OrderMail::OrderCancelled, order.0), (OrderMail::OrderPaid, other.0)] {
            let refused = shop.staff(&CreateOrderMail { order, kind, about }).await.expect_err("not sent");
            assert_eq!(refused.code, Code::WrongState, "{kind:?}");
        }
        let events = shop.take_outbox().await.into_iter().filter(|event| event.subject == ORDER_MAIL_REQUESTED);
        let asked: Vec<OrderMailRequested> =
            events.map(|event| serde_json::from_value(event.data).expect("as it was written")).collect();
        assert_eq!(asked.len(), 1, "a repeat, and what was refused, ask for nothing");
        assert_eq!((asked[0].order, asked[0].kind, asked[0].about), (order, OrderMail::OrderPaid, order.0));
        // Nine more, of whatever kind, and no eleventh.
        for turn in 1..super::MAX_AN_HOUR {
            let (paid, confirmed) = (&again, CreateConfirmation { order });
            match turn % 2 {
                0 => shop.staff(paid).await.expect("within the limit"),
                _ => shop.staff(&confirmed).await.expect("within the limit"),
            };
        }
        assert_eq!(shop.staff(&again).await.expect_err("too many").code, Code::TooManyRequests);
        let confirmed = CreateConfirmation { order };
        assert_eq!(shop.staff(&confirmed).await.expect_err("too many").code, Code::TooManyRequests);
        shop.staff(&CreateConfirmation { order: other }).await.expect("another order");
    }
}
