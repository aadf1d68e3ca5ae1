//! One step of an edit: a hundred of its products, in a transaction that also notes what became of each.

use std::collections::HashMap;

use api::catalog::admin::BulkChange;
use api::catalog::{ProductDocument, VariantDocument};
use domain::catalog::{ProductStatus, SaleTimes};
use domain::{ProductId, Slug};
use origin_platform::{Database, audit, power_cut};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::collection_rules::as_kept;
use crate::collections::former;
use crate::prices::recorded;
use crate::store::{self, Versioned};
use crate::upsert::{Outcome, upsert_products};

/// Products of one step: others wait for it.
const AT_ONCE: i64 = 100;
/// Of products that somebody else has changed after the edit.
const CHANGED_SINCE: &str = "Somebody else has changed it since, so it stays as it is.";

/// What a product was, as far as edits change it.
#[derive(Serialize, Deserialize)]
struct Former {
    status: ProductStatus,
    on_sale: SaleTimes,
    collections: Vec<Slug>,
    /// None where prices are not changed: there may be two thousand.
    variants: Option<Vec<VariantDocument>>,
}

/// What became of a product.
pub(super) struct Became {
    product: ProductId,
    state: &'static str,
    former: Option<Former>,
    version: Option<i64>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// An edit that is under way.
#[derive(sqlx::FromRow)]
struct Edit {
    id: Uuid,
    state: String,
    actor: String,
    change: Json<BulkChange>,
}

/// What is kept of products, and in whose name.
#[derive(Clone, Copy)]
pub(super) struct Deed<'a> {
    pub actor: &'a str,
    pub change: &'a BulkChange,
    pub is_undo: bool,
}

