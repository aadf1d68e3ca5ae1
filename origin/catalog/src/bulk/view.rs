//! Edits of many products as staff see them.

use api::Endpoint;
use api::catalog::admin::{BulkEdit, GetBulkEdit, ListBulkEdits};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError, Who};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::Catalog;

/// The others are told this instead of an address.
const SOMEBODY: &str = "staff";

/// The newest edits.
pub(super) async fn list_bulk_edits(
    service: Catalog,
    call: Call<ListBulkEdits>,
) -> Result<Vec<BulkEdit>, ServiceError> {
    let rows: Vec<Json<BulkEdit>> = sqlx::query_scalar(include_str!("list.sql")).fetch_all(&service.stores.db).await?;
    Ok(rows.into_iter().map(|Json(edit)| shown(edit, &call)).collect())
}

/// One edit.
///
/// # Errors
/// `not_found`.
pub(super) async fn get_bulk_edit(service: Catalog, call: Call<GetBulkEdit>) -> Result<BulkEdit, ServiceError> {
    let edit = read(&mut *service.stores.db.acquire().await?, call.endpoint.edit).await?;
    Ok(shown(edit, &call))
}

/// An edit as the caller may see it: the address of a colleague is told to whoever may read it in the audit log or among
/// the staff.
pub(super) fn shown<E: Endpoint>(edit: BulkEdit, call: &Call<E>) -> BulkEdit {
    let knows = matches!(&call.who, Who::Staff(staff) if staff.knows_staff());
    let is_told = knows || !edit.actor.contains('@') || edit.actor == call.actor();
    if is_told { edit } else { BulkEdit { actor: SOMEBODY.to_owned(), ..edit } }
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
