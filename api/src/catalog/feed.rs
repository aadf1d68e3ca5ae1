//! What is for sale in a market, as programs that compare prices read it.

use domain::catalog::{Choice, Price};
use domain::inventory::Availability;
use domain::{Market, Sku, Slug};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::endpoint;

/// Variants on one page.
pub const FEED_PAGE_SIZE: u32 = 500;
/// Pages at most: what is behind them is in no feed.
pub const MAX_FEED_PAGES: u32 = 200;

/// A page of what is for sale in a market: the variants that are on sale and have a price in its currency, as the merchant
/// arranged their products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListFeed {
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The place that it begins behind: `next` of the page before, or one of [`ListFeedPlaces`]; the beginning, if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<String>,
    /// The page, from 1 to 200, for whoever does not go by places. All pages before it are passed over first.
    #[serde(default = "super::first_page")]
    pub page: u32,
}

/// Where the pages of a feed begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListFeedPlaces {
    /// Language and currency, as [`ListFeed`] has it.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

/// Where they begin.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FeedPlaces {
    /// The places that the pages begin behind, but the first, which begins at the beginning: 199 at most.
    pub behind: Vec<String>,
}

/// A page of what is for sale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FeedPage {
    /// The products, with those of their variants that are on this page: 500 together at most.
    pub products: Vec<FeedProduct>,
    /// Whether others follow.
    pub has_more: bool,
    /// The place that the next page begins behind, if others follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A product of a feed, in the market's language or, where it has no words in that, in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FeedProduct {
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: String,
    /// What is said of it: its description, or else its summary.
    pub description: String,
    /// Who makes it; empty if nobody says.
    pub brand: String,
    /// Whether it has more than one variant.
    pub has_variants: bool,
    /// The variants.
    pub variants: Vec<FeedVariant>,
}

/// A variant of a feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FeedVariant {
    /// What names it.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Its barcode number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<String>,
    /// Its choices as people read them, by the codes of the options.
    #[cfg_attr(feature = "openapi", schemars(with = "std::collections::BTreeMap<String, String>"))]
    pub choices: Choice,
    /// Paths of its pictures under `/media`, without width and file type: those of its choice before the others.
    pub pictures: Vec<String>,
    /// What one costs everybody.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::price"))]
    pub price: Price,
    /// Whether it can be had.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::availability"))]
    pub availability: Availability,
    /// Its weight in grams.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<u32>,
}

endpoint!(ListFeed: GET "/v1/feed", Anyone, Public UntilPurged, "A page of what is for sale in a market, variant by variant." => FeedPage, {
    fn cache_policy(&self, _: &FeedPage) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::FEED, vec![Tag::by_price(), Tag::catalog(), Tag::search_by_stock()])
    }
});

endpoint!(ListFeedPlaces: GET "/v1/feed/places", Anyone, Public UntilPurged, "Where the pages of what is for sale in a market begin." => FeedPlaces, {
    fn cache_policy(&self, _: &FeedPlaces) -> CachePolicy {
        CachePolicy::UntilPurged(Lifetime::FEED, vec![Tag::by_price(), Tag::catalog(), Tag::search_by_stock()])
    }
});
