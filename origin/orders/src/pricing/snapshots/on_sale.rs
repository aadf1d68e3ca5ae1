//! What is on sale, and what each of it is made of.

use std::collections::BTreeMap;

use api::catalog::ProductDocument;
use domain::Sku;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

/// A SKU that is on sale, whose it is, and what it is made of.
pub(crate) type OnSale = BTreeMap<String, (Uuid, Parts)>;

/// The units of each stock item in a bundle; none of what is no bundle.
pub(crate) type Parts = BTreeMap<String, i64>;

/// Reads what is on sale now of these SKUs and of these products.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn on_sale(tx: &mut PgConnection, skus: &[&str], products: &[Uuid]) -> sqlx::Result<OnSale> {
    let found: Vec<(String, Uuid, Json<Parts>)> = sqlx::query_as(
        "select snapshot.sku, snapshot.product_id, coalesce((
             select jsonb_object_agg(component.sku, component.units)
             from orders.bundle_components as component where component.bundle = snapshot.sku
         ), '{}')
         from orders.sellable_snapshots as snapshot where active and (sku = any($1) or product_id = any($2))",
    )
    .bind(skus)
    .bind(products)
    .fetch_all(tx)
    .await?;
    Ok(found.into_iter().map(|(sku, product, Json(parts))| (sku, (product, parts))).collect())
}

/// What each bundle of these products is made of.
pub(super) fn parts<'a>(products: impl Iterator<Item = &'a ProductDocument>) -> BTreeMap<&'a Sku, Parts> {
    let mut bundles: BTreeMap<&Sku, Parts> = BTreeMap::new();
    for variant in products.flat_map(|product| &product.variants).filter(|variant| !variant.components.is_empty()) {
        let mut parts = Parts::new();
        for component in &variant.components {
            *parts.entry(component.sku.to_string()).or_default() += i64::from(component.units);
        }
        bundles.insert(&variant.sku, parts);
    }
    bundles
}
