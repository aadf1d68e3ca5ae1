//! What a rule that fills a collection asks of products.

use domain::Currency;
use serde::{Deserialize, Serialize};

/// Collections that rules may fill, for each rule is asked at every change of a product.
pub const MAX_RULED_COLLECTIONS: usize = 50;
/// Conditions of one rule.
pub const MAX_RULE_CONDITIONS: usize = 10;
/// Characters of a condition's text.
pub const MAX_RULE_TEXT: usize = 200;
/// Days of a condition: ten years.
pub const MAX_RULE_DAYS: u16 = 3_650;

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
