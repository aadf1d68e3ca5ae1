//! Pictures that lie elsewhere.

use domain::ProductId;
use domain::catalog::Localized;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Has the worker fetch a picture from one of the hosts that staff or the operator name. One that failed is tried again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateMediaFetch {
    /// Where it lies: an `https` address.
    pub address: String,
    /// What it shows, for whoever cannot see it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub alt: Localized,
    /// The product whose last picture it becomes, once its files are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub product: Option<ProductId>,
}

endpoint!(CreateMediaFetch: POST "/v1/admin/media/fetches", Staff(CatalogWrite), "Has a picture fetched from its address." => ());

/// The newest 200 addresses that pictures are fetched from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListMediaFetches {}

endpoint!(ListMediaFetches: GET "/v1/admin/media/fetches", Staff(CatalogRead), "What became of pictures that were to be fetched, the newest first." => Vec<MediaFetch>);

/// A picture that lies elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MediaFetch {
    /// Where it lies.
    pub address: String,
    /// Whether it is `waiting`, `done` or `failed`.
    pub state: MediaFetchState,
    /// Why it was not fetched, for good or the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id of the picture, once it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
}

/// How far a fetch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MediaFetchState {
    /// It is still to be fetched, perhaps once more.
    Waiting,
    /// It is here.
    Done,
    /// It will not be tried again by itself.
    Failed,
}
