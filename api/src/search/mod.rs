//! Finding products by words, and narrowing lists of them.

mod companions;
mod counts;
mod explain;
mod facets;
mod filters;
mod found;
mod outcomes;
mod rules;

use domain::catalog::Price;
use domain::{Market, ProductId, Sku, Slug};
use serde::{Deserialize, Serialize};

use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::catalog::properties::IN_STOCK;
use crate::catalog::{Picture, Sort, Text, first_page};
use crate::endpoint;

pub use companions::{Companions, ListCompanions, MAX_COMPANIONS};
pub use counts::{
    ListSearchQueries, MAX_COUNTED_DAYS, MAX_LISTED_QUERIES, MIN_SHOWN_SEARCHES, QueryFigures, QueryOrder, SearchCount,
};
pub use explain::{ExplainSearch, ExplainedSignal, ExplainedWord, MAX_RANKED, SearchExplanation, SearchSignal};
pub use facets::{Facet, FacetList, FacetRange, FacetValue, ListFacets, PriceFacet};
pub use filters::{Filters, InvalidFilters, MAX_CHOSEN};
pub use found::{FoundPage, ListFound, MAX_FOUND, MAX_FOUND_PAGE};
pub use outcomes::{CreateSearchOutcome, OutcomeCount};
pub use rules::{
    CreateSearchRule, DeleteSearchRule, ListSearchRules, MAX_RULE_PATH_CHARS, MAX_RULE_PHRASES, MAX_RULE_PRODUCTS,
    MAX_SEARCH_RULES, SearchEffect, SearchRule,
};

/// Products that match a query, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Search {
    /// What to look for; in quotation marks, just as it is written. Nothing lists a collection, or what a list is narrowed
    /// to.
    #[serde(default)]
    pub q: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The order. That of the merchant, `featured`, is the best first; any other is of the products that have every word,
    /// if there are any.
    #[serde(default)]
    pub sort: Sort,
    /// The page, from 1.
    #[serde(default = "first_page")]
    pub page: u32,
    /// Only this collection's products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// Only products that have one of the chosen values of each property: `colour~ink,colour~oat`.
    #[serde(default, skip_serializing_if = "Filters::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub filter: Filters,
    /// The lowest price, in whole units of the market's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The highest price, in whole units of the market's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

impl Search {
    /// The first page of what is found for `q`, the best first.
    pub fn of(q: impl Into<String>, market: Market) -> Self {
        let (sort, filter) = (Sort::default(), Filters::default());
        Self { q: q.into(), market, sort, page: 1, collection: None, filter, min: None, max: None }
    }
}

/// One product found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SearchHit {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
    /// The SKU of its first variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// Its address: `/products/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: Text,
    /// Who makes it.
    pub brand: String,
    /// The lowest price of its variants.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::price"))]
    pub price: Option<Price>,
    /// Whether its variants have different prices.
    pub from: bool,
    /// Rises with every change of its variants' prices.
    pub prices_version: i64,
    /// Its main picture.
    pub picture: Option<Picture>,
}

/// The words of a query of which no product has all, since there are some that none has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Loosened {
    /// Words that no product has, as they were typed; at least one.
    pub missing: Vec<String>,
    /// Words that products have; what is listed has any of them. At least one.
    pub others: Vec<String>,
}

/// One page of what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SearchPage {
    /// The query as it was understood.
    pub query: String,
    /// The query that was answered instead, since no product has the words of the one that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// A query that may have been meant; its products follow those of the one that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<String>,
    /// Which words of the query no product has, where what has others of them is listed; none of a query that was answered
    /// by another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loosened: Option<Loosened>,
    /// The page that the merchant has shown for the query in the place of a list, by its path without market.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// The products, best first.
    pub hits: Vec<SearchHit>,
    /// How many there are on all pages.
    pub total: u64,
    /// This page's number, from 1.
    pub page: u32,
    /// How many pages there are, at least 1.
    pub pages: u32,
}

/// What may be meant by a query that is still being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListSuggestions {
    /// What is typed so far; the last word may be unfinished.
    #[serde(default)]
    pub q: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
}

/// A collection that may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SuggestedCollection {
    /// Its address: `/collections/{slug}`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    pub title: Text,
}

/// What may be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SearchSuggestions {
    /// What was typed, as it was understood.
    pub query: String,
    /// Queries that go on as was begun, or that were meant if nothing goes on so; at most five, the likeliest first.
    pub queries: Vec<String>,
    /// Brands that begin so, at most three.
    pub brands: Vec<String>,
    /// Collections of which a word begins so, at most three, as the merchant arranged them.
    pub collections: Vec<SuggestedCollection>,
    /// The best products, at most five.
    pub products: Vec<SearchHit>,
}

endpoint!(ListSuggestions: GET "/v1/search/suggestions", Anyone, Public UntilPurged, "What may be meant by a query that is still being typed: queries, brands, collections and products." => SearchSuggestions, {
    fn cache_policy(&self, reply: &SearchSuggestions) -> CachePolicy {
        let prices = reply.products.iter().map(|hit| Tag::price(hit.product));
        let tags = [Tag::search(), Tag::navigation()].into_iter().chain(prices);
        CachePolicy::UntilPurged(Lifetime::SEARCH, tags.collect())
    }
});

endpoint!(Search: GET "/v1/search", Anyone, Public UntilPurged, "Products that match a query, best first or in another order." => SearchPage, {
    fn cache_policy(&self, reply: &SearchPage) -> CachePolicy {
        let prices = reply.hits.iter().map(|hit| Tag::price(hit.product));
        let depends_on_prices = self.sort.is_by_price() || self.min.is_some() || self.max.is_some();
        let by_price = [Tag::by_price(), Tag::search_by_price()].into_iter().filter(|_| depends_on_prices);
        let by_stock = self.filter.has_key(IN_STOCK).then(Tag::search_by_stock);
        let tags = std::iter::once(Tag::search()).chain(by_price).chain(by_stock).chain(prices);
        CachePolicy::UntilPurged(Lifetime::SEARCH, tags.collect())
    }
});
