//! Telling shoppers what can be had.

use anyhow::Context as _;
use api::inventory::{ListStock, StockView};
use domain::catalog::{Localized, PriceStep};
use domain::inventory::Availability;
use domain::{ProductId, Sku, Slug};
use origin_platform::{Call, Database, ServiceError, Stores};
use sqlx::types::Json;
use uuid::Uuid;

/// A variant that is on sale, as whoever waits for it is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedVariant {
    /// Its product's address.
    pub slug: Slug,
    /// Its product's name.
    pub title: Localized,
    /// Whether it can be had now.
    pub availability: Availability,
}

/// A variant that is on sale; none if there is no such variant.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn offered_variant(db: &Database, sku: &Sku) -> anyhow::Result<Option<OfferedVariant>> {
    let found: Option<(String, Json<Localized>, i64, i64)> = sqlx::query_as(
        "select snapshot.slug, snapshot.title, snapshot.available, snapshot.beyond
         from orders.stocked_snapshots as snapshot where snapshot.sku = $1 and snapshot.active",
    )
    .bind(sku.as_str())
    .fetch_optional(db)
    .await
    .context("reading a variant")?;
    let Some((slug, Json(title), available, beyond)) = found else { return Ok(None) };
    let availability = Availability::between(available, available + beyond);
    Ok(Some(OfferedVariant { slug: slug.parse()?, title, availability }))
}

/// Of these products, whether any variant of each that is on sale is here to be sent. One that is not known yet, or has
/// nothing on sale, is left out.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn stocked_products(db: &Database, products: &[ProductId]) -> sqlx::Result<Vec<(ProductId, bool)>> {
    let rows: Vec<(Uuid, bool)> = sqlx::query_as(
        "select snapshot.product_id, bool_or(snapshot.available > 0)
         from orders.stocked_snapshots as snapshot where snapshot.product_id = any($1) and snapshot.active
         group by snapshot.product_id",
    )
    .bind(products.iter().map(|product| product.0).collect::<Vec<_>>())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|(product, is_here)| (ProductId(product), is_here)).collect())
}

/// A SKU, what is here of it, what can be ordered beyond that, its version, and its prices by quantity.
type StockRow = (String, i64, i64, Option<i64>, Json<Vec<PriceStep>>);

/// A product that is not known here yet has no stock to list; its first snapshots make that stale.
#[tracing::instrument(name = "inventory.list_stock", skip_all)]
pub(crate) async fn list_stock(stores: Stores, call: Call<ListStock>) -> Result<Vec<StockView>, ServiceError> {
    // Value and version are of the same moment, because they are read by one statement.
    let rows: Vec<StockRow> = sqlx::query_as(
        "select snapshot.sku, snapshot.available, snapshot.beyond, case when snapshot.components = '[]' then coalesce((
             select level.version from orders.stock_levels as level
             where level.sku = snapshot.sku and level.location = 'main'), 0) end, coalesce((
             select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                                 'minor', entry.amount_minor)
                              order by entry.from_quantity, entry.amount_minor)
             from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
             where entry.sku = snapshot.sku and list.group_id is null
               and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)), '[]')
         from orders.stocked_snapshots as snapshot where snapshot.product_id = $1 and snapshot.active
         order by snapshot.sku",
    )
    .bind(call.endpoint.product.0)
    .fetch_all(&stores.db)
    .await?;
    let view = |(sku, available, beyond, version, Json(steps)): StockRow| {
        let sku: Sku = sku.parse().map_err(anyhow::Error::new)?;
        let availability = Availability::between(available, available + beyond);
        Ok::<_, ServiceError>(StockView { sku, availability, version, steps })
    };
    rows.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use api::CachePolicy;
    use api::Tag;
    use api::cache::Lifetime;
    use api::inventory::ListStock;
    use domain::ProductId;
    use domain::inventory::Availability;
    use uuid::Uuid;

    use crate::testing::{Shop, product};

    #[tokio::test]
    async fn every_variant_on_sale_is_listed_and_the_reply_is_tagged() {
        let shop = Shop::open().await;
        let (id, mut mug) = product("A", 1000);
        for sku in ["B", "C", "D"] {
            let sku = sku.parse().expect("a SKU");
            mug.variants.push(api::catalog::VariantDocument { sku, ..mug.variants[0].clone() });
        }
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug.clone())]).await.expect("PostgreSQL");
        mug.variants.pop();
        crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
        shop.stock("A", 50).await;
        shop.stock("B", 1).await;
        let cached = shop.call_cached(&ListStock { product: id }).await;
        let stock = cached.reply.expect("listed");
        let stock: Vec<_> = stock.iter().map(|view| (view.sku.as_str(), view.availability)).collect();
        assert_eq!(
            stock,
            [("A", Availability::InStock), ("B", Availability::Low { left: 1 }), ("C", Availability::Out)]
        );
        assert_eq!(cached.policy, CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::stock(id)]));
        let stocked = async |products: &[ProductId]| super::stocked_products(&shop.stores.db, products).await;
        assert_eq!(stocked(&[id, ProductId(Uuid::now_v7())]).await.expect("PostgreSQL answers"), [(id, true)]);
        shop.stock("A", 0).await;
        shop.stock("B", 0).await;
        assert_eq!(stocked(&[id]).await.expect("PostgreSQL answers"), [(id, false)]);
        let unknown = shop.call(&ListStock { product: ProductId(Uuid::now_v7()) }).await.expect("nothing to list");
        assert_eq!(unknown, []);
    }
}
