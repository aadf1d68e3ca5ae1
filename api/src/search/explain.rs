//! Why a product stands where it does.

use domain::{Market, ProductId};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The products that are ranked to find a product's place.
pub const MAX_RANKED: usize = 1_000;

/// Why a product stands where it does in what is found for a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExplainSearch {
    /// The query.
    pub q: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub product: ProductId,
}

/// What a product is worth for a query, part by part. The parts are sums of one whole: of two products that have every
/// word, the one with more comes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SearchExplanation {
    /// The query that is answered: the one that was asked without stop phrases, or what it was corrected to.
    pub query: String,
    /// Stop phrases that a rule has taken out of the query.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped: Vec<String>,
    /// The page that a rule has shown for the query in the place of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// Other queries that a rule has answered, too.
    pub others: Vec<String>,
    /// The product's place, from 1; none if it is not found, or not among the first thousand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// How many products are found.
    pub total: u64,
    /// Whether a rule puts it first.
    pub pinned: bool,
    /// Whether a rule puts it last.
    pub buried: bool,
    /// Each word of the query. A product that lacks one comes behind those that have them all.
    pub words: Vec<ExplainedWord>,
    /// What else speaks for the product, or against it.
    pub signals: Vec<ExplainedSignal>,
    /// The sum of all points.
    pub points: i64,
}

/// What a word is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExplainedWord {
    /// The word as it was read.
    pub word: String,
    /// How many products have it.
    pub products: u64,
    /// Hundredths: the more, the fewer products have it and the better the place where this one has it. None if this
    /// one has it nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
}

/// What a signal adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ExplainedSignal {
    /// What it says.
    pub signal: SearchSignal,
    /// Hundredths; less than nothing if it speaks against the product.
    pub points: i64,
}

/// What speaks for a product, or against it, beside its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchSignal {
    /// Its type is the whole query.
    Type,
    /// Its type is how the query ends.
    TypeInQuery,
    /// Its type ends in the query.
    TypeEnds,
    /// It goes with what the query names, or that comes with it.
    GoesWith,
    /// The query is its brand.
    Brand,
    /// Words of the query stand together in its title.
    TitlePhrase,
    /// Words of the query stand together in its summary.
    SummaryPhrase,
    /// It can be sent now.
    InStock,
    /// It was sold lately.
    Sold,
    /// It was opened, or put into the cart, from what this query finds, on many days.
    Chosen,
    /// A rule lifts it, its brand or a collection that it is in.
    Boosted,
}

endpoint!(ExplainSearch: GET "/v1/admin/search/explain", Staff(CatalogRead), "Why a product stands where it does in what is found for a query." => SearchExplanation);
