//! Staff move a return on: approve, receive, restock, refund, reject.

use std::collections::HashMap;

use api::event::{RETURN_CHANGED, ReturnChanged};
use api::orders::{Actor, AdminOrderView, UpdateReturn};
use api::problem::{Code, Problem};
use domain::OrderId;
use domain::orders::{OrderStep, RefundRequest, ReturnEvent, ReturnKind, ReturnState};
use domain::staff::Permission;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;

use super::change::{text, with_money_moved, wrong_state};
use super::refund::make_refund_due;
use crate::checkout::Service;
use crate::inventory::level::Reason;
use crate::inventory::restock;
use crate::orders::admin::view::admin_view;
use crate::orders::lifecycle::ReturnRecord;
use crate::orders::read::lock_order;
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{actor, event_of, note};

#[tracing::instrument(name = "orders.update_return", skip_all, fields(return_id = %call.endpoint.return_id))]
pub(crate) async fn update_return(service: Service, call: Call<UpdateReturn>) -> Result<AdminOrderView, ServiceError> {
    let request = &call.endpoint;
    let answer = text("answer", request.answer.as_deref().unwrap_or_default(), 1000)?;
    if request.event.is_none() && request.exchange_order.is_none() {
        return Err(Problem::field("event", "Say what happens to the return, or which order is its exchange.").into());
    }
    if request.event == Some(ReturnEvent::Reject) && answer.is_empty() {
        return Err(Problem::field("answer", "Say why; the shopper reads it.").into());
    }
    if request.event == Some(ReturnEvent::Refund) {
        call.require(Permission::OrdersRefund)?;
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let order = lock_order(&mut tx, request.order).await?;
    let found = order.returns.iter().find(|one| one.id == request.return_id);
    let found = found
        .ok_or_else(|| Problem::new(Code::ReturnNotFound, "This order has no such return; look at the order again."))?;
    let actor = actor(&call.who);
    if let Some(exchange) = request.exchange_order {
        link(&mut tx, &order, found, exchange, &actor).await?;
    }
    if let Some(event) = request.event {
        let next = found.state.next(event).map_err(wrong_state)?;
        if next != found.state {
            let step = Step { order: &order, found, actor: &actor, answer: &answer, delivery: request.delivery };
            step.take(&mut tx, event, next).await?;
        }
    }
    let reply = admin_view(&mut tx, order.id, &call.who).await?;
    call.key().save(&mut tx, &reply).await?;
    tx.commit().await?;
    Ok(with_money_moved(&service, &call.who, call.key(), reply).await)
}

/// One step of a return of the locked order.
struct Step<'a> {
    order: &'a OrderRecord,
    found: &'a ReturnRecord,
    actor: &'a Actor,
    answer: &'a str,
    delivery: bool,
}

impl Step<'_> {
    async fn take(&self, tx: &mut PgConnection, event: ReturnEvent, next: ReturnState) -> Result<(), ServiceError> {
        let Self { order, found, actor, answer, .. } = *self;
        sqlx::query(
            "update orders.returns set state = $2, answer = case when $4 then $3 else answer end where id = $1",
        )
        .bind(found.id)
        .bind(next.code())
        .bind(answer)
        .bind(event == ReturnEvent::Reject)
        .execute(&mut *tx)
        .await?;
        note(tx, order.id, actor, next.into(), json!({ "return": found.id })).await?;
        match event {
            ReturnEvent::Restock => self.restock(tx).await?,
            ReturnEvent::Refund => self.refund(tx).await?,
            ReturnEvent::Approve | ReturnEvent::Receive | ReturnEvent::Reject => {}
        }
        // Where goods lie is the shop's own business: the stock's events tell of it.
        if event != ReturnEvent::Restock {
            let event = ReturnChanged { order: order.id, return_id: found.id, state: next };
            outbox::record(tx, &[event_of(order.number, RETURN_CHANGED, &event)]).await?;
        }
        Ok(())
    }

    async fn restock(&self, tx: &mut PgConnection) -> Result<(), ServiceError> {
        let lines = self.found.lines.iter();
        let units = lines.filter_map(|line| {
            let sku = self.order.lines.get(line.position)?.sku.as_str();
            Some((sku, i64::from(line.quantity.get())))
        });
        let units: HashMap<&str, i64> = units.collect();
        Ok(restock(tx, &units, Reason::Returned, self.order.id).await?)
    }

    /// What was refunded for some of the units before, without their return, is not refunded again.
    async fn refund(&self, tx: &mut PgConnection) -> Result<(), ServiceError> {
        let left = |position: usize| {
            let ordered = self.order.lines.get(position).map_or(0, |line| line.quantity.get());
            ordered.saturating_sub(self.order.units_refunded(position))
        };
        let units: Vec<(usize, u32)> = self
            .found
            .lines
            .iter()
            .map(|line| (line.position, line.quantity.get().min(left(line.position))))
            .filter(|one| one.1 > 0)
            .collect();
        if units.is_empty() && !self.delivery {
            return Ok(());
        }
        let request = RefundRequest { units, delivery: self.delivery, goodwill: None };
        let reason = match self.found.kind {
            ReturnKind::Withdrawal => "The shopper withdrew from the contract.",
            ReturnKind::Return | ReturnKind::Exchange => "The goods came back.",
        };
        make_refund_due(tx, self.order, &request, reason, Some(self.found.id), self.actor).await?;
        Ok(())
    }
}

/// Links the order that brings the other thing. Its id opens it, so it has to be the same shopper's.
async fn link(
    tx: &mut PgConnection,
    order: &OrderRecord,
    found: &ReturnRecord,
    exchange: OrderId,
    actor: &Actor,
) -> Result<(), ServiceError> {
    if found.kind != ReturnKind::Exchange {
        return Err(Problem::field("exchange_order", "Only an exchange has another order; leave this out.").into());
    }
    let same: Option<bool> = sqlx::query_scalar(
        "select lower(email collate \"C\") = lower($2 collate \"C\") from orders.orders where id = $1",
    )
    .bind(exchange.0)
    .bind(order.email.as_str())
    .fetch_optional(&mut *tx)
    .await?;
    if exchange == order.id || same != Some(true) {
        let detail = "Give the id of another order of the same e-mail address: its page is shown to this shopper.";
        return Err(Problem::field("exchange_order", detail).into());
    }
    sqlx::query("update orders.returns set exchange_order_id = $2 where id = $1")
        .bind(found.id)
        .bind(exchange.0)
        .execute(&mut *tx)
        .await?;
    note(tx, order.id, actor, OrderStep::ExchangeLinked, json!({ "return": found.id, "order": exchange })).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
