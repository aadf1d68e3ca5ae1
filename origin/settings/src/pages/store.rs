//! Pages as they are kept.

use api::problem::{Code, Problem};
use api::settings::PageKind;
use domain::catalog::Localized;
use domain::{PageId, Slug};
use origin_platform::ServiceError;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

/// Lets one at a time save a page, the menus or the home page, which have the same number: whether others lead to a page
/// depends on all of them.
const ONE_AT_A_TIME: i64 = 0x73_6574_6d65_6e75;

/// What a version says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Document {
    pub title: Localized,
    pub description: Localized,
    pub body: Localized,
}

/// A page with one of its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub id: PageId,
    pub kind: PageKind,
    pub slug: Slug,
    /// The newest version.
    pub version: i64,
    /// The version that shoppers read.
    pub published: Option<i64>,
    pub document: Document,
    /// When that was saved (RFC 3339, UTC).
    pub saved_at: String,
}

/// Waits until nobody else saves a page. What was committed before is seen by the statements after this one.
pub(crate) async fn lock(tx: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(tx).await.map(drop)
}

type Row = (Uuid, String, String, i64, Option<i64>, Json<Document>, String);

fn kept((id, kind, slug, version, published, Json(document), saved_at): Row) -> Result<Kept, ServiceError> {
    let (kind, slug) = (kind_of(&kind)?, slug_of(&slug)?);
    Ok(Kept { id: PageId(id), kind, slug, version, published, document, saved_at })
}

pub(super) fn kind_of(kept: &str) -> Result<PageKind, ServiceError> {
    Ok(PageKind::of_code(kept).ok_or_else(|| anyhow::anyhow!("“{kept}” is kept as the kind of a page"))?)
}

pub(super) fn slug_of(kept: &str) -> Result<Slug, ServiceError> {
    Ok(kept.parse().map_err(|_| anyhow::anyhow!("“{kept}” is kept as the address of a page"))?)
}

/// The page with its newest version, or with another one.
///
/// # Errors
/// `page_not_found`.
pub(super) async fn page(db: impl PgExecutor<'_>, page: PageId, of_version: Option<i64>) -> Result<Kept, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select page.id, page.kind, page.slug, page.version, page.published, said.document,
                to_char(said.created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         from settings.pages as page
         join settings.page_versions as said on said.page_id = page.id and said.version = coalesce($2, page.version)
         where page.id = $1 and page.deleted_at is null",
    )
    .bind(page.0)
    .bind(of_version)
    .fetch_optional(db)
    .await?;
    kept(row.ok_or_else(not_found)?)
}

/// All pages with their newest versions, by kind and address.
pub(super) async fn pages(db: impl PgExecutor<'_>) -> Result<Vec<Kept>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select page.id, page.kind, page.slug, page.version, page.published, said.document - 'body' || '{\"body\": {\"en\": \"\"}}',
                to_char(said.created_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
         from settings.pages as page
         join settings.page_versions as said on said.page_id = page.id and said.version = page.version
         where page.deleted_at is null
         order by page.slug",
    )
    .fetch_all(db)
    .await?;
    rows.into_iter().map(kept).collect()
}

/// Adds a version to a page, and says by its row what the page is now.
pub(super) async fn insert_version(
    tx: &mut PgConnection,
    page: &Kept,
    publication: Option<&str>,
) -> Result<(), ServiceError> {
    sqlx::query("insert into settings.page_versions (page_id, version, document, publication) values ($1, $2, $3, $4)")
        .bind(page.id.0)
        .bind(page.version)
        .bind(Json(&page.document))
        .bind(publication)
        .execute(tx)
        .await?;
    Ok(())
}

/// A page on show, as others lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    pub id: PageId,
    pub version: i64,
    pub kind: PageKind,
    pub slug: Slug,
    pub title: Localized,
    /// The day on which that was saved.
    pub saved_on: String,
}

/// All pages on show, by their addresses.
pub(crate) async fn published(db: impl PgExecutor<'_>) -> Result<Vec<Published>, ServiceError> {
    let rows: Vec<(Uuid, i64, String, String, Json<Localized>, String)> = sqlx::query_as(
        "select page.id, said.version, page.kind, page.slug, said.document -> 'title',
                to_char(said.created_at at time zone 'utc', 'YYYY-MM-DD')
         from settings.pages as page
         join settings.page_versions as said on said.page_id = page.id and said.version = page.published
         where page.deleted_at is null
         order by page.slug",
    )
    .fetch_all(db)
    .await?;
    let page = |(id, version, kind, slug, Json(title), saved_on): (_, _, String, String, _, _)| {
        let (kind, slug) = (kind_of(&kind)?, slug_of(&slug)?);
        Ok(Published { id: PageId(id), version, kind, slug, title, saved_on })
    };
    rows.into_iter().map(page).collect()
}

pub(super) fn not_found() -> Problem {
    Problem::new(Code::PageNotFound, "There is no such page, or it is not on show.")
}
