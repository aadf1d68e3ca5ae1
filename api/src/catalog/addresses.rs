//! The addresses that the sitemap lists.

use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

/// Addresses for the sitemap, at most 40,000 of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAddresses {}

/// One address for the sitemap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AddressEntry {
    /// Path in the default market.
    pub path: String,
    /// When it changed last, as a date: `2026-03-01`.
    pub changed_on: String,
}

endpoint!(ListAddresses: GET "/v1/addresses", Anyone, Public UntilPurged, "Paths of the products and collections, for a sitemap." => Vec<AddressEntry>, {
    fn cache_policy(&self, _: &Vec<AddressEntry>) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::catalog(), Tag::navigation()])
    }
});
