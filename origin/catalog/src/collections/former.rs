//! Addresses that collections had. Whatever names one means the collection that it leads to: a link, an import, an edit
//! that is still under way, a promotion. So none of them is given to another collection while that is there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use api::catalog::ProductDocument;
use api::problem::{Code, Problem};
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use origin_platform::{Database, ServiceError};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{event, store};

/// Products of a collection that gets another address: others wait while each of them is written.
const MAX_PRODUCTS: usize = 20_000;

/// The documents with every collection by the address that it has. Of a collection that is named twice, the first stays.
pub(crate) async fn by_now<'a>(
    tx: &mut PgConnection,
    documents: &'a [ProductDocument],
) -> sqlx::Result<Cow<'a, [ProductDocument]>> {
    let named: BTreeSet<&str> = documents.iter().flat_map(|document| &document.collections).map(Slug::as_str).collect();
    let rows: Vec<(String, String)> =
        sqlx::query_as("select slug, collection from catalog.former_collection_slugs where slug = any($1)")
            .bind(named.into_iter().collect::<Vec<_>>())
            .fetch_all(tx)
            .await?;
    if rows.is_empty() {
        return Ok(Cow::Borrowed(documents));
    }
    let slug = |slug: &str| store::stored(slug).map_err(|error| sqlx::Error::Decode(error.into()));
    let leads: BTreeMap<Slug, Slug> =
        rows.iter().map(|(former, now)| Ok((slug(former)?, slug(now)?))).collect::<sqlx::Result<_>>()?;
    let renamed = |document: &ProductDocument| {
        let mut seen = BTreeSet::new();
        let now = document.collections.iter().map(|slug| leads.get(slug).unwrap_or(slug));
        let collections = now.filter(|slug| seen.insert(*slug)).cloned().collect();
        ProductDocument { collections, ..document.clone() }
    };
    Ok(Cow::Owned(documents.iter().map(renamed).collect()))
}

/// The address that a collection has which is named by one that it has or had.
pub(crate) async fn current(tx: &mut PgConnection, slug: &Slug) -> anyhow::Result<Slug> {
    let now: Option<String> =
        sqlx::query_scalar("select collection from catalog.former_collection_slugs where slug = $1")
            .bind(slug.as_str())
            .fetch_optional(tx)
            .await?;
    now.map_or_else(|| Ok(slug.clone()), |now| store::stored(&now))
}

/// The same products in every collection by each address that it has and had: for whoever compares them with what was
/// said long ago.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn by_every_address(
    db: &Database,
    mut products: Vec<(ProductId, ProductDocument)>,
) -> anyhow::Result<Vec<(ProductId, ProductDocument)>> {
    let named: BTreeSet<&str> =
        products.iter().flat_map(|(_, document)| &document.collections).map(Slug::as_str).collect();
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select collection, slug from catalog.former_collection_slugs where collection = any($1) order by slug",
    )
    .bind(named.into_iter().collect::<Vec<_>>())
    .fetch_all(db)
    .await?;
    let mut former: BTreeMap<Slug, Vec<Slug>> = BTreeMap::new();
    for (collection, slug) in rows {
        former.entry(store::stored(&collection)?).or_default().push(store::stored(&slug)?);
    }
    for (_, document) in &mut products {
        let had: Vec<Slug> =
            document.collections.iter().filter_map(|slug| former.get(slug)).flatten().cloned().collect();
        document.collections.extend(had);
    }
    Ok(products)
}

/// Gives a collection another address, to which the former one leads from then on, in the caller's transaction, which
/// holds the lock of the catalogue. Its products, what stands under it and the rules of searches that name it follow.
///
/// # Errors
/// `slug_taken` if it is another collection's, or leads to one; `wrong_state` if too many products are in it.
pub(crate) async fn rename(tx: &mut PgConnection, before: &Slug, after: &Slug) -> Result<(), ServiceError> {
    if let Some(problem) = taken(tx, Some(before), after).await? {
        return Err(problem.at("address").into());
    }
    let products = products_of(tx, before).await?;
    // In one statement: the keys that tie the tables together are looked at behind it.
    sqlx::query(
        "with members as (
             update catalog.collection_products set collection_slug = $2 where collection_slug = $1
         ), forgotten as (
             delete from catalog.former_collection_slugs where slug = $2
         )
         update catalog.collections set slug = $2, version = version + 1, updated_at = now() where slug = $1",
    )
    .bind(before.as_str())
    .bind(after.as_str())
    .execute(&mut *tx)
    .await?;
    sqlx::query("insert into catalog.former_collection_slugs (slug, collection) values ($1, $2)")
        .bind(before.as_str())
        .bind(after.as_str())
        .execute(&mut *tx)
        .await?;
    let mut events = vec![event::collection_renamed(before, after)];
    let both = BTreeSet::from([before.clone(), after.clone()]);
    for (id, slug) in rename_in_products(tx, &products, before, after).await? {
        events.push(event::product_changed(ProductId(id), &store::stored(&slug)?, &both));
    }
    let rules = sqlx::query(
        "update catalog.search_rules
         set effect = jsonb_set(effect, '{collections}', (
                 select jsonb_agg(case named.slug when $1 then $2 else named.slug end order by named.place)
                 from jsonb_array_elements_text(effect -> 'collections') with ordinality as named (slug, place))),
             version = version + 1
         where effect -> 'collections' ? $1",
    )
    .bind(before.as_str())
    .bind(after.as_str())
    .execute(&mut *tx)
    .await?;
    events.extend((rules.rows_affected() > 0).then(event::search_rules_changed));
    outbox::record(tx, &events).await?;
    Ok(())
}

