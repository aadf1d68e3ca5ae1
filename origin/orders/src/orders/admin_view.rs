//! An order as staff see it.

use api::orders::{AdminOrderView, PaymentView, TimelineEntry, TransferState};
use domain::{Money, OrderId};
use origin_platform::ServiceError;
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::read::read_order;

/// What the database says of an order for staff alone.
#[derive(Deserialize)]
struct Backstage {
    capture: Option<TransferState>,
    capture_rejection: Option<String>,
    timeline: Vec<TimelineEntry>,
}

/// The order as staff see it.
///
/// # Errors
/// A problem if there is no such order.
pub(crate) async fn admin_view(tx: &mut PgConnection, id: OrderId) -> Result<AdminOrderView, ServiceError> {
    let order = read_order(tx, id).await?;
    let Json(backstage): Json<Backstage> = sqlx::query_scalar(
        "select jsonb_build_object(
             'capture', (select state from orders.captures where payment_id = $2),
             'capture_rejection', (select refusal from orders.captures where payment_id = $2),
             'timeline', (select coalesce(jsonb_agg(jsonb_build_object(
                              'at', orders.utc(step.at), 'actor', step.actor, 'what', step.what, 'data', step.data)
                              order by step.id), '[]')
                          from orders.order_timeline as step where step.order_id = $1)
         )",
    )
    .bind(id.0)
    .bind(order.payment.id)
    .fetch_one(tx)
    .await?;
    let money = |minor| Money::new(minor, order.currency);
    let mut view = order.view()?;
    order.show_staff(&mut view.lifecycle);
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
            capture_rejection: backstage.capture_rejection,
        },
        refundable: order.refundable()?.left()?,
        timeline: backstage.timeline,
    })
}
