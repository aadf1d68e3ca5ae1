//! Collections: all of them, or one by its address.

pub(crate) mod former;

use api::catalog::{CollectionCard, CollectionLink, GetCollection, ListCollections, MediaDocument, Text};
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
    parent: Option<String>,
    former: Vec<String>,
}

impl StoredCollection {
    fn card(&self, locale: Locale) -> anyhow::Result<CollectionCard> {
        Ok(CollectionCard {
            slug: store::stored(&self.slug)?,
            title: Text::of(&self.title, locale),
            description: Text::of(&self.description, locale),
            picture: self.image.as_ref().map(|image| image.view(locale)),
            products: self.products.unsigned_abs(),
            parent: self.parent.as_deref().map(store::stored).transpose()?,
            former: self.former.iter().map(|slug| store::stored(slug)).collect::<Result<_, _>>()?,
            trail: Vec::new(),
            children: Vec::new(),
        })
    }
}

/// Every collection, as the merchant arranged them.
pub(crate) async fn list_collections(
    service: Catalog,
    call: Call<ListCollections>,
) -> Result<Vec<CollectionCard>, ServiceError> {
    let rows: Vec<StoredCollection> = sqlx::query_as(
        "select slug, title, description, image, products, parent, array(
             select slug from catalog.former_collection_slugs where collection = c.slug order by since desc, slug) as former
         from catalog.collections c order by position, slug",
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

/// One collection with those above and right under it, without its products. At an address that it had before it is told with the one that it has.
///
/// # Errors
/// `collection_gone` if it was deleted; `collection_not_found` if none ever was there.
pub(crate) async fn get_collection(
    service: Catalog,
    call: Call<GetCollection>,
) -> Result<CollectionCard, ServiceError> {
    let row: Option<StoredCollection> = sqlx::query_as(
        "select slug, title, description, image, products, parent, array(
             select slug from catalog.former_collection_slugs where collection = c.slug order by since desc, slug) as former
         from catalog.collections c
         where slug = coalesce((select collection from catalog.former_collection_slugs where slug = $1), $1)",
    )
    .bind(call.endpoint.slug.as_str())
    .fetch_optional(&service.stores.db)
    .await?;
    let locale = call.endpoint.market.locale();
    let Some(found) = row else { return Err(absent(&service.stores.db, &call.endpoint.slug).await?.into()) };
    let children = children(&service.stores.db, &found.slug, locale).await?;
    let trail = match &found.parent {
        Some(parent) => trail(&service.stores.db, parent, locale).await?,
        None => Vec::new(),
    };
    Ok(CollectionCard { trail, children, ..found.card(locale)? })
}

/// A collection and those above it, the highest first.
async fn trail(db: &Database, slug: &str, locale: Locale) -> anyhow::Result<Vec<CollectionLink>> {
    let rows: Vec<(String, Json<Localized>)> = sqlx::query_as(
        "with recursive up as (
             select slug, title, parent, 1 as level from catalog.collections where slug = $1
             union all
             select c.slug, c.title, c.parent, up.level + 1 from up join catalog.collections c on c.slug = up.parent
         )
         select slug, title from up order by level desc",
    )
    .bind(slug)
    .fetch_all(db)
    .await?;
    let link = |(slug, title): (String, Json<Localized>)| {
        Ok(CollectionLink { slug: store::stored(&slug)?, title: Text::of(&title, locale) })
    };
    rows.into_iter().map(link).collect()
}

/// The collections right under one.
async fn children(db: &Database, slug: &str, locale: Locale) -> anyhow::Result<Vec<CollectionCard>> {
    let rows: Vec<StoredCollection> = sqlx::query_as(
        "select slug, title, description, image, products, parent, '{}'::text[] as former
         from catalog.collections where parent = $1 order by position, slug limit 200",
    )
    .bind(slug)
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| row.card(locale)).collect()
}

/// What is to be said of an address at which there is no collection.
async fn absent(db: &Database, slug: &Slug) -> sqlx::Result<Problem> {
    let is_gone: bool = sqlx::query_scalar("select exists (select from catalog.gone_collection_slugs where slug = $1)")
        .bind(slug.as_str())
        .fetch_one(db)
        .await?;
    let gone = || Problem::new(Code::CollectionGone, "This collection was deleted and does not come back.");
    Ok(if is_gone { gone() } else { not_found() })
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
