//! Taking and giving back what is due.
//!
//! What is due is a row, written in the transaction of the decision. The provider is asked after that
//! commit, under the row's id, as often as it takes; a second transaction notes its answer. So a crash
//! between any two steps loses nothing and doubles nothing, and two who do it at once do it once.

use anyhow::Context as _;
use api::event::{ORDER_PAID, ORDER_REFUNDED, OrderPaid, OrderRefunded};
use api::orders::Actor;
use domain::orders::OrderStep;
use domain::payments::{Ledger, Payment};
use domain::{Currency, Money, OrderId};
use origin_messaging::outbox;
use origin_platform::{Database, ServiceError, Stores, power_cut};
use serde_json::json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::checkout::payments::{Provider, ProviderError};
use crate::metrics;
use crate::orders::read::lock_order;
use crate::orders::record::OrderRecord;
use crate::orders::timeline::{event_of, note};
use crate::pricing::release::credit_gift_card;

/// How many are read at once.
const BATCH: i64 = 100;

/// One capture or refund that is due.
#[derive(Debug, FromRow)]
struct Due {
    id: Uuid,
    payment_id: Uuid,
    order_id: Uuid,
    amount_minor: i64,
    currency: String,
    /// None if it is a capture.
    reason: Option<String>,
}

/// How the provider answered.
enum Answer {
    Done,
    Refused(String),
}

/// Asks the provider for everything that is due. Returns how much of it was settled, one way or the other.
///
/// # Errors
/// If PostgreSQL does not answer. What cannot be settled now is logged and stays due.
pub async fn settle_due(stores: &Stores, provider: &Provider) -> anyhow::Result<usize> {
    let (mut settled, mut last) = (0, Uuid::nil());
    loop {
        let batch: Vec<Due> = sqlx::query_as("select * from orders.due_transfers where id > $1 order by id limit $2")
            .bind(last)
            .bind(BATCH)
            .fetch_all(&stores.db)
            .await
            .context("reading what is due")?;
        let Some(newest) = batch.last() else { return Ok(settled) };
        last = newest.id;
        for due in &batch {
            settled += usize::from(settle_or_log(&stores.db, provider, due).await);
        }
    }
}

/// The same for one order, right after something of it became due. Says whether anything was settled.
pub(crate) async fn settle_due_of(db: &Database, provider: &Provider, order: OrderId) -> bool {
    let read = sqlx::query_as("select * from orders.due_transfers where order_id = $1 order by id")
        .bind(order.0)
        .fetch_all(db)
        .await;
    let due: Vec<Due> = read.unwrap_or_else(|error| {
        tracing::warn!(%error, "what is due of an order cannot be read; the reconcile worker will");
        Vec::new()
    });
    let mut settled = false;
    for due in &due {
        settled |= settle_or_log(db, provider, due).await;
    }
    settled
}

/// The others need not wait for one that fails; the next run tries again.
async fn settle_or_log(db: &Database, provider: &Provider, due: &Due) -> bool {
    settle(db, provider, due).await.unwrap_or_else(|error| {
        let error = format!("{error:#}");
        tracing::error!(payment.id = %due.payment_id, due.id = %due.id, error, "what is due could not be settled");
        false
    })
}

async fn settle(db: &Database, provider: &Provider, due: &Due) -> anyhow::Result<bool> {
    let currency: Currency = due.currency.parse()?;
    let amount = Money::new(due.amount_minor, currency);
    let Some(answer) = ask(provider, due, amount).await else { return Ok(false) };
    let mut tx = db.begin().await?;
    let order = lock_order(&mut tx, OrderId(due.order_id)).await.map_err(ServiceError::into_cause)?;
    let noted = note_answer(&mut tx, due, &answer).await?;
    match &due.reason {
        _ if !noted => {}
        None => note_capture(&mut tx, &order, due, &answer).await?,
        Some(_) => note_refund(&mut tx, &order, due, &answer).await?,
    }
    tx.commit().await?;
    match (&answer, &due.reason) {
        (Answer::Done, None) if noted => metrics::captured(amount),
        (Answer::Done, Some(_)) if noted => metrics::refunded(amount),
        _ => {}
    }
    if let (true, Answer::Refused(rejection)) = (noted, &answer) {
        let what = if due.reason.is_none() { "capture" } else { "refund" };
        tracing::error!(payment.id = %due.payment_id, due.id = %due.id, rejection, "the payment provider refused a {what}: staff must see to it");
    }
    Ok(noted)
}

