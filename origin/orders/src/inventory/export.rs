//! The whole catalogue with its stock, some at a time, as imports read it.

pub(crate) mod feed;

use std::collections::HashMap;

use anyhow::Context as _;
use api::catalog::ProductDocument;
use api::catalog::admin::{CatalogExport, ExportCatalog};
use api::problem::{Code, Problem};
use domain::staff::Permission;
use domain::{Currency, Slug};
use origin_platform::{Call, ServiceError, Stores};
use serde_json::Value;
use sqlx::PgConnection;

use super::level::{MAIN, stock_policy};
use super::set_levels::held_by_open_orders;

/// Where an export goes on.
enum Cursor {
    /// Behind this collection, if there was one.
    Collections(Option<(i32, Slug)>),
    /// Behind the product of this place.
    Products(i64),
}

impl Cursor {
    fn of(text: Option<&str>) -> Option<Self> {
        let Some(text) = text else { return Some(Self::Collections(None)) };
        match text.split_once('.')? {
            ("products", place) => place.parse().ok().map(Self::Products),
            (level, slug) => Some(Self::Collections(Some((level.parse().ok()?, slug.parse().ok()?)))),
        }
    }
}

/// A page of the export, in one snapshot. Pages follow each other by keys, so that what is changed meanwhile moves nothing
/// from one to the other.
#[tracing::instrument(name = "inventory.export_catalog", skip_all)]
pub(crate) async fn export_catalog(stores: Stores, call: Call<ExportCatalog>) -> Result<CatalogExport, ServiceError> {
    let sees_stock = call.require(Permission::StockRead).is_ok();
    let mut tx = stores.db.begin().await?;
    begin_snapshot(&mut tx).await?;
    let page = export_page(&mut tx, call.endpoint.after.as_deref(), sees_stock).await?;
    page.ok_or_else(|| {
        let detail = "“after” is none of the places that pages of the export name: give “next” of the page before.";
        Problem::new(Code::InvalidRequest, detail).into()
    })
}

/// Has a transaction that was just begun see everything as it is now, for as long as it lasts, and change nothing.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn begin_snapshot(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("set transaction isolation level repeatable read, read only").execute(tx).await.map(drop)
}

/// What follows in an export; none if no page has named such a place.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn export_page(
    db: &mut PgConnection,
    after: Option<&str>,
    with_stock: bool,
) -> anyhow::Result<Option<CatalogExport>> {
    let Some(cursor) = Cursor::of(after) else { return Ok(None) };
    let mut page = CatalogExport::default();
    match cursor {
        Cursor::Collections(after) => {
            if after.is_none() {
                page.currencies = origin_catalog::currencies(&mut *db).await.context("reading currencies")?;
                page.currencies.sort_by_key(|currency| Currency::ALL.iter().position(|known| known == currency));
                page.locations = if with_stock { locations(db).await? } else { Vec::new() };
                for one in origin_catalog::exported_product_types(&mut *db).await.context("reading product types")? {
                    page.lines.push(kinded(&one, "product_type")?);
                }
            }
            let found =
                origin_catalog::exported_collections(db, after.as_ref()).await.context("reading collections")?;
            page.next = Some(match found.last() {
                Some((level, last)) => format!("{level}.{}", last.slug),
                None => "products.0".to_owned(),
            });
            for (_, collection) in found {
                page.lines.push(kinded(&collection, "collection")?);
            }
        }
        Cursor::Products(after) => {
            let found = origin_catalog::exported_products(&mut *db, after).await.context("reading products")?;
            page.next = found.last().map(|last| format!("products.{}", last.place));
            let mut documents: Vec<ProductDocument> = found.into_iter().map(|product| product.document).collect();
            if with_stock {
                count(db, &mut documents).await?;
            }
            for document in &documents {
                page.lines.push(kinded(document, "product")?);
            }
        }
    }
    Ok(Some(page))
}

fn kinded(document: &impl serde::Serialize, kind: &str) -> anyhow::Result<Value> {
    let mut line = serde_json::to_value(document)?;
    line.as_object_mut().context("a document is an object")?.insert("kind".to_owned(), kind.into());
    Ok(line)
}

/// The places at which stock lies, but the first.
async fn locations(db: &mut PgConnection) -> anyhow::Result<Vec<Slug>> {
    let codes: Vec<String> =
        sqlx::query_scalar("select code from orders.stock_locations where code <> 'main' order by priority, code")
            .fetch_all(db)
            .await?;
    codes.iter().map(|code| code.parse().context("a location's code")).collect()
}

/// What lies of a SKU at a place and how its stock is kept: the place, units, policy and its limit.
type Kept = (String, String, i64, String, Option<i64>);

/// Says of variants what is in stock and how that is kept, as an import sets it: with what is held by orders that are not
/// paid. A bundle has no stock of its own.
async fn count(db: &mut PgConnection, documents: &mut [ProductDocument]) -> anyhow::Result<()> {
    let variants = documents.iter().flat_map(|document| &document.variants);
    let skus: Vec<&str> = variants.filter(|v| v.components.is_empty()).map(|v| v.sku.as_str()).collect();
    let kept: Vec<Kept> = sqlx::query_as(
        "select sku, location, on_hand, policy, backorder_limit from orders.stock_levels where sku = any($1)",
    )
    .bind(&skus)
    .fetch_all(&mut *db)
    .await
    .context("reading stock")?;
    let held = held_by_open_orders(db, &skus).await.context("reading what orders hold")?;
    let mut levels: HashMap<String, Vec<Kept>> = HashMap::new();
    for level in kept {
        levels.entry(level.0.clone()).or_default().push(level);
    }
    for variant in documents.iter_mut().flat_map(|document| &mut document.variants) {
        for (sku, location, on_hand, policy, limit) in levels.remove(variant.sku.as_str()).unwrap_or_default() {
            let place = (sku, location);
            let held = held.get(&place).copied().unwrap_or_default();
            let units = u32::try_from((on_hand + held).max(0)).unwrap_or(u32::MAX);
            let (_, location) = place;
            if location == MAIN {
                // Below zero, that many are owed: a count of nothing would have them forgotten, so nothing is said.
                variant.on_hand = (on_hand >= 0).then_some(units);
                variant.policy = Some(stock_policy(&policy, limit));
            } else if units > 0 {
                variant.stock.insert(location.parse().context("a location's code")?, units);
            }
        }
    }
    Ok(())
}
