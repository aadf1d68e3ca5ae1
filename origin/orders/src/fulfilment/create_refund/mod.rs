//! Staff give money back.

use api::orders::{AdminOrderView, CreateRefund};
use api::problem::{Code, Problem};
use domain::Locale;
use domain::orders::RefundRequest;
use origin_platform::{Call, ServiceError};

use super::change::{positions, text, with_money_moved};
use super::refund::make_refund_due;
use crate::checkout::Service;
use crate::orders::admin::view::admin_view;
use crate::orders::read::lock_order;
use crate::orders::timeline::actor;

#[tracing::instrument(name = "orders.create_refund", skip_all)]
pub(crate) async fn create_refund(service: Service, call: Call<CreateRefund>) -> Result<AdminOrderView, ServiceError> {
    let request = &call.endpoint;
    let reason = text("reason", &request.reason, 500)?;
    if reason.is_empty() {
        return Err(
            Problem::field("reason", "Say in a few words why money goes back; your colleagues will ask.").into()
        );
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, request.order).await?;
    let left = order.refundable()?.left()?;
    if request.refundable.is_some_and(|seen| seen != left) {
        let detail = format!(
            "Money of this order has gone back meanwhile, or is to: {} are left. Look at its refunds, and decide again.",
            left.display(Locale::default())
        );
        return Err(Problem::new(Code::WrongState, detail).at("refundable").into());
    }
    let units = if request.lines.is_empty() { Vec::new() } else { positions(&order, &request.lines)? };
    let wanted = RefundRequest { units, delivery: request.delivery, goodwill: request.goodwill };
    let made = make_refund_due(&mut tx, &order, &wanted, &reason, None, &actor(&call.who)).await?;
    if made.is_none() {
        return Err(Problem::field(
            "lines",
            "This cost nothing, so there is nothing to give back; choose something else.",
        )
        .into());
    }
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

#[cfg(test)]
mod tests;
