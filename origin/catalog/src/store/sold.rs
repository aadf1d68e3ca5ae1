//! The variants that are on sale and have a price in a currency, as the merchant arranged them, some at a time.

use std::fmt;
use std::str::FromStr;

use domain::{Currency, ProductId, Sku};
use sqlx::{FromRow, PgExecutor};
use uuid::Uuid;

use super::stored;

/// The place of a variant among those that are sold: its product's, its own in that, and its SKU. Places follow each other
/// by keys, so that a page does not have to pass over those before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldPlace {
    product: i64,
    variant: i32,
    sku: Sku,
}

impl fmt::Display for SoldPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.product, self.variant, self.sku)
    }
}

/// This is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place is a product's, a variant's and an SKU, with dots between them")]
pub struct InvalidPlace;

impl FromStr for SoldPlace {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, InvalidPlace> {
        // An SKU may have dots itself.
        let mut parts = text.splitn(3, '.');
        let mut part = || parts.next().ok_or(InvalidPlace);
        let (product, variant, sku) = (part()?, part()?, part()?);
        Ok(Self {
            product: product.parse().map_err(|_| InvalidPlace)?,
            variant: variant.parse().map_err(|_| InvalidPlace)?,
            sku: sku.parse().map_err(|_| InvalidPlace)?,
        })
    }
}

/// A variant that is sold.
#[derive(Clone, Debug)]
pub struct Sold {
    /// Its product.
    pub product: ProductId,
    /// Its place.
    pub place: SoldPlace,
}

impl Sold {
    /// What names it.
    pub fn sku(&self) -> &Sku {
        &self.place.sku
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    product: i64,
    variant: i32,
    sku: String,
}

/// The first so many behind a place, or from the beginning.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn sold_variants(
    db: impl PgExecutor<'_>,
    currency: Currency,
    after: Option<&SoldPlace>,
    limit: i64,
) -> sqlx::Result<Vec<Sold>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select p.id, p.position as product, v.position as variant, v.sku
         from catalog.products p
         join catalog.variants v on v.product_id = p.id
         join catalog.prices price on price.sku = v.sku and price.currency = $1
         where p.status = 'active' and p.position >= $2 and (p.position, v.position, v.sku) > ($2, $3, $4)
         order by p.position, v.position, v.sku limit $5",
    )
    .bind(currency.code())
    .bind(after.map_or(i64::MIN, |place| place.product))
    .bind(after.map_or(i32::MIN, |place| place.variant))
    .bind(after.map_or("", |place| place.sku.as_str()))
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| Ok(Sold { product: ProductId(row.id), place: place(row)? })).collect()
}

/// Behind which places the pages of so many begin, but the first: as many pages as `most` at the most. It reads all of them
/// once, for all pages together.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn sold_places(
    db: impl PgExecutor<'_>,
    currency: Currency,
    size: i64,
    most: i64,
) -> sqlx::Result<Vec<SoldPlace>> {
    let rows: Vec<Row> = sqlx::query_as(
        "with sold as (
             select p.id, p.position as product, v.position as variant, v.sku
             from catalog.products p
             join catalog.variants v on v.product_id = p.id
             join catalog.prices price on price.sku = v.sku and price.currency = $1
             where p.status = 'active'
             order by p.position, v.position, v.sku limit $2 * $3
         ), numbered as (
             select sold.*, row_number() over (order by product, variant, sku) as number, count(*) over () as total from sold
         )
         select id, product, variant, sku from numbered where number % $2 = 0 and number < total order by number",
    )
    .bind(currency.code())
    .bind(size)
    .bind(most)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(place).collect()
}

fn place(row: Row) -> sqlx::Result<SoldPlace> {
    let sku = stored::<Sku>(&row.sku).map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(SoldPlace { product: row.product, variant: row.variant, sku })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Shop, plain};

    #[tokio::test]
    async fn pages_follow_each_other_by_places_whatever_changes_before_them() {
        let shop = Shop::open().await;
        shop.upsert(&["ant", "bee", "cat", "dog", "eel"].map(|slug| plain(slug, 100))).await;
        let db = &shop.stores.db;
        let after = async |place: Option<&SoldPlace>| {
            sold_variants(db, Currency::Eur, place, 2).await.expect("PostgreSQL is up")
        };
        let all: Vec<Sold> = sold_variants(db, Currency::Eur, None, 9).await.expect("PostgreSQL is up");
        assert_eq!(all.len(), 5);
        let places = sold_places(db, Currency::Eur, 2, 9).await.expect("PostgreSQL is up");
        assert_eq!(places, [all[1].place.clone(), all[3].place.clone()]);
        assert_eq!(sold_places(db, Currency::Eur, 2, 2).await.expect("PostgreSQL is up"), places[..1]);
        assert_eq!(sold_places(db, Currency::Eur, 5, 9).await.expect("PostgreSQL is up"), [], "nothing is behind it");
        let mut read = Vec::new();
        for place in [None, Some(&places[0]), Some(&places[1])] {
            read.extend(after(place).await.into_iter().map(|one| one.place));
        }
        assert_eq!(read, all.iter().map(|one| one.place.clone()).collect::<Vec<_>>());
        // What goes before a place moves nothing behind it.
        let first = "update catalog.products set status = 'archived' where position = (select min(position) from catalog.products)";
        sqlx::query(first).execute(db).await.expect("PostgreSQL is up");
        assert_eq!(after(Some(&places[0])).await[0].place, all[2].place);
        assert_eq!(after(Some(&all[4].place)).await.len(), 0);
        for (at, one) in all.iter().enumerate() {
            assert_eq!(one.place.to_string().parse::<SoldPlace>(), Ok(one.place.clone()), "{at}: {}", one.sku());
        }
    }

    #[test]
    fn a_place_is_read_as_it_is_written() {
        let place = SoldPlace { product: 7, variant: 0, sku: "A.B-1".parse().expect("an SKU") };
        assert_eq!((place.to_string().as_str(), "7.0.A.B-1".parse::<SoldPlace>()), ("7.0.A.B-1", Ok(place.clone())));
        for text in ["", "7", "7.0", "7.0.", "a.0.A", "7.x.A"] {
            assert_eq!(text.parse::<SoldPlace>(), Err(InvalidPlace), "{text}");
        }
    }
}
