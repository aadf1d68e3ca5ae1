//! What else a shopper of a product may want.

use domain::{Market, Slug};
use serde::{Deserialize, Serialize};

use super::SearchHit;
use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

/// Products of each kind that are named at most.
pub const MAX_COMPANIONS: usize = 4;

/// What was bought together with a product, and what is like it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListCompanions {
    /// The product's address: `/products/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

/// What else a shopper of a product may want; no product is in both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Companions {
    /// What stood in the same orders lately, the most frequent first. What few orders have had is not told: it would say
    /// more of who placed them.
    pub bought_together: Vec<SearchHit>,
    /// What is most like it, by what products say.
    pub alike: Vec<SearchHit>,
}

endpoint!(ListCompanions: GET "/v1/search/companions", Anyone, Public UntilPurged, "What was bought together with a product, and what is like it." => Companions, {
    fn cache_policy(&self, reply: &Companions) -> CachePolicy {
        let hits = reply.bought_together.iter().chain(&reply.alike);
        let products = hits.flat_map(|hit| [Tag::product(hit.product), Tag::price(hit.product)]);
        // Orders and the texts of others change it by little: that is seen within the hour.
        CachePolicy::UntilPurged(Lifetime::PAGE, std::iter::once(Tag::companions(&self.slug)).chain(products).collect())
    }

    fn cache_policy_of_absence(&self) -> CachePolicy {
        // The search index may know the product a moment later.
        CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::companions(&self.slug)])
    }
});
