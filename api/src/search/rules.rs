//! What the merchant says of searches: words that mean the same or nothing, products that come first, sooner or last, and
//! pages that are shown in the place of a list.

use domain::{Locale, ProductId, Slug};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Rules that there may be.
pub const MAX_SEARCH_RULES: usize = 1_000;
/// Words or phrases of one rule.
pub const MAX_RULE_PHRASES: usize = 20;
/// Products of one rule.
pub const MAX_RULE_PRODUCTS: usize = 20;
/// Characters of the path that a rule leads to.
pub const MAX_RULE_PATH_CHARS: usize = 200;

/// What a rule does. Phrases are one or several words, compared word by word as they are written; capitals make no
/// difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SearchEffect {
    /// Who looks for one of these finds what is found for the others, too.
    Synonyms {
        /// The phrases, two at least.
        phrases: Vec<String>,
    },
    /// Who looks for `phrase` finds what is found for the others, too, but not the other way round.
    OneWaySynonyms {
        /// What is looked for.
        phrase: String,
        /// What it means.
        phrases: Vec<String>,
    },
    /// What comes first, in this order, for just this query, whatever else is found.
    Pin {
        /// The whole query.
        query: String,
        /// The products.
        #[cfg_attr(feature = "openapi", schemars(with = "Vec<Uuid>"))]
        products: Vec<ProductId>,
    },
    /// What comes last for just this query, if it is found at all.
    Bury {
        /// The whole query.
        query: String,
        /// The products.
        #[cfg_attr(feature = "openapi", schemars(with = "Vec<Uuid>"))]
        products: Vec<ProductId>,
    },
    /// What comes sooner among the products that have every word: a little, and however many rules lift a product, it is
    /// lifted once.
    Boost {
        /// The whole query; none if it holds for every one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        query: Option<String>,
        /// These products.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schemars(with = "Vec<Uuid>"))]
        products: Vec<ProductId>,
        /// What is of these brands; capitals, blanks and signs make no difference.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        brands: Vec<String>,
        /// What is in these collections.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
        collections: Vec<Slug>,
    },
    /// What is shown for just this query in the place of a list.
    Redirect {
        /// The whole query.
        query: String,
        /// The path of a public page of the shop, without market: `/pages/returns`.
        path: String,
    },
    /// Phrases that are taken out of a query before it is looked for, if anything is left of it.
    Stop {
        /// The phrases.
        phrases: Vec<String>,
    },
}

/// A rule as it is kept. It is never changed: another takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SearchRule {
    /// The rule.
    pub id: Uuid,
    /// Always 1; the `ETag` says it too.
    pub version: i64,
    /// The language whose shoppers it is for.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub locale: Locale,
    /// What it does.
    pub effect: SearchEffect,
    /// When it begins, in seconds since 1970; none if it has always held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// When it ends; none if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
}

/// The rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListSearchRules {}

endpoint!(ListSearchRules: GET "/v1/admin/search/rules", Staff(CatalogRead), "What the merchant says of searches, the oldest rule first." => Vec<SearchRule>);

/// Makes a rule. It holds at once, or from `starts_at` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateSearchRule {
    /// The language whose shoppers it is for.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub locale: Locale,
    /// What it does.
    pub effect: SearchEffect,
    /// When it begins, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
}

endpoint!(CreateSearchRule: POST "/v1/admin/search/rules", Staff(CatalogWrite), Private Never, "Says what searches find: synonyms, stop phrases, products that come first, sooner or last, and pages that are shown instead." => SearchRule, {
    fn version(&self, reply: &SearchRule) -> Option<i64> {
        Some(reply.version)
    }
});

/// Takes a rule away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteSearchRule {
    /// The rule.
    pub rule: Uuid,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
}

endpoint!(DeleteSearchRule: DELETE "/v1/admin/search/rules/{rule}", Staff(CatalogWrite), "Takes away what was said of searches." => ());
