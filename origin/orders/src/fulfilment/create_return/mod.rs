//! Shoppers withdraw from the contract, or ask to send something back.

use api::event::{RETURN_CHANGED, ReturnChanged};
use api::orders::{CreateReturn, OrderView};
use api::problem::{Code, Problem};
use domain::orders::{OrderStep, ReturnKind, ReturnState};
use domain::staff::Permission;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError, clock};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::change::{next_position, positions, text};
use crate::checkout::Service;
use crate::orders::access::check_may_change;
use crate::orders::read::{lock_order, read_order};
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{actor, event_of, note};

/// The shopper's own.
#[tracing::instrument(name = "orders.create_return", skip_all)]
pub(crate) async fn create_return(service: Service, call: Call<CreateReturn>) -> Result<OrderView, ServiceError> {
    let request = &call.endpoint;
    let reason = text("reason", &request.reason, 1000)?;
    if request.kind == ReturnKind::Exchange && reason.is_empty() {
        return Err(Problem::field("reason", "Say what you would like instead.").into());
    }
    check_may_change(&service.stores, &call, request.order, request.email.as_ref(), Permission::OrdersFulfil).await?;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, request.order).await?;
    let units = positions(&order, &request.lines)?;
    check(&order, request.kind, &units, clock::database_seconds(&mut *tx).await?)?;
    let id = Uuid::now_v7();
    insert(&mut tx, &order, id, request.kind, &reason, &units).await?;
    let data = json!({ "return": id, "kind": request.kind, "lines": request.lines });
    note(&mut tx, order.id, &actor(&call.who), OrderStep::ReturnRequested, data).await?;
    let event = ReturnChanged { order: order.id, return_id: id, state: ReturnState::Requested };
    outbox::record(&mut tx, &[event_of(order.number, RETURN_CHANGED, &event)]).await?;
    let reply = read_order(&mut tx, order.id).await?.view()?;
    call.commit(tx, reply).await
}

/// `now` is in seconds since 1970.
fn check(order: &OrderRecord, kind: ReturnKind, units: &[(usize, u32)], now: i64) -> Result<(), Problem> {
    if !order.shipments.iter().any(|shipment| shipment.state.has_left()) {
        let detail = "Nothing of this order was sent yet, so there is nothing to send back. Cancel the order instead.";
        return Err(Problem::new(Code::WrongState, detail));
    }
    for &(line, wanted) in units {
        match order.returnable(line) {
            left if wanted <= left => {}
            0 => return Err(order.too_many(line, "There are no pieces left to send back; choose others.".to_owned())),
            left => {
                return Err(order.too_many(line, format!("Only {left} pieces are left to send back; choose fewer.")));
            }
        }
    }
    if kind == ReturnKind::Withdrawal && !order.withdrawal(now).open {
        let detail = "The fourteen days to withdraw from the contract are over. You can still ask for a return.";
        return Err(Problem::new(Code::WithdrawalOver, detail).at("kind"));
    }
    Ok(())
}

async fn insert(
    tx: &mut PgConnection,
    order: &OrderRecord,
    id: Uuid,
    kind: ReturnKind,
    reason: &str,
    units: &[(usize, u32)],
) -> Result<(), ServiceError> {
    let lines: Vec<Value> =
        units.iter().map(|(position, quantity)| json!({ "position": position, "quantity": quantity })).collect();
    sqlx::query(
        "with asked as (
             insert into orders.returns (id, order_id, position, kind, state, reason) values ($1, $2, $3, $4, $5, $6)
         )
         insert into orders.return_lines (return_id, order_id, position, quantity)
         select $1, $2, position, quantity
         from jsonb_to_recordset($7) as line (position integer, quantity integer)",
    )
    .bind(id)
    .bind(order.id.0)
    .bind(next_position(order.returns.last().map_or(0, |last| last.position)))
    .bind(kind.code())
    .bind(ReturnState::Requested.code())
    .bind(reason)
    .bind(Json(lines))
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
