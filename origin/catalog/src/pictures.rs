//! Which products and collections use which pictures.

use api::media::MediaUse;
use domain::ProductId;
use domain::catalog::Localized;
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

use crate::store;

#[derive(sqlx::FromRow)]
struct Row {
    path: String,
    id: Option<Uuid>,
    slug: Option<String>,
    title: Json<Localized>,
}

/// Where pictures of these paths are used, by products on sale or not and by collections: at most a thousand places.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn picture_uses(db: impl PgExecutor<'_>, paths: &[String]) -> anyhow::Result<Vec<(String, MediaUse)>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select distinct picture ->> 'path' as path, p.id, null::text as slug, p.document -> 'title' as title
         from catalog.products p, jsonb_array_elements(p.document -> 'media') picture
         where jsonb_path_query_array(p.document, '$.media[*].path') ?| $1 and picture ->> 'path' = any ($1)
         union all
         select image ->> 'path', null, slug, title from catalog.collections where image ->> 'path' = any ($1)
         limit 1000",
    )
    .bind(paths)
    .fetch_all(db)
    .await?;
    let uses = rows.into_iter().map(|Row { path, id, slug, title: Json(title) }| {
        let used = match (id, slug) {
            (Some(id), _) => MediaUse::Product { id: ProductId(id), title },
            (None, slug) => MediaUse::Collection { slug: store::stored(&slug.unwrap_or_default())?, title },
        };
        Ok((path, used))
    });
    uses.collect()
}

/// Whether there is such a product, on sale or not.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn is_product(db: impl PgExecutor<'_>, product: ProductId) -> sqlx::Result<bool> {
    let sql = "select exists (select from catalog.products where id = $1)";
    sqlx::query_scalar(sql).bind(product.0).fetch_one(db).await
}
