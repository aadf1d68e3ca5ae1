//! What stays as it is when an import is taken back, and why.

use domain::ProductId;
use origin_platform::Database;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Import;

/// A product or collection that was left as it is, or stock of which something was.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Left {
    /// Its address; of stock, its SKU with the location.
    pub slug: String,
    /// Why.
    pub reason: String,
}

/// Leaves a product as it is, since PostgreSQL will not have it as it was.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn leave(tx: &mut PgConnection, import: Import, product: ProductId, reason: &str) -> sqlx::Result<()> {
    sqlx::query(
        "update catalog.imported_products set outcome = 'left', reason = $3
         where import_id = $1 and product_id = $2 and outcome is null",
    )
    .bind(import.id)
    .bind(product.0)
    .bind(reason)
    .execute(tx)
    .await
    .map(drop)
}

/// Notes which stock stays as it is, as a whole or in part, by SKU and location, and why.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn note_stock_left(
    tx: &mut PgConnection,
    import: Import,
    left: Vec<(String, String, String)>,
) -> sqlx::Result<()> {
    let (skus, rest): (Vec<String>, Vec<_>) =
        left.into_iter().map(|(sku, location, reason)| (sku, (location, reason))).unzip();
    let (locations, reasons): (Vec<String>, Vec<String>) = rest.into_iter().unzip();
    sqlx::query(
        "insert into catalog.imported_stock_left (import_id, sku, location, reason)
         select $1, sku, location, reason from unnest($2::text[], $3::text[], $4::text[]) as stays (sku, location, reason)
         on conflict (import_id, sku, location) do update set reason = excluded.reason",
    )
    .bind(import.id)
    .bind(skus)
    .bind(locations)
    .bind(reasons)
    .execute(tx)
    .await
    .map(drop)
}

/// What was left as it is when an import was taken back, a thousand at most.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn left(db: &Database, import: Uuid) -> sqlx::Result<Vec<Left>> {
    sqlx::query_as(
        "select slug, coalesce(reason, '') as reason from catalog.imported_products
         where import_id = $1 and outcome = 'left'
         union all
         select slug, coalesce(reason, '') from catalog.imported_collections where import_id = $1 and outcome = 'left'
         union all
         select sku || ' (' || location || ')', reason from catalog.imported_stock_left where import_id = $1
         order by slug limit 1000",
    )
    .bind(import)
    .fetch_all(db)
    .await
}
