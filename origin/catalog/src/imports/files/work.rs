//! What the worker does with files: one takes a file for a minute, and says again and again that it is still at it. Whoever
//! dies leaves it to the next, which begins anew: what has landed is only compared, and its stock is not set again.

use api::catalog::admin::{ImportColumns, ImportCounts, ImportReport};
use domain::{Currency, Slug};
use origin_platform::{Database, secret};
use sqlx::types::Json;
use uuid::Uuid;

use super::super::Import;
use crate::store;

/// How often a file is tried that ends by an error.
const MAX_TRIES: i32 = 3;

/// How often it is taken up again by whoever did not end with it.
const MAX_CLAIMS: i32 = 10;

/// A file to be worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The file.
    pub file: Uuid,
    /// Who works on it.
    claim: Uuid,
    /// The import that it becomes; none if it is only looked at.
    pub import: Option<Import>,
    /// The currency of prices that name none.
    pub currency: Currency,
    /// Whether pictures are fetched.
    pub fetches: bool,
    /// Whether the stock of products that are there is set.
    pub set_stock: bool,
    /// The collection that all products come into in place of those that it names.
    pub collection: Option<Slug>,
    /// Units of what it does not say the stock of.
    pub on_hand: Option<u32>,
    /// What it is written in, if that is said.
    pub encoding: Option<String>,
    /// What was said of columns whose names nobody knows.
    pub columns: ImportColumns,
    /// Its bytes.
    pub size: u64,
    /// Products and collections that whoever worked on it before is known to have come to, from its beginning.
    pub landed: u64,
}

#[derive(sqlx::FromRow)]
struct Claimed {
    id: Uuid,
    state: String,
    import_id: Option<Uuid>,
    currency: String,
    fetches: bool,
    set_stock: bool,
    collection: Option<String>,
    on_hand: Option<i64>,
    encoding: Option<String>,
    columns: Option<Json<ImportColumns>>,
    received: i64,
    landed: i64,
}

/// Takes the oldest file that waits and that nobody works on.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn claim(db: &Database) -> anyhow::Result<Option<Work>> {
    // A file that ends the worker again and again is given up. And an import that did nothing is gone when it has ended:
    // whoever died before noting that had done it.
    sqlx::query(
        "with over as (
             update catalog.import_files
             set state = case when import_id is null and state = 'importing' then 'done' else 'failed' end,
                 problem = case when import_id is null and state = 'importing' then null else $2 end,
                 claim = null
             where state in ('checking', 'importing') and coalesce(claimed_until < now(), true)
                   and (tries >= $1 or import_id is null and state = 'importing')
             returning id
         )
         delete from catalog.import_parts as part using over where part.file_id = over.id",
    )
    .bind(MAX_CLAIMS)
    .bind("The worker ended each time that it read this file. Split it, or ask the operator to look at the log.")
    .execute(db)
    .await?;
    let claim = Uuid::new_v4();
    let found: Option<Claimed> = sqlx::query_as(
        "update catalog.import_files set claim = $1, claimed_until = now() + interval '1 minute', tries = tries + 1
         where id = (select id from catalog.import_files
                     where (state = 'checking' or state = 'importing' and import_id is not null)
                           and coalesce(claimed_until < now(), true)
                     order by created_at, id limit 1 for update skip locked)
         returning id, state, import_id, currency, fetches, set_stock, collection, on_hand, encoding, columns, received,
                   greatest((progress->>'read')::bigint, (select i.landed from catalog.imports i where i.id = import_id), 0)
                       as landed",
    )
    .bind(claim)
    .fetch_optional(db)
    .await?;
    let Some(found) = found else { return Ok(None) };
    let fetches = found.fetches;
    Ok(Some(Work {
        file: found.id,
        claim,
        import: found.import_id.filter(|_| found.state == "importing").map(|id| Import { id, fetches }),
        currency: found.currency.parse()?,
        fetches,
        set_stock: found.set_stock,
        collection: found.collection.as_deref().map(store::stored).transpose()?,
        on_hand: found.on_hand.map(u32::try_from).transpose()?,
        encoding: found.encoding,
        columns: found.columns.map(|Json(columns)| columns).unwrap_or_default(),
        size: found.received.try_into()?,
        landed: found.landed.try_into()?,
    }))
}

/// Says that it is still at it, and how far, once it is farther than whoever was at it before. False if it is somebody
/// else's by now, or gone.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn keep(db: &Database, work: &Work, counts: ImportCounts) -> sqlx::Result<bool> {
    let kept = sqlx::query(
        "update catalog.import_files
         set claimed_until = now() + interval '1 minute',
             progress = case when (progress->>'read')::bigint > ($3->>'read')::bigint then progress else $3 end
         where id = $1 and claim = $2",
    );
    let kept = kept.bind(work.file).bind(work.claim).bind(Json(counts)).execute(db).await?;
    Ok(kept.rows_affected() == 1)
}

/// Leaves it to the next, at once.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn release(db: &Database, work: &Work) -> sqlx::Result<()> {
    sqlx::query(
        "update catalog.import_files set claim = null, claimed_until = null, tries = tries - 1
         where id = $1 and claim = $2",
    )
    .bind(work.file)
    .bind(work.claim)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes what became of it. What was imported needs its bytes no more.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn done(db: &Database, work: &Work, counts: ImportCounts, report: &ImportReport) -> sqlx::Result<()> {
    let state = if work.import.is_some() { "done" } else { "checked" };
    let mut report = report.clone();
    report.header = report.header.map(|header| const_hex::encode(secret::sha256(&header)));
    sqlx::query(
        "with ended as (
             update catalog.import_files
             set state = $3, progress = $4, report = $5, problem = null, claim = null, claimed_until = null, tries = 0
             where id = $1 and claim = $2 returning id, state
         )
         delete from catalog.import_parts as part using ended where part.file_id = ended.id and ended.state = 'done'",
    )
    .bind(work.file)
    .bind(work.claim)
    .bind(state)
    .bind(Json(counts))
    .bind(Json(report))
    .execute(db)
    .await?;
    Ok(())
}

/// Notes why it came to nothing: for good, or until it is tried again in half a minute.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn failed(db: &Database, work: &Work, problem: &str, for_good: bool) -> sqlx::Result<()> {
    let problem: String = problem.replace('\0', "").chars().take(1_000).collect();
    sqlx::query(
        "with ended as (
             update catalog.import_files
             set state = case when $4 or tries >= $5 then 'failed' else state end, problem = $3, claim = null,
                 claimed_until = now() + interval '30 seconds'
             where id = $1 and claim = $2 returning id, state
         )
         delete from catalog.import_parts as part using ended where part.file_id = ended.id and ended.state = 'failed'",
    )
    .bind(work.file)
    .bind(work.claim)
    .bind(problem)
    .bind(for_good)
    .bind(MAX_TRIES)
    .execute(db)
    .await?;
    Ok(())
}

/// The part of a file that begins at this byte; none at its end.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn parts_from(db: &Database, file: Uuid, at: u64) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar("select bytes from catalog.import_parts where file_id = $1 and at = $2")
        .bind(file)
        .bind(i64::try_from(at).unwrap_or(i64::MAX))
        .fetch_optional(db)
        .await
}
