//! Files that staff give to be imported. Their bytes lie in the database, part by part, so that whoever works on them finds
//! them wherever it runs, and a part counts in the transaction that keeps it. The worker looks at a file first and changes
//! nothing; what it does later is an import like one of the command's.

mod columns;
mod endpoints;
mod work;

use api::catalog::admin::{ImportColumns, ImportCounts, ImportFileState, ImportFileView, ImportReport};
use sqlx::PgExecutor;
use sqlx::types::Json;
use uuid::Uuid;

pub(crate) use columns::update_import_columns;
pub(crate) use endpoints::{
    add_import_file_part, create_import, create_import_file, delete_import_file, get_import_file, list_import_files,
};
pub use work::{Work, claim, done, failed, keep, parts_from, release};

/// Files that may wait or be under way at once.
const MAX_OPEN: i64 = 20;
/// Bytes of all files together.
const MAX_BYTES: i64 = 1024 * 1024 * 1024;

/// A file as it is kept.
#[derive(sqlx::FromRow)]
struct Record {
    id: Uuid,
    file: String,
    state: String,
    received: i64,
    created_at: String,
    import_id: Option<Uuid>,
    progress: Option<Json<ImportCounts>>,
    report: Option<Json<ImportReport>>,
    problem: Option<String>,
    columns: Option<Json<ImportColumns>>,
    suggested: Option<Json<ImportColumns>>,
}

impl Record {
    fn view(self) -> anyhow::Result<ImportFileView> {
        let Self { id, file, state, received, created_at, import_id, progress, report, problem, columns, suggested } =
            self;
        Ok(ImportFileView {
            id,
            file,
            state: serde_json::from_value(state.into())?,
            received: received.try_into()?,
            created_at,
            import: import_id,
            progress: progress.map(|Json(counts)| counts),
            problem,
            report: report.map(|Json(report)| report),
            columns: columns.map(|Json(columns)| columns).unwrap_or_default(),
            suggested: suggested.map(|Json(columns)| columns).unwrap_or_default(),
        })
    }
}

/// The word of a state in the database.
const fn code(state: ImportFileState) -> &'static str {
    match state {
        ImportFileState::Receiving => "receiving",
        ImportFileState::Checking => "checking",
        ImportFileState::Checked => "checked",
        ImportFileState::Importing => "importing",
        ImportFileState::Done => "done",
        ImportFileState::Failed => "failed",
    }
}

/// Forgets files that nobody has gone on with for two days, and what is told of others after thirty. One that is being
/// worked on stays.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn forget_import_files(db: impl PgExecutor<'_>) -> sqlx::Result<u64> {
    let gone = sqlx::query(
        "delete from catalog.import_files
         where id in (select id from catalog.import_files
                      where state in ('receiving', 'checked') and created_at < now() - interval '2 days'
                            or state in ('done', 'failed') and created_at < now() - interval '30 days'
                      for update skip locked)",
    );
    Ok(gone.execute(db).await?.rows_affected())
}
