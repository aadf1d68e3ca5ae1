//! What is known of products' properties, by which lists are narrowed.

use domain::catalog::Localized;
use serde::{Deserialize, Serialize};

use crate::catalog::properties::PropertyKind;
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A property as it is kept. It comes with the first product that has it, and says what that product says until staff
/// declare something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminAttribute {
    /// What names it in addresses.
    pub key: String,
    /// Rises with every change; the `ETag` says it too.
    pub version: i64,
    /// What its values are.
    pub kind: PropertyKind,
    /// The unit of its numbers; empty if they have none.
    pub unit: String,
    /// What shoppers call it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub label: Localized,
    /// Whether lists can be narrowed by it.
    pub filterable: bool,
    /// Its place among those of a list, lowest first; of equal ones that comes first which most products have.
    pub position: i32,
    /// Whether staff have declared it; if not, each product's own name for it is shown.
    pub declared: bool,
}

/// The properties of all products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAttributes {}

endpoint!(ListAttributes: GET "/v1/admin/attributes", Staff(CatalogRead), "The properties of all products, by which lists are narrowed." => Vec<AdminAttribute>);

/// Declares a property. What is not given stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateAttribute {
    /// The property.
    pub key: String,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What shoppers call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub label: Option<Localized>,
    /// Whether lists can be narrowed by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filterable: Option<bool>,
    /// Its place among those of a list, lowest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
}

endpoint!(UpdateAttribute: PATCH "/v1/admin/attributes/{key}", Staff(CatalogWrite), Private Never, "Declares how lists are narrowed by a property." => AdminAttribute, {
    fn version(&self, reply: &AdminAttribute) -> Option<i64> {
        Some(reply.version)
    }
});
