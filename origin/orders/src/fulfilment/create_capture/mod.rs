//! Staff take a payment that is held, before anything has left or after the provider has refused once.

use api::orders::{Actor, AdminOrderView, CreateCapture, TransferState};
use api::problem::{Code, Problem};
use domain::orders::OrderStep;
use domain::{Locale, Money};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::change::with_money_moved;
use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::capturable::capture_of;
use crate::orders::read::lock_order;
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{actor, note};

/// The provider is asked after the decision is committed, as for everything that is due. If it refuses, because what was
/// held has expired or was called off at its own desk, the reply says so: `payment.capture` is `refused`.
///
/// # Errors
/// `order_not_found`; `wrong_state` if nothing can be taken, or something else than `amount`.
#[tracing::instrument(name = "orders.create_capture", skip_all)]
pub(crate) async fn create_capture(
    service: Service,
    call: Call<CreateCapture>,
) -> Result<AdminOrderView, ServiceError> {
    let CreateCapture { order, amount } = call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, order).await?;
    let capture = capture_of(&mut tx, &order).await?;
    let capturable = order.capturable(capture)?;
    if amount != capturable {
        let now = capturable.display(Locale::default());
        let detail =
            format!("By now {now} can be taken, not what was asked for. Look at the order, and say that amount.");
        return Err(Problem::new(Code::WrongState, detail).at("amount").into());
    }
    make_capture_due(&mut tx, &order, &actor(&call.who)).await?;
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

/// Makes what is held of the locked order's payment, and was not called off, due to be taken: once. What the provider has
/// refused before is due again, under another id, for under the old one it has answered.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(super) async fn make_capture_due(tx: &mut PgConnection, order: &OrderRecord, actor: &Actor) -> sqlx::Result<()> {
    let amount: Money = order.to_capture();
    let made = sqlx::query(
        "insert into orders.captures (id, payment_id, amount_minor, state) values ($1, $2, $3, 'due')
         on conflict (payment_id) do update
         set id = excluded.id, amount_minor = excluded.amount_minor, state = 'due', rejection = null, settled_at = null
         where captures.state = 'refused'",
    )
    .bind(Uuid::now_v7())
    .bind(order.payment.id)
    .bind(amount.minor)
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 1 {
        note(tx, order.id, actor, OrderStep::CaptureDue, json!({ "amount": amount })).await?;
    }
    Ok(())
}

/// Refuses what would give back, or release, money that is being taken: nobody knows yet whether it is ours.
///
/// # Errors
/// `wrong_state` while a capture is due.
pub(super) async fn check_no_capture_is_due(tx: &mut PgConnection, order: &OrderRecord) -> Result<(), ServiceError> {
    if capture_of(tx, order).await? != Some(TransferState::Due) {
        return Ok(());
    }
    let detail = "The payment of this order is being taken, and is not ours yet. Try again in a minute.";
    Err(Problem::new(Code::WrongState, detail).into())
}

#[cfg(test)]
mod tests;
