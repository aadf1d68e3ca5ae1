//! Edits of many products as staff see them.

use api::catalog::admin::{BulkEdit, GetBulkEdit, ListBulkEdits};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Catalog;

/// The newest edits.
pub(super) async fn list_bulk_edits(service: Catalog, _: Call<ListBulkEdits>) -> Result<Vec<BulkEdit>, ServiceError> {
    let rows: Vec<Json<BulkEdit>> = sqlx::query_scalar(include_str!("list.sql")).fetch_all(&service.stores.db).await?;
    Ok(rows.into_iter().map(|Json(edit)| edit).collect())
}

/// One edit.
///
/// # Errors
/// `not_found`.
pub(super) async fn get_bulk_edit(service: Catalog, call: Call<GetBulkEdit>) -> Result<BulkEdit, ServiceError> {
    read(&mut *service.stores.db.acquire().await?, call.endpoint.edit).await
}

/// An edit as it is now.
pub(super) async fn read(connection: &mut PgConnection, edit: Uuid) -> Result<BulkEdit, ServiceError> {
    let row: Option<Json<BulkEdit>> =
        sqlx::query_scalar(include_str!("one.sql")).bind(edit).fetch_optional(connection).await?;
    row.map(|Json(edit)| edit).ok_or_else(|| not_found().into())
}

/// That there is no such edit.
pub(super) fn not_found() -> Problem {
    let detail = "There is no such edit, or it is over for more than 90 days. GET /v1/admin/bulk-edits lists them.";
    Problem::new(Code::NotFound, detail)
}
