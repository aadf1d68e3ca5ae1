//! Staff say what columns of a file mean whose names an import does not know. The same is shown with the next file that has
//! the same columns.

use std::collections::BTreeSet;

use api::catalog::admin::{
    ImportColumnMeaning, ImportColumns, ImportFileState, ImportFileView, ImportReport, MAX_IMPORT_COLUMNS,
    UpdateImportColumns,
};
use api::problem::{Code, Problem};
use domain::search::facet_code;
use origin_platform::{Call, ServiceError};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::endpoints::{lock, read, subject};
use crate::Catalog;

/// Characters of a fact's name.
const MAX_NAME: usize = 100;
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
    check(columns, report)?;
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

/// Why this cannot be said of a file, if it cannot.
fn check(columns: &ImportColumns, report: &ImportReport) -> Result<(), Problem> {
    let refuse = |detail: String| Err(Problem::field("columns", detail));
    if columns.len() > MAX_IMPORT_COLUMNS {
        return refuse(format!("Say it of {MAX_IMPORT_COLUMNS} columns at most."));
    }
    let (mut fields, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    for (column, meaning) in columns {
        if !report.columns.iter().any(|known| known.name == *column) {
            return refuse(format!("Of “{}” nothing can be said: the file has no such column.", shown(column)));
        }
        match meaning {
            ImportColumnMeaning::Ignored => {}
            ImportColumnMeaning::Field { name } => {
                if !report.fields.contains(name) {
                    return refuse(format!("“{}” is no field that the file lacks: choose one of those.", shown(name)));
                }
                if !fields.insert(name) {
                    return refuse(format!("Two columns cannot both be “{name}”: choose one of them."));
                }
            }
            ImportColumnMeaning::Attribute { name } => {
                let key = facet_code(name).replace('-', "_");
                let unfit = |letters: &str| letters.chars().count() > MAX_NAME || letters.chars().any(char::is_control);
                if key.is_empty() || name.trim() != name || unfit(name) {
                    return refuse(format!(
                        "The fact of “{}” needs a name of letters, of at most {MAX_NAME} characters.",
                        shown(column)
                    ));
                }
                if !attributes.insert(key) {
                    return refuse(format!(
                        "Two columns cannot both be the fact “{}”: call one otherwise.",
                        shown(name)
                    ));
                }
            }
        }
    }
    Ok(())
}

fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(60).collect()
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

#[cfg(test)]
mod tests {
    use api::catalog::admin::ImportColumn;

    use super::*;

    fn report() -> ImportReport {
        let column = |name: &str| ImportColumn { name: name.to_owned(), reason: String::new(), first: Vec::new() };
        ImportReport {
            columns: vec![column("Stoff"), column("Preis"), column("Alter Preis")],
            fields: vec!["price".to_owned(), "title".to_owned()],
            ..ImportReport::default()
        }
    }

    fn field(name: &str) -> ImportColumnMeaning {
        ImportColumnMeaning::Field { name: name.to_owned() }
    }

    fn fact(name: &str) -> ImportColumnMeaning {
        ImportColumnMeaning::Attribute { name: name.to_owned() }
    }

    #[test]
    fn what_no_column_can_mean_is_refused() {
        let said = |all: &[(&str, ImportColumnMeaning)]| {
            let columns = all.iter().map(|(name, meaning)| ((*name).to_owned(), meaning.clone())).collect();
            check(&columns, &report()).map_err(|problem| problem.detail)
        };
        let good =
            [("Stoff", fact("Fabric")), ("Preis", field("price")), ("Alter Preis", ImportColumnMeaning::Ignored)];
        assert_eq!(said(&good), Ok(()));
        for (bad, reason) in [
            (vec![("Farbe", fact("Colour"))], "no such column"),
            (vec![("Preis", field("cost"))], "no field"),
            (vec![("Preis", field("price")), ("Alter Preis", field("price"))], "both be “price”"),
            (vec![("Stoff", fact("!"))], "name of letters"),
            (vec![("Stoff", fact(" Fabric"))], "name of letters"),
            (vec![("Stoff", fact("Fabric")), ("Preis", fact("fabric"))], "both be the fact"),
        ] {
            let refused = said(&bad).expect_err(reason);
            assert!(refused.contains(reason), "{refused}");
        }
    }
}
