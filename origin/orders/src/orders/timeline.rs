//! Who did what to an order when: one row a step, in the step's transaction.

use api::orders::Actor;
use domain::OrderId;
use origin_platform::mount::Who;
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;

/// Who is behind a call about an order. Whoever is not staff holds the order's id, which is all that
/// is asked of a shopper.
pub(crate) fn actor(who: &Who) -> Actor {
    match who {
        Who::Staff(name) => Actor::Staff { name: name.clone() },
        Who::Shopper(_) | Who::Nobody => Actor::Shopper,
    }
}

/// Writes down one step.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn note(
    tx: &mut PgConnection,
    order: OrderId,
    actor: &Actor,
    what: &str,
    data: Value,
) -> sqlx::Result<()> {
    sqlx::query("insert into orders.order_timeline (order_id, actor, what, data) values ($1, $2, $3, $4)")
        .bind(order.0)
        .bind(Json(actor))
        .bind(what)
        .bind(data)
        .execute(tx)
        .await?;
    Ok(())
}
