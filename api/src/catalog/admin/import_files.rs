//! Files that staff give to be imported: sent in parts, looked at first, and imported once somebody has seen what would
//! become of their rows.

use domain::{Currency, Slug};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::import_columns::{ImportColumn, ImportColumns};
use crate::endpoint;

/// The most bytes of a file, plain or compressed with gzip.
pub const MAX_IMPORT_FILE: u64 = 200 * 1024 * 1024;
/// Rows of a file that are told of one by one.
pub const MAX_IMPORT_ROWS: usize = 500;

/// Begins to give a file. One that is no larger than a part is given by this alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateImportFile {
    /// What it is called.
    pub file: String,
    /// The currency of prices that name none; without it euro.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub currency: Option<Currency>,
    /// Whether the worker fetches the pictures that it names, from the hosts that staff or the operator name.
    #[serde(default)]
    pub fetch_pictures: bool,
    /// Whether the stock of products that are there already is set, too, which needs `stock.write`.
    #[serde(default)]
    pub set_stock: bool,
    /// The collection that all of its products come into in place of those that it names; made if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// Units in stock of variants of which it does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<u32>,
    /// What it is written in, such as `windows-1252`; without it that is found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The first part, in base64: 1 to 368,640 bytes.
    pub data: String,
    /// Whether more parts follow.
    #[serde(default)]
    pub more: bool,
}

endpoint!(CreateImportFile: POST "/v1/admin/import-files", Staff(CatalogWrite), "Begins to give a file of products: an export of Shopify, WooCommerce or Medusa, or JSON lines. With its last part the worker looks at it, and changes nothing." => ImportFileView);

/// Gives the next part of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddImportFilePart {
    /// The file.
    pub import_file: Uuid,
    /// The byte that it begins at: what the last reply said was received.
    pub at: u64,
    /// The part, in base64: 1 to 368,640 bytes.
    pub data: String,
    /// Whether more parts follow.
    #[serde(default)]
    pub more: bool,
}

endpoint!(AddImportFilePart: PATCH "/v1/admin/import-files/{import_file}", Staff(CatalogWrite), "Gives the next part of a file." => ImportFileView);

/// The files of the last days, without their rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListImportFiles {}

endpoint!(ListImportFiles: GET "/v1/admin/import-files", Staff(CatalogRead), "The files that were given to be imported, the newest first, a hundred at most." => Vec<ImportFileView>);

/// How far a file is, and what became of its rows or would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetImportFile {
    /// The file.
    pub import_file: Uuid,
}

endpoint!(GetImportFile: GET "/v1/admin/import-files/{import_file}", Staff(CatalogRead), "How far a file is, and what became of its rows, or would." => ImportFileView);

/// Has a file imported that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateImport {
    /// The file.
    pub import_file: Uuid,
}

endpoint!(CreateImport: POST "/v1/admin/import-files/{import_file}/imports", Staff(CatalogWrite), "Has a file imported that was looked at. What it does is taken back by the import's own undo." => ImportFileView);

/// Forgets a file. What it has become stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteImportFile {
    /// The file.
    pub import_file: Uuid,
}

endpoint!(DeleteImportFile: DELETE "/v1/admin/import-files/{import_file}", Staff(CatalogWrite), "Forgets a file that is not being imported. What was imported of it stays." => ());

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportFileView {
    /// What the shop calls it by.
    pub id: Uuid,
    /// What whoever gave it called it.
    pub file: String,
    /// How far it is.
    pub state: ImportFileState,
    /// Bytes that are there.
    pub received: u64,
    /// When it was begun (RFC 3339, UTC).
    pub created_at: String,
    /// The import that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<Uuid>,
    /// Counts of what was read of it so far, by what is under way or was last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<ImportCounts>,
    /// Why it came to nothing, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What became of its rows, or would; none in lists, and before it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ImportReport>,
    /// What was said of columns that an import does not know by their names.
    #[serde(default, skip_serializing_if = "ImportColumns::is_empty")]
    pub columns: ImportColumns,
    /// What was said the last time of a file with the same columns, where nothing was said of this one.
    #[serde(default, skip_serializing_if = "ImportColumns::is_empty")]
    pub suggested: ImportColumns,
}

/// How far a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportFileState {
    /// Parts of it are missing.
    Receiving,
    /// The worker looks at it, or will.
    Checking,
    /// It was looked at, and can be imported.
    Checked,
    /// The worker imports it, or will.
    Importing,
    /// It was imported.
    Done,
    /// It cannot be read, or was given up.
    Failed,
}

/// How many things there were in a file, and what became of them or would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportCounts {
    /// Products and collections.
    pub read: u64,
    /// Those that were not there.
    pub new: u64,
    /// Those that differed.
    pub changed: u64,
    /// Those that were there just so.
    pub unchanged: u64,
    /// Those that could not be taken.
    pub refused: u64,
    /// Rows.
    pub rows: u64,
    /// Rows of which nothing was taken.
    pub rows_refused: u64,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportReport {
    /// Things in it: those that were refused before any others, as far as there is room.
    pub rows: Vec<ImportRow>,
    /// Columns of which nothing was taken over.
    pub columns_left_out: Vec<String>,
    /// What is to be known of the file as such.
    pub notes: Vec<String>,
    /// Columns of which it can be said what they mean, 200 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ImportColumn>,
    /// What they can mean: names of columns that an import of such a file knows and this one lacks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// The same for all files with the same columns in the same order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
}

/// What became of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportRow {
    /// The line that it begins on, from 1.
    pub line: u64,
    /// What it calls itself.
    pub name: String,
    /// `new`, `changed`, `unchanged` or `refused`.
    pub outcome: ImportOutcome,
    /// Why it was refused, or what is to be known of it, in English.
    pub notes: Vec<String>,
}

/// What became of a thing in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// It was not there.
    New,
    /// It differed.
    Changed,
    /// It was there just so.
    Unchanged,
    /// It could not be taken.
    Refused,
}
