//! A product's facts, as documents give them.

use domain::catalog::Localized;
use serde::Deserialize;
use serde_json::Value;

/// One of [`ProductDocument::attributes`](super::ProductDocument::attributes): in the document a bare
/// value (`"material": "Oak"`), or one with its name or unit
/// (`"capacity": {"label": {"en": "Capacity", "de": "Inhalt"}, "value": 300, "unit": "ml"}`).
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// What shoppers read; without it, they read the attribute's key.
    pub label: Option<Localized>,
    /// Text, number, truth value, a list of these, or a text in several languages.
    pub value: Value,
    /// The unit of a number: `ml`. Empty if there is none.
    pub unit: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    #[serde(default)]
    label: Option<Localized>,
    value: Value,
    #[serde(default)]
    unit: String,
}

impl From<&Value> for Attribute {
    fn from(value: &Value) -> Self {
        let labelled = value.is_object().then(|| Labelled::deserialize(value).ok()).flatten();
        match labelled {
            Some(Labelled { label, value, unit }) => Self { label, value, unit },
            None => Self { label: None, value: value.clone(), unit: String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_bare_value_and_a_labelled_one_are_read() {
        let bare = Attribute::from(&json!("Oak"));
        assert_eq!((bare.label, bare.value, bare.unit.as_str()), (None, json!("Oak"), ""));
        let text = Attribute::from(&json!({ "en": "Oak", "de": "Eiche" }));
        assert_eq!((text.label, text.value), (None, json!({ "en": "Oak", "de": "Eiche" })));
        let labelled = Attribute::from(&json!({ "label": { "en": "Capacity" }, "value": 300, "unit": "ml" }));
        assert_eq!(labelled.label, Some(Localized::same("Capacity")));
        assert_eq!((labelled.value, labelled.unit.as_str()), (json!(300), "ml"));
    }
}
