//! What imports made and changed is noted in the transaction in which they do it, so that a whole import can be taken
//! back: how each thing was, and a hash of what became of it, by which it is known whether anybody has changed it since.

mod endpoints;
pub mod files;
mod forget;
mod left;
#[cfg(test)]
mod tests;
mod undo;

use std::collections::{BTreeSet, HashMap, HashSet};

use api::catalog::{CollectionDocument, ProductDocument};
use domain::{ProductId, Slug};
use origin_platform::{Database, audit};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::admin::find_collection;
use crate::collection_rules::ruled;
use crate::prices::as_given;
use crate::store;
use crate::upsert::Outcome;

pub(crate) use endpoints::{list_import_left, list_imports};
pub use forget::forget_imports;
pub use left::{Left, leave, left, note_stock_left};
pub use undo::{MAX_AT_ONCE, Open, Undone, ask_undo, next, next_asked, open, undo, undo_collections};

/// As many letters as a file's name is noted with.
const MAX_NAME: usize = 200;

/// An import that notes what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    /// What it is called by.
    pub id: Uuid,
    /// Whether pictures are fetched for it, which come to its products later.
    pub fetches: bool,
}

/// An import as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Listed {
    /// What it is called by.
    pub id: Uuid,
    /// The file, as whoever imported it called it.
    pub file: String,
    /// When it began (RFC 3339, UTC).
    pub begun_at: String,
    /// Whether it came to its end.
    pub ended: bool,
    /// Whether it is to be taken back.
    pub undo_asked: bool,
    /// Whether it was taken back.
    pub undone: bool,
    /// Products that it made.
    pub made: i64,
    /// Products that it changed.
    pub changed: i64,
    /// Of those that it made, products that were deleted when it was taken back.
    pub deleted: i64,
    /// Of the same, those that were archived then, since they stand in an order.
    pub archived: i64,
    /// Of those that it changed, products that were made what they were before.
    pub restored: i64,
    /// Products, and stock of variants in a location, that were not taken back though the rest was.
    pub left: i64,
}

/// Begins to note what an import of this file does.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn begin(db: &Database, file: &str, fetches: bool) -> sqlx::Result<Import> {
    begin_in(&mut *db.acquire().await?, file, fetches).await
}

/// The same in a transaction.
async fn begin_in(tx: &mut PgConnection, file: &str, fetches: bool) -> sqlx::Result<Import> {
    let id = Uuid::now_v7();
    sqlx::query("insert into catalog.imports (id, file, fetches) values ($1, $2, $3)")
        .bind(id)
        .bind(name_of(file))
        .bind(fetches)
        .execute(tx)
        .await?;
    Ok(Import { id, fetches })
}

/// A file's name as it is kept: what somebody else's program called it, without what nobody sees.
fn name_of(file: &str) -> String {
    file.chars().filter(|letter| !letter.is_control()).take(MAX_NAME).collect()
}

/// Notes that the import came to its end. Of one that did nothing nothing is kept; tells whether anything is. Whoever calls
/// knows whether it `moved_stock`, which can be all that it did.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn end(db: &Database, import: Import, moved_stock: bool) -> sqlx::Result<bool> {
    let kept = sqlx::query(
        "update catalog.imports set ended_at = now()
         where id = $1 and ($2 or exists (select from catalog.imported_products where import_id = $1)
             or exists (select from catalog.imported_collections where import_id = $1))",
    )
    .bind(import.id)
    .bind(moved_stock)
    .execute(db)
    .await?
    .rows_affected();
    if kept == 0 {
        sqlx::query("delete from catalog.imports where id = $1").bind(import.id).execute(db).await?;
    }
    Ok(kept > 0)
}

/// Whether an import may go on: it is there, and is not being taken back.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn goes_on(db: impl PgExecutor<'_>, import: Import) -> sqlx::Result<bool> {
    let goes_on: Option<bool> = sqlx::query_scalar("select undo_asked_at is null from catalog.imports where id = $1")
        .bind(import.id)
        .fetch_optional(db)
        .await?;
    Ok(goes_on == Some(true))
}

