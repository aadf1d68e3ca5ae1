//! Imports of whole files, and what was left of them when they were taken back.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;

/// The imports of thirty days, a hundred at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListImports {}

endpoint!(ListImports: GET "/v1/admin/imports", Staff(CatalogRead), "The imports that can be taken back, the newest first." => Vec<ImportView>);

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportView {
    /// What it is called by.
    pub id: Uuid,
    /// The file, as whoever imported it called it.
    pub file: String,
    /// When it began (RFC 3339, UTC).
    pub begun_at: String,
    /// How far it is.
    pub state: ImportState,
    /// Products that it made.
    pub made: u64,
    /// Products that it changed.
    pub changed: u64,
    /// Of those that it made, products that were deleted when it was taken back.
    #[serde(default)]
    pub deleted: u64,
    /// Of the same, those that were archived then, since they stand in an order.
    #[serde(default)]
    pub archived: u64,
    /// Of those that it changed, products that were made what they were before.
    #[serde(default)]
    pub restored: u64,
    /// Products, and stock of variants in a location, that were not taken back though the rest was.
    pub left: u64,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// It did not come to its end: it is under way, or broke off.
    Begun,
    /// All of its file was read.
    Ended,
    /// It is being taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

/// What was left as it is when an import was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListImportLeft {
    /// The import.
    pub import: Uuid,
}

endpoint!(ListImportLeft: GET "/v1/admin/imports/{import}/left", Staff(CatalogRead), "What was left as it is when an import was taken back, a thousand things at most." => Vec<ImportLeft>);

/// A product or collection that was left as it is, or stock of which something was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ImportLeft {
    /// Its address; of stock, its SKU with the location.
    pub slug: String,
    /// Why.
    pub reason: String,
}
