//! Reading orders whole.

use std::collections::BTreeMap;

use api::orders::OrderView;
use api::problem::{Code, Problem};
use domain::OrderId;
use origin_platform::{Database, ServiceError};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::record::OrderRecord;

/// Reads an order that nobody else changes until the transaction ends.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn lock_order(tx: &mut PgConnection, order: OrderId) -> Result<OrderRecord, ServiceError> {
    // A statement of its own: one that waits for the lock would still see the shipments of before.
    sqlx::query("select from orders.orders where id = $1 for update").bind(order.0).execute(&mut *tx).await?;
    read_order(tx, order).await
}

/// Reads an order.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn read_order(tx: &mut PgConnection, order: OrderId) -> Result<OrderRecord, ServiceError> {
    let found: Option<Json<OrderRecord>> = sqlx::query_scalar("select record from orders.order_records where id = $1")
        .bind(order.0)
        .fetch_optional(tx)
        .await?;
    let Json(record) = found.ok_or_else(order_not_found)?;
    Ok(record)
}

/// Says that there is no such order, or none for this caller.
pub(crate) fn order_not_found() -> Problem {
    let detail = "There is no order with this id that opens to you. A guest's order opens by the link in its mails; \
                  POST /v1/orders/find has a new one sent.";
    Problem::new(Code::OrderNotFound, detail)
}

/// Orders whatever became of them, by their ids; those that do not exist are missing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn views(db: &Database, orders: &[OrderId]) -> anyhow::Result<BTreeMap<OrderId, OrderView>> {
    let ids: Vec<Uuid> = orders.iter().map(|order| order.0).collect();
    let found: Vec<Json<OrderRecord>> =
        sqlx::query_scalar("select record from orders.order_records where id = any($1)")
            .bind(ids)
            .fetch_all(db)
            .await?;
    found.iter().map(|Json(order)| Ok((order.id, order.view()?))).collect()
}

/// Reads an order that may not exist.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn order_by_id(db: &Database, order: OrderId) -> sqlx::Result<Option<OrderRecord>> {
    let found: Option<Json<OrderRecord>> = sqlx::query_scalar("select record from orders.order_records where id = $1")
        .bind(order.0)
        .fetch_optional(db)
        .await?;
    Ok(found.map(|Json(order)| order))
}
