//! Giving the shop a picture, in parts that every hop takes in: whoever breaks off goes on where they were.

use domain::ProductId;
use domain::catalog::Localized;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MediaView;
use crate::endpoint;

/// The most bytes of a part. In base64, with what is around it, they are no more than staff may send at once.
pub const MAX_PART: usize = 360 * 1024;

/// Begins to give a picture. One that is no larger than a part is given by this alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateMedia {
    /// Its first bytes, at most 368640, in base64. It may have 20 MiB in all.
    pub data: String,
    /// Whether more of it follows.
    #[serde(default)]
    pub more: bool,
    /// What it shows, for whoever cannot see it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub alt: Localized,
    /// The product whose last picture it becomes, once its files are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub product: Option<ProductId>,
}

/// How far a picture has been given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaUpload {
    /// By which the next part is given. It is kept for a day.
    pub upload: Uuid,
    /// How many bytes there are: the next part begins `at` this.
    pub received: u64,
    /// The picture, if all of it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<MediaView>,
}

endpoint!(CreateMedia: POST "/v1/admin/media", Staff(CatalogWrite), "Gives a picture, or the first part of one. The same bytes given twice are kept once." => MediaUpload);

/// Gives the next part of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddMediaPart {
    /// The upload.
    pub upload: Uuid,
    /// How many bytes were given before.
    pub at: u64,
    /// The bytes that follow, at most 368640, in base64.
    pub data: String,
    /// Whether more of it follows.
    #[serde(default)]
    pub more: bool,
}

endpoint!(AddMediaPart: PATCH "/v1/admin/media/uploads/{upload}", Staff(CatalogWrite), "Gives the next part of a picture." => MediaUpload);

/// How far a picture has been given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetMediaUpload {
    /// The upload.
    pub upload: Uuid,
}

endpoint!(GetMediaUpload: GET "/v1/admin/media/uploads/{upload}", Staff(CatalogWrite), "How far a picture has been given." => MediaUpload);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::MAX_STAFF_BODY;

    #[test]
    fn the_largest_part_is_no_more_than_staff_may_send() {
        let encoded = MAX_PART.div_ceil(3) * 4;
        let part = AddMediaPart { upload: Uuid::nil(), at: u64::MAX, data: "A".repeat(encoded), more: true };
        let body = serde_json::to_vec(&part).expect("plain data");
        assert!(body.len() + 4096 < MAX_STAFF_BODY, "{}", body.len());
    }
}
