//! By what a list of products can be narrowed.

use domain::{Market, Money, Slug};
use serde::{Deserialize, Serialize};

use super::Filters;
use crate::cache::{CachePolicy, Lifetime, Tag};
use crate::catalog::properties::{IN_STOCK, PropertyKind};
use crate::catalog::{Sort, Text};
use crate::endpoint;

/// Properties by which a list can be narrowed, each with its values and with how many products of the list have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListFacets {
    /// What is looked for; nothing for a list of the catalogue.
    #[serde(default)]
    pub q: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// Only this collection's products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub collection: Option<Slug>,
    /// The order of the list. Of a search, any but `featured` lists the products that have every word alone.
    #[serde(default)]
    pub sort: Sort,
    /// What is chosen: `colour~ink,colour~oat`.
    #[serde(default, skip_serializing_if = "Filters::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub filter: Filters,
    /// The lowest price, in whole units of the market's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// The highest price, in whole units of the market's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Whether to say what the products cost, too. Who does not show it saves the shop a reply for every price that changes.
    #[serde(default)]
    pub prices: bool,
}

impl ListFacets {
    /// By what the list of what is found for `q`, or of everything, can be narrowed.
    pub fn of(q: impl Into<String>, market: Market) -> Self {
        let (q, sort, filter) = (q.into(), Sort::default(), Filters::default());
        Self { q, market, collection: None, sort, filter, min: None, max: None, prices: false }
    }
}

/// By what a list can be narrowed. Each count is of the products that would be listed if that value were the only one
/// chosen of its property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FacetList {
    /// How many products are listed, as the list is narrowed now.
    pub total: u64,
    /// The properties, in the order that staff have declared, and then those that most of the products have first.
    pub facets: Vec<Facet>,
    /// What the products cost that the other choices leave; none unless it was asked for, and if none has a price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<PriceFacet>,
}

/// A property with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Facet {
    /// What names it in `filter`.
    pub key: String,
    /// What shoppers call it.
    pub name: Text,
    /// What its values are.
    pub kind: PropertyKind,
    /// Its values: numbers by size, others the most frequent first.
    pub values: Vec<FacetValue>,
    /// How many more there are, which few products have.
    #[serde(default)]
    pub more: u32,
    /// If they are many different numbers: ranges to choose, each with about as many products, and those that are chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<FacetRange>,
}

/// Numbers from one to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FacetRange {
    /// What names it in `filter`: `10..20`. Any other is understood too, `10..` and `..20` as well.
    pub code: String,
    /// What shoppers read.
    pub label: Text,
    /// Whether it is chosen.
    #[serde(default)]
    pub chosen: bool,
    /// Whether it is none of those to choose: it is there because it is chosen.
    #[serde(default)]
    pub typed: bool,
}

/// One value of a property.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FacetValue {
    /// What names it in `filter`.
    pub code: String,
    /// What shoppers read.
    pub label: Text,
    /// How many products have it.
    pub products: u64,
    /// Whether it is chosen.
    #[serde(default)]
    pub chosen: bool,
    /// A CSS colour to show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swatch: Option<String>,
}

/// What products cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PriceFacet {
    /// The lowest of their prices.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub lowest: Money,
    /// The highest.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub highest: Money,
    /// How many cost how much: the way from the lowest to the highest in equal steps.
    pub steps: Vec<u64>,
}

endpoint!(ListFacets: GET "/v1/facets", Anyone, Public UntilPurged, "By what a list of products can be narrowed." => FacetList, {
    fn cache_policy(&self, reply: &FacetList) -> CachePolicy {
        let depends_on_prices = self.prices || self.min.is_some() || self.max.is_some();
        // What is listed of the catalogue goes stale with the index's entries of just these products; a combination that few
        // ask for, or what follows from prices, is short-lived as searches are. So is what an index says that may be empty.
        let is_plain = self.q.is_empty() && self.filter.is_empty() && !depends_on_prices && reply.total > 0;
        let list = match &self.collection {
            Some(slug) if is_plain => Tag::search_collection(slug),
            _ => Tag::search(),
        };
        // One that does not tell products apart by it now does so when the first is sold out.
        let depends_on_stock =
            is_plain || self.filter.has_key(IN_STOCK) || reply.facets.iter().any(|facet| facet.key == IN_STOCK);
        let by_stock = match &self.collection {
            _ if !depends_on_stock => Vec::new(),
            // Of a collection only what becomes of its own products matters.
            Some(slug) if is_plain => vec![Tag::search_collection_stock(slug), Tag::search_collections_stock()],
            _ => vec![Tag::search_by_stock()],
        };
        let tags = [Some(list), Some(Tag::attributes()), depends_on_prices.then(Tag::search_by_price)];
        let lifetime = if is_plain { Lifetime::PAGE } else { Lifetime::SEARCH };
        CachePolicy::UntilPurged(lifetime, tags.into_iter().flatten().chain(by_stock).collect())
    }
});
