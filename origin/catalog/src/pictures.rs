//! Which products and collections use which pictures.

mod colours;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use api::catalog::{MediaDocument, ProductDocument};
use api::media::MediaUse;
use domain::ProductId;
use domain::catalog::Localized;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::store;

pub use colours::forget_colour;
pub(crate) use colours::{paint_collections, painted};

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

/// The ids of the products at these addresses, on sale or not.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn ids_of_slugs(db: impl PgExecutor<'_>, slugs: &[String]) -> sqlx::Result<HashMap<String, ProductId>> {
    let sql = "select slug, id from catalog.products where slug = any ($1)";
    let rows: Vec<(String, Uuid)> = sqlx::query_as(sql).bind(slugs).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(slug, id)| (slug, ProductId(id))).collect())
}

/// Gives documents that name no pictures those that their products have: whoever writes such a file knows nothing of them.
/// Nobody else changes a product until the caller's transaction ends.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn keep_pictures(tx: &mut PgConnection, documents: &mut [ProductDocument]) -> sqlx::Result<()> {
    let bare = documents.iter().filter(|document| document.media.is_empty());
    let slugs: Vec<String> = bare.map(|document| document.slug.to_string()).collect();
    if slugs.is_empty() {
        return Ok(());
    }
    store::lock_catalog(tx, false).await?;
    let kept: Vec<(String, Json<Vec<MediaDocument>>)> = sqlx::query_as(
        "select slug, document -> 'media' from catalog.products
         where slug = any ($1) and jsonb_array_length(document -> 'media') > 0",
    )
    .bind(&slugs)
    .fetch_all(tx)
    .await?;
    let mut kept: HashMap<String, Vec<MediaDocument>> = kept.into_iter().map(|(slug, media)| (slug, media.0)).collect();
    for document in documents.iter_mut().filter(|document| document.media.is_empty()) {
        document.media = kept.remove(document.slug.as_str()).unwrap_or_default();
    }
    Ok(())
}
