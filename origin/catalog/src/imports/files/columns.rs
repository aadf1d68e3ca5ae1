//! Staff say what columns of a file mean whose names an import does not know. The same is shown with the next file that has
//! the same columns.

use api::catalog::admin::{ImportColumns, ImportFileState, ImportFileView, UpdateImportColumns, check_import_columns};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::endpoints::{lock, read, subject};
use crate::Catalog;

/// Of so many files with different columns it is remembered what was said of them.
const MAX_REMEMBERED: i64 = 200;

/// Keeps what is said, and has the file looked at again.
///
/// # Errors
/// `not_found`; `wrong_state` if the file was not looked at, or is imported already; `invalid_field` for what no column of
/// it can mean.
pub(crate) async fn update_import_columns(
    service: Catalog,
    call: Call<UpdateImportColumns>,
) -> Result<ImportFileView, ServiceError> {
    let UpdateImportColumns { import_file, columns } = &call.endpoint;
    let mut tx = call.begin(&service.stores.db).await?;
    let known = lock(&mut tx, *import_file).await?;
    let report = match (known.state, &known.report) {
        (ImportFileState::Checked, Some(report)) => report,
        _ => {
            let detail = "Only of a file that was looked at, and that is not imported yet, it can be said what its \
                          columns mean. Look at where it stands.";
            return Err(Problem::new(Code::WrongState, detail).into());
        }
    };
    check_import_columns(columns, &report.columns, &report.fields)
        .map_err(|detail| Problem::field("columns", detail))?;
    sqlx::query(
        "update catalog.import_files
         set columns = $2, state = 'checking', progress = null, report = null, tries = 0, claim = null,
             claimed_until = null
         where id = $1",
    )
    .bind(import_file)
    .bind(Json(columns))
    .execute(&mut *tx)
    .await?;
    if let Some(header) = &report.header {
        remember(&mut tx, header, columns).await?;
    }
    let reply = read(&mut tx, *import_file).await?;
    let told = |columns: &ImportColumns| json!({ "columns": columns });
    call.audit(&mut tx, &subject(*import_file), Some(told(&known.columns)), Some(told(columns))).await?;
    call.commit(tx, reply).await
}

/// Remembers it for the next file, and forgets what was said longest ago.
async fn remember(tx: &mut PgConnection, header: &str, columns: &ImportColumns) -> sqlx::Result<()> {
    sqlx::query(
        "insert into catalog.import_columns (header, columns) values ($1, $2)
         on conflict (header) do update set columns = excluded.columns, saved_at = now()",
    )
    .bind(header)
    .bind(Json(columns))
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "delete from catalog.import_columns
         where header in (select header from catalog.import_columns order by saved_at desc, header offset $1)",
    )
    .bind(MAX_REMEMBERED)
    .execute(tx)
    .await?;
    Ok(())
}
