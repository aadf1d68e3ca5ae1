//! All that is found, page by page, for programs: as it was when the first page was asked for.

use domain::{Market, Slug};
use serde::{Deserialize, Serialize};

use super::{Filters, SearchHit};
use crate::catalog::{PAGE_SIZE, Sort};
use crate::endpoint;

/// Products of one list that are reached so: as many as the pages of a search by their numbers.
pub const MAX_FOUND: usize = 24_000;
/// Products of one page at most.
pub const MAX_FOUND_PAGE: u32 = 100;

/// All that is found for a query, or is in a list: the first page, or the one that `cursor` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListFound {
    /// What to look for, as of a search. Nothing lists all products, those that came into the catalogue first at first.
    #[serde(default)]
    pub q: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The order, as of a search.
    #[serde(default)]
    pub sort: Sort,
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
    /// How many products a page has, 1 to 100. It may be another on every page.
    #[serde(default = "page_size")]
    pub limit: u32,
    /// Which page: `next` of the one before; none for the first. Everything else but `limit` is said again as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

fn page_size() -> u32 {
    PAGE_SIZE
}

impl ListFound {
    /// The first page of what is found for `q`, the best first.
    pub fn of(q: impl Into<String>, market: Market) -> Self {
        let (sort, filter, limit) = (Sort::default(), Filters::default(), PAGE_SIZE);
        Self { q: q.into(), market, sort, collection: None, filter, min: None, max: None, limit, cursor: None }
    }
}

/// One page of all that was found when the first was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FoundPage {
    /// The query as it was understood.
    pub query: String,
    /// The query that was answered instead, since no product had the words of the one that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// The products, as they are now. One that is no longer sold is left out, so a page may have fewer than were asked for.
    pub hits: Vec<SearchHit>,
    /// How many were found. No more than the first 24,000 of them are listed.
    pub total: u64,
    /// The `cursor` of the next page; none on the last. It holds for ten minutes after its list was last read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

endpoint!(ListFound: GET "/v1/search/found", Anyone, "All that is found, page by page, as it was when the first page was asked for." => FoundPage);
