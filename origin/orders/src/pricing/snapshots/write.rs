//! Writing what the catalogue says of products.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::ProductDocument;
use domain::{ProductId, Sku};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::on_sale::{OnSale, on_sale, parts};
use super::snapshot::{SellableSnapshot, snapshots_of};

/// A change of what is on sale: read, and not written yet.
pub(crate) struct SnapshotChange<'a> {
    products: Vec<Uuid>,
    snapshots: BTreeMap<&'a Sku, SellableSnapshot<'a>>,
    /// What is on sale until then.
    pub before: OnSale,
    /// What is on sale from then on.
    pub after: OnSale,
}

impl<'a> SnapshotChange<'a> {
    /// What `documents` change of `products`. A product that is given twice counts as it is given last, and so does
    /// a SKU; one that is not given is no longer sold.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn read(
        tx: &mut PgConnection,
        products: &[ProductId],
        documents: &'a [(ProductId, ProductDocument)],
    ) -> sqlx::Result<Self> {
        let documents: BTreeMap<ProductId, &ProductDocument> =
            documents.iter().map(|(id, document)| (*id, document)).collect();
        let snapshots: BTreeMap<&Sku, SellableSnapshot<'_>> = documents
            .iter()
            .flat_map(|(id, document)| snapshots_of(*id, document))
            .map(|snapshot| (snapshot.sku, snapshot))
            .collect();
        let parts = parts(documents.values().copied());
        let part = |sku: &Sku| parts.get(sku).cloned().unwrap_or_default();
        let after = snapshots
            .values()
            .map(|snapshot| (snapshot.sku.to_string(), (snapshot.product_id.0, part(snapshot.sku))))
            .collect();
        let skus: Vec<&str> = snapshots.keys().map(|sku| sku.as_str()).collect();
        let products: Vec<Uuid> = products.iter().map(|id| id.0).collect();
        let before = on_sale(tx, &skus, &products).await?;
        Ok(Self { products, snapshots, before, after })
    }

    /// The SKUs that come, move or are made of something else, and what they are and were made of.
    pub fn coming(&self) -> BTreeSet<&str> {
        let changed = self.snapshots.keys().map(|sku| sku.as_str());
        let mut coming: BTreeSet<&str> = changed.filter(|sku| self.before.get(*sku) != self.after.get(*sku)).collect();
        let parts_of = |sku: &&str| {
            [self.before.get(*sku), self.after.get(*sku)].into_iter().flatten().flat_map(|(_, parts)| parts.keys())
        };
        let parts: Vec<&str> = coming.iter().flat_map(parts_of).map(String::as_str).collect();
        coming.extend(parts);
        coming
    }

    /// Writes it.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn write(&self, tx: &mut PgConnection) -> sqlx::Result<()> {
        sqlx::query(
            "insert into orders.sellable_snapshots (sku, product_id, slug, title, choice, prices, picture, active,
                                        tax_class, grams, collections, measure)
             select sku, product_id, slug, title, choice, prices, picture, true, tax_class, grams, collections, measure
             from jsonb_to_recordset($1) as snapshot
                  (sku text, product_id uuid, slug text, title jsonb, choice jsonb, prices jsonb, picture jsonb,
                   tax_class text, grams bigint, collections jsonb, measure jsonb)
             order by sku
             on conflict (sku) do update set
                 product_id = excluded.product_id, slug = excluded.slug, title = excluded.title, choice = excluded.choice,
                 prices = excluded.prices, picture = excluded.picture, active = true,
                 tax_class = excluded.tax_class, grams = excluded.grams, collections = excluded.collections,
                 measure = excluded.measure",
        )
        .bind(Json(self.snapshots.values().collect::<Vec<_>>()))
        .execute(&mut *tx)
        .await?;
        write_bundles(tx, &self.before, &self.after).await?;
        sqlx::query("update orders.sellable_snapshots set active = false where product_id = any($1) and sku <> all($2) and active")
            .bind(&self.products)
            .bind(self.snapshots.keys().map(|sku| sku.as_str()).collect::<Vec<_>>())
            .execute(tx)
            .await?;
        Ok(())
    }
}

/// Writes what the bundles among these are made of now, if any is made of something else.
async fn write_bundles(tx: &mut PgConnection, before: &OnSale, after: &OnSale) -> sqlx::Result<()> {
    // What comes back may have been made of something else when it went.
    let was = |sku: &String| before.get(sku).map(|(_, parts)| parts);
    let changed: Vec<_> = after.iter().filter(|(sku, (_, parts))| was(sku) != Some(parts)).collect();
    let bundles: Vec<&str> = changed.iter().map(|(sku, _)| sku.as_str()).collect();
    if bundles.is_empty() {
        return Ok(());
    }
    let parts: Vec<(&str, &str, i64)> = changed
        .iter()
        .flat_map(|(bundle, (_, parts))| parts.iter().map(|(sku, units)| (bundle.as_str(), sku.as_str(), *units)))
        .collect();
    sqlx::query("delete from orders.bundle_components where bundle = any($1)").bind(bundles).execute(&mut *tx).await?;
    sqlx::query(
        "insert into orders.bundle_components (bundle, sku, units)
         select bundle, sku, units from unnest($1::text[], $2::text[], $3::bigint[]) as part (bundle, sku, units)",
    )
    .bind(parts.iter().map(|(bundle, _, _)| *bundle).collect::<Vec<_>>())
    .bind(parts.iter().map(|(_, sku, _)| *sku).collect::<Vec<_>>())
    .bind(parts.iter().map(|(_, _, units)| *units).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}
