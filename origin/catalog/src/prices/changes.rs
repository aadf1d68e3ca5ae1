//! The newest changes, for staff.

use api::catalog::admin::{ListPriceChanges, PriceChange};
use domain::ProductId;
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;

use crate::{Catalog, pictures};

/// How many are told.
const MAX_CHANGES: i64 = 100;

/// The newest first.
///
/// # Errors
/// `product_not_found`.
pub(crate) async fn list_price_changes(
    service: Catalog,
    call: Call<ListPriceChanges>,
) -> Result<Vec<PriceChange>, ServiceError> {
    let ListPriceChanges { product, sku } = &call.endpoint;
    let db = &service.stores.db;
    if !pictures::is_product(db, *product).await? {
        return Err(not_found(*product).into());
    }
    let changes: Vec<Json<PriceChange>> = sqlx::query_scalar(
        r#"select jsonb_strip_nulls(jsonb_build_object(
               'sku', h.sku, 'currency', h.currency, 'amount_minor', h.amount_minor,
               'compare_at_minor', h.compare_at_minor,
               'changed_at', to_char(h.changed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
           from catalog.variants v join catalog.price_history h using (sku)
           where v.product_id = $1 and ($2::text is null or v.sku = $2)
           order by h.changed_at desc, h.seq desc limit $3"#,
    )
    .bind(product.0)
    .bind(sku.as_ref().map(|sku| sku.as_str()))
    .bind(MAX_CHANGES)
    .fetch_all(db)
    .await?;
    Ok(changes.into_iter().map(|Json(change)| change).collect())
}

fn not_found(product: ProductId) -> api::Problem {
    let detail = format!("There is no product {product}, or it was deleted.");
    api::Problem::new(api::Code::ProductNotFound, detail)
}
