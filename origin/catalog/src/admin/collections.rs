//! Collections: what they say.

pub(super) mod rule;

use api::catalog::CollectionDocument;
use api::catalog::admin::{
    AdminCollection, CreateCollection, DeleteCollection, ListAdminCollections, UpdateCollection,
};
use api::endpoint::if_match::IfMatch;
use api::problem::{Code, Problem};
use domain::Slug;
use origin_messaging::outbox;
use origin_platform::{Call, ServiceError, audit};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::write::{admits, outdated};
use crate::collections::former;
use crate::upsert::{Outcome, Tree, upsert_collections};
use crate::{Catalog, collections, event, store};

/// Every collection, as the merchant arranged them.
pub(super) async fn list_collections(
    service: Catalog,
    _: Call<ListAdminCollections>,
) -> Result<Vec<AdminCollection>, ServiceError> {
    let rows: Vec<Json<AdminCollection>> = sqlx::query_scalar(
        "select jsonb_build_object('version', version, 'products', products, 'is_filling', rule_asked_to is not null,
             'former', array(select slug from catalog.former_collection_slugs where collection = c.slug
                             order by since desc, slug),
             'collection', jsonb_strip_nulls(
                 jsonb_build_object('slug', slug, 'title', title, 'description', description, 'position', position,
                                    'image', image, 'parent', parent, 'rule', rule)))
         from catalog.collections c order by position, slug",
    )
    .fetch_all(&service.stores.db)
    .await?;
    Ok(rows.into_iter().map(|Json(collection)| collection).collect())
}

/// A new collection, with nothing in it.
///
/// # Errors
/// `slug_taken`, if the address is, or leads to, another collection; a problem with the field to mend.
pub(super) async fn create_collection(
    service: Catalog,
    call: Call<CreateCollection>,
) -> Result<AdminCollection, ServiceError> {
    let CreateCollection { slug, title, description, position, image, parent } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    store::lock_catalog(&mut tx, false).await?;
    if let Some(problem) = former::taken(&mut tx, None, &slug).await? {
        return Err(problem.at("slug").into());
    }
    let made = CollectionDocument { slug, title, description, position, image, parent, rule: None };
    place(&mut tx, &made).await?;
    save(&mut tx, &made).await?;
    call.audit(&mut tx, &subject(&made.slug), None, Some(serde_json::to_value(&made)?)).await?;
    let reply = find(&mut tx, &made.slug).await?.ok_or_else(collections::not_found)?;
    call.commit(tx, reply).await
}

/// What is said takes the place of what was; the rest stays. To another address the former one leads from then on.
///
/// # Errors
/// `collection_not_found`; `version_missing`; `version_outdated` with the collection as it is now; `slug_taken`;
/// `wrong_state` if too many products are in it for another address; a problem with the field to mend.
pub(super) async fn update_collection(
    service: Catalog,
    call: Call<UpdateCollection>,
) -> Result<AdminCollection, ServiceError> {
    let UpdateCollection { slug, if_match, title, description, position, image, parent, address } =
        call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    let before = lock(&mut tx, &slug, if_match).await?.collection;
    let after = CollectionDocument {
        slug: address.unwrap_or(slug),
        title: title.unwrap_or_else(|| before.title.clone()),
        description: description.unwrap_or_else(|| before.description.clone()),
        position: position.unwrap_or(before.position),
        image: image.unwrap_or_else(|| before.image.clone()),
        parent: parent.unwrap_or_else(|| before.parent.clone()),
        rule: before.rule.clone(),
    };
    if after.slug != before.slug {
        former::rename(&mut tx, &before.slug, &after.slug).await?;
    }
    if after != before {
        place(&mut tx, &after).await?;
        save(&mut tx, &after).await?;
        let (old, new) = audit::changes(&serde_json::to_value(&before)?, &serde_json::to_value(&after)?);
        call.audit(&mut tx, &subject(&after.slug), Some(old), Some(new)).await?;
    }
    let reply = find(&mut tx, &after.slug).await?.ok_or_else(collections::not_found)?;
    call.commit(tx, reply).await
}