/// The newest imports, a hundred at most.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn list(db: &Database) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as(
        r#"select i.id, i.file, to_char(i.begun_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as begun_at,
               i.ended_at is not null as ended, i.undo_asked_at is not null as undo_asked,
               i.undone_at is not null as undone, count(p.product_id) filter (where p.before is null) as made,
               count(p.before) as changed, count(*) filter (where p.outcome = 'deleted') as deleted,
               count(*) filter (where p.outcome = 'archived') as archived,
               count(*) filter (where p.outcome = 'restored') as restored, count(*) filter (where p.outcome = 'left') + (
                   select count(*) from catalog.imported_stock_left as stays where stays.import_id = i.id) as left
           from catalog.imports i left join catalog.imported_products p on p.import_id = i.id
           group by i.id order by i.begun_at desc, i.id desc limit 100"#,
    )
    .fetch_all(db)
    .await
}

/// What is there of the things that a batch is about, before it lands.
pub struct Before {
    products: HashMap<Slug, (ProductId, ProductDocument)>,
    collections: HashMap<Slug, CollectionDocument>,
}

/// Looks at what is there of these products and collections, and lets nobody else change it until the caller's
/// transaction ends.
///
/// # Errors
/// If PostgreSQL does not answer, or the import is being taken back, with which it ends.
pub async fn look(
    tx: &mut PgConnection,
    import: Import,
    products: &[Slug],
    collections: &BTreeSet<Slug>,
) -> sqlx::Result<Before> {
    store::lock_catalog(tx, false).await?;
    if !goes_on(&mut *tx, import).await? {
        return Err(is_ending());
    }
    let kept = of_slugs(tx, products).await?;
    let products = kept.into_iter().map(|(id, document)| (document.slug.clone(), (id, document))).collect();
    let mut kept = HashMap::new();
    for slug in collections {
        if let Some(found) = find_collection(tx, slug).await? {
            kept.insert(slug.clone(), found.collection);
        }
    }
    Ok(Before { products, collections: kept })
}

