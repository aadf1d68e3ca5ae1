//! Collections, and how staff fill them by hand.

use domain::catalog::Localized;
use domain::{ProductId, Slug};
use serde::{Deserialize, Deserializer, Serialize};

use crate::catalog::{CollectionDocument, MediaDocument};
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A collection as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminCollection {
    /// Rises with every change of its texts, picture, place or rule; the `ETag` says it too.
    pub version: i64,
    /// How many products in it are on sale.
    pub products: u64,
    /// What it says.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::collection_document"))]
    pub collection: CollectionDocument,
    /// The addresses that it had, which lead to the one that it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub former: Vec<Slug>,
    /// Whether the rule has not yet been asked of every product: it was given a moment ago.
    #[serde(default)]
    pub is_filling: bool,
}

/// The collections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAdminCollections {}

endpoint!(ListAdminCollections: GET "/v1/admin/collections", Staff(CatalogRead), "Every collection, as the merchant arranged them." => Vec<AdminCollection>);

/// Makes a collection, with nothing in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCollection {
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// A few sentences.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub description: Localized,
    /// Its place among the collections, lowest first.
    #[serde(default)]
    pub position: i32,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::media_document"))]
    pub image: Option<MediaDocument>,
    /// The collection that it stands under; none for the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub parent: Option<Slug>,
}

endpoint!(CreateCollection: POST "/v1/admin/collections", Staff(CatalogWrite), Private Never, "Makes a collection." => AdminCollection, {
    fn version(&self, reply: &AdminCollection) -> Option<i64> {
        Some(reply.version)
    }
});

/// Changes what a collection says, its address, or where it stands. What is not given stays; `null` takes its picture away,
/// or has it stand at the top.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateCollection {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Option<Localized>,
    /// A few sentences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub description: Option<Localized>,
    /// Its place among the collections, lowest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<i32>,
    /// Its picture.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::media_document"))]
    pub image: Option<Option<MediaDocument>>,
    /// The collection that it stands under, with all that stands under it.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub parent: Option<Option<Slug>>,
    /// Its address from now on, to which the one before leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub address: Option<Slug>,
}

/// Tells a field that is `null` from one that is not there.
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(field: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(field).map(Some)
}

endpoint!(UpdateCollection: PATCH "/v1/admin/collections/{slug}", Staff(CatalogWrite), Private Never, "Changes what a collection says." => AdminCollection, {
    fn version(&self, reply: &AdminCollection) -> Option<i64> {
        Some(reply.version)
    }
});

/// Deletes a collection that no product is in and no collection stands under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteCollection {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeleteCollection: DELETE "/v1/admin/collections/{slug}", Staff(CatalogWrite), "Deletes a collection that no product is in and no collection stands under." => ());

/// Puts products into a collection and takes others out of it, all at once. It does not matter what was in it before,
/// so it needs no version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateCollectionProducts {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Products to put into it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<uuid::Uuid>"))]
    pub add: Vec<ProductId>,
    /// Products to take out of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<uuid::Uuid>"))]
    pub remove: Vec<ProductId>,
}

endpoint!(UpdateCollectionProducts: POST "/v1/admin/collections/{slug}/products", Staff(CatalogWrite), "Puts products into a collection and takes others out." => AdminCollection);

/// What is on sale in a collection, as shoppers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListCollectionProducts {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Only those that come after this place: `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<i64>,
}

/// A page of what is in a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CollectionProductList {
    /// At most 50.
    pub products: Vec<CollectionProduct>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

/// A product in a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CollectionProduct {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// Its place, lowest first; below zero if somebody put it there.
    pub position: i64,
}

endpoint!(ListCollectionProducts: GET "/v1/admin/collections/{slug}/products", Staff(CatalogRead), "What is on sale in a collection, in its order." => CollectionProductList);

/// Says which products come first in a collection. The others follow in the order in which they were made. One that is taken
/// out of the collection or off sale loses its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateCollectionOrder {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// The products that come first, in this order, at most 200.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<uuid::Uuid>"))]
    pub first: Vec<ProductId>,
}

endpoint!(UpdateCollectionOrder: PUT "/v1/admin/collections/{slug}/order", Staff(CatalogWrite), Private Never, "Says which products come first in a collection." => AdminCollection, {
    fn version(&self, reply: &AdminCollection) -> Option<i64> {
        Some(reply.version)
    }
});
