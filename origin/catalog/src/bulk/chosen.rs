//! One thing done to products that somebody has chosen: few enough for one transaction, so that all of them are changed or
//! none. What each was is noted as by the job, so that the edit is listed, kept and taken back as any other.

use std::collections::BTreeSet;

use api::catalog::admin::{BulkEdit, CreateBulkEdit, MAX_CHOSEN_PRODUCTS};
use api::endpoint::if_match::IfMatch;
use api::problem::Problem;
use domain::{ProductId, Slug};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::requests::{check, subject};
use super::step::{Deed, keep, note};
use super::view::read;
use crate::Catalog;
use crate::admin::lock_products;

/// Changes the products that are named.
///
/// # Errors
/// `product_not_found`; `version_outdated` with the product as it is now; a problem with the field to mend.
pub(super) async fn create(service: Catalog, call: Call<CreateBulkEdit>) -> Result<BulkEdit, ServiceError> {
    let CreateBulkEdit { status, q, collection, change, products } = call.endpoint.clone();
    let named: Vec<(ProductId, Option<IfMatch>)> =
        products.iter().map(|one| (one.product, Some(one.version))).collect();
    let different: BTreeSet<ProductId> = named.iter().map(|(product, _)| *product).collect();
    if named.len() > MAX_CHOSEN_PRODUCTS || different.len() < named.len() {
        let detail = format!("Name at most {MAX_CHOSEN_PRODUCTS} products, each of them once, or a filter.");
        return Err(Problem::field("products", detail).into());
    }
    if status.is_some() || q.is_some() || collection.is_some() {
        return Err(Problem::field("products", "Name products or a filter, and not both.").into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let before = lock_products(&mut tx, &named).await?;
    check(&mut tx, &change).await?;
    let (edit, actor) = (Uuid::now_v7(), call.actor());
    sqlx::query("insert into catalog.bulk_edits (id, state, actor, change, products) values ($1, 'done', $2, $3, $4)")
        .bind(edit)
        .bind(&actor)
        .bind(Json(&change))
        .bind(i64::try_from(named.len()).unwrap_or(i64::MAX))
        .execute(&mut *tx)
        .await?;
    sqlx::query("insert into catalog.bulk_edit_products (edit_id, product_id) select $1, unnest($2::uuid[])")
        .bind(edit)
        .bind(named.iter().map(|(product, _)| product.0).collect::<Vec<_>>())
        .execute(&mut *tx)
        .await?;
    let slugs: Vec<Slug> = before.iter().map(|(.., document)| document.slug.clone()).collect();
    let changes = before.into_iter().map(|(product, _, before)| {
        let mut after = before.clone();
        change.apply(&mut after);
        (product, before, after)
    });
    let deed = Deed { actor: &actor, change: &change, is_undo: false };
    let became = keep(&mut tx, deed, changes.collect()).await?;
    if let Some((index, reason)) = became.iter().enumerate().find_map(|(at, one)| Some((at, one.reason.as_ref()?))) {
        let detail = format!("Product “{}” cannot be kept: {reason}.", slugs[index]);
        return Err(Problem::field(format!("products[{index}]"), detail).into());
    }
    note(&mut tx, edit, &became).await?;
    let reply = read(&mut tx, edit).await?;
    call.audit(&mut tx, &subject(edit), None, Some(json!({ "change": change, "products": named.len() }))).await?;
    call.commit(tx, reply).await
}
