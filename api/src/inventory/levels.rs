//! What staff see of the stock and do with it.

use domain::inventory::StockPolicy;
use domain::{ProductId, Sku, Slug};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Sets the units of a variant at a location, how its stock is kept, or both. What is not named stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateStock {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Units counted, without those of orders that were placed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<u32>,
    /// Where they were counted; `main`, if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub location: Option<Slug>,
    /// How the variant's stock is kept from now on, at all locations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::stock_policy"))]
    pub policy: Option<StockPolicy>,
}

impl UpdateStock {
    /// Sets the units at the main location.
    pub fn counted(sku: Sku, on_hand: u32) -> Self {
        Self { sku, on_hand: Some(on_hand), location: None, policy: None }
    }
}

/// The stock of one variant at one location, for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockLevel {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Where.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub location: Slug,
    /// Units that are there; below zero, that many are owed to orders.
    pub on_hand: i64,
    /// Those of them that are held for shoppers who are paying.
    pub reserved: i64,
    /// How the variant's stock is kept.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::stock_policy"))]
    pub policy: StockPolicy,
}

endpoint!(UpdateStock: PUT "/v1/admin/stock/{sku}", Staff(StockWrite), "Sets the units of a variant at a location, how its stock is kept, or both." => StockLevel);

/// The stock of a variant at each location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStockLevels {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
}

endpoint!(ListStockLevels: GET "/v1/admin/stock/{sku}", Staff(StockRead), "The stock of a variant at each location, in the order in which orders take it." => Vec<StockLevel>);

/// The stock of every variant of a product at each location, whether it is on sale or not. A product that is not there has
/// none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListProductStock {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
}

endpoint!(ListProductStock: GET "/v1/admin/stock-levels", Staff(StockRead), "The stock of every variant of a product at each location." => Vec<StockLevel>);

/// Brings units of a variant from one location to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateStockTransfer {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Where they were.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub from: Slug,
    /// Where they are now.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub to: Slug,
    /// How many.
    pub units: u32,
}

endpoint!(CreateStockTransfer: POST "/v1/admin/stock/{sku}/transfers", Staff(StockWrite), "Brings units of a variant from one location to another." => Vec<StockLevel>);

/// The ledger of a variant: every change of what is on hand, the latest first, fifty at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStockMovements {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Only movements before this one: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
}

/// One change of what is on hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockMovement {
    /// Its number; later movements have higher ones.
    pub id: i64,
    /// Where.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub location: Slug,
    /// Units more, or (below zero) fewer.
    pub delta: i64,
    /// Why, in one word: `counted`, `ordered`, `order_refused`, `transferred`, …
    pub reason: String,
    /// The number of the order they moved for, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<i64>,
    /// When (RFC 3339, UTC).
    pub at: String,
}

/// A page of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockMovementPage {
    /// The movements, the latest first.
    pub items: Vec<StockMovement>,
    /// What to ask for to get those before them; none if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

endpoint!(ListStockMovements: GET "/v1/admin/stock/{sku}/movements", Staff(StockRead), "Why a variant's stock is what it is, the latest first." => StockMovementPage);
