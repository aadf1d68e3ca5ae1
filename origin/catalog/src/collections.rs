//! Collections: all of them, or one by its address.

use api::catalog::{CollectionCard, GetCollection, ListCollections, MediaDocument, Text};
use api::problem::{Code, Problem};
use domain::catalog::Localized;
use domain::{Locale, Slug};
use origin_platform::{Call, Database, ServiceError};
use sqlx::types::Json;

use crate::{Catalog, store};

#[derive(sqlx::FromRow)]
struct StoredCollection {
    slug: String,
    title: Json<Localized>,
    description: Json<Localized>,
    image: Option<Json<MediaDocument>>,
    products: i64,
}

impl StoredCollection {
    fn card(&self, locale: Locale) -> anyhow::Result<CollectionCard> {
        Ok(CollectionCard {
            slug: store::stored(&self.slug)?,
            title: Text::of(&self.title, locale),
            description: Text::of(&self.description, locale),
            picture: self.image.as_ref().map(|image| image.view(locale)),
            products: self.products.unsigned_abs(),
        })
    }
}

/// Every collection, as the merchant arranged them.
pub(crate) async fn list_collections(
    service: Catalog,
    call: Call<ListCollections>,
) -> Result<Vec<CollectionCard>, ServiceError> {
    let rows: Vec<StoredCollection> = sqlx::query_as(
        "select slug, title, description, image, products from catalog.collections order by position, slug",
    )
    .fetch_all(&service.stores.db)
    .await?;
    Ok(rows.iter().map(|row| row.card(call.endpoint.market.locale())).collect::<Result<_, _>>()?)
}

/// The addresses and titles of the first thousand collections, as the merchant arranged them.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn collection_titles(db: &Database) -> anyhow::Result<Vec<(Slug, Localized)>> {
    let rows: Vec<(String, Json<Localized>)> =
        sqlx::query_as("select slug, title from catalog.collections order by position, slug limit 1000")
            .fetch_all(db)
            .await?;
    rows.into_iter().map(|(slug, title)| Ok((store::stored(&slug)?, title.0))).collect()
}

/// One collection, without its products.
///
/// # Errors
/// `collection_not_found`.
pub(crate) async fn get_collection(
    service: Catalog,
    call: Call<GetCollection>,
) -> Result<CollectionCard, ServiceError> {
    let row: Option<StoredCollection> =
        sqlx::query_as("select slug, title, description, image, products from catalog.collections where slug = $1")
            .bind(call.endpoint.slug.as_str())
            .fetch_optional(&service.stores.db)
            .await?;
    Ok(row.ok_or_else(not_found)?.card(call.endpoint.market.locale())?)
}

pub(crate) fn not_found() -> Problem {
    Problem::new(Code::CollectionNotFound, "There is no such collection.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Shop, collection, mug};
    use crate::upsert::Outcome;
    use domain::Market;

    #[tokio::test]
    async fn collections_come_in_the_merchant_s_order_and_know_their_size() {
        let shop = Shop::open().await;
        let mut first = collection("bath", "Bath");
        first.position = -1;
        assert_eq!(shop.upsert_collections(&[first]).await, [Outcome::New]);
        shop.upsert(&[mug()]).await;
        let list = shop.client.call(&ListCollections { market: Market::De }).await.expect("they are there");
        let brief: Vec<_> = list.iter().map(|card| (card.slug.as_str(), card.title.bare(), card.products)).collect();
        assert_eq!(brief, [("bath", "Bath", 0), ("table", "Tisch", 1)]);

        let lang = |slug: &str| list.iter().find(|card| card.slug.as_str() == slug).and_then(|card| card.title.lang());
        assert_eq!((lang("bath"), lang("table")), (Some(Locale::En), None), "j02: nobody translated “Bath”");

        let mut moved = mug();
        moved.collections = vec!["bath".parse().unwrap()];
        assert_eq!(shop.upsert(&[moved]).await, [Outcome::Changed]);
        let get = |slug: &str| GetCollection { slug: slug.parse().unwrap(), market: Market::Eu };
        assert_eq!(shop.client.call(&get("bath")).await.expect("it is there").products, 1);
        assert_eq!(shop.client.call(&get("table")).await.expect("it is there").products, 0);
        let absent = shop.client.call(&get("attic")).await.expect_err("not there");
        assert_eq!(absent.code, Code::CollectionNotFound);
    }
}
