//! What the columns of a file mean of which an import does not know it by their names.

use std::collections::{BTreeMap, BTreeSet};

use domain::search::facet_code;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::import_files::ImportFileView;
use crate::endpoint;

/// Columns of a file of which it can be said what they mean.
pub const MAX_IMPORT_COLUMNS: usize = 200;

/// Characters of a fact's name.
const MAX_NAME: usize = 100;

/// What columns mean, by their names.
pub type ImportColumns = BTreeMap<String, ImportColumnMeaning>;

/// What a column of a file means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ImportColumnMeaning {
    /// What a column of another name means that an import knows.
    Field {
        /// That name: one of the report's `fields`.
        name: String,
    },
    /// A fact of the product.
    Attribute {
        /// What the fact is called, in English: 1 to 100 characters.
        name: String,
    },
    /// Nothing that is taken over.
    Ignored,
}

/// A column of a file of which it can be said what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportColumn {
    /// Its name.
    pub name: String,
    /// Why it is not taken over by itself, in English; empty if that was said of it.
    pub reason: String,
    /// The first values in it, none twice.
    pub first: Vec<String>,
}

/// Says what columns of a file mean that was looked at, in place of what was said before, and has it looked at again. The next
/// file with the same columns is shown with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateImportColumns {
    /// The file.
    pub import_file: Uuid,
    /// What columns mean, by their names; those that are not named are as the import knows them.
    pub columns: ImportColumns,
}

endpoint!(UpdateImportColumns: PUT "/v1/admin/import-files/{import_file}/columns", Staff(CatalogWrite), "Says what columns of a file mean, and has it looked at again." => ImportFileView);

/// Whether this can be said of a file with these columns, of which something can be said, that lacks these fields.
///
/// # Errors
/// Why not, and what to do.
pub fn check_import_columns(said: &ImportColumns, columns: &[ImportColumn], fields: &[String]) -> Result<(), String> {
    if said.len() > MAX_IMPORT_COLUMNS {
        return Err(format!("Say it of {MAX_IMPORT_COLUMNS} columns at most."));
    }
    let (mut said_fields, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    for (column, meaning) in said {
        if !columns.iter().any(|known| known.name == *column) {
            return Err(format!(
                "Of “{}” nothing can be said: the file has no such column, or it is known by its name.",
                shown(column)
            ));
        }
        match meaning {
            ImportColumnMeaning::Ignored => {}
            ImportColumnMeaning::Field { name } => {
                if !fields.contains(name) {
                    return Err(format!("“{}” is no field that the file lacks: choose one of those.", shown(name)));
                }
                if !said_fields.insert(name) {
                    return Err(format!("Two columns cannot both be “{name}”: choose one of them."));
                }
            }
            ImportColumnMeaning::Attribute { name } => {
                let key = facet_code(name).replace('-', "_");
                let unfit = |letters: &str| letters.chars().count() > MAX_NAME || letters.chars().any(char::is_control);
                if key.is_empty() || name.trim() != name || unfit(name) {
                    return Err(format!(
                        "The fact of “{}” needs a name of letters, of at most {MAX_NAME} characters.",
                        shown(column)
                    ));
                }
                if !attributes.insert(key) {
                    return Err(format!("Two columns cannot both be the fact “{}”: call one otherwise.", shown(name)));
                }
            }
        }
    }
    Ok(())
}

fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str) -> ImportColumnMeaning {
        ImportColumnMeaning::Field { name: name.to_owned() }
    }

    fn fact(name: &str) -> ImportColumnMeaning {
        ImportColumnMeaning::Attribute { name: name.to_owned() }
    }

    #[test]
    fn what_no_column_can_mean_is_refused() {
        let column = |name: &str| ImportColumn { name: name.to_owned(), reason: String::new(), first: Vec::new() };
        let columns = [column("Stoff"), column("Preis"), column("Alter Preis")];
        let fields = ["price".to_owned(), "title".to_owned()];
        let said = |all: &[(&str, ImportColumnMeaning)]| {
            let said = all.iter().map(|(name, meaning)| ((*name).to_owned(), meaning.clone())).collect();
            check_import_columns(&said, &columns, &fields)
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
