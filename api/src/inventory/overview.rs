//! The stock of everything, for staff.

use domain::catalog::Localized;
use domain::inventory::StockPolicy;
use domain::{ProductId, Sku};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// What is in stock of everything that is sold by itself, by SKU, fifty at a time. Bundles have the stock of what is in
/// them and are not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAdminStock {
    /// Only variants whose SKU begins so, or whose product's name or address has these words; the last may go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Only variants of which fewer than this can be sold, of those that end at what is in stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<u32>,
    /// Only those that come after this one: `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub after: Option<Sku>,
}

/// A page of the stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminStockPage {
    /// At most 50; fewer where many had to be looked at.
    pub items: Vec<StockSummary>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub next: Option<Sku>,
}

/// The stock of one variant at all locations together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockSummary {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Its product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The product's name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// Units that are there; below zero, that many are owed to orders.
    pub on_hand: i64,
    /// Those of them at the location `main`.
    pub at_main: i64,
    /// Those of them that are held for shoppers who are paying.
    pub reserved: i64,
    /// Units that can be sold from what is there: at locations that are active, without what is held.
    pub available: i64,
    /// How the variant's stock is kept.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::stock_policy"))]
    pub policy: StockPolicy,
}

endpoint!(ListAdminStock: GET "/v1/admin/stock", Staff(StockRead), "What is in stock of everything." => AdminStockPage);