/// What the provider says; none if it does not say yet.
async fn ask(provider: &Provider, due: &Due, amount: Money) -> Option<Answer> {
    let answer = match &due.reason {
        None => {
            power_cut("capture due");
            let answer = provider.capture(due.payment_id, amount, due.id).await;
            power_cut("capture done at provider");
            answer.map(|()| true)
        }
        // Gift cards pay back what they paid; the provider has no part in it.
        Some(_) if amount.minor == 0 => Ok(true),
        Some(reason) => {
            power_cut("refund due");
            let answer = provider.refund(due.payment_id, due.id, amount, reason).await;
            power_cut("refund done at provider");
            answer.map(|refund| refund.done)
        }
    };
    match answer {
        Ok(true) => Some(Answer::Done),
        // The provider tells by a later look that the money has arrived.
        Ok(false) => None,
        Err(ProviderError::Refused(rejection)) => Some(Answer::Refused(rejection)),
        Err(ProviderError::NoAnswer(error)) => {
            tracing::warn!(payment.id = %due.payment_id, due.id = %due.id, %error, "what is due stays due");
            None
        }
    }
}

/// Notes the answer in the row that was due; returns whether nobody else has noted it yet.
async fn note_answer(tx: &mut PgConnection, due: &Due, answer: &Answer) -> sqlx::Result<bool> {
    let (state, rejection) = answer.row();
    let sql = match due.reason {
        None => {
            "update orders.captures set state = $2, rejection = $3, settled_at = now() where id = $1 and state = 'due'"
        }
        Some(_) => {
            "update orders.refunds set state = $2, rejection = $3, settled_at = now() where id = $1 and state = 'due'"
        }
    };
    let noted = sqlx::query(sql).bind(due.id).bind(state).bind(rejection).execute(tx).await?;
    Ok(noted.rows_affected() == 1)
}

async fn note_capture(tx: &mut PgConnection, order: &OrderRecord, due: &Due, answer: &Answer) -> anyhow::Result<()> {
    let amount = Money::new(due.amount_minor, order.currency);
    match answer.row().1 {
        Some(rejection) => {
            note(tx, order.id, &Actor::System, OrderStep::CaptureRefused, json!({ "rejection": rejection })).await?
        }
        None => {
            let payment = order.payment.restore(amount.currency)?;
            write(tx, order, payment.capture(amount)?).await?;
            paid(tx, order, amount).await?;
        }
    }
    Ok(())
}

async fn note_refund(tx: &mut PgConnection, order: &OrderRecord, due: &Due, answer: &Answer) -> anyhow::Result<()> {
    if let Some(rejection) = answer.row().1 {
        let data = json!({ "refund": due.id, "rejection": rejection });
        note(tx, order.id, &Actor::System, OrderStep::RefundRefused, data).await?;
        return Ok(());
    }
    if due.amount_minor > 0 {
        let payment = order.payment.restore(order.currency)?;
        let total = Money::new(order.payment.refunded_minor, order.currency);
        let total = total.checked_add(Money::new(due.amount_minor, total.currency))?;
        write(tx, order, payment.refund(total)?).await?;
    }
    for part in order.gift_cards_of(due.id) {
        credit_gift_card(tx, part.card, part.amount, due.id).await.map_err(ServiceError::into_cause)?;
    }
    let event = OrderRefunded { order: order.id, refund: due.id };
    outbox::record(tx, &[event_of(order.number, ORDER_REFUNDED, &event)]).await?;
    note(tx, order.id, &Actor::System, OrderStep::RefundDone, json!({ "refund": due.id })).await?;
    Ok(())
}

/// Notes that the money of an order is ours.
pub(crate) async fn paid(tx: &mut PgConnection, order: &OrderRecord, amount: Money) -> anyhow::Result<()> {
    outbox::record(tx, &[event_of(order.number, ORDER_PAID, &OrderPaid { order: order.id })]).await?;
    note(tx, order.id, &Actor::System, OrderStep::Paid, json!({ "amount": amount })).await?;
    Ok(())
}

async fn write(tx: &mut PgConnection, order: &OrderRecord, payment: Payment) -> sqlx::Result<()> {
    let Ledger { captured, refunded, .. } = payment.ledger();
    sqlx::query("update orders.payments set state = $2, captured_minor = $3, refunded_minor = $4 where id = $1")
        .bind(order.payment.id)
        .bind(payment.state().code())
        .bind(captured.minor)
        .bind(refunded.minor)
        .execute(tx)
        .await?;
    Ok(())
}

impl Answer {
    /// State and refusal as they are kept.
    fn row(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Done => ("done", None),
            Self::Refused(rejection) => ("refused", Some(rejection)),
        }
    }
}

#[cfg(test)]
mod tests;
