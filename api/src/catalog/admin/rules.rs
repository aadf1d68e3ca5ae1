//! Giving collections rules, and looking what these find.

use domain::catalog::Localized;
use domain::{ProductId, Slug};
use serde::{Deserialize, Serialize};

use super::AdminCollection;
use crate::catalog::CollectionRule;
use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// Products that a preview looks at.
pub const MAX_RULE_PREVIEW: u32 = 20_000;

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
