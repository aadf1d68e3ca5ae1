//! Pictures of the merchant's.

use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The newest pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListMedia {}

/// A picture that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaView {
    /// By which products and collections name it: the path below `/media`, without width and file type.
    pub path: String,
    /// What became of it.
    #[serde(flatten)]
    pub state: MediaState,
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

endpoint!(ListMedia: GET "/v1/admin/media", Staff(CatalogRead), "The newest 200 pictures, and what became of each." => Vec<MediaView>);
