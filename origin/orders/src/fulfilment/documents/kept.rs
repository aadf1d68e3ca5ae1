//! Documents as they were issued.

use domain::OrderId;
use domain::orders::DocumentKind;
use origin_platform::Database;
use uuid::Uuid;

/// A document, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedDocument {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number.
    pub number: i64,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// Whether there is a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Here it is.
    Here(IssuedDocument),
    /// It has not been issued yet.
    NotYet,
    /// There will be none: nobody kept what the order's price consisted of.
    Never,
}

/// The invoice of an order.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn invoice(db: &Database, order: OrderId) -> sqlx::Result<Kept> {
    kept(db, DocumentKind::Invoice, order, None).await
}

/// The credit note of an order's refund.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn credit_note(db: &Database, order: OrderId, refund: Uuid) -> sqlx::Result<Kept> {
    kept(db, DocumentKind::CreditNote, order, Some(refund)).await
}

async fn kept(db: &Database, kind: DocumentKind, order: OrderId, refund: Option<Uuid>) -> sqlx::Result<Kept> {
    let found: Option<(bool, Option<i64>, Option<Vec<u8>>)> = sqlx::query_as(
        "select placed.breakdown is not null and placed.number is not null, document.number, document.pdf
         from orders.orders as placed
         left join orders.documents as document
             on document.order_id = placed.id and document.kind = $2 and document.refund_id is not distinct from $3
         where placed.id = $1",
    )
    .bind(order.0)
    .bind(kind.code())
    .bind(refund)
    .fetch_optional(db)
    .await?;
    Ok(match found {
        Some((_, Some(number), Some(pdf))) => Kept::Here(IssuedDocument { kind, number, pdf }),
        Some((true, ..)) => Kept::NotYet,
        Some((false, ..)) | None => Kept::Never,
    })
}
