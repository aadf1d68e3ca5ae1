//! Staff pack a shipment.

use api::orders::{AdminOrderView, CreateShipment};
use api::problem::Problem;
use domain::orders::{OrderEvent, OrderStep, ShipmentState};
use origin_platform::{Call, ServiceError};
use serde_json::{Value, json};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::change::{next_position, positions, with_money_moved, wrong_state};
use super::shipments::{Tracking, check_units, note_left};
use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::read::{lock_order, read_order};
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{actor, note};

#[tracing::instrument(name = "orders.create_shipment", skip_all)]
pub(crate) async fn create_shipment(
    service: Service,
    call: Call<CreateShipment>,
) -> Result<AdminOrderView, ServiceError> {
    let request = &call.endpoint;
    let left = match request.state {
        ShipmentState::Packed => false,
        ShipmentState::Shipped => true,
        ShipmentState::Delivered | ShipmentState::Lost => {
            return Err(
                Problem::field("state", "A new shipment is packed or shipped; tell what came of it later.").into()
            );
        }
    };
    let (carrier, number, url) = (&request.carrier, &request.tracking_number, &request.tracking_url);
    let tracking = Tracking::parse(carrier.as_ref(), number.as_ref(), url.as_ref())?;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, request.order).await?;
    let units = positions(&order, &request.lines)?;
    // An order that may be fulfilled in part may be packed.
    order.state.next(OrderEvent::FulfilPart).map_err(wrong_state)?;
    check_units(&order, &units)?;
    let (id, actor) = (Uuid::now_v7(), actor(&call.who));
    insert(&mut tx, &order, id, left, &tracking, &units).await?;
    note(&mut tx, order.id, &actor, OrderStep::Packed, json!({ "shipment": id, "lines": request.lines })).await?;
    if left {
        let order = read_order(&mut tx, order.id).await?;
        note_left(&mut tx, &order, id, &actor).await?;
    }
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

async fn insert(
    tx: &mut PgConnection,
    order: &OrderRecord,
    id: Uuid,
    left: bool,
    tracking: &Tracking,
    units: &[(usize, u32)],
) -> Result<(), ServiceError> {
    let state = if left { ShipmentState::Shipped } else { ShipmentState::Packed };
    let lines: Vec<Value> =
        units.iter().map(|(position, quantity)| json!({ "position": position, "quantity": quantity })).collect();
    sqlx::query(
        "with shipment as (
             insert into orders.shipments (id, order_id, position, state, carrier, tracking_number, tracking_url,
                                           shipped_at)
             values ($1, $2, $3, $4, $5, $6, $7, case when $8 then now() end)
         )
         insert into orders.shipment_lines (shipment_id, order_id, position, quantity)
         select $1, $2, position, quantity
         from jsonb_to_recordset($9) as line (position integer, quantity integer)",
    )
    .bind(id)
    .bind(order.id.0)
    .bind(next_position(order.shipments.last().map_or(0, |last| last.position)))
    .bind(state.code())
    .bind(&tracking.carrier)
    .bind(&tracking.number)
    .bind(&tracking.url)
    .bind(left)
    .bind(Json(lines))
    .execute(tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
