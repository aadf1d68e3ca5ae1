//! What is in stock.

mod import_undo;
mod levels;
mod locations;
mod overview;

use domain::catalog::PriceStep;
use domain::inventory::Availability;
use domain::{ProductId, Sku};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

pub use import_undo::CreateImportUndo;
pub use levels::{
    CreateStockTransfer, ListProductStock, ListStockLevels, ListStockMovements, StockLevel, StockMovement,
    StockMovementPage, UpdateStock,
};
pub use locations::{CreateStockLocation, ListStockLocations, StockLocation, UpdateStockLocation};
pub use overview::{AdminStockPage, ListAdminStock, StockSummary};

/// Whether the variants of a product can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListStock {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
}

/// Whether one variant can be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockView {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Whether it can be had.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::availability"))]
    pub availability: Availability,
    /// Rises when what is told of its stock changes; none for a bundle, whose stock follows from that of others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What everybody who takes more of it in one line pays for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::price_steps"))]
    pub steps: Vec<PriceStep>,
}

endpoint!(ListStock: GET "/v1/products/{product}/stock", Anyone, Public UntilPurged, "Whether the variants of a product can be had." => Vec<StockView>, {
    fn cache_policy(&self, _: &Vec<StockView>) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::stock(self.product)])
    }
});
