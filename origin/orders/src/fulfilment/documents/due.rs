//! Finding what has no document yet, should its event have been missed.

use anyhow::Context as _;
use domain::OrderId;
use origin_documents::Merchant;
use origin_platform::Database;
use uuid::Uuid;

use super::issue::{Issuing, issue_credit_note, issue_invoice};

/// How many of each kind are issued in one round.
const LIMIT: i64 = 100;

/// Issues the invoices of paid orders and the credit notes of refunds that have none, the oldest first.
/// What fails is logged and does not keep the others. Returns how many were issued.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn issue_due(db: &Database, merchant: &Merchant) -> anyhow::Result<u64> {
    let mut issued = 0;
    let orders: Vec<Uuid> = sqlx::query_scalar(
        "select placed.id from orders.paid_orders as paid join orders.orders as placed on placed.id = paid.id
         left join orders.documents as document on document.order_id = placed.id and document.kind = 'invoice'
         where document.number is null and placed.number is not null and placed.breakdown is not null
         order by placed.number limit $1",
    )
    .bind(LIMIT)
    .fetch_all(db)
    .await
    .context("looking for orders without an invoice")?;
    for order in orders {
        issued += note(issue_invoice(db, OrderId(order), merchant).await);
    }
    let refunds: Vec<Uuid> = sqlx::query_scalar(
        "select refund.id from orders.refunds as refund join orders.orders as placed on placed.id = refund.order_id
         left join orders.documents as document on document.refund_id = refund.id
         where document.number is null and refund.state = 'done' and placed.breakdown is not null
               and (not refund.released or exists (select from orders.paid_orders as paid where paid.id = placed.id))
         order by refund.settled_at, refund.id limit $1",
    )
    .bind(LIMIT)
    .fetch_all(db)
    .await
    .context("looking for refunds without a credit note")?;
    for refund in refunds {
        issued += note(issue_credit_note(db, refund, merchant).await);
    }
    Ok(issued)
}

/// Issues the credit notes of what was called off of an order before its payment was taken, once it has its invoice.
///
/// # Errors
/// If PostgreSQL does not answer, or a part contradicts the order.
pub async fn issue_released(db: &Database, order: OrderId, merchant: &Merchant) -> anyhow::Result<()> {
    let parts: Vec<Uuid> =
        sqlx::query_scalar("select id from orders.refunds where order_id = $1 and released order by position")
            .bind(order.0)
            .fetch_all(db)
            .await
            .context("looking for what was called off")?;
    for part in parts {
        issue_credit_note(db, part, merchant).await?;
    }
    Ok(())
}

fn note(issuing: anyhow::Result<Issuing>) -> u64 {
    match issuing {
        Ok(Issuing::Issued(_)) => 1,
        Ok(Issuing::Before | Issuing::NotDue | Issuing::Never) => 0,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "a document cannot be issued");
            0
        }
    }
}
