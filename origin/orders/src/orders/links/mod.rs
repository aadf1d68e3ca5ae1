//! Links to orders: a token opens one order to whoever was written to, and ends (ADR 38).
//!
//! Of a token its hash alone is kept, with the generation of links it belongs to. Every mail has a token of its own, so
//! that none has to be kept to be sent again.

use domain::OrderId;
use origin_platform::{Database, secret};
use sqlx::PgConnection;

/// A link opens its order until so many days after the last thing that happened with it: as a rule its delivery.
const DAYS: i32 = 90;
/// However much happens, no token is good for longer than this.
pub(crate) const MAX_LINK_DAYS: i32 = 365;

/// A new token that opens the order. Of an order that does not exist it opens nothing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn issue(db: &Database, order: OrderId) -> sqlx::Result<String> {
    let token = secret::token();
    keep(db, order, &token).await?;
    Ok(token)
}

/// Has a token open the order from now on.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn keep(db: &Database, order: OrderId, token: &str) -> sqlx::Result<()> {
    sqlx::query(
        "insert into orders.order_links (token_hash, order_id, generation)
         select $1, id, link_generation from orders.orders where id = $2",
    )
    .bind(secret::sha256(token).as_slice())
    .bind(order.0)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether the token opens the order now.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn opens(db: &Database, order: OrderId, token: &str) -> sqlx::Result<bool> {
    is_open(db, order, &secret::sha256(token)).await
}

/// Whether the token with this SHA-256 opens the order now.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn is_open(db: &Database, order: OrderId, token_hash: &[u8]) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (
             select from orders.order_links as link join orders.orders as placed on placed.id = link.order_id
             where link.token_hash = $1 and placed.id = $2 and link.generation = placed.link_generation
                   and link.created_at > now() - make_interval(days => $4)
                   and greatest(placed.created_at,
                                (select max(at) from orders.order_timeline as step where step.order_id = placed.id))
                       > now() - make_interval(days => $3))",
    )
    .bind(token_hash)
    .bind(order.0)
    .bind(DAYS)
    .bind(MAX_LINK_DAYS)
    .fetch_one(db)
    .await
}

/// Ends every link there is to the order.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn end_all(tx: &mut PgConnection, order: OrderId) -> sqlx::Result<()> {
    sqlx::query("update orders.orders set link_generation = link_generation + 1 where id = $1")
        .bind(order.0)
        .execute(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
