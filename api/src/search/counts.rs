//! What was looked for, counted by day, and never by whom.

use domain::Locale;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Queries that are listed at most.
pub const MAX_LISTED_QUERIES: u32 = 100;
/// What was looked for less often is not shown: it may say more of one shopper than of the shop.
pub const MIN_SHOWN_SEARCHES: u32 = 3;
/// Days for which searches are counted.
pub const MAX_COUNTED_DAYS: u32 = 90;

/// How often one thing was looked for, and what came of it. Caches have answered the same before for others: so these are
/// samples, and the shares say more than the sums.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SearchCount {
    /// The language of the market.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub locale: Locale,
    /// The query in its normal form.
    pub query: String,
    /// How often.
    pub searches: u64,
    /// How often nothing was found.
    pub empty: u64,
    /// Microseconds of all of them.
    pub micros: u64,
    /// Microseconds of the slowest.
    pub slowest_micros: u64,
}

/// A query with how often it was looked for, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct QueryFigures {
    /// How often it was looked for.
    #[serde(flatten)]
    pub count: SearchCount,
    /// How often a product was opened from what it finds.
    #[serde(default)]
    pub clicks: u64,
    /// How often one was put into the cart then.
    #[serde(default)]
    pub additions: u64,
}

/// Which queries come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueryOrder {
    /// Those that were asked most often.
    #[default]
    Top,
    /// Those for which most often nothing was found; no others.
    Failing,
    /// Those that took longest on average.
    Slow,
    /// Those that find something of which nothing was opened, most often asked first; no others.
    Unclicked,
}

impl QueryOrder {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Top, Self::Failing, Self::Unclicked, Self::Slow];

    /// Its word in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Top => "top",
            Self::Failing => "failing",
            Self::Slow => "slow",
            Self::Unclicked => "unclicked",
        }
    }
}

/// What was looked for lately, at most [`MAX_LISTED_QUERIES`]; nothing that was asked fewer than [`MIN_SHOWN_SEARCHES`]
/// times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListSearchQueries {
    /// Which come first.
    #[serde(default)]
    pub order: QueryOrder,
    /// The days that count, from 1 to [`MAX_COUNTED_DAYS`], today being one.
    #[serde(default = "a_month")]
    pub days: u32,
}

fn a_month() -> u32 {
    30
}

endpoint!(ListSearchQueries: GET "/v1/admin/search/queries", Staff(CatalogRead), "What was looked for lately: most often, in vain, slowly, or without a click." => Vec<QueryFigures>);
