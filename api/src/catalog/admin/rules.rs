//! Collections that a rule fills.

use domain::catalog::Localized;
use domain::{Currency, ProductId, Slug};
use serde::{Deserialize, Serialize};

use super::AdminCollection;
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Collections that rules may fill, for each rule is asked at every change of a product.
pub const MAX_RULED_COLLECTIONS: usize = 50;
/// Conditions of one rule.
pub const MAX_RULE_CONDITIONS: usize = 10;
/// Characters of a condition's text.
pub const MAX_RULE_TEXT: usize = 200;
/// Days of a condition: ten years.
pub const MAX_RULE_DAYS: u16 = 3_650;
/// Products that a preview looks at.
pub const MAX_RULE_PREVIEW: u32 = 20_000;

/// One thing that a product must be. Capitals make no difference to texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleCondition {
    /// It is of this brand.
    Brand {
        /// The whole name.
        text: String,
    },
    /// Its name has this in it, in any language.
    Title {
        /// The part of the name.
        text: String,
    },
    /// An attribute has this value, or it is one of several, in any language.
    Attribute {
        /// The attribute's key.
        key: String,
        /// The whole value; a number or a truth value as JSON writes it.
        text: String,
    },
    /// Its lowest price is this or more.
    PriceFrom {
        /// In which currency.
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        currency: Currency,
        /// In minor units.
        amount_minor: i64,
    },
    /// Its lowest price is this or less.
    PriceTo {
        /// In which currency.
        #[cfg_attr(feature = "openapi", schemars(with = "String"))]
        currency: Currency,
        /// In minor units.
        amount_minor: i64,
    },
    /// A variant has a former price, in any currency.
    Reduced,
    /// It came out (`released_on`) today (UTC) or at most so many days before.
    ReleasedWithin {
        /// How many.
        days: u16,
    },
}

/// Which products are in a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CollectionRule {
    /// Whether one condition is enough; else all of them must hold.
    #[serde(default)]
    pub any: bool,
    /// At most 10. Without any, nothing is in the collection.
    pub conditions: Vec<RuleCondition>,
}

/// Has a rule fill a collection, or has it filled by hand again: what is in it then stays in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateCollectionRule {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// The rule; none for by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<CollectionRule>,
}

endpoint!(UpdateCollectionRule: PUT "/v1/admin/collections/{slug}/rule", Staff(CatalogWrite), Private Never, "Has a rule fill a collection, or has it filled by hand again." => AdminCollection, {
    fn version(&self, reply: &AdminCollection) -> Option<i64> {
        Some(reply.version)
    }
});

/// Looks what a rule would find, without keeping it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateCollectionRulePreview {
    /// The collection.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// The rule.
    pub rule: CollectionRule,
}

endpoint!(CreateCollectionRulePreview: POST "/v1/admin/collections/{slug}/rule/preview", Staff(CatalogWrite), "Looks what a rule would find, without keeping it." => CollectionRulePreview);

/// What a rule finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CollectionRulePreview {
    /// How many products, on sale or not.
    pub found: u32,
    /// How many products were looked at: at most 20,000, the oldest.
    pub examined: u32,
    /// Whether these are all that there are.
    pub is_complete: bool,
    /// The first that were found, at most 20.
    pub products: Vec<RuledProduct>,
}

/// A product that a rule finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RuledProduct {
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: ProductId,
    /// Its address.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Its name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
}
