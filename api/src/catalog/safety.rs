//! What shoppers are told of a product's safety.

use domain::Locale;
use domain::catalog::{Responsible, Safety};
use serde::{Deserialize, Serialize};

use super::Text;

/// Who answers for a product, and what it warns of, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SafetyView {
    /// Who made it: `name`, `address` in lines, and `email`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::responsible"))]
    pub maker: Option<Responsible>,
    /// Who answers for it in the European Union.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::responsible"))]
    pub responsible: Option<Responsible>,
    /// Paragraphs, separated by blank lines; plain text.
    #[serde(default)]
    pub warnings: Text,
}

impl SafetyView {
    /// What shoppers of one language are told; none if nothing is said.
    pub fn of(safety: &Safety, locale: Locale) -> Option<Self> {
        let Safety { maker, responsible, warnings } = safety.clone();
        let view = Self { maker, responsible, warnings: Text::of(&warnings, locale) };
        (!safety.is_unset()).then_some(view)
    }
}
