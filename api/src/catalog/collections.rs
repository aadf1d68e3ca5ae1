//! Collections as shoppers see them.

use domain::{Market, Slug};
use serde::{Deserialize, Serialize};

use super::{CollectionLink, Picture, Text};
use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

/// How many levels of collections stand under each other.
pub const MAX_COLLECTION_LEVELS: usize = 5;

/// A collection in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CollectionCard {
    /// Its address: `/collections/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: Text,
    /// A few sentences.
    pub description: Text,
    /// Its picture.
    pub picture: Option<Picture>,
    /// How many products it holds.
    pub products: u64,
    /// The collection that it stands under; none if it stands at the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub parent: Option<Slug>,
    /// The addresses that it had, the latest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub former: Vec<Slug>,
    /// The way to it: the collections above it, the highest first. Told where one is asked for alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<CollectionLink>,
    /// The collections that stand right under it, as the merchant arranged them, at most 200. Told where one is asked for
    /// alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<CollectionCard>,
}

impl CollectionCard {
    /// Whether it is, or was, called so.
    pub fn is_called(&self, slug: &Slug) -> bool {
        self.slug == *slug || self.former.contains(slug)
    }
}

/// The collections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListCollections {
    /// Language: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(ListCollections: GET "/v1/collections", Anyone, Public UntilPurged, "Every collection, as the merchant arranged them." => Vec<CollectionCard>, {
    fn cache_policy(&self, _: &Vec<CollectionCard>) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::navigation()])
    }
});

/// One collection by its address, or one that it had, without its products: those are [`ListProducts`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetCollection {
    /// The collection's slug.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Language: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

endpoint!(GetCollection: GET "/v1/collections/{slug}", Anyone, Public UntilPurged, "One collection with those above and right under it, without its products." => CollectionCard, {
    fn cache_policy(&self, reply: &CollectionCard) -> CachePolicy {
        let mut tags = vec![Tag::collection(&self.slug)];
        tags.extend((reply.slug != self.slug).then(|| Tag::collection(&reply.slug)));
        // What others are called and where they stand is told under the tag of their list.
        tags.extend((!reply.trail.is_empty() || !reply.children.is_empty()).then(Tag::navigation));
        CachePolicy::UntilPurged(Lifetime::PAGE, tags)
    }

    fn cache_policy_of_absence(&self) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::ABSENT, vec![Tag::collection(&self.slug)])
    }
});