/// Does a step of the oldest edit that is under way. Says whether there was one.
pub(super) async fn step(db: &Database) -> anyhow::Result<bool> {
    let mut tx = db.begin().await?;
    let edit: Option<Edit> = sqlx::query_as(
        "select id, state, actor, change from catalog.bulk_edits where state in ('running', 'undoing')
         order by created_at, id limit 1 for update skip locked",
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(mut edit) = edit else { return Ok(false) };
    let is_undo = edit.state == "undoing";
    // Before the versions are read: whoever renames or fills a collection writes them anew under this lock.
    store::lock_catalog(&mut tx, false).await?;
    let rows: Vec<(Uuid, Option<Json<Former>>, Option<i64>)> = sqlx::query_as(
        "select product_id, former, version from catalog.bulk_edit_products
         where edit_id = $1 and state = $2 order by product_id limit $3",
    )
    .bind(edit.id)
    .bind(if is_undo { "changed" } else { "waiting" })
    .bind(AT_ONCE)
    .fetch_all(&mut *tx)
    .await?;
    if rows.is_empty() {
        sqlx::query("update catalog.bulk_edits set state = $2 where id = $1")
            .bind(edit.id)
            .bind(if is_undo { "undone" } else { "done" })
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        return Ok(true);
    }
    if let BulkChange::Into { collection } | BulkChange::OutOf { collection } = &mut *edit.change {
        // It may have another address since the edit was made.
        *collection = former::current(&mut tx, collection).await?;
    }
    let ids: Vec<ProductId> = rows.iter().map(|(id, ..)| ProductId(*id)).collect();
    let kept = store::documents_of_any_status(&mut *tx, &ids).await?;
    let mut kept: HashMap<ProductId, Versioned> = kept.into_iter().map(|product| (product.0, product)).collect();
    let (mut became, mut changes) = (Vec::with_capacity(rows.len()), Vec::new());
    for (id, former, version) in rows {
        let id = ProductId(id);
        let Some((_, now, before)) = kept.remove(&id) else {
            became.push(Became { product: id, state: "same", former: None, version: None, reason: None });
            continue;
        };
        let mut after = before.clone();
        match former.filter(|_| is_undo) {
            Some(_) if version != Some(now) => {
                let reason = Some(CHANGED_SINCE.to_owned());
                became.push(Became { product: id, state: "refused", former: None, version: None, reason });
                continue;
            }
            Some(Json(former)) => put_back(&edit.change, former, &mut after),
            None => edit.change.apply(&mut after),
        }
        changes.push((id, before, after));
    }
    let deed = Deed { actor: &edit.actor, change: &edit.change, is_undo };
    became.extend(keep(&mut tx, deed, changes).await?);
    note(&mut tx, edit.id, &became).await?;
    power_cut("bulk step");
    tx.commit().await?;
    power_cut("bulk step done");
    Ok(true)
}

/// The collections only if the edit was about them: a rule, or another address, may have changed them since.
fn put_back(change: &BulkChange, former: Former, product: &mut ProductDocument) {
    let Former { status, on_sale, collections, variants } = former;
    product.status = status;
    product.on_sale = on_sale;
    if matches!(change, BulkChange::Into { .. } | BulkChange::OutOf { .. }) {
        product.collections = collections;
    }
    if let Some(variants) = variants {
        product.variants = variants;
    }
}

/// Keeps what products have become, and records each change. Tells of each what became of it, in the same order.
pub(super) async fn keep(
    tx: &mut PgConnection,
    Deed { actor, change, is_undo }: Deed<'_>,
    changes: Vec<(ProductId, ProductDocument, ProductDocument)>,
) -> anyhow::Result<Vec<Became>> {
    let after: Vec<ProductDocument> = changes.iter().map(|(.., after)| after.clone()).collect();
    let after = as_kept(tx, &after).await?;
    let outcomes = upsert_products(tx, &after).await?;
    let versions: Vec<(Uuid, i64)> =
        sqlx::query_as("select id, prices_version from catalog.products where id = any($1)")
            .bind(changes.iter().map(|(id, ..)| id.0).collect::<Vec<_>>())
            .fetch_all(&mut *tx)
            .await?;
    let versions: HashMap<Uuid, i64> = versions.into_iter().collect();
    let with_prices = matches!(change, BulkChange::Prices { .. } | BulkChange::NoFormerPrices {});
    let (mut became, mut told) = (Vec::with_capacity(changes.len()), Vec::new());
    for ((product, before, _), (after, outcome)) in changes.into_iter().zip(after.into_iter().zip(outcomes)) {
        let one = Became { product, state: "same", former: None, version: None, reason: None };
        became.push(match outcome {
            Outcome::Refused(reason) => Became { state: "refused", reason: Some(reason), ..one },
            // What was taken back is as it was, even if it is what somebody else has made of it.
            Outcome::Unchanged if is_undo => Became { state: "undone", ..one },
            Outcome::Unchanged => one,
            Outcome::New | Outcome::Changed => {
                told.push((product, audit::changes(&recorded(&before)?, &recorded(&after)?)));
                let ProductDocument { status, on_sale, collections, variants, .. } = before;
                let former = Former { status, on_sale, collections, variants: Some(variants).filter(|_| with_prices) };
                match is_undo {
                    true => Became { state: "undone", ..one },
                    false => Became {
                        state: "changed",
                        former: Some(former),
                        version: versions.get(&product.0).copied(),
                        ..one
                    },
                }
            }
        });
    }
    // Last: whoever adds to the log waits for the end of this.
    let action = if is_undo { "UndoBulkEdit" } else { "BulkEdit" };
    for (product, (before, after)) in told {
        audit::record(tx, actor, action, &format!("product {product}"), Some(before), Some(after)).await?;
    }
    Ok(became)
}

/// Notes how far the products of an edit are.
pub(super) async fn note(tx: &mut PgConnection, edit: Uuid, became: &[Became]) -> sqlx::Result<()> {
    sqlx::query(
        "update catalog.bulk_edit_products as one
         set state = given.state, former = given.former, version = given.version, reason = given.reason
         from unnest($2::uuid[], $3::text[], $4::jsonb[], $5::bigint[], $6::text[])
             as given (product_id, state, former, version, reason)
         where one.edit_id = $1 and one.product_id = given.product_id",
    )
    .bind(edit)
    .bind(became.iter().map(|one| one.product.0).collect::<Vec<_>>())
    .bind(became.iter().map(|one| one.state).collect::<Vec<_>>())
    .bind(became.iter().map(|one| one.former.as_ref().map(Json)).collect::<Vec<_>>())
    .bind(became.iter().map(|one| one.version).collect::<Vec<_>>())
    .bind(became.iter().map(|one| one.reason.as_deref()).collect::<Vec<_>>())
    .execute(tx)
    .await
    .map(drop)
}
