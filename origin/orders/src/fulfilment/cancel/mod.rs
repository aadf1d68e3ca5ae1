//! Calling an order off before anything of it has left the house.

pub(super) mod part;

use api::event::{ORDER_CANCELLED, OrderCancelled};
use api::orders::{Actor, AdminOrderView, CreateAdminCancellation, CreateCancellation, OrderView};
use api::problem::{Code, Problem};
use domain::orders::{OrderEvent, OrderStep, RefundRequest};
use domain::payments::{PaymentEvent, PaymentState};
use domain::staff::Permission;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;

use super::change::{text, with_money_moved, wrong_state};
use super::create_capture::check_no_capture_is_due;
use super::refund::make_refund_due;
use super::transfers::settle_due_of;
use crate::checkout::Service;
use crate::inventory::level::Reason;
use crate::inventory::restock;
use crate::orders::access::check_may_change;
use crate::orders::admin::view::admin_view;
use crate::orders::read::{lock_order, read_order};
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{actor, event_of, note};
use crate::pricing::release::{release_balances, release_uses};

/// The shopper's own.
#[tracing::instrument(name = "orders.create_cancellation", skip_all)]
pub(crate) async fn create_cancellation(
    service: Service,
    call: Call<CreateCancellation>,
) -> Result<OrderView, ServiceError> {
    let CreateCancellation { order, email } = &call.endpoint;
    check_may_change(&service.stores, &call, *order, email.as_ref(), Permission::OrdersRefund).await?;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    if order.shipments.iter().any(|shipment| shipment.state.has_left()) {
        let detail =
            "The order is on its way and cannot be cancelled any more. You can withdraw from it, and send it back.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    cancel(&mut tx, &order, "", &actor(&call.who)).await?;
    let reply = read_order(&mut tx, order.id).await?.view()?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    settle_due_of(&service.stores.db, &service.provider, order.id).await;
    Ok(reply)
}

#[tracing::instrument(name = "orders.create_admin_cancellation", skip_all)]
pub(crate) async fn create_admin_cancellation(
    service: Service,
    call: Call<CreateAdminCancellation>,
) -> Result<AdminOrderView, ServiceError> {
    let reason = text("reason", &call.endpoint.reason, 500)?;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, call.endpoint.order).await?;
    cancel(&mut tx, &order, &reason, &actor(&call.who)).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

/// Cancels the locked order: its stock goes back, and so does its money. Cancelling again changes nothing.
async fn cancel(tx: &mut PgConnection, order: &OrderRecord, reason: &str, actor: &Actor) -> Result<(), ServiceError> {
    let state = order.state.next(OrderEvent::Cancel).map_err(wrong_state)?;
    if state == order.state {
        return Ok(());
    }
    check_no_capture_is_due(tx, order).await?;
    // What was packed is unpacked: only boxes that are still here can be in the way of this.
    sqlx::query(
        "with unpacked as (delete from orders.shipment_lines where order_id = $1)
         delete from orders.shipments where order_id = $1",
    )
    .bind(order.id.0)
    .execute(&mut *tx)
    .await?;
    sqlx::query("update orders.orders set state = $2 where id = $1")
        .bind(order.id.0)
        .bind(state.code())
        .execute(&mut *tx)
        .await?;
    note(tx, order.id, actor, OrderStep::Cancelled, json!({ "reason": reason })).await?;
    give_money_back(tx, order).await?;
    restock(tx, &order.units(), Reason::OrderCancelled, order.id).await?;
    release_uses(tx, order.id).await?;
    if order.payment.captured_minor == 0 {
        // Otherwise the refund gives the cards back what is theirs.
        release_balances(tx, order.id).await?;
    }
    outbox::record(tx, &[event_of(order.number, ORDER_CANCELLED, &OrderCancelled { order: order.id })]).await?;
    Ok(())
}

/// What is held is released, what was taken goes back. A payment that is not settled yet is settled as
/// one that came too late.
async fn give_money_back(tx: &mut PgConnection, order: &OrderRecord) -> Result<(), ServiceError> {
    if order.payment.captured_minor > 0 {
        let left = order.lines.iter().enumerate();
        let left = left.map(|(position, line)| (position, line.quantity.get() - order.units_refunded(position)));
        let refundable = order.refundable()?;
        let request = RefundRequest {
            units: left.collect(),
            delivery: !refundable.delivery_refunded && refundable.delivery.minor > 0,
            goodwill: None,
        };
        if refundable.left()?.minor > 0 {
            make_refund_due(tx, order, &request, "The order was cancelled.", None, &Actor::System).await?;
        }
        return Ok(());
    }
    if order.payment.state != PaymentState::Authorised {
        return Ok(());
    }
    if order.payment.amount_minor == 0 {
        // The provider holds nothing that it could release.
        let voided = order.payment.state.next(PaymentEvent::Void).map_err(anyhow::Error::new)?;
        sqlx::query("update orders.payments set state = $2 where id = $1")
            .bind(order.payment.id)
            .bind(voided.code())
            .execute(tx)
            .await?;
        return Ok(());
    }
    sqlx::query("update orders.payments set void_due = true where id = $1 and state = 'authorised'")
        .bind(order.payment.id)
        .execute(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
