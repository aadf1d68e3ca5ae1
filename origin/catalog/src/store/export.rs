//! Reading the whole catalogue in turns, as imports write it.

use api::catalog::{CollectionDocument, ProductDocument, VariantDocument};
use domain::{Currency, Slug};
use sqlx::types::Json;
use sqlx::{FromRow, PgExecutor};

use super::{stored, stored_type};

/// Collections, and products, of one turn at most.
const MAX_COLLECTIONS: i64 = 500;
const MAX_PRODUCTS: i64 = 200;
/// What the products of one turn weigh at most, in bytes of JSON or so; a single one may weigh more.
const MAX_WEIGHT: i64 = 2_000_000;

/// A product of the catalogue.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its place: the merchant's order is that of places.
    pub place: i64,
    /// It, without its stock.
    pub document: ProductDocument,
}

#[derive(FromRow)]
struct Row {
    position: i64,
    document: Json<ProductDocument>,
    product_type: Option<String>,
    variants: Json<Vec<VariantDocument>>,
}

/// The products that come after a place (none has a place below 1), on sale or not.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn exported_products(db: impl PgExecutor<'_>, after: i64) -> sqlx::Result<Vec<Exported>> {
    let rows: Vec<Row> = sqlx::query_as(include_str!("exported_products.sql"))
        .bind(after)
        .bind(MAX_PRODUCTS)
        .bind(MAX_WEIGHT)
        .fetch_all(db)
        .await?;
    let exported = |Row { position, document, product_type, variants }: Row| {
        let product_type = stored_type(product_type.as_deref())?;
        Ok(Exported { place: position, document: ProductDocument { product_type, variants: variants.0, ..document.0 } })
    };
    rows.into_iter().map(exported).collect()
}

/// The collections that come after one, each with its level, from 1: level by level, so that none comes before the one that
/// it stands under.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn exported_collections(
    db: impl PgExecutor<'_>,
    after: Option<&(i32, Slug)>,
) -> sqlx::Result<Vec<(i32, CollectionDocument)>> {
    let (level, slug) = after.map_or((0, ""), |(level, slug)| (*level, slug.as_str()));
    let rows: Vec<(i32, Json<CollectionDocument>)> = sqlx::query_as(include_str!("exported_collections.sql"))
        .bind(level)
        .bind(slug)
        .bind(MAX_COLLECTIONS)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|(level, Json(document))| (level, document)).collect())
}

/// The currencies that anything has a price in, by their codes.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn currencies(db: impl PgExecutor<'_>) -> sqlx::Result<Vec<Currency>> {
    let codes: Vec<String> =
        sqlx::query_scalar("select distinct currency from catalog.prices order by currency").fetch_all(db).await?;
    let currency = |code: &String| stored(code).map_err(|error| sqlx::Error::Decode(error.into()));
    codes.iter().map(currency).collect()
}
