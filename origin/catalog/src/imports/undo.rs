//! Taking an import back, some products at a time: each transaction notes what became of its own, so that whoever dies
//! at it leaves the rest to the next, and nothing is done twice.

use std::collections::{BTreeSet, HashMap, HashSet};

use api::catalog::{CollectionDocument, ProductDocument};
use domain::catalog::ProductStatus;
use domain::{ProductId, Slug};
use origin_messaging::outbox;
use origin_platform::{Database, audit};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::{Import, mark};
use crate::admin::{find_collection, remove_product};
use crate::collection_rules::ruled;
use crate::upsert::{Outcome, upsert_collections, upsert_products};
use crate::{event, store};

/// As many products as one transaction should hold up others for.
pub const MAX_AT_ONCE: u32 = 100;

/// How many entries of the audit log about one product are looked at: it has as many pictures at most.
const LOOKED_AT: u32 = 251;
/// How the audit log calls whoever brings the pictures of an import.
const FETCHER: &str = "origin import";

/// A product that is to be taken back.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Open {
    product_id: Uuid,
    slug: String,
    before: Option<Json<ProductDocument>>,
    after: Vec<u8>,
    audit_seq: i64,
}

impl Open {
    /// Its id.
    pub fn product(&self) -> ProductId {
        ProductId(self.product_id)
    }
}

/// What became of products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Undone {
    /// As they were before.
    pub restored: u64,
    /// New ones that are gone again.
    pub deleted: u64,
    /// New ones that were sold, and are off sale.
    pub archived: u64,
    /// Left as they are, for a reason that is noted.
    pub left: u64,
}

/// Asks for an import to be taken back; none if there is no such import. What was asked for once stays so.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn ask_undo(tx: &mut PgConnection, import: Uuid) -> sqlx::Result<Option<Import>> {
    let fetches: Option<bool> = sqlx::query_scalar(
        "update catalog.imports set undo_asked_at = coalesce(undo_asked_at, now()) where id = $1 returning fetches",
    )
    .bind(import)
    .fetch_optional(tx)
    .await?;
    Ok(fetches.map(|fetches| Import { id: import, fetches }))
}

/// The next `limit` products to be taken back, the last first, and nobody else takes any back, or changes the catalogue, until
/// the caller's transaction ends.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn open(tx: &mut PgConnection, import: Import, limit: u32) -> sqlx::Result<Vec<Open>> {
    store::lock_catalog(tx, false).await?;
    next(tx, import, limit).await
}

/// The same, while nobody is kept from anything: by the time they are taken back others may be next.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn next(db: impl PgExecutor<'_>, import: Import, limit: u32) -> sqlx::Result<Vec<Open>> {
    sqlx::query_as(
        "select product_id, slug, before, after, audit_seq
         from catalog.imported_products where import_id = $1 and outcome is null order by seq desc limit $2",
    )
    .bind(import.id)
    .bind(i64::from(limit.min(MAX_AT_ONCE)))
    .fetch_all(db)
    .await
}

