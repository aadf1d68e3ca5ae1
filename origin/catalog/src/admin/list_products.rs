//! Staff look for products.

use api::catalog::admin::{AdminProductList, AdminProductSummary, ListAdminProducts};
use domain::ProductId;
use domain::catalog::ProductStatus;
use origin_platform::stores::{beginnings, plan_for_values};
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Catalog;

/// How many products one page lists.
const PAGE: usize = 50;
/// How many characters of what is looked for are read.
const MAX_QUERY: usize = 200;
/// The most that is sorted. Of what more than so many have, the newest products have it too.
const MAX_SORTED: i64 = 12_000;
/// How many of the newest are looked at then.
const MAX_LOOKED_AT: i64 = 3_000;

/// One page of the products, the newest first.
pub(super) async fn list_products(
    service: Catalog,
    call: Call<ListAdminProducts>,
) -> Result<AdminProductList, ServiceError> {
    let ListAdminProducts { status, q, after } = call.endpoint;
    let wanted: String = q.unwrap_or_default().trim().chars().take(MAX_QUERY).collect();
    let mut tx = service.stores.db.begin().await?;
    plan_for_values(&mut tx).await?;
    let (status, after) = (status.map(ProductStatus::code), after.map(|after| after.0));
    let Page { ids, last } = page(&mut tx, &wanted, status, after).await?;
    let products: Vec<Json<AdminProductSummary>> =
        sqlx::query_scalar(include_str!("list_products.sql")).bind(&ids).fetch_all(&mut *tx).await?;
    drop(tx);
    let products: Vec<_> = products.into_iter().map(|Json(product)| product).collect();
    Ok(AdminProductList { products, next: last.map(ProductId) })
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
    after: Option<Uuid>,
) -> sqlx::Result<Page> {
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
        .fetch_all(tx)
        .await?;
    let last = next.last().map(|(id, _)| *id).filter(|_| i64::try_from(next.len()) == Ok(MAX_LOOKED_AT));
    let page = Page::of(next.into_iter().filter(|(_, is_said)| *is_said).map(|(id, _)| id).collect());
    Ok(Page { last: page.last.or(last), ..page })
}
