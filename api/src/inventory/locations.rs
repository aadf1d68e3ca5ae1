//! Where stock lies.

use domain::Slug;
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A place where stock lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockLocation {
    /// Its code, such as `main`; never changed.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub code: Slug,
    /// What people call it.
    pub name: String,
    /// Orders take from the lowest first.
    pub priority: i32,
    /// Whether its units are sold.
    pub active: bool,
    /// Its version, which a change names.
    #[serde(default)]
    pub version: i64,
}

/// Every location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStockLocations {}

endpoint!(ListStockLocations: GET "/v1/admin/locations", Staff(StockRead), "Every location of stock, in the order in which orders take from them." => Vec<StockLocation>);

/// Makes a location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateStockLocation {
    /// Its code: small letters, digits and hyphens.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub code: Slug,
    /// What people call it.
    pub name: String,
    /// Orders take from the lowest first; `main` has 0 at first. Behind the last, if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
}

endpoint!(CreateStockLocation: POST "/v1/admin/locations", Staff(StockWrite), "Makes a location of stock." => StockLocation);

/// Changes a location. What is not named stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateStockLocation {
    /// The location.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub code: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Orders take from the lowest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<i32>,
    /// Whether its units are sold. `main` always is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

endpoint!(UpdateStockLocation: PATCH "/v1/admin/locations/{code}", Staff(StockWrite), Private Never, "Changes a location of stock." => StockLocation, {
    fn version(&self, reply: &StockLocation) -> Option<i64> {
        Some(reply.version)
    }
});