/// Takes these products back, or notes of each why it is left as it is. New ones are deleted, or archived if they are
/// among those that were `sold`.
///
/// # Errors
/// If PostgreSQL does not answer; the transaction is then worth nothing.
pub async fn undo(
    tx: &mut PgConnection,
    import: Import,
    open: &[Open],
    sold: &HashSet<ProductId>,
) -> anyhow::Result<Undone> {
    let ids: Vec<ProductId> = open.iter().map(Open::product).collect();
    let kept = store::documents_of_any_status(&mut *tx, &ids).await?;
    let mut kept: HashMap<ProductId, ProductDocument> =
        kept.into_iter().map(|(id, _, document)| (id, document)).collect();
    let ruled = ruled(&mut *tx).await?;
    let mut told: Vec<(Uuid, &'static str, Option<String>)> = Vec::new();
    let mut wanted: Vec<(Uuid, &'static str, ProductDocument)> = Vec::new();
    for one in open {
        let Some(now) = kept.remove(&one.product()) else {
            let (outcome, reason) = match one.before {
                None => ("deleted", None),
                Some(_) => ("left", Some("somebody has deleted it since".to_owned())),
            };
            told.push((one.product_id, outcome, reason));
            continue;
        };
        if is_changed(tx, import, one, &now, &ruled).await? {
            let reason = "somebody has changed it since: see who in the audit log, and change it by hand";
            told.push((one.product_id, "left", Some(reason.to_owned())));
            continue;
        }
        match &one.before {
            None if sold.contains(&one.product()) => {
                wanted.push((
                    one.product_id,
                    "archived",
                    ProductDocument { status: ProductStatus::Archived, on_sale: Default::default(), ..now },
                ));
            }
            None => match is_component(tx, &now).await? {
                Some(bundle) => {
                    let reason = format!("the bundle “{bundle}” is made of it: take it out of that first");
                    told.push((one.product_id, "left", Some(reason)));
                }
                None => {
                    remove_product(tx, one.product(), &now.slug).await?;
                    told.push((one.product_id, "deleted", None));
                }
            },
            Some(Json(before)) => wanted.push((one.product_id, "restored", before.clone())),
        }
    }
    let documents: Vec<ProductDocument> = wanted.iter().map(|(_, _, document)| document.clone()).collect();
    let outcomes = upsert_products(tx, &documents).await?;
    for ((id, becomes, _), outcome) in wanted.into_iter().zip(outcomes) {
        told.push(match outcome {
            Outcome::Refused(reason) => (id, "left", Some(reason)),
            _ => (id, becomes, None),
        });
    }
    let count = |wanted: &str| told.iter().filter(|(_, outcome, _)| *outcome == wanted).count() as u64;
    let undone = Undone {
        restored: count("restored"),
        deleted: count("deleted"),
        archived: count("archived"),
        left: count("left"),
    };
    sqlx::query(
        "update catalog.imported_products p set outcome = told.outcome, reason = told.reason
         from unnest($2::uuid[], $3::text[], $4::text[]) as told (id, outcome, reason)
         where p.import_id = $1 and p.product_id = told.id",
    )
    .bind(import.id)
    .bind(told.iter().map(|(id, ..)| *id).collect::<Vec<_>>())
    .bind(told.iter().map(|(_, outcome, _)| *outcome).collect::<Vec<_>>())
    .bind(told.iter().map(|(_, _, reason)| reason.as_deref()).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(undone)
}

/// The import that waits longest to be taken back.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn next_asked(db: &Database) -> sqlx::Result<Option<Import>> {
    let asked: Option<(Uuid, bool)> = sqlx::query_as(
        "select id, fetches from catalog.imports where undo_asked_at is not null and undone_at is null
         order by undo_asked_at limit 1",
    )
    .fetch_optional(db)
    .await?;
    Ok(asked.map(|(id, fetches)| Import { id, fetches }))
}

/// Whether a product is not what the import left. Pictures that were fetched for it are no change of anybody's, but then
/// what staff did with it stands in the audit log.
async fn is_changed(
    tx: &mut PgConnection,
    import: Import,
    one: &Open,
    now: &ProductDocument,
    ruled: &BTreeSet<Slug>,
) -> sqlx::Result<bool> {
    // Imports note a product without the collections that had a rule then. Where none had one, it is the whole product.
    let marks = vec![mark(now, import.fetches, ruled)?, mark(now, import.fetches, &BTreeSet::new())?];
    let is_other: bool = sqlx::query_scalar(
        "select not exists (select from unnest($1::text[]) as told where sha256(convert_to(told, 'UTF8')) = $2)",
    )
    .bind(marks)
    .bind(&one.after)
    .fetch_one(&mut *tx)
    .await?;
    if is_other || now.slug.as_str() != one.slug {
        return Ok(true);
    }
    if !import.fetches {
        return Ok(false);
    }
    let newest = audit::entries(tx, Some(&format!("product {}", one.product())), None, LOOKED_AT).await?;
    Ok(newest.iter().any(|entry| entry.seq > one.audit_seq && entry.actor != FETCHER))
}

/// The SKU of a bundle of another product that one of a product's variants is part of.
async fn is_component(tx: &mut PgConnection, product: &ProductDocument) -> sqlx::Result<Option<String>> {
    for variant in &product.variants {
        let bundle: Option<String> = sqlx::query_scalar(
            "select v.sku from catalog.variants v join catalog.products p on p.id = v.product_id
             where v.components <> '[]' and v.components @> jsonb_build_array(jsonb_build_object('sku', $1::text))
                 and p.slug <> $2 limit 1",
        )
        .bind(variant.sku.as_str())
        .bind(product.slug.as_str())
        .fetch_optional(&mut *tx)
        .await?;
        if bundle.is_some() {
            return Ok(bundle);
        }
    }
    Ok(None)
}

/// Takes an import's collections back once no product of it is left to be, and notes that all of it is done.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn undo_collections(tx: &mut PgConnection, import: Import) -> anyhow::Result<()> {
    store::lock_catalog(tx, false).await?;
    let open: Vec<(String, Option<Json<CollectionDocument>>, Vec<u8>)> = sqlx::query_as(
        // Those that stand under others first: these can be deleted only when nothing does.
        "with recursive placed as (
             select slug, 1 as level from catalog.collections where parent is null
             union all
             select c.slug, placed.level + 1 from placed join catalog.collections c on c.parent = placed.slug
         )
         select noted.slug, noted.before, noted.after
         from catalog.imported_collections noted left join placed using (slug)
         where noted.import_id = $1 and noted.outcome is null
         order by placed.level desc nulls last, noted.slug",
    )
    .bind(import.id)
    .fetch_all(&mut *tx)
    .await?;
    let made: Vec<&str> =
        open.iter().filter(|(_, before, _)| before.is_none()).map(|(name, ..)| name.as_str()).collect();
    let used = used(tx, &made).await?;
    for (name, before, after) in open {
        let slug: Slug = store::stored(&name)?;
        let (outcome, reason) = match find_collection(tx, &slug).await? {
            None if is_former(tx, &slug).await? => ("left", Some("it has another address by now".to_owned())),
            None => ("deleted", None),
            Some(found) => {
                let is_same: bool = sqlx::query_scalar("select sha256(convert_to($1, 'UTF8')) = $2")
                    .bind(super::collection_mark(&found.collection)?)
                    .bind(&after)
                    .fetch_one(&mut *tx)
                    .await?;
                match before {
                    _ if !is_same => ("left", Some("somebody has changed it since".to_owned())),
                    Some(Json(before)) => match upsert_collections(tx, &[before]).await?.pop() {
                        Some(Outcome::Refused(reason)) => ("left", Some(reason)),
                        _ => ("restored", None),
                    },
                    None if used.contains(&name) => ("left", Some("products are in it".to_owned())),
                    None => match delete(tx, &slug, found.collection.parent.as_ref()).await? {
                        true => ("deleted", None),
                        false => ("left", Some("collections stand under it".to_owned())),
                    },
                }
            }
        };
        sqlx::query(
            "update catalog.imported_collections set outcome = $3, reason = $4 where import_id = $1 and slug = $2",
        )
        .bind(import.id)
        .bind(&name)
        .bind(outcome)
        .bind(reason)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query("update catalog.imports set undone_at = coalesce(undone_at, now()) where id = $1")
        .bind(import.id)
        .execute(tx)
        .await?;
    Ok(())
}

/// Whether an address was that of a collection that has another now.
async fn is_former(tx: &mut PgConnection, slug: &Slug) -> sqlx::Result<bool> {
    sqlx::query_scalar("select exists (select from catalog.former_collection_slugs where slug = $1)")
        .bind(slug.as_str())
        .fetch_one(tx)
        .await
}

/// Which of these collections products are in, whether they are on sale or not: read once for all of them, since no index
/// knows the collections of what is not on sale. The lock on the catalogue keeps it so.
async fn used(tx: &mut PgConnection, names: &[&str]) -> sqlx::Result<HashSet<String>> {
    if names.is_empty() {
        return Ok(HashSet::new());
    }
    let used: Vec<String> = sqlx::query_scalar(
        "select name from unnest($1::text[]) as name
         where exists (select from catalog.collection_products where collection_slug = name)
         union
         select member.name from catalog.products as product
         cross join lateral jsonb_array_elements_text(product.document -> 'collections') as member (name)
         where product.document -> 'collections' ?| $1 and member.name = any($1)",
    )
    .bind(names)
    .fetch_all(tx)
    .await?;
    Ok(used.into_iter().collect())
}

/// Deletes a collection that no product is in, unless others stand under it, and tells whether it did.
async fn delete(tx: &mut PgConnection, slug: &Slug, parent: Option<&Slug>) -> sqlx::Result<bool> {
    let gone = sqlx::query(
        "with gone as (
             delete from catalog.collections
             where slug = $1 and not exists (select from catalog.collections where parent = $1)
             returning slug
         )
         insert into catalog.gone_collection_slugs (slug)
         select slug from gone
         union
         select former.slug from catalog.former_collection_slugs former join gone on gone.slug = former.collection
         on conflict (slug) do update set since = now()",
    )
    .bind(slug.as_str())
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if gone > 0 {
        outbox::record(tx, &[event::collection_moved(slug, parent).hard()]).await?;
    }
    Ok(gone > 0)
}