/// Takes away a collection that no product is in, on sale or not, and no collection stands under. Its address,
/// and those that it had, are gone then.
///
/// # Errors
/// `collection_not_found`; `version_missing`; `version_outdated` with the collection as it is now; `wrong_state` if
/// products are in it, or collections stand under it.
pub(super) async fn delete_collection(service: Catalog, call: Call<DeleteCollection>) -> Result<(), ServiceError> {
    let DeleteCollection { slug, if_match } = call.endpoint.clone();
    let mut tx = call.begin(&service.stores.db).await?;
    let before = lock(&mut tx, &slug, if_match).await?;
    let below: Vec<String> =
        sqlx::query_scalar("select slug from catalog.collections where parent = $1 order by position, slug limit 3")
            .bind(slug.as_str())
            .fetch_all(&mut *tx)
            .await?;
    if !below.is_empty() {
        let detail = format!(
            "Collections stand under it: {}. Have them stand elsewhere first, or delete them: PATCH or DELETE /v1/admin/collections/{{slug}}.",
            below.iter().map(|slug| format!("“{slug}”")).collect::<Vec<_>>().join(", ")
        );
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    // Counted, since PostgreSQL would look for the first one through all products, and mostly there is none.
    let is_used: bool = sqlx::query_scalar(
        "select exists (select from catalog.collection_products where collection_slug = $1)
             or (select count(*) from catalog.products where status <> 'active' and document -> 'collections' ? $1) > 0",
    )
    .bind(slug.as_str())
    .fetch_one(&mut *tx)
    .await?;
    if is_used {
        let detail = match before.collection.rule {
            Some(_) => {
                "Its rule finds products. Give it a rule without conditions first, which finds none: PUT /v1/admin/collections/{slug}/rule."
            }
            None => {
                "Products are in it, perhaps some that are not on sale. Take them out first: POST /v1/admin/collections/{slug}/products, or all of them by POST /v1/admin/bulk-edits."
            }
        };
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    // The addresses that it had lead nowhere from here on, so they are read before they go with it.
    sqlx::query(
        "insert into catalog.gone_collection_slugs (slug)
         select $1 union select slug from catalog.former_collection_slugs where collection = $1
         on conflict (slug) do update set since = now()",
    )
    .bind(slug.as_str())
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from catalog.collections where slug = $1").bind(slug.as_str()).execute(&mut *tx).await?;
    let gone = event::collection_moved(&slug, &before.collection.parent);
    outbox::record(&mut tx, &[gone.hard()]).await?;
    call.audit(&mut tx, &subject(&slug), Some(serde_json::to_value(&before.collection)?), None).await?;
    call.commit(tx, ()).await
}

/// A collection as staff see it, in the caller's transaction.
pub(crate) async fn find(tx: &mut PgConnection, slug: &Slug) -> sqlx::Result<Option<AdminCollection>> {
    let row: Option<Json<AdminCollection>> = sqlx::query_scalar(
        "select jsonb_build_object('version', version, 'products', products, 'is_filling', rule_asked_to is not null,
             'former', array(select slug from catalog.former_collection_slugs where collection = c.slug
                             order by since desc, slug),
             'collection', jsonb_strip_nulls(
                 jsonb_build_object('slug', slug, 'title', title, 'description', description, 'position', position,
                                    'image', image, 'parent', parent, 'rule', rule)))
         from catalog.collections c where slug = $1",
    )
    .bind(slug.as_str())
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|Json(collection)| collection))
}

/// Reads a collection that is about to be changed, and lets nobody else change it until the transaction ends.
pub(super) async fn lock(
    tx: &mut PgConnection,
    slug: &Slug,
    if_match: Option<IfMatch>,
) -> Result<AdminCollection, ServiceError> {
    store::lock_catalog(tx, false).await?;
    let kept = find(tx, slug).await?.ok_or_else(collections::not_found)?;
    if admits(if_match, kept.version)? { Ok(kept) } else { Err(outdated(kept.version, &kept)) }
}

/// Refuses a place at which a collection cannot stand.
async fn place(tx: &mut PgConnection, document: &CollectionDocument) -> Result<(), ServiceError> {
    let misplaced = Tree::read(tx).await?.misplaced(&document.slug, document.parent.as_ref());
    misplaced.map_or(Ok(()), |reason| {
        Err(Problem::field("parent", format!("The collection cannot stand there: {reason}.")).into())
    })
}

/// Keeps a collection, in the caller's transaction.
///
/// # Errors
/// A problem that says why it cannot be kept.
async fn save(tx: &mut PgConnection, document: &CollectionDocument) -> Result<(), ServiceError> {
    match upsert_collections(tx, std::slice::from_ref(document)).await?.pop() {
        Some(Outcome::Refused(reason)) => {
            Err(Problem::field("title", format!("The collection cannot be kept: {reason}.")).into())
        }
        _ => Ok(()),
    }
}

/// How the audit log calls a collection.
pub(super) fn subject(slug: &Slug) -> String {
    format!("collection {slug}")
}
