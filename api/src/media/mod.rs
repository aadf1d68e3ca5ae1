//! Pictures of the merchant's.

mod attachments;
mod fetches;
mod files;
mod hosts;
mod uploads;

use domain::catalog::Localized;
use domain::{ProductId, Slug};
use serde::{Deserialize, Serialize};

use crate::catalog::Colour;
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

pub use attachments::{CreateMediaAttachment, DeleteMediaAttachment};
pub use fetches::{CreateMediaFetch, ListMediaFetches, MediaFetch, MediaFetchState};
pub use files::{ICONS, PICTURES, PictureFile, PictureFormat, icon_address};
pub use hosts::{GetPictureHosts, PictureHosts, UpdatePictureHosts};
pub use uploads::{AddMediaPart, CreateMedia, GetMediaUpload, MAX_PART, MediaUpload};

/// Pictures, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListMedia {
    /// Only those that wait to be among the pictures of this product.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub waiting_for: Option<ProductId>,
    /// Only those that come after this one: `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
}

/// A page of pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaList {
    /// At most 50.
    pub media: Vec<MediaView>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

endpoint!(ListMedia: GET "/v1/admin/media", Staff(CatalogRead), "Pictures, the newest first, with what became of each and where it is used." => MediaList);

/// A picture that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaView {
    /// Its id: the SHA-256 of its bytes, as 64 hexadecimal digits.
    pub id: String,
    /// By which products and collections name it: the path below `/media`, without width and file type.
    pub path: String,
    /// What became of it.
    #[serde(flatten)]
    pub state: MediaState,
    /// How many bytes it was given with.
    pub bytes: u64,
    /// What it shows, for whoever cannot see it. A product takes this over when the picture is attached to it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub alt: Localized,
    /// Rises with every change of `alt`; the `ETag` says it too.
    pub version: i64,
    /// When it was given (RFC 3339, UTC).
    pub created_at: String,
    /// The colour that most of it has: some seconds after its files are there, and never if one sees through it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub colour: Option<Colour>,
    /// Where it is used.
    pub uses: Vec<MediaUse>,
}

/// What became of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum MediaState {
    /// Its files are still to be made.
    Waiting,
    /// Its files are there.
    Ready {
        /// Pixels from left to right, to be named where the picture is used.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// Nothing can be made of it.
    Failed {
        /// Why.
        reason: String,
    },
}

/// Where a picture is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MediaUse {
    /// By a product, on sale or not.
    Product {
        /// The product.
        #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
        id: ProductId,
        /// Its name.
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        title: Localized,
    },
    /// By the home page, as it is shown or as a version of it was saved last.
    Home,
    /// As the shop's logo.
    Logo,
    /// By a collection.
    Collection {
        /// Its address.
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        slug: Slug,
        /// Its name.
        #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
        title: Localized,
    },
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetMedia {
    /// Its id.
    pub media: String,
}

endpoint!(GetMedia: GET "/v1/admin/media/{media}", Staff(CatalogRead), Private Never, "One picture, what became of it and where it is used." => MediaView, {
    fn version(&self, reply: &MediaView) -> Option<i64> {
        Some(reply.version)
    }
});

/// Says what a picture shows. Products that have it already keep what they say of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateMedia {
    /// The picture's id.
    pub media: String,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// What it shows.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub alt: Localized,
}

endpoint!(UpdateMedia: PATCH "/v1/admin/media/{media}", Staff(CatalogWrite), Private Never, "Says what a picture shows." => MediaView, {
    fn version(&self, reply: &MediaView) -> Option<i64> {
        Some(reply.version)
    }
});

/// Deletes a picture that nothing uses. Its files go an hour later, when no page that anybody keeps names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteMedia {
    /// The picture's id.
    pub media: String,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeleteMedia: DELETE "/v1/admin/media/{media}", Staff(CatalogWrite), "Deletes a picture that nothing uses." => ());
