//! Queries that several use cases share.

mod export;
mod sold;

use std::str::FromStr;

use anyhow::Context as _;
use api::catalog::{ProductDocument, VariantDocument};
use domain::{Market, ProductId, Sku, Slug};
use origin_platform::Database;
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

pub use export::{Exported, currencies, exported_collections, exported_products};
pub use sold::{InvalidPlace, Sold, SoldPlace, sold_places, sold_variants};

// Three texts, since each is to be read and run as it stands and finds its rows by an index of its own, which one `where`
// with an `or` for all would not; a test below keeps the rest of them the same.
const DOCUMENTS_BY_ID: &str = include_str!("store/documents_by_id.sql");
const DOCUMENTS_OF_ANY_STATUS: &str = include_str!("store/documents_of_any_status.sql");
const DOCUMENT_BY_SLUG: &str = include_str!("store/document_by_slug.sql");

#[derive(sqlx::FromRow)]
struct StoredProduct {
    id: Uuid,
    prices_version: i64,
    document: Json<ProductDocument>,
    product_type: Option<String>,
    variants: Json<Vec<VariantDocument>>,
}

/// A product's id, the version of its prices, and the product.
pub type Versioned = (ProductId, i64, ProductDocument);

impl StoredProduct {
    fn into_document(self) -> sqlx::Result<Versioned> {
        let product_type = stored_type(self.product_type.as_deref())?;
        let document = ProductDocument { product_type, variants: self.variants.0, ..self.document.0 };
        Ok((ProductId(self.id), self.prices_version, document))
    }
}

/// Reads back the type that stands beside a document.
fn stored_type(handle: Option<&str>) -> sqlx::Result<Option<Slug>> {
    handle.map(|handle| stored(handle).map_err(|error| sqlx::Error::Decode(error.into()))).transpose()
}

/// The documents of these products with their prices now, in the order of the ids. Products that
/// do not exist or are not on sale are left out; `on_hand` is never set, because the catalogue does not count stock.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn documents(db: &Database, ids: &[ProductId]) -> sqlx::Result<Vec<(ProductId, ProductDocument)>> {
    let documents = versioned_documents(db, ids).await?;
    Ok(documents.into_iter().map(|(id, _, document)| (id, document)).collect())
}

/// The same with the versions of the prices.
///
/// # Errors
/// As [`documents`].
pub async fn versioned_documents(db: impl PgExecutor<'_>, ids: &[ProductId]) -> sqlx::Result<Vec<Versioned>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<StoredProduct> = sqlx::query_as(DOCUMENTS_BY_ID).bind(ids).fetch_all(db).await?;
    rows.into_iter().map(StoredProduct::into_document).collect()
}

/// The same of products whether they are on sale or not.
pub(crate) async fn documents_of_any_status(
    db: impl PgExecutor<'_>,
    ids: &[ProductId],
) -> sqlx::Result<Vec<Versioned>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<StoredProduct> = sqlx::query_as(DOCUMENTS_OF_ANY_STATUS).bind(ids).fetch_all(db).await?;
    rows.into_iter().map(StoredProduct::into_document).collect()
}

/// Whether the variant of a SKU is a bundle; none if there is no such variant, on sale or not.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn is_bundle(db: impl PgExecutor<'_>, sku: &Sku) -> sqlx::Result<Option<bool>> {
    let sql = "select components <> '[]' from catalog.variants where sku = $1";
    sqlx::query_scalar(sql).bind(sku.as_str()).fetch_optional(db).await
}

/// The SKUs of a product's variants, whether it is on sale or not.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn skus_of(db: impl PgExecutor<'_>, product: ProductId) -> sqlx::Result<Vec<String>> {
    let sql = "select sku from catalog.variants where product_id = $1 order by position";
    sqlx::query_scalar(sql).bind(product.0).fetch_all(db).await
}

/// The ids of at most `limit` products after `after`, for reading all of them in turns; those that are not on sale are
/// among them, so that who reads all learns that they are gone.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn product_ids_after(db: &Database, after: Option<ProductId>, limit: u32) -> sqlx::Result<Vec<ProductId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar("select id from catalog.products where id > $1 order by id limit $2")
        .bind(after.map_or(Uuid::nil(), |id| id.0))
        .bind(i64::from(limit))
        .fetch_all(db)
        .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

