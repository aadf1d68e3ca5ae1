//! Views of the list of products that staff have named.

use domain::catalog::ProductStatus;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;

/// Views that there may be.
pub const MAX_PRODUCT_VIEWS: usize = 50;

/// A filter of the list of products, with a name. All of the staff have the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductView {
    /// The view.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// Only products with this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub status: Option<ProductStatus>,
    /// Only products of which this is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

/// The views.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListProductViews {}

endpoint!(ListProductViews: GET "/v1/admin/product-views", Staff(CatalogRead), "Named views of the list of products, by name." => Vec<ProductView>);

/// Names a view. One of the same name is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateProductView {
    /// 1 to 80 characters.
    pub name: String,
    /// Only products with this status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub status: Option<ProductStatus>,
    /// Only products of which this is said: at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
}

endpoint!(CreateProductView: POST "/v1/admin/product-views", Staff(CatalogWrite), "Names a view of the list of products." => ProductView);

/// Takes a view away. The products stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteProductView {
    /// The view.
    pub view: Uuid,
}

endpoint!(DeleteProductView: DELETE "/v1/admin/product-views/{view}", Staff(CatalogWrite), "Takes a view of the list of products away." => ());
