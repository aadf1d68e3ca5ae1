//! Price lists by the lines of a file, and taking such an import back.

use domain::{Currency, Quantity, Sku};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;

/// Lines of one import.
pub const MAX_LINES: usize = 2_000;

/// One price of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceListLine {
    /// The name of the list. One that there is not is made.
    pub list: String,
    /// The name of the group whose the list is; none for everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// From when on the list counts, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// Until when, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// The currency of the list.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub currency: Currency,
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// From how many units of a line on.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub from: Quantity,
    /// What each of them costs, in minor units.
    pub amount_minor: i64,
}

/// Sets prices of price lists by lines. A list that is named gets currency, group and times of its lines, which have to agree;
/// its prices that no line names stay. All of it is kept, or nothing if any line is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreatePriceListImport {
    /// The lines, at most 2,000.
    pub lines: Vec<PriceListLine>,
    /// Whether it is only told what would become of each.
    #[serde(default)]
    pub dry_run: bool,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceListLineOutcome {
    /// The list has no price for this variant and quantity yet.
    New,
    /// It has another.
    Changed,
    /// It has this one.
    Unchanged,
    /// It cannot be set: see its `problem`.
    Refused,
}

/// The same, in the order of the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceListLineResult {
    /// What becomes of it.
    pub outcome: PriceListLineOutcome,
    /// What is to be mended, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What became of an import, or would.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceListImportReport {
    /// By what it is taken back; none if nothing was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<Uuid>,
    /// What becomes of each line.
    pub lines: Vec<PriceListLineResult>,
}

endpoint!(CreatePriceListImport: POST "/v1/admin/price-list-imports", Staff(CatalogWrite), "Sets prices of price lists by lines." => PriceListImportReport);

/// The latest imports, the newest first; 20 at most, which are those that can be taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPriceListImports {}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceListImport {
    /// Its id.
    pub id: Uuid,
    /// When it was kept (RFC 3339, UTC).
    pub created_at: String,
    /// The names of the lists that it set, as they were called then.
    pub lists: Vec<String>,
    /// Whether it was taken back.
    pub is_undone: bool,
}

endpoint!(ListPriceListImports: GET "/v1/admin/price-list-imports", Staff(CatalogRead), "The latest imports of price lists." => Vec<PriceListImport>);

/// Takes an import back: each list is as it was before, unless somebody has changed it since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UndoPriceListImport {
    /// The import.
    pub import: Uuid,
}

/// What was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceListImportUndone {
    /// The names of the lists that are as they were.
    pub lists: Vec<String>,
    /// The names of those that were changed since, and stay as they are.
    pub left: Vec<String>,
}

endpoint!(UndoPriceListImport: POST "/v1/admin/price-list-imports/{import}/undo", Staff(CatalogWrite), "Takes an import of price lists back." => PriceListImportUndone);
