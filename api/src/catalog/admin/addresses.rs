//! Addresses that lead to a product: those it had, and those that staff have set.

use domain::{ProductId, Slug};
use serde::{Deserialize, Serialize};

use super::AdminProductView;
use crate::endpoint;

/// Addresses that lead to one product, besides its own.
pub const MAX_PRODUCT_ADDRESSES: usize = 200;

/// Has an address below `/products/` lead to a product for good (308), as those do that it had. One of a product that was
/// deleted may be used again so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateProductAddress {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The address, without `/products/`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
}

endpoint!(CreateProductAddress: POST "/v1/admin/products/{product}/addresses", Staff(CatalogWrite), "Has an address lead to a product for good." => AdminProductView);

/// Has an address that leads to a product lead nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteProductAddress {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The address, without `/products/`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
}

endpoint!(DeleteProductAddress: DELETE "/v1/admin/products/{product}/addresses/{slug}", Staff(CatalogWrite), "Has an address that leads to a product lead nowhere." => AdminProductView);