/// Notes what became of the things that a batch was about, in its transaction. Of one that the import was about before,
/// how it was before all of it stays noted; if somebody has changed it in between, it will be found changed.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn note(
    tx: &mut PgConnection,
    import: Import,
    before: &Before,
    products: &[(Slug, Outcome)],
    collections: &BTreeSet<Slug>,
) -> sqlx::Result<()> {
    let touched = |outcome: &Outcome| matches!(outcome, Outcome::New | Outcome::Changed);
    let slugs: Vec<Slug> =
        products.iter().filter(|(_, outcome)| touched(outcome)).map(|(slug, _)| slug.clone()).collect();
    let mut kept: HashMap<Slug, (ProductId, ProductDocument)> =
        of_slugs(tx, &slugs).await?.into_iter().map(|(id, now)| (now.slug.clone(), (id, now))).collect();
    let (mut ids, mut names, mut formers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut marks, mut former_marks) = (Vec::new(), Vec::new());
    let audit_seq = match import.fetches {
        true => audit::entries(&mut *tx, None, None, 1).await?.first().map_or(0, |entry| entry.seq),
        false => 0,
    };
    let ruled = ruled(&mut *tx).await?;
    let mut seen = HashSet::new();
    for slug in slugs {
        let Some((id, now)) = kept.remove(&slug).filter(|(id, _)| seen.insert(*id)) else { continue };
        let former = before.products.get(&slug).map(|(_, document)| document);
        ids.push(id.0);
        names.push(slug.to_string());
        marks.push(mark(&now, import.fetches, &ruled)?);
        former_marks.push(former.map(|former| mark(former, import.fetches, &ruled)).transpose()?);
        formers.push(former.map(Json));
    }
    sqlx::query(
        "update catalog.imported_products p set after = sha256(convert_to(given.after, 'UTF8')), audit_seq = $5
         from unnest($2::uuid[], $3::text[], $4::text[]) as given (id, before, after)
         where p.import_id = $1 and p.product_id = given.id and p.after = sha256(convert_to(given.before, 'UTF8'))",
    )
    .bind(import.id)
    .bind(&ids)
    .bind(&former_marks)
    .bind(&marks)
    .bind(audit_seq)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into catalog.imported_products (import_id, product_id, slug, before, after, audit_seq)
         select $1, id, slug, before, sha256(convert_to(after, 'UTF8')), $6
         from unnest($2::uuid[], $3::text[], $4::jsonb[], $5::text[]) with ordinality
             as given (id, slug, before, after, place)
         order by place
         on conflict (import_id, product_id) do nothing",
    )
    .bind(import.id)
    .bind(&ids)
    .bind(&names)
    .bind(&formers)
    .bind(&marks)
    .bind(audit_seq)
    .execute(&mut *tx)
    .await?;
    for slug in collections {
        let former = before.collections.get(slug);
        let Some(now) = find_collection(tx, slug).await?.map(|found| found.collection) else { continue };
        if former == Some(&now) {
            continue;
        }
        sqlx::query(
            "insert into catalog.imported_collections as c (import_id, slug, before, after)
             values ($1, $2, $3, sha256(convert_to($5, 'UTF8')))
             on conflict (import_id, slug) do update set after = excluded.after
                 where c.after = sha256(convert_to($4, 'UTF8'))",
        )
        .bind(import.id)
        .bind(slug.as_str())
        .bind(former.map(Json))
        .bind(former.map(collection_mark).transpose()?)
        .bind(collection_mark(&now)?)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// Notes how many products and collections of its file an import has come to, in the transaction in which the last of them
/// land.
///
/// # Errors
/// If PostgreSQL does not answer, or the import is being taken back, with which it ends. Whoever asks for that meanwhile waits
/// for this transaction, and finds what it did.
pub async fn note_landed(tx: &mut PgConnection, import: Import, landed: u64) -> sqlx::Result<()> {
    let noted =
        sqlx::query("update catalog.imports set landed = greatest(landed, $2) where id = $1 and undo_asked_at is null")
            .bind(import.id)
            .bind(i64::try_from(landed).unwrap_or(i64::MAX))
            .execute(tx)
            .await?;
    if noted.rows_affected() == 0 { Err(is_ending()) } else { Ok(()) }
}

/// That an import goes on no more.
fn is_ending() -> sqlx::Error {
    sqlx::Error::Protocol("the import is being taken back".to_owned())
}

/// Products as they are kept, on sale or not.
async fn of_slugs(tx: &mut PgConnection, slugs: &[Slug]) -> sqlx::Result<Vec<(ProductId, ProductDocument)>> {
    let slugs: Vec<String> = slugs.iter().map(Slug::to_string).collect();
    let ids: Vec<ProductId> = crate::ids_of_slugs(&mut *tx, &slugs).await?.into_values().collect();
    let kept = store::documents_of_any_status(&mut *tx, &ids).await?;
    Ok(kept.into_iter().map(|(id, _, document)| (id, document)).collect())
}

/// A product as one is told from another: without what the shop itself works out of its prices, without the collections that
/// rules put it into, and without pictures if they come to it later.
fn mark(document: &ProductDocument, fetches: bool, ruled: &BTreeSet<Slug>) -> sqlx::Result<String> {
    let mut document = as_given(document);
    document.collections.retain(|slug| !ruled.contains(slug));
    if fetches {
        document.media.clear();
    }
    text(&document)
}

/// A collection as one is told from another: without what the shop itself works out of its picture.
fn collection_mark(document: &CollectionDocument) -> sqlx::Result<String> {
    let mut document = document.clone();
    if let Some(image) = &mut document.image {
        image.colour = None;
    }
    text(&document)
}

fn text(document: &impl serde::Serialize) -> sqlx::Result<String> {
    serde_json::to_string(document).map_err(|error| sqlx::Error::Encode(error.into()))
}
