//! Types of products, and the attributes that each asks for.

use domain::catalog::{Localized, ProductStatus};
use domain::{ProductId, Slug};
use serde::{Deserialize, Serialize};

use crate::catalog::product_types::{AskedAttribute, AttributeGap};
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A type as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminProductType {
    /// What names it in files and by API.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub handle: Slug,
    /// Rises with every change; the `ETag` says it too.
    pub version: i64,
    /// What people call it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub name: Localized,
    /// What its products are asked for, in their order.
    pub attributes: Vec<AskedAttribute>,
    /// How many products have it, on sale or not.
    pub products: u64,
}

/// The types, by their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListProductTypes {}

endpoint!(ListProductTypes: GET "/v1/admin/product-types", Staff(CatalogRead), "Every type of products, with what it asks for." => Vec<AdminProductType>);

/// One type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetProductType {
    /// The type.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub handle: Slug,
}

endpoint!(GetProductType: GET "/v1/admin/product-types/{handle}", Staff(CatalogRead), Private Never, "One type of products." => AdminProductType, {
    fn version(&self, reply: &AdminProductType) -> Option<i64> {
        Some(reply.version)
    }
});

/// Makes a type, which no product has yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateProductType {
    /// What names it in files and by API, for good.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub handle: Slug,
    /// What people call it. No other type is called so in English.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub name: Localized,
    /// What its products are asked for, in their order; at most 50 attributes.
    #[serde(default)]
    pub attributes: Vec<AskedAttribute>,
}

endpoint!(CreateProductType: POST "/v1/admin/product-types", Staff(CatalogWrite), Private Never, "Makes a type of products." => AdminProductType, {
    fn version(&self, reply: &AdminProductType) -> Option<i64> {
        Some(reply.version)
    }
});

/// Changes a type. What is not given stays. Products that are on sale stay so, whatever is asked of them from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateProductType {
    /// The type.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub handle: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub name: Option<Localized>,
    /// What its products are asked for, all of it, in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<Vec<AskedAttribute>>,
}

endpoint!(UpdateProductType: PATCH "/v1/admin/product-types/{handle}", Staff(CatalogWrite), Private Never, "Changes a type of products." => AdminProductType, {
    fn version(&self, reply: &AdminProductType) -> Option<i64> {
        Some(reply.version)
    }
});

/// Deletes a type that no product has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteProductType {
    /// The type.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub handle: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeleteProductType: DELETE "/v1/admin/product-types/{handle}", Staff(CatalogWrite), "Deletes a type that no product has." => ());

/// Products of a type that are on sale or planned to be, and lack something that it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListProductTypeGaps {
    /// The type.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub handle: Slug,
    /// Only those that come after this one: `next` of the page before.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub after: Option<ProductId>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductTypeGaps {
    /// At most 50 products; fewer, perhaps none, where many had to be looked at.
    pub products: Vec<ProductGaps>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub next: Option<ProductId>,
}

/// What one product lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductGaps {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// `active` (on sale) or `scheduled`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub status: ProductStatus,
    /// What is missing or not what it should be, in the order of the type.
    pub gaps: Vec<AttributeGap>,
}

endpoint!(ListProductTypeGaps: GET "/v1/admin/product-types/{handle}/gaps", Staff(CatalogRead), "Products of a type, on sale or planned to be, that lack something that it asks for." => ProductTypeGaps);
