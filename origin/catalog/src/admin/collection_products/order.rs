//! In which order the products of a collection stand.

use std::collections::BTreeSet;

use api::catalog::admin::{
    AdminCollection, CollectionProduct, CollectionProductList, ListCollectionProducts, UpdateCollectionOrder,
};
use api::problem::Problem;
use domain::ProductId;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::super::collections::{find, lock, subject};
use crate::{Catalog, collections, event};

/// How many products one page lists.
const PAGE: usize = 50;
/// As many as somebody arranges by hand.
const MAX_FIRST: usize = 200;

/// What is on sale in a collection, as shoppers see it.
///
/// # Errors
/// `collection_not_found`.
pub(in crate::admin) async fn list_collection_products(
    service: Catalog,
    call: Call<ListCollectionProducts>,
) -> Result<CollectionProductList, ServiceError> {
    let ListCollectionProducts { slug, after } = call.endpoint;
    let mut connection = service.stores.db.acquire().await?;
    find(&mut connection, &slug).await?.ok_or_else(collections::not_found)?;
    let rows: Vec<Json<CollectionProduct>> = sqlx::query_scalar(
        "select jsonb_build_object('id', p.id, 'slug', p.slug, 'title', p.document -> 'title', 'position', m.position)
         from catalog.collection_products m join catalog.products p on p.id = m.product_id
         where m.collection_slug = $1 and ($2::bigint is null or m.position > $2)
         order by m.position limit $3",
    )
    .bind(slug.as_str())
    .bind(after)
    // One more tells whether there is another page.
    .bind(i64::try_from(PAGE + 1).unwrap_or(i64::MAX))
    .fetch_all(&mut *connection)
    .await?;
    let more = rows.len() > PAGE;
    let products: Vec<CollectionProduct> = rows.into_iter().take(PAGE).map(|Json(one)| one).collect();
    let next = products.last().filter(|_| more).map(|last| last.position);
    Ok(CollectionProductList { products, next })
}

/// Those that are named come first, in that order; the others follow as they were made. Their places are below zero, which
/// no product's own place is.
///
/// # Errors
/// `collection_not_found`; `version_missing`; `version_outdated` with the collection as it is now; a problem with the
/// field `first`.
pub(in crate::admin) async fn update_collection_order(
    service: Catalog,
    call: Call<UpdateCollectionOrder>,
) -> Result<AdminCollection, ServiceError> {
    let UpdateCollectionOrder { slug, if_match, first } = call.endpoint.clone();
    let once: BTreeSet<ProductId> = first.iter().copied().collect();
    if first.len() > MAX_FIRST || once.len() < first.len() {
        return Err(Problem::field("first", format!("Name at most {MAX_FIRST} products, each of them once.")).into());
    }
    let ids: Vec<Uuid> = first.iter().map(|product| product.0).collect();
    let mut tx = call.begin(&service.stores.db).await?;
    lock(&mut tx, &slug, if_match).await?;
    let absent: Option<Uuid> = sqlx::query_scalar(
        "select named from unnest($2::uuid[]) as named
         where not exists (select from catalog.collection_products
                           where collection_slug = $1 and product_id = named) limit 1",
    )
    .bind(slug.as_str())
    .bind(&ids)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(absent) = absent {
        let detail = format!("Product {absent} is not in the collection, or not on sale. Leave it out.");
        return Err(Problem::field("first", detail).into());
    }
    let before: Vec<Uuid> = sqlx::query_scalar(
        "select product_id from catalog.collection_products where collection_slug = $1 and position < 0
         order by position",
    )
    .bind(slug.as_str())
    .fetch_all(&mut *tx)
    .await?;
    if before != ids {
        sqlx::query(
            "update catalog.collection_products m
             set position = coalesce(array_position($2::uuid[], m.product_id) - 1000000, p.position)
             from catalog.products p
             where p.id = m.product_id and m.collection_slug = $1
                   and (m.position < 0 or m.product_id = any($2::uuid[]))",
        )
        .bind(slug.as_str())
        .bind(&ids)
        .execute(&mut *tx)
        .await?;
        sqlx::query("update catalog.collections set version = version + 1, updated_at = now() where slug = $1")
            .bind(slug.as_str())
            .execute(&mut *tx)
            .await?;
        outbox::record(&mut tx, &[event::collection_changed(&slug)]).await?;
        let (old, new) = (json!({ "first": before }), json!({ "first": ids }));
        call.audit(&mut tx, &subject(&slug), Some(old), Some(new)).await?;
    }
    let reply = find(&mut tx, &slug).await?.ok_or_else(collections::not_found)?;
    call.commit(tx, reply).await
}
