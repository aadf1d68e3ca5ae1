//! Pictures that become a product's.

use domain::ProductId;
use serde::{Deserialize, Serialize};

use super::MediaView;
use crate::endpoint;

/// Makes a picture the last of a product's, once its files are there. It does not matter which the product has, so it
/// needs no version; their order is the product's list `media`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateMediaAttachment {
    /// The picture's id.
    pub media: String,
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
}

endpoint!(CreateMediaAttachment: POST "/v1/admin/media/{media}/products", Staff(CatalogWrite), "Makes a picture the last of a product's, once its files are there." => MediaView);

/// Takes that back, as long as the picture waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteMediaAttachment {
    /// The picture's id.
    pub media: String,
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
}

endpoint!(DeleteMediaAttachment: DELETE "/v1/admin/media/{media}/products/{product}", Staff(CatalogWrite), "A picture no longer waits to be a product's." => ());
