//! Staff look for products.

use api::catalog::admin::{AdminProductList, AdminProductSummary, ListAdminProducts};
use domain::catalog::ProductStatus;
use domain::{ProductId, Slug};
use origin_platform::stores::{beginnings, plan_for_values};
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{Catalog, collections};

/// How many products one page lists.
const PAGE: usize = 50;
/// How many characters of what is looked for are read.
const MAX_QUERY: usize = 200;
/// The most that is sorted. Of what more than so many have, the newest products have it too.
const MAX_SORTED: i64 = 12_000;
/// How many of the newest are looked at then.
const MAX_LOOKED_AT: i64 = 3_000;

/// One page of the products, the newest first.
///
/// # Errors
/// `collection_not_found`, with the first page.
pub(super) async fn list_products(
    service: Catalog,
    call: Call<ListAdminProducts>,
) -> Result<AdminProductList, ServiceError> {
    let ListAdminProducts { status, q, collection, after } = call.endpoint;
    let wanted: String = q.unwrap_or_default().trim().chars().take(MAX_QUERY).collect();
    let mut tx = service.stores.db.begin().await?;
    plan_for_values(&mut tx).await?;
    let (status, after) = (status.map(ProductStatus::code), after.map(|after| after.0));
    let collection = collection.as_ref().map(Slug::as_str);
    let in_collection = match collection.filter(|_| after.is_none()) {
        Some(collection) => Some(number_in(&mut tx, collection).await?),
        None => None,
    };
    let Page { ids, last } = page(&mut tx, &wanted, status, collection, after).await?;
    let products: Vec<Json<AdminProductSummary>> =
        sqlx::query_scalar(include_str!("list_products.sql")).bind(&ids).fetch_all(&mut *tx).await?;
    drop(tx);
    let products: Vec<_> = products.into_iter().map(|Json(product)| product).collect();
    Ok(AdminProductList { products, next: last.map(ProductId), in_collection })
}

/// How many products are in a collection, on sale or not. Those that are not are looked at one by one.
///
/// # Errors
/// `collection_not_found`.
async fn number_in(tx: &mut PgConnection, collection: &str) -> Result<u64, ServiceError> {
    let number: Option<i64> = sqlx::query_scalar(
        "select c.products + (select count(*) from catalog.products p
                              where p.status <> 'active' and p.document -> 'collections' ? $1)
         from catalog.collections c where c.slug = $1",
    )
    .bind(collection)
    .fetch_optional(tx)
    .await?;
    Ok(u64::try_from(number.ok_or_else(collections::not_found)?).unwrap_or_default())
}

/// Some products, the newest first, and the one behind which there may be more.
struct Page {
    ids: Vec<Uuid>,
    last: Option<Uuid>,
}

impl Page {
    /// One more than a page holds tells whether there is another.
    fn of(mut ids: Vec<Uuid>) -> Self {
        let more = ids.len() > PAGE;
        ids.truncate(PAGE);
        Self { last: ids.last().copied().filter(|_| more), ids }
    }
}

async fn page(
    tx: &mut PgConnection,
    wanted: &str,
    status: Option<&'static str>,
    collection: Option<&str>,
    after: Option<Uuid>,
) -> sqlx::Result<Page> {
    if let Some(collection) = collection.filter(|_| wanted.is_empty()) {
        let ids = sqlx::query_scalar(include_str!("list_products/in_collection.sql"));
        let ids = ids.bind(status).bind(after).bind(collection).bind(PAGE as i64 + 1);
        return Ok(Page::of(ids.fetch_all(tx).await?));
    }
    if wanted.is_empty() {
        let ids = sqlx::query_scalar(
            "select id from catalog.products
             where ($1::text is null or status = $1) and ($2::uuid is null or id < $2)
             order by id desc limit $3",
        );
        return Ok(Page::of(ids.bind(status).bind(after).bind(PAGE as i64 + 1).fetch_all(tx).await?));
    }
    let words = beginnings(wanted);
    // Their order is left for last: PostgreSQL would rather look through all products in it than believe its indexes.
    sqlx::query("set local enable_seqscan = off").execute(&mut *tx).await?;
    let (said, ids): (i64, Vec<Uuid>) = sqlx::query_as(include_str!("list_products/said.sql"))
        .bind(status)
        .bind(after)
        .bind(wanted)
        .bind(&words)
        .bind(MAX_SORTED + 1)
        .bind(PAGE as i64 + 1)
        .bind(collection)
        .fetch_one(&mut *tx)
        .await?;
    if said <= MAX_SORTED {
        return Ok(Page::of(ids));
    }
    let next: Vec<(Uuid, bool)> = sqlx::query_as(include_str!("list_products/of_the_newest.sql"))
        .bind(status)
        .bind(after)
        .bind(&words)
        .bind(MAX_LOOKED_AT)
        .bind(wanted)
        .bind(collection)
        .fetch_all(tx)
        .await?;
    let last = next.last().map(|(id, _)| *id).filter(|_| i64::try_from(next.len()) == Ok(MAX_LOOKED_AT));
    let page = Page::of(next.into_iter().filter(|(_, is_said)| *is_said).map(|(id, _)| id).collect());
    Ok(Page { last: page.last.or(last), ..page })
}
