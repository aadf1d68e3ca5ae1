//! Types as an export tells them.

use api::catalog::admin::AdminProductType;
use api::catalog::product_types::ProductTypeDocument;
use sqlx::PgExecutor;

use super::requests::kept;

/// Every type, with what is known of the attributes that it asks for: so a shop that has none of them can read it.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn exported_product_types(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<ProductTypeDocument>> {
    let document = |AdminProductType { handle, name, attributes, .. }: AdminProductType| ProductTypeDocument {
        handle,
        name,
        attributes,
    };
    Ok(kept(db, None).await?.into_iter().map(document).collect())
}
