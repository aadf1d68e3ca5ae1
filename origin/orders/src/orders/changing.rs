//! What every change of an order has in common: the lock, the view it answers with, the pieces it names.

use std::collections::HashSet;

use api::orders::{AdminOrderView, PaymentView, Pieces, TimelineEntry, TransferState};
use api::problem::{Code, Problem};
use domain::{Money, OrderId};
use origin_platform::idempotency::Key;
use origin_platform::{Database, Failure};
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::record::{OrderRecord, order_record, utc};
use crate::Service;
use crate::payments::due::settle_due_of;

/// Reads an order that nobody else changes until the transaction ends.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn lock_order(tx: &mut PgConnection, order: OrderId) -> Result<OrderRecord, Failure> {
    // A statement of its own: one that waits for the lock would still see the shipments of before.
    sqlx::query("select from orders.orders where id = $1 for update").bind(order.0).execute(&mut *tx).await?;
    read_order(tx, order).await
}

/// Reads an order.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn read_order(tx: &mut PgConnection, order: OrderId) -> Result<OrderRecord, Failure> {
    let found: Option<Json<OrderRecord>> =
        sqlx::query_scalar(order_record!("placed.id = $1")).bind(order.0).fetch_optional(tx).await?;
    let Json(record) = found.ok_or_else(order_not_found)?;
    Ok(record)
}

pub(crate) fn order_not_found() -> Problem {
    Problem::new(Code::OrderNotFound, "There is no order with this id.")
}

/// What the database says of an order for staff alone.
#[derive(Deserialize)]
struct Backstage {
    capture: Option<TransferState>,
    capture_refusal: Option<String>,
    timeline: Vec<TimelineEntry>,
}

/// The order as staff see it.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn admin_view(tx: &mut PgConnection, id: OrderId) -> Result<AdminOrderView, Failure> {
    let order = read_order(tx, id).await?;
    let Json(backstage): Json<Backstage> = sqlx::query_scalar(concat!(
        "select jsonb_build_object(
             'capture', (select state from orders.captures where payment_id = $2),
             'capture_refusal', (select refusal from orders.captures where payment_id = $2),
             'timeline', (select coalesce(jsonb_agg(jsonb_build_object('at', ",
        utc!("step.at"),
        ", 'actor', step.actor,
                                                    'what', step.what, 'data', step.data) order by step.id), '[]')
                          from orders.order_timeline as step where step.order_id = $1)
         )",
    ))
    .bind(id.0)
    .bind(order.payment.id)
    .fetch_one(tx)
    .await?;
    let money = |minor| Money::new(minor, order.currency);
    let mut view = order.view()?;
    order.show_staff(&mut view.life);
    let payment = &order.payment;
    Ok(AdminOrderView {
        order: view,
        customer: order.customer_id,
        payment: PaymentView {
            id: payment.id,
            state: payment.state,
            reference: payment.reference.clone(),
            amount: money(payment.amount_minor),
            captured: money(payment.captured_minor),
            refunded: money(payment.refunded_minor),
            void_due: payment.void_due,
            capture: backstage.capture,
            capture_refusal: backstage.capture_refusal,
        },
        refundable: order.refundable()?.left()?,
        timeline: backstage.timeline,
    })
}

/// Asks the provider for what a change has made due, now that it is committed, and returns the order as
/// it is then, which replaces the reply kept under the key. If that cannot be done now, the reply of the
/// change stands and the reconcile worker goes on.
pub(crate) async fn with_money_moved(service: &Service, key: &Key, reply: AdminOrderView) -> AdminOrderView {
    let order = reply.order.id;
    if !settle_due_of(&service.stores.db, &service.provider, order).await {
        return reply;
    }
    match renew(&service.stores.db, key, order).await {
        Ok(view) => view,
        Err(failure) => {
            let error = format!("{:#}", failure.into_cause());
            tracing::warn!(error, "the reply to a change of an order is a little old");
            reply
        }
    }
}

async fn renew(db: &Database, key: &Key, order: OrderId) -> Result<AdminOrderView, Failure> {
    let mut tx = db.begin().await?;
    let view = admin_view(&mut tx, order).await?;
    key.save(&mut tx, &view).await?;
    tx.commit().await?;
    Ok(view)
}

/// The positions and numbers of the pieces that a request names.
///
/// # Errors
/// A problem if it names none, something twice or something that was not ordered.
pub(crate) fn positions(order: &OrderRecord, pieces: &[Pieces]) -> Result<Vec<(usize, u32)>, Problem> {
    if pieces.is_empty() {
        return Err(Problem::field("lines", "Choose at least one piece."));
    }
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(pieces.len());
    for Pieces { sku, quantity } in pieces {
        let bad = |detail: String| Problem::field(format!("lines.{sku}"), detail);
        if !seen.insert(sku) {
            return Err(bad(format!("{sku} is there twice; name it once with all its pieces.")));
        }
        let position = order.lines.iter().position(|line| line.sku == *sku);
        let position = position.ok_or_else(|| bad(format!("{sku} is not part of this order; take it out.")))?;
        found.push((position, quantity.get()));
    }
    Ok(found)
}

/// A state that does not allow what is asked for, in a sentence of `domain`'s.
pub(crate) fn wrong_state(refused: impl std::fmt::Display) -> Problem {
    Problem::new(
        Code::WrongState,
        format!("Nothing was changed: {refused}. Look at the order again to see where it stands."),
    )
}

/// Free text of at most `most` characters, without blanks around it.
///
/// # Errors
/// A problem if it is longer.
pub(crate) fn text(field: &'static str, value: &str, most: usize) -> Result<String, Problem> {
    let value = value.trim();
    let fits = value.chars().count() <= most && !value.contains('\0');
    fits.then(|| value.to_owned()).ok_or_else(|| Problem::field(field, format!("Write at most {most} characters.")))
}

/// The place after `last`, as the database has it.
pub(crate) fn next_position(last: u32) -> i64 {
    i64::from(last) + 1
}
