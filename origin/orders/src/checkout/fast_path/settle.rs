//! Placing an order that this request has just opened, by one statement.

use anyhow::Context as _;
use api::event::{ORDER_PLACED, OrderPlaced};
use api::orders::Actor;
use domain::orders::OrderEvent;
use domain::payments::PaymentEvent;
use origin_messaging::Cause;
use origin_platform::idempotency::Key;
use origin_platform::{Database, ServiceError, power_cut, secret};
use sqlx::types::Json;
use uuid::Uuid;

use crate::metrics;
use crate::orders::record::{OrderRecord, Reply};

/// Places an order that this request has just opened, if nobody has settled it meanwhile: then none is
/// returned, and nothing changed. The order then opens by `token`.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn place(
    db: &Database,
    mut order: OrderRecord,
    reference: &str,
    key: &Key,
    token: Option<&str>,
) -> Result<Option<Reply>, ServiceError> {
    let (awaiting, pending) = (order.state, order.payment.state);
    order.payment.state = pending.next(PaymentEvent::Authorise).context("a new payment")?;
    order.state = awaiting.next(OrderEvent::Pay).context("a new order")?;
    let mut reply = order.reply()?;
    power_cut("order settling");
    let cause = Cause::current();
    let number: Option<i64> = sqlx::query_scalar(include_str!("place_order.sql"))
        .bind(order.id.0)
        .bind(awaiting.code())
        .bind(pending.code())
        .bind(order.state.code())
        .bind(order.payment.state.code())
        .bind(reference)
        .bind(Json(Actor::Shopper))
        .bind(Uuid::now_v7())
        .bind(ORDER_PLACED)
        .bind(Json(OrderPlaced { order: order.id }))
        .bind(Json(&reply))
        .bind(key.scope)
        .bind(&key.key)
        .bind(token.map(|token| secret::sha256(token).to_vec()))
        .bind(cause.trace_parent)
        .bind(cause.request_id)
        .fetch_optional(db)
        .await?;
    if let Ok(view) = &mut reply {
        view.number = number;
        if number.is_some() {
            metrics::placed(view.total);
            tracing::info!(order = %order.id, "an order was placed");
        }
    }
    Ok(number.map(|_| reply))
}
