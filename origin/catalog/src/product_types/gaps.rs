//! Products that lack what their type asks for, since it asked for less when they went on sale.

use api::catalog::ProductDocument;
use api::catalog::admin::{ListProductTypeGaps, ProductGaps, ProductTypeGaps};
use api::catalog::product_types::gaps;
use domain::ProductId;
use origin_platform::{Call, ServiceError};
use sqlx::types::Json;
use uuid::Uuid;

use super::asked_by;
use super::requests::not_found;
use crate::Catalog;

/// Products on a page.
const PAGE: usize = 50;
/// Products that are looked at for a page: more would take longer than somebody waits.
const LOOKED_AT: i64 = 1_000;

/// A page of them, in the order of their ids.
///
/// # Errors
/// `not_found`.
pub(super) async fn list_product_type_gaps(
    service: Catalog,
    call: Call<ListProductTypeGaps>,
) -> Result<ProductTypeGaps, ServiceError> {
    let ListProductTypeGaps { handle, after } = call.endpoint.clone();
    let db = &service.stores.db;
    let asked = asked_by(db, &[&handle]).await?.remove(&handle).ok_or_else(|| not_found(&handle))?;
    // Without what is long in a document and no type asks for.
    let rows: Vec<(Uuid, Json<ProductDocument>)> = sqlx::query_as(
        "select id, document - '{summary,description,media,safety}'::text[]
         from catalog.products
         where product_type = $1 and id > $2 and status in ('active', 'scheduled')
         order by id limit $3",
    )
    .bind(handle.as_str())
    .bind(after.map_or(Uuid::nil(), |id| id.0))
    .bind(LOOKED_AT)
    .fetch_all(db)
    .await?;
    let is_all = i64::try_from(rows.len()).is_ok_and(|rows| rows < LOOKED_AT);
    let mut last = rows.last().filter(|_| !is_all).map(|(id, _)| ProductId(*id));
    let mut products = Vec::new();
    for (id, Json(document)) in rows {
        let gaps = gaps(&document, &asked);
        if gaps.is_empty() {
            continue;
        }
        if products.len() == PAGE {
            last = products.last().map(|product: &ProductGaps| product.id);
            break;
        }
        let ProductDocument { slug, title, status, .. } = document;
        products.push(ProductGaps { id: ProductId(id), slug, title, status, gaps });
    }
    Ok(ProductTypeGaps { products, next: last })
}
