//! What shoppers are told of an order's life by mail.

use anyhow::Context as _;
use api::catalog::Text;
use domain::{Currency, Money, OrderId};
use origin_platform::Database;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

/// Units of one line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NamedUnits {
    /// The product's name.
    pub title: Text,
    /// Its choices; may be empty.
    pub choice: Text,
    /// How many.
    pub quantity: u32,
}

/// A shipment that left the house.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ShipmentNotification {
    /// Who carries it.
    pub carrier: Option<String>,
    /// The carrier's number for it.
    pub tracking_number: Option<String>,
    /// Where it can be followed.
    pub tracking_url: Option<String>,
    /// What is in it.
    pub units: Vec<NamedUnits>,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundNotification {
    /// All of it.
    pub amount: Money,
    /// Of delivery.
    pub delivery: Money,
    /// For no unit in particular.
    pub goodwill: Money,
    /// Why, in the merchant's words.
    pub reason: String,
    /// Which units.
    pub units: Vec<NamedUnits>,
}

/// A part of an order that was called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancellationNotification {
    /// What is not charged for it; nothing if it was taken before.
    pub released: Money,
    /// Whether money that was taken goes back.
    pub refunded: bool,
    /// Why, in the merchant's words.
    pub reason: String,
    /// Which units.
    pub units: Vec<NamedUnits>,
}

/// A return.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReturnNotification {
    /// `withdrawal`, `return` or `exchange`.
    pub kind: String,
    /// What the merchant answered.
    pub answer: String,
    /// When it was asked for, in UTC: `2026-11-23 14:05`.
    pub requested_at: String,
    /// Which units.
    pub units: Vec<NamedUnits>,
}

/// A shipment of an order that left the house; none if there is no such shipment or it is still here.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn shipment_notification(
    db: &Database,
    order: OrderId,
    shipment: Uuid,
) -> anyhow::Result<Option<ShipmentNotification>> {
    let found: Option<Json<ShipmentNotification>> = sqlx::query_scalar(
        "select to_jsonb(shipment) || jsonb_build_object('units', (select coalesce(jsonb_agg(jsonb_build_object(
                 'title', jsonb_build_object('value', sold.title, 'lang', sold.title_lang),
                 'choice', jsonb_build_object('value', sold.choice, 'lang', sold.choice_lang),
                 'quantity', line.quantity) order by line.position), '[]')
              from orders.order_lines as sold
              join orders.shipment_lines as line on line.shipment_id = shipment.id
                   and line.order_id = sold.order_id and line.position = sold.position))
         from orders.shipments as shipment
         where shipment.order_id = $1 and shipment.id = $2 and shipment.state <> 'packed'",
    )
    .bind(order.0)
    .bind(shipment)
    .fetch_optional(db)
    .await
    .context("reading a shipment")?;
    Ok(found.map(|Json(notification)| notification))
}

/// A refund of an order whose money went back; none if there is no such refund or it did not.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn refund_notification(
    db: &Database,
    order: OrderId,
    refund: Uuid,
) -> anyhow::Result<Option<RefundNotification>> {
    #[derive(Deserialize)]
    struct Record {
        currency: Currency,
        amount_minor: i64,
        delivery_minor: i64,
        goodwill_minor: i64,
        reason: String,
        units: Vec<NamedUnits>,
    }
    let found: Option<Json<Record>> = sqlx::query_scalar(
        "select to_jsonb(refund) || jsonb_build_object('currency', placed.currency, 'units', (select coalesce(jsonb_agg(jsonb_build_object(
                 'title', jsonb_build_object('value', sold.title, 'lang', sold.title_lang),
                 'choice', jsonb_build_object('value', sold.choice, 'lang', sold.choice_lang),
                 'quantity', line.quantity) order by line.position), '[]')
              from orders.order_lines as sold
              join orders.refund_lines as line on line.refund_id = refund.id
                   and line.order_id = sold.order_id and line.position = sold.position))
         from orders.refunds as refund join orders.orders as placed on placed.id = refund.order_id
         where refund.order_id = $1 and refund.id = $2 and refund.state = 'done'",
    )
    .bind(order.0)
    .bind(refund)
    .fetch_optional(db)
    .await
    .context("reading a refund")?;
    Ok(found.map(|Json(record)| {
        let money = |minor| Money::new(minor, record.currency);
        RefundNotification {
            amount: money(record.amount_minor),
            delivery: money(record.delivery_minor),
            goodwill: money(record.goodwill_minor),
            reason: record.reason,
            units: record.units,
        }
    }))
}

/// A part of an order that was called off; none if there is no such part.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn cancellation_notification(
    db: &Database,
    order: OrderId,
    cancellation: Uuid,
) -> anyhow::Result<Option<CancellationNotification>> {
    #[derive(Deserialize)]
    struct Record {
        currency: Currency,
        released_minor: i64,
        refunded: bool,
        reason: String,
        units: Vec<NamedUnits>,
    }
    let found: Option<Json<Record>> = sqlx::query_scalar(
        "select jsonb_build_object('currency', placed.currency, 'reason', off.reason,
             'released_minor', coalesce(refund.amount_minor, 0) * coalesce(refund.released, false)::int,
             'refunded', refund.id is not null and not refund.released,
             'units', (select coalesce(jsonb_agg(jsonb_build_object(
                 'title', jsonb_build_object('value', sold.title, 'lang', sold.title_lang),
                 'choice', jsonb_build_object('value', sold.choice, 'lang', sold.choice_lang),
                 'quantity', line.quantity) order by line.position), '[]')
              from orders.order_lines as sold
              join orders.cancellation_lines as line on line.cancellation_id = off.id
                   and line.order_id = sold.order_id and line.position = sold.position))
         from orders.cancellations as off join orders.orders as placed on placed.id = off.order_id
         left join orders.refunds as refund on refund.id = off.refund_id
         where off.order_id = $1 and off.id = $2",
    )
    .bind(order.0)
    .bind(cancellation)
    .fetch_optional(db)
    .await
    .context("reading a cancellation")?;
    Ok(found.map(|Json(record)| CancellationNotification {
        released: Money::new(record.released_minor, record.currency),
        refunded: record.refunded,
        reason: record.reason,
        units: record.units,
    }))
}

/// A return of an order.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn return_notification(
    db: &Database,
    order: OrderId,
    id: Uuid,
) -> anyhow::Result<Option<ReturnNotification>> {
    let found: Option<Json<ReturnNotification>> = sqlx::query_scalar(
        "select to_jsonb(wanted) || jsonb_build_object(
             'requested_at', to_char(wanted.created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI'), 'units', (select coalesce(jsonb_agg(jsonb_build_object(
                 'title', jsonb_build_object('value', sold.title, 'lang', sold.title_lang),
                 'choice', jsonb_build_object('value', sold.choice, 'lang', sold.choice_lang),
                 'quantity', line.quantity) order by line.position), '[]')
              from orders.order_lines as sold
              join orders.return_lines as line on line.return_id = wanted.id
                   and line.order_id = sold.order_id and line.position = sold.position))
         from orders.returns as wanted where wanted.order_id = $1 and wanted.id = $2",
    )
    .bind(order.0)
    .bind(id)
    .fetch_optional(db)
    .await
    .context("reading a return")?;
    Ok(found.map(|Json(notification)| notification))
}
