//! Staff tell what happened to a shipment, or how it is tracked.

use api::orders::{Actor, AdminOrderView, UpdateShipment};
use api::problem::Problem;
use domain::OrderId;
use domain::orders::{OrderStep, ShipmentEvent, ShipmentState};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::change::{with_money_moved, wrong_state};
use super::shipments::{Tracking, find, note_left};
use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::read::{lock_order, read_order};
use crate::orders::timeline::{actor, note};

#[tracing::instrument(name = "orders.update_shipment", skip_all)]
pub(crate) async fn update_shipment(
    service: Service,
    call: Call<UpdateShipment>,
) -> Result<AdminOrderView, ServiceError> {
    let request = &call.endpoint;
    let (carrier, number, url) = (&request.carrier, &request.tracking_number, &request.tracking_url);
    let tracking = Tracking::parse(carrier.as_ref(), number.as_ref(), url.as_ref())?;
    if request.event.is_none() && tracking.is_empty() {
        return Err(Problem::field("event", "Say what happened to the shipment, or how it is tracked.").into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, request.order).await?;
    let state = find(&order, request.shipment)?.state;
    let actor = actor(&call.who);
    if !tracking.is_empty() {
        track(&mut tx, order.id, request.shipment, &tracking, &actor).await?;
    }
    if let Some(event) = request.event {
        let next = state.next(event).map_err(wrong_state)?;
        if next != state {
            happen(&mut tx, order.id, request.shipment, event, next, &actor).await?;
        }
    }
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

async fn track(
    tx: &mut PgConnection,
    order: OrderId,
    shipment: Uuid,
    tracking: &Tracking,
    actor: &Actor,
) -> sqlx::Result<()> {
    sqlx::query(
        "update orders.shipments
         set carrier = coalesce($2, carrier), tracking_number = coalesce($3, tracking_number),
             tracking_url = coalesce($4, tracking_url)
         where id = $1",
    )
    .bind(shipment)
    .bind(&tracking.carrier)
    .bind(&tracking.number)
    .bind(&tracking.url)
    .execute(&mut *tx)
    .await?;
    note(tx, order, actor, OrderStep::TrackingSet, json!({ "shipment": shipment })).await
}

async fn happen(
    tx: &mut PgConnection,
    order: OrderId,
    shipment: Uuid,
    event: ShipmentEvent,
    next: ShipmentState,
    actor: &Actor,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update orders.shipments
         set state = $2, shipped_at = coalesce(shipped_at, now()), delivered_at = case when $2 = $3 then now() end
         where id = $1",
    )
    .bind(shipment)
    .bind(next.code())
    .bind(ShipmentState::Delivered.code())
    .execute(&mut *tx)
    .await?;
    if event == ShipmentEvent::Ship {
        let order = read_order(tx, order).await?;
        return note_left(tx, &order, shipment, actor).await;
    }
    Ok(note(tx, order, actor, next.into(), json!({ "shipment": shipment })).await?)
}
