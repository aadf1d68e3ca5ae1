//! Who did what to an order when: one row a step, in the step's transaction; and events of it.

use api::orders::Actor;
use domain::OrderId;
use domain::orders::OrderStep;
use origin_messaging::outbox::NewEvent;
use origin_platform::Who;
use serde::Serialize;
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;

/// Who is behind a call about an order. Whoever is not staff is the order's account, or has a link
/// to it.
pub(crate) fn actor(who: &Who) -> Actor {
    match who {
        Who::Staff(staff) => Actor::Staff { name: staff.name.clone() },
        Who::Shopper(_) | Who::Nobody => Actor::Shopper,
    }
}

/// An event of the order with this number. Those outside are told the number instead of the id.
///
/// # Panics
/// If `data` is no struct.
pub(crate) fn event_of(number: Option<i64>, subject: &'static str, data: &impl Serialize) -> NewEvent {
    let mut data = serde_json::to_value(data).expect("events are plain data");
    data["number"] = number.into();
    NewEvent::new(subject, vec![], &data)
}

/// Writes down one step.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn note(
    tx: &mut PgConnection,
    order: OrderId,
    actor: &Actor,
    step: OrderStep,
    data: Value,
) -> sqlx::Result<()> {
    sqlx::query("insert into orders.order_timeline (order_id, actor, what, data) values ($1, $2, $3, $4)")
        .bind(order.0)
        .bind(Json(actor))
        .bind(step.code())
        .bind(data)
        .execute(tx)
        .await?;
    Ok(())
}
