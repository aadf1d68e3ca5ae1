//! The whole catalogue, as imports read it.

use domain::{Currency, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint;

/// The catalogue as JSON lines, some at a time: every type of products, every collection, each behind the one that it stands under, and then every
/// product, on sale or not, as the merchant arranged them. Stock is told to whoever may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExportCatalog {
    /// Only what follows: `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Some of the catalogue. What is changed while somebody goes from page to page is there as it was or as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CatalogExport {
    /// Each is a line of a file that an import reads.
    pub lines: Vec<Value>,
    /// The currencies that anything has a price in; on the first page alone.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub currencies: Vec<Currency>,
    /// The codes of the places at which stock lies, but `main`; on the first page alone.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub locations: Vec<Slug>,
    /// What to ask for `after` to get what follows; none on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

endpoint!(ExportCatalog: GET "/v1/admin/export", Staff(CatalogRead), "The catalogue as JSON lines that imports read, some at a time: product types, collections, then products, drafts too." => CatalogExport);
