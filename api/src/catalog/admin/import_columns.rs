//! What the columns of a file mean of which an import does not know it by their names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::import_files::ImportFileView;
use crate::endpoint;

/// Columns of a file of which it can be said what they mean.
pub const MAX_IMPORT_COLUMNS: usize = 200;

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
