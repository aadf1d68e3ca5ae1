//! Calling off a part of an order: units that are in no shipment. What became of the rest goes on as before.

use std::collections::HashMap;

use api::event::{ORDER_PART_CANCELLED, OrderPartCancelled};
use api::orders::{Actor, AdminOrderView, CreatePartCancellation};
use api::problem::{Code, Problem};
use domain::orders::{CancellationRejection, OrderEvent, OrderStep, RefundRequest, cancel_units};
use domain::payments::PaymentState;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::checkout::Service;
use crate::fulfilment::change::{next_position, positions, text, with_money_moved, wrong_state};
use crate::fulfilment::create_capture::check_no_capture_is_due;
use crate::fulfilment::refund::{make_refund_due, release};
use crate::fulfilment::shipments::note_progress;
use crate::inventory::level::Reason;
use crate::inventory::restock;
use crate::orders::admin::view::admin_view;
use crate::orders::read::{lock_order, read_order};
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{actor, event_of, note};

/// Stock goes back, and so does the money: what is held is not taken, what was taken is refunded. All of it is decided in
/// one transaction; what the provider has to do afterwards is a refund that is due.
///
/// # Errors
/// `order_not_found`; a problem with the field `reason` or a line; `wrong_state` if the order or its payment is not as far,
/// or nothing would be left.
#[tracing::instrument(name = "orders.create_part_cancellation", skip_all)]
pub(crate) async fn create_part_cancellation(
    service: Service,
    call: Call<CreatePartCancellation>,
) -> Result<AdminOrderView, ServiceError> {
    let request = &call.endpoint;
    let reason = text("reason", &request.reason, 500)?;
    if reason.is_empty() {
        return Err(Problem::field("reason", "Say in a few words why; the shopper reads it.").into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, request.order).await?;
    // Only what is paid for and not all sent can be cancelled in part: what may be packed.
    order.state.next(OrderEvent::FulfilPart).map_err(wrong_state)?;
    let units = positions(&order, &request.lines)?;
    let owed = cancel_units(&order.line_uses(), &units).map_err(|refused| rejected(&order, refused))?;
    let who = actor(&call.who);
    let lines: HashMap<&str, i64> =
        units.iter().map(|(line, units)| (order.lines[*line].sku.as_str(), i64::from(*units))).collect();
    restock(&mut tx, &lines, Reason::OrderCancelled, order.id).await?;
    let refund = RefundRequest { units: owed, delivery: request.delivery, goodwill: None };
    let refund = give_money_back(&mut tx, &order, &refund, &reason, &who).await?;
    let id = insert(&mut tx, &order, refund, &reason, &units).await?;
    let data = json!({ "cancellation": id, "lines": request.lines, "reason": reason });
    note(&mut tx, order.id, &who, OrderStep::PartCancelled, data).await?;
    let event = OrderPartCancelled { order: order.id, cancellation: id };
    outbox::record(&mut tx, &[event_of(order.number, ORDER_PART_CANCELLED, &event)]).await?;
    // What has left may be all there is now.
    let after = read_order(&mut tx, order.id).await?;
    note_progress(&mut tx, &after).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

/// Has what was taken refunded, and what is held not taken. Returns how it is written down; none if nothing is owed.
async fn give_money_back(
    tx: &mut PgConnection,
    order: &OrderRecord,
    request: &RefundRequest,
    reason: &str,
    who: &Actor,
) -> Result<Option<Uuid>, ServiceError> {
    if request.units.is_empty() && !request.delivery {
        return Ok(None);
    }
    let has_left = order.shipments.iter().any(|shipment| shipment.state.has_left());
    if order.payment.captured_minor > 0 || has_left && order.to_capture().minor == 0 {
        return make_refund_due(tx, order, request, reason, None, who).await;
    }
    if has_left || !matches!(order.payment.state, PaymentState::Authorised | PaymentState::Voided) {
        let detail = "The payment of this order is being taken, and is not ours yet. Try again in a minute; if the provider \
                      refused it, see to that first.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    check_no_capture_is_due(tx, order).await?;
    release(tx, order, request, reason).await
}

fn rejected(order: &OrderRecord, refused: CancellationRejection) -> Problem {
    match refused {
        CancellationRejection::Nothing => Problem::field("lines", "Choose at least one piece."),
        CancellationRejection::NothingLeft => wrong_state(refused),
        CancellationRejection::UnknownLine(line) | CancellationRejection::TooManyUnits { line, left: 0 } => {
            let detail = "There are no pieces left to cancel; choose others. What is packed is unpacked first.";
            order.too_many(line, detail.to_owned())
        }
        CancellationRejection::TooManyUnits { line, left } => {
            let detail = format!("Only {left} pieces are in no shipment; cancel fewer, or unpack some first.");
            order.too_many(line, detail)
        }
    }
}

async fn insert(
    tx: &mut PgConnection,
    order: &OrderRecord,
    refund: Option<Uuid>,
    reason: &str,
    units: &[(usize, u32)],
) -> sqlx::Result<Uuid> {
    let id = Uuid::now_v7();
    let lines: Vec<Value> =
        units.iter().map(|(position, quantity)| json!({ "position": position, "quantity": quantity })).collect();
    sqlx::query(
        "with off as (
             insert into orders.cancellations (id, order_id, position, refund_id, reason) values ($1, $2, $3, $4, $5)
         )
         insert into orders.cancellation_lines (cancellation_id, order_id, position, quantity)
         select $1, $2, position, quantity
         from jsonb_to_recordset($6) as line (position integer, quantity integer)",
    )
    .bind(id)
    .bind(order.id.0)
    .bind(next_position(order.cancellations.last().map_or(0, |last| last.position)))
    .bind(refund)
    .bind(reason)
    .bind(Json(lines))
    .execute(tx)
    .await?;
    Ok(id)
}

#[cfg(test)]
mod tests;