pub(crate) async fn product_by_slug(db: impl PgExecutor<'_>, slug: &Slug) -> sqlx::Result<Option<Versioned>> {
    let row: Option<StoredProduct> = sqlx::query_as(DOCUMENT_BY_SLUG).bind(slug.as_str()).fetch_optional(db).await?;
    row.map(StoredProduct::into_document).transpose()
}

/// Lets imports wait for each other. A change of one variant shares the lock with its like and
/// locks its product's row instead.
pub(crate) async fn lock_catalog(tx: &mut PgConnection, share: bool) -> sqlx::Result<()> {
    let sql = match share {
        true => "select pg_advisory_xact_lock_shared(hashtext('catalog'))",
        false => "select pg_advisory_xact_lock(hashtext('catalog'))",
    };
    sqlx::query(sql).execute(tx).await?;
    Ok(())
}

/// Works out anew, from the prices in the same transaction, what these products are listed with (those that are not on
/// sale are not listed), dates the change and gives the prices a new version. Those in `dated` have both from a row that
/// the transaction has just written: a row as long as a product's, written twice, is twice the work of all its indexes.
/// The caller keeps others from changing them.
pub(crate) async fn refresh_listing_prices(
    tx: &mut PgConnection,
    products: &[ProductId],
    dated: &[ProductId],
) -> sqlx::Result<()> {
    let ids = |products: &[ProductId]| products.iter().map(|id| id.0).collect::<Vec<Uuid>>();
    let currencies: Vec<&str> = Market::ALL.iter().map(|market| market.currency().code()).collect();
    sqlx::query(
        "with price as (
             select v.product_id, v.position, p.currency, p.amount_minor, p.compare_at_minor, p.lowest_before_minor,
                 v.measure
             from catalog.products product
             join catalog.variants v on v.product_id = product.id
             join catalog.prices p using (sku)
             where product.id = any($1) and product.status = 'active'
         ), wanted as (
             select product.id as product_id, market.currency
             from catalog.products product, unnest($2::text[]) as market (currency)
             where product.id = any($1) and product.status = 'active'
             union
             select product_id, currency from price
         ), lowest as (
             select distinct on (product_id, currency)
                 product_id, currency, amount_minor, compare_at_minor, lowest_before_minor, measure,
                 min(amount_minor) over pair <> max(amount_minor) over pair as varies
             from price
             window pair as (partition by product_id, currency)
             order by product_id, currency, amount_minor, position
         ), dated as (
             update catalog.products
             set updated_at = greatest(updated_at, now()), prices_version = nextval('catalog.prices_versions')
             where id = any($1) and id <> all($3)
         ), gone as (
             delete from catalog.listing_prices l
             where l.product_id = any($1)
                 and not exists (select from wanted w where w.product_id = l.product_id and w.currency = l.currency)
         )
         insert into catalog.listing_prices as l
                (product_id, currency, amount_minor, compare_at_minor, lowest_before_minor, measure, varies)
         select product_id, currency, amount_minor, compare_at_minor, lowest_before_minor, measure,
             coalesce(varies, false)
         from wanted left join lowest using (product_id, currency)
         on conflict (product_id, currency) do update
         set amount_minor = excluded.amount_minor, compare_at_minor = excluded.compare_at_minor,
             lowest_before_minor = excluded.lowest_before_minor, measure = excluded.measure, varies = excluded.varies
         where (l.amount_minor, l.compare_at_minor, l.lowest_before_minor, l.measure, l.varies)
             is distinct from (excluded.amount_minor, excluded.compare_at_minor, excluded.lowest_before_minor,
                               excluded.measure, excluded.varies)",
    )
    .bind(ids(products))
    .bind(currencies)
    .bind(ids(dated))
    .execute(tx)
    .await?;
    Ok(())
}

/// Reads back a value that was parsed before it was stored.
pub(crate) fn stored<T>(text: &str) -> anyhow::Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse().with_context(|| format!("the catalogue's rows hold “{text}”"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use origin_testing::sql_without;

    #[test]
    fn the_statements_read_the_same_of_a_product() {
        let read = |statement| sql_without(statement, "where p.", "");
        assert_eq!(read(DOCUMENTS_BY_ID), read(DOCUMENT_BY_SLUG));
        assert_eq!(read(DOCUMENTS_BY_ID), read(DOCUMENTS_OF_ANY_STATUS));
    }
}