/// What is to be said of an address that is another collection's than this, or leads to another (`slug_taken`).
pub(crate) async fn taken(
    tx: &mut PgConnection,
    collection: Option<&Slug>,
    slug: &Slug,
) -> sqlx::Result<Option<Problem>> {
    let whose: Option<String> = sqlx::query_scalar(
        "select slug from catalog.collections where slug = $1
         union all
         select collection from catalog.former_collection_slugs where slug = $1",
    )
    .bind(slug.as_str())
    .fetch_optional(tx)
    .await?;
    match whose {
        Some(whose) if collection.is_none_or(|own| own.as_str() != whose) => {
            let detail = match whose == slug.as_str() {
                true => format!("Another collection has the address “{slug}”; choose another."),
                false => format!("The address “{slug}” leads to the collection “{whose}”; choose another."),
            };
            Ok(Some(Problem::new(Code::SlugTaken, detail)))
        }
        _ => Ok(None),
    }
}

/// All products whose documents name a collection, on sale or not.
async fn products_of(tx: &mut PgConnection, collection: &Slug) -> Result<Vec<Uuid>, ServiceError> {
    let products: Vec<Uuid> = sqlx::query_scalar(
        "select product_id from catalog.collection_products where collection_slug = $1
         union
         select id from catalog.products
         where status in ('draft', 'scheduled', 'archived') and document -> 'collections' ? $1
         limit $2",
    )
    .bind(collection.as_str())
    .bind(i64::try_from(MAX_PRODUCTS).unwrap_or(i64::MAX) + 1)
    .fetch_all(tx)
    .await?;
    if products.len() <= MAX_PRODUCTS {
        return Ok(products);
    }
    let detail = format!(
        "More than {MAX_PRODUCTS} products are in it: too many to be written at once. Make another collection and put them into it."
    );
    Err(Problem::new(Code::WrongState, detail).at("address").into())
}

/// Writes the other address into the products' documents, which are of a new version then; returns their addresses.
async fn rename_in_products(
    tx: &mut PgConnection,
    products: &[Uuid],
    before: &Slug,
    after: &Slug,
) -> sqlx::Result<Vec<(Uuid, String)>> {
    let was = versions(tx, products).await?;
    let written = sqlx::query_as(
        "update catalog.products
         set document = jsonb_set(document, '{collections}', (
                 select jsonb_agg(case named.slug when $2 then $3 else named.slug end order by named.place)
                 from jsonb_array_elements_text(document -> 'collections') with ordinality as named (slug, place))),
             updated_at = greatest(updated_at, now()), prices_version = nextval('catalog.prices_versions')
         where id = any($1) and document -> 'collections' ? $2
         returning id, slug",
    )
    .bind(products)
    .bind(before.as_str())
    .bind(after.as_str())
    .fetch_all(&mut *tx)
    .await?;
    keep_undo(tx, &was).await?;
    Ok(written)
}

/// The versions of products, as they are in this transaction.
pub(crate) async fn versions(tx: &mut PgConnection, products: &[Uuid]) -> sqlx::Result<Vec<(Uuid, i64)>> {
    sqlx::query_as("select id, prices_version from catalog.products where id = any($1)")
        .bind(products)
        .fetch_all(tx)
        .await
}

/// Has edits of many products know the new versions of those that were of these versions before: what nobody has changed
/// by hand can still be taken back.
pub(crate) async fn keep_undo(tx: &mut PgConnection, was: &[(Uuid, i64)]) -> sqlx::Result<()> {
    sqlx::query(
        "update catalog.bulk_edit_products one set version = product.prices_version
         from unnest($1::uuid[], $2::bigint[]) as was (id, version)
         join catalog.products product on product.id = was.id
         where one.edit_id in (select id from catalog.bulk_edits where state <> 'undone')
             and one.product_id = was.id and one.version = was.version",
    )
    .bind(was.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    .bind(was.iter().map(|(_, version)| *version).collect::<Vec<_>>())
    .execute(tx)
    .await
    .map(drop)
}
