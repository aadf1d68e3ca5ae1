//! What is in stock.

use domain::inventory::Availability;
use domain::{ProductId, Sku};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

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
}

endpoint!(ListStock: GET "/v1/products/{product}/stock", Anyone, "Whether the variants of a product can be had." => Vec<StockView>, {
    fn cache_policy(&self, _: &Vec<StockView>) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::stock(self.product)])
    }
});

/// Sets the pieces in the stock room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateStock {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Pieces counted.
    pub on_hand: u32,
}

/// The stock of one variant, for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StockLevel {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Pieces in the stock room.
    pub on_hand: i64,
}

endpoint!(UpdateStock: PUT "/v1/admin/stock/{sku}", Staff, "Sets the pieces in the stock room." => StockLevel);
