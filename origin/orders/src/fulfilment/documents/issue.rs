//! Issuing a document.

use anyhow::Context as _;
use domain::OrderId;
use domain::orders::DocumentKind;
use origin_documents::{Merchant, Unprintable};
use origin_platform::Database;
use sqlx::PgConnection;
use uuid::Uuid;

use super::sources::{Refunded, Sold};

/// What became of a document that was to be issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issuing {
    /// It has this number now.
    Issued(i64),
    /// It was issued before.
    Before,
    /// Not yet: the order is not paid, or the refund is not done.
    NotDue,
    /// Never: there is no such order or refund, or nobody kept what the order's price consisted of.
    Never,
}

/// Issues the invoice of an order that is paid, if it has none.
///
/// # Errors
/// If PostgreSQL does not answer, or the order's lines contradict its breakdown.
pub async fn issue_invoice(db: &Database, order: OrderId, merchant: &Merchant) -> anyhow::Result<Issuing> {
    let mut tx = db.begin().await.context("issuing an invoice")?;
    let paid = sqlx::query_scalar(
        "select exists (select from orders.paid_orders as paid where paid.id = placed.id)
         from orders.orders as placed where placed.id = $1",
    );
    let paid: Option<bool> = paid.bind(order.0).fetch_optional(&mut *tx).await.context("looking at a payment")?;
    let Some(paid) = paid else { return Ok(Issuing::Never) };
    let Some(sold) = Sold::read(&mut tx, order).await.context("reading an order")? else { return Ok(Issuing::Never) };
    if !paid {
        return Ok(Issuing::NotDue);
    }
    let about = About { kind: DocumentKind::Invoice, order, refund: None };
    let merchant = origin_settings::merchant(&mut *tx, merchant).await.context("reading who sells")?;
    let issuing = about.store(&mut tx, move |number| sold.invoice(number, &merchant).render()).await?;
    tx.commit().await.context("issuing an invoice")?;
    Ok(issuing)
}

/// Issues the credit note of a refund that is done, if it has none; the order's invoice first, if
/// that is missing.
///
/// # Errors
/// If PostgreSQL does not answer, or the refund's parts contradict each other.
pub async fn issue_credit_note(db: &Database, refund: Uuid, merchant: &Merchant) -> anyhow::Result<Issuing> {
    let mut tx = db.begin().await.context("issuing a credit note")?;
    let refunded = Refunded::read(&mut tx, refund).await.context("reading a refund")?;
    let Some(Refunded { order, done, .. }) = refunded else { return Ok(Issuing::Never) };
    if !done {
        return Ok(Issuing::NotDue);
    }
    tx.rollback().await.context("issuing a credit note")?;
    // In a transaction of its own: two counters are never locked at once.
    match issue_invoice(db, order, merchant).await? {
        Issuing::Issued(_) | Issuing::Before => {}
        without @ (Issuing::NotDue | Issuing::Never) => return Ok(without),
    }
    let mut tx = db.begin().await.context("issuing a credit note")?;
    let refunded = Refunded::read(&mut tx, refund).await.context("reading a refund")?;
    let sold = Sold::read(&mut tx, order).await.context("reading an order")?;
    let (Some(refunded), Some(sold)) = (refunded, sold) else { return Ok(Issuing::Never) };
    let about = About { kind: DocumentKind::CreditNote, order, refund: Some(refund) };
    let merchant = origin_settings::merchant(&mut *tx, merchant).await.context("reading who sells")?;
    let render = move |number| {
        let note = refunded.credit_note(sold, number, &merchant).ok_or(Unprintable::OtherLines)?;
        note.render()
    };
    let issuing = about.store(&mut tx, render).await?;
    tx.commit().await.context("issuing a credit note")?;
    Ok(issuing)
}

/// What a document is about.
struct About {
    kind: DocumentKind,
    order: OrderId,
    refund: Option<Uuid>,
}

impl About {
    /// Numbers, renders and stores the document, unless it is there. On an error the caller's
    /// transaction must not commit.
    async fn store(
        &self,
        tx: &mut PgConnection,
        render: impl FnOnce(i64) -> Result<Vec<u8>, Unprintable> + Send + 'static,
    ) -> anyhow::Result<Issuing> {
        // Most of those who come late need not wait for the counter.
        if self.is_stored(tx).await? {
            return Ok(Issuing::Before);
        }
        let number: i64 =
            sqlx::query_scalar("update orders.document_numbers set last = last + 1 where kind = $1 returning last")
                .bind(self.kind.code())
                .fetch_one(&mut *tx)
                .await
                .context("numbering a document")?;
        // From here on nobody else numbers this kind; whoever did before has committed.
        if self.is_stored(tx).await? {
            sqlx::query("update orders.document_numbers set last = last - 1 where kind = $1")
                .bind(self.kind.code())
                .execute(tx)
                .await
                .context("giving a number back")?;
            return Ok(Issuing::Before);
        }
        let pdf = tokio::task::spawn_blocking(move || render(number)).await.context("rendering a document")??;
        sqlx::query(
            "insert into orders.documents (kind, number, order_id, refund_id, pdf) values ($1, $2, $3, $4, $5)",
        )
        .bind(self.kind.code())
        .bind(number)
        .bind(self.order.0)
        .bind(self.refund)
        .bind(pdf)
        .execute(tx)
        .await
        .context("keeping a document")?;
        Ok(Issuing::Issued(number))
    }

    async fn is_stored(&self, tx: &mut PgConnection) -> anyhow::Result<bool> {
        let stored = sqlx::query_scalar(
            "select exists (select from orders.documents
                            where order_id = $1 and kind = $2 and refund_id is not distinct from $3)",
        );
        let stored = stored.bind(self.order.0).bind(self.kind.code()).bind(self.refund);
        stored.fetch_one(tx).await.context("looking for a document")
    }
}

#[cfg(test)]
pub(crate) mod tests;
