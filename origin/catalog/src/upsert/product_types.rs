//! Writing types of products, as importers do.

use api::catalog::product_types::{MAX_PRODUCT_TYPES, ProductTypeDocument};
use origin_messaging::outbox;
use sqlx::PgConnection;

use super::Outcome;
use crate::product_types::{Wrong, find, is_full, save};
use crate::{event, store};

/// Makes types that are not there. Those that are there stay as they are, whatever is said of them: products that are on
/// sale were checked against them.
///
/// # Errors
/// If PostgreSQL does not answer; the transaction is then worth nothing.
pub async fn insert_product_types(
    tx: &mut PgConnection,
    documents: &[ProductTypeDocument],
) -> sqlx::Result<Vec<Outcome>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    store::lock_catalog(tx, false).await?;
    let mut outcomes = Vec::with_capacity(documents.len());
    for document in documents {
        outcomes.push(insert(tx, document).await?);
    }
    Ok(outcomes)
}

async fn insert(tx: &mut PgConnection, document: &ProductTypeDocument) -> sqlx::Result<Outcome> {
    if find(&mut *tx, &document.handle).await?.is_some() {
        return Ok(Outcome::Unchanged);
    }
    if is_full(&mut *tx).await? {
        let reason = format!("there are {MAX_PRODUCT_TYPES} product types, which is all there may be");
        return Ok(Outcome::Refused(reason));
    }
    Ok(match save(tx, document).await? {
        Ok(()) => {
            outbox::record(tx, &[event::product_type_changed(&document.handle)]).await?;
            Outcome::New
        }
        Err(Wrong { field, reason }) => Outcome::Refused(format!("{field}: {reason}")),
    })
}
