//! What was asked for a product, and when.

use domain::{Currency, ProductId, Sku};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The newest changes of a product's prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPriceChanges {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// Only those of this variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub sku: Option<Sku>,
}

/// A change of one price. It is kept for 400 days, and longer if it is still the price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceChange {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// The currency.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub currency: Currency,
    /// What is asked from then on, in minor units; none if it is not sold in the currency from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_minor: Option<i64>,
    /// The former price that the merchant gave with it, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at_minor: Option<i64>,
    /// When (RFC 3339, UTC).
    pub changed_at: String,
}

endpoint!(ListPriceChanges: GET "/v1/admin/products/{product}/prices", Staff(CatalogRead), "The newest hundred changes of a product's prices, the newest first." => Vec<PriceChange>);
