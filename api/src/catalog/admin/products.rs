//! Products, on sale or not.

use std::collections::BTreeMap;

use domain::catalog::{Localized, OptionAxis, ProductStatus, Safety, SaleTimes};
use domain::{ProductId, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::catalog::{MediaDocument, ProductDocument, VariantDocument};
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Every product, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAdminProducts {
    /// Only those with this status: `draft`, `scheduled`, `active` or `archived`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub status: Option<ProductStatus>,
    /// Only those whose address, title or brand has these words, of which the last may go on, or that have a variant of
    /// this SKU.
    #[serde(default)]
    pub q: Option<String>,
    /// Only those that are in this collection, on sale or not.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// Only those that come after this one: `next` of the page before.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub after: Option<ProductId>,
}

/// A page of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminProductList {
    /// At most 50; fewer, perhaps none, where many had to be looked at.
    pub products: Vec<AdminProductSummary>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub next: Option<ProductId>,
    /// How many products are in the `collection` that was named, whatever else was asked; told with the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_collection: Option<u64>,
}

/// A product in a list of staff's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminProductSummary {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Rises with every change.
    pub version: i64,
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// `draft`, `scheduled`, `active` (on sale) or `archived`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub status: ProductStatus,
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// Who makes it.
    pub brand: String,
    /// How many variants it has.
    pub variants: u32,
    /// The path of its main picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// When it was changed last (RFC 3339, UTC).
    pub updated_at: String,
}

endpoint!(ListAdminProducts: GET "/v1/admin/products", Staff(CatalogRead), "Products, on sale or not, newest first." => AdminProductList);

/// One product, on sale or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminProduct {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
}

/// A product as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminProductView {
    /// The product's id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Rises with every change; the `ETag` says it too.
    pub version: i64,
    /// When it was changed last (RFC 3339, UTC).
    pub updated_at: String,
    /// Addresses it had before, which lead to the one it has.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub former_slugs: Vec<Slug>,
    /// All that is kept of it but its stock.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::product_document"))]
    pub product: ProductDocument,
}

endpoint!(GetAdminProduct: GET "/v1/admin/products/{product}", Staff(CatalogRead), Private Never, "One product, on sale or not." => AdminProductView, {
    fn version(&self, reply: &AdminProductView) -> Option<i64> {
        Some(reply.version)
    }
});

/// What is said of a product. Of one that is made, what is not said is empty; of one that is changed, it stays. A list
/// replaces the whole list, a text replaces it in all languages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    /// Its address. The former one leads to the new one for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub slug: Option<Slug>,
    /// `draft`, `scheduled`, `active` (on sale) or `archived`. One that is made is a draft unless this says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub status: Option<ProductStatus>,
    /// When it goes on sale by itself, and when it leaves it; `{}` takes both away. Another status takes away what does
    /// not fit it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::sale_times"))]
    pub on_sale: Option<SaleTimes>,
    /// Its type, by its handle; an empty text takes it away. On sale it has what the type requires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_type: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Option<Localized>,
    /// One sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub summary: Option<Localized>,
    /// Paragraphs, separated by blank lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub description: Option<Localized>,
    /// Who makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Slugs of its collections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Vec<String>>"))]
    pub collections: Option<Vec<Slug>>,
    /// Facts by name: each a value, or one with `label`, `value` and `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attributes: Option<BTreeMap<String, Value>>,
    /// Who answers for it, and what it warns of; `{}` takes all of it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::safety"))]
    pub safety: Option<Safety>,
    /// When it came out: `2026-03-01`. An empty text takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_on: Option<String>,
    /// The choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::option_axes"))]
    pub options: Option<Vec<OptionAxis>>,
    /// The pictures, the main one first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::media_documents"))]
    pub media: Option<Vec<MediaDocument>>,
    /// What can be bought, without its stock: that is set by `PUT /v1/admin/stock/{sku}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::variant_documents"))]
    pub variants: Option<Vec<VariantDocument>>,
}

/// What a product has become.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ProductSaved {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// What to name in `If-Match` at the next change; the `ETag` says it too.
    pub version: i64,
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// `draft`, `scheduled`, `active` (on sale) or `archived`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub status: ProductStatus,
}

/// Makes a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateProduct {
    /// What it is: at least `slug`, `title` and `variants`.
    pub product: ProductInput,
}

endpoint!(CreateProduct: POST "/v1/admin/products", Staff(CatalogWrite), Private Never, "Makes a product, as a draft unless it says otherwise." => ProductSaved, {
    fn version(&self, reply: &ProductSaved) -> Option<i64> {
        Some(reply.version)
    }
});

/// Changes a product: its texts, its variants and prices, its address, whether it is on sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateProduct {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What is new.
    pub change: ProductInput,
}

endpoint!(UpdateProduct: PATCH "/v1/admin/products/{product}", Staff(CatalogWrite), Private Never, "Changes a product; what is not named stays." => ProductSaved, {
    fn version(&self, reply: &ProductSaved) -> Option<i64> {
        Some(reply.version)
    }
});

/// A change of one product among several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductChange {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The version that was read, as a text: `"42"`; `"*"` for whatever there is.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub version: IfMatch,
    /// What is new.
    pub change: ProductInput,
}

/// Changes several products, all of them or none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateProducts {
    /// The changes, at most 100, each of another product.
    pub changes: Vec<ProductChange>,
}

endpoint!(UpdateProducts: PATCH "/v1/admin/products", Staff(CatalogWrite), "Changes several products, all of them or none." => Vec<ProductSaved>);

/// A product as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProductVersion {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The version that was read, as a text: `"42"`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub version: IfMatch,
}

/// Takes back the last change of products, all of them or none: of their prices, status, brand and collections, as far as
/// that is all that it changed. What is taken back is a change of its own, which can be taken back too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateProductUndo {
    /// The products, at most 100, each of them once, with the version that the change made.
    pub products: Vec<ProductVersion>,
}

endpoint!(CreateProductUndo: POST "/v1/admin/products/undo", Staff(CatalogWrite), "Takes back the last change of prices, status, brand and collections of products, all of them or none." => Vec<ProductSaved>);

/// Deletes a product for good. Its address answers 410 from then on; orders keep what they say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteProduct {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeleteProduct: DELETE "/v1/admin/products/{product}", Staff(CatalogWrite), "Deletes a product for good." => ());
