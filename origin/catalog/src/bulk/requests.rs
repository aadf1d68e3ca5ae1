//! Staff make an edit of many products, start it, stop it and take it back.

use api::catalog::admin::{BULK_PERCENT, BulkChange, BulkEdit, CreateBulkEdit, MAX_BULK_PRODUCTS, UpdateBulkEdit};
use api::problem::{Code, Problem};
use domain::Slug;
use domain::catalog::{BulkEditState, ProductStatus};
use origin_platform::stores::{beginnings, plan_for_values};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::chosen;
use super::forget::forget;
use super::view::{not_found, read, shown};
use crate::Catalog;

/// How many characters of what is looked for are read.
const MAX_QUERY: usize = 200;

/// Collects the products that a filter finds, or changes those that are named.
///
/// # Errors
/// A problem with the field to mend: what cannot be done, and a filter that finds nothing or too much. Of products that are
/// named: `product_not_found`; `version_outdated` with the product as it is now.
pub(super) async fn create_bulk_edit(service: Catalog, call: Call<CreateBulkEdit>) -> Result<BulkEdit, ServiceError> {
    let CreateBulkEdit { status, q, collection, change, products } = call.endpoint.clone();
    if !products.is_empty() {
        return chosen::create(service, call).await;
    }
    let wanted: String = q.unwrap_or_default().replace('\0', "").trim().chars().take(MAX_QUERY).collect();
    let mut tx = call.begin(&service.stores.db).await?;
    check(&mut tx, &change).await?;
    // Room for another.
    forget(&mut *tx).await?;
    let edit = Uuid::now_v7();
    sqlx::query(
        "insert into catalog.bulk_edits (id, state, actor, change, status, q, collection)
         values ($1, 'ready', $2, $3, $4, $5, $6)",
    )
    .bind(edit)
    .bind(call.actor())
    .bind(Json(&change))
    .bind(status.map(ProductStatus::code))
    .bind(Some(&wanted).filter(|wanted| !wanted.is_empty()))
    .bind(collection.as_ref().map(Slug::as_str))
    .execute(&mut *tx)
    .await?;
    let found = collect(&mut tx, edit, status, &wanted, collection.as_ref()).await?;
    if found == 0 {
        return Err(Problem::field("q", "The filter finds no product; choose another.").into());
    }
    if found > MAX_BULK_PRODUCTS as u64 {
        let detail = format!(
            "The filter finds more than {MAX_BULK_PRODUCTS} products, which is all that one edit changes: narrow it."
        );
        return Err(Problem::field("q", detail).into());
    }
    sqlx::query("update catalog.bulk_edits set products = $2 where id = $1")
        .bind(edit)
        .bind(i64::try_from(found).unwrap_or(i64::MAX))
        .execute(&mut *tx)
        .await?;
    let reply = read(&mut tx, edit).await?;
    call.audit(&mut tx, &subject(edit), None, Some(json!({ "change": change, "products": found }))).await?;
    call.commit(tx, reply).await
}

/// Notes the products that a filter finds, one more than there may be. Returns how many.
async fn collect(
    tx: &mut PgConnection,
    edit: Uuid,
    status: Option<ProductStatus>,
    wanted: &str,
    collection: Option<&Slug>,
) -> sqlx::Result<u64> {
    plan_for_values(tx).await?;
    if !wanted.is_empty() {
        // As for the list: by the index, however many it is thought to find.
        sqlx::query("set local enable_seqscan = off").execute(&mut *tx).await?;
    }
    let sql = match collection {
        Some(_) => include_str!("of_collection.sql"),
        None => {
            r#"insert into catalog.bulk_edit_products (edit_id, product_id)
           select $1, found.id
           from (
               (select p.id from catalog.products p
               where ($2::text is null or p.status = $2)
                     and ($3 = '' or (to_tsvector('simple', p.slug)
                                      || jsonb_to_tsvector('simple', p.document -> 'title', '["string"]')
                                      || to_tsvector('simple', coalesce(p.document ->> 'brand', '')))
                                     @@ to_tsquery('simple', $4))
               limit $5)
               union
               select p.id from catalog.variants v join catalog.products p on p.id = v.product_id
               where v.sku = $3 and ($2::text is null or p.status = $2)
           ) as found
           limit $5"#
        }
    };
    let found = sqlx::query(sql)
        .bind(edit)
        .bind(status.map(ProductStatus::code))
        .bind(wanted)
        .bind(beginnings(wanted))
        .bind(i64::try_from(MAX_BULK_PRODUCTS + 1).unwrap_or(i64::MAX));
    let found = match collection {
        Some(collection) => found.bind(collection.as_str()),
        None => found,
    };
    Ok(found.execute(tx).await?.rows_affected())
}

/// Whether it can be done to any product at all.
pub(super) async fn check(tx: &mut PgConnection, change: &BulkChange) -> Result<(), ServiceError> {
    match change {
        BulkChange::Prices { basis_points, .. } if *basis_points == 0 || !BULK_PERCENT.contains(basis_points) => {
            let detail = "Prices change by -9999 to 90000 hundredths of a percent, and not by 0.";
            Err(Problem::field("change.basis_points", detail).into())
        }
        BulkChange::Status { status: ProductStatus::Scheduled } => {
            let detail = "Going on sale at a time is planned for each product: set its status and its `on_sale`.";
            Err(Problem::field("change.status", detail).into())
        }
        BulkChange::Into { collection } | BulkChange::OutOf { collection } => {
            let by_rule: Option<bool> =
                sqlx::query_scalar("select rule is not null from catalog.collections where slug = $1")
                    .bind(collection.as_str())
                    .fetch_optional(tx)
                    .await?;
            let detail = match by_rule {
                Some(false) => return Ok(()),
                Some(true) => "A rule fills it. Change the rule, or end it first.".to_owned(),
                None => format!("There is no collection “{collection}”; make it first."),
            };
            Err(Problem::field("change.collection", detail).into())
        }
        BulkChange::Prices { .. } | BulkChange::NoFormerPrices {} | BulkChange::Status { .. } => Ok(()),
    }
}

/// Has an edit go on, rest, or be taken back.
///
/// # Errors
/// `not_found`; `wrong_state`.
pub(super) async fn update_bulk_edit(service: Catalog, call: Call<UpdateBulkEdit>) -> Result<BulkEdit, ServiceError> {
    let UpdateBulkEdit { edit, event } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    // The job holds the row for the length of a step.
    let state: Option<String> = sqlx::query_scalar("select state from catalog.bulk_edits where id = $1 for update")
        .bind(edit)
        .fetch_optional(&mut *tx)
        .await?;
    let state: BulkEditState = serde_json::from_value(state.ok_or_else(not_found)?.into())?;
    let next = state.next(event).map_err(|refused| {
        Problem::new(Code::WrongState, format!("Nothing was changed: {refused}. Look at where it stands."))
    })?;
    if next != state {
        sqlx::query("update catalog.bulk_edits set state = $2, actor = $3 where id = $1")
            .bind(edit)
            .bind(next.code())
            .bind(call.actor())
            .execute(&mut *tx)
            .await?;
        let (before, after) = (json!({ "state": state }), json!({ "state": next }));
        call.audit(&mut tx, &subject(edit), Some(before), Some(after)).await?;
    }
    let reply = shown(read(&mut tx, edit).await?, &call);
    call.commit(tx, reply).await
}

/// How the audit log calls an edit.
pub(super) fn subject(edit: Uuid) -> String {
    format!("bulk edit {edit}")
}
