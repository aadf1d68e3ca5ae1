//! Taking an import back: whoever has the stock is asked, for an import may have set it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;

/// Has the worker take an import back: what it made is deleted, or archived if it was ordered, and what it changed becomes
/// what it was, unless somebody has changed it since. Stock that it set is taken back less what was sold meanwhile,
/// which needs `stock.write` besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateImportUndo {
    /// The import.
    pub import: Uuid,
}

endpoint!(CreateImportUndo: POST "/v1/admin/imports/{import}/undo", Staff(CatalogWrite), "Has an import taken back; with stock.write too, if it set stock. What was asked for once stays so." => ());
