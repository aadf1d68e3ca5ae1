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

use crate::published::{kind_of, slug_of};

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

type Row = (Uuid, String, String, i64, Option<i64>, Json<Document>, String);

fn kept((id, kind, slug, version, published, Json(document), saved_at): Row) -> Result<Kept, ServiceError> {
    let (kind, slug) = (kind_of(&kind)?, slug_of(&slug)?);
    Ok(Kept { id: PageId(id), kind, slug, version, published, document, saved_at })
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

pub(super) fn not_found() -> Problem {
    Problem::new(Code::PageNotFound, "There is no such page, or it is not on show.")
}
