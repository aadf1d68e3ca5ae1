//! What a type of products asks of them, and whether a product says it.

use domain::catalog::{Localized, OptionAxis};
use domain::search::facet_code;
use domain::{Locale, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::properties::{BRAND, PropertyKind};
use super::{Attribute, ProductDocument};

/// Types that there can be.
pub const MAX_PRODUCT_TYPES: usize = 500;
/// Attributes that one type can ask for.
pub const MAX_ASKED_ATTRIBUTES: usize = 50;

/// A type of products as importers write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductTypeDocument {
    /// What names it in files and by API.
    pub handle: Slug,
    /// What people call it.
    pub name: Localized,
    /// What its products are asked for, in their order.
    #[serde(default)]
    pub attributes: Vec<AskedAttribute>,
}

/// An attribute that a type asks for. What it is, its kind, unit and label, is known of those that a product has had; of
/// others it has to be said, and is declared by that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AskedAttribute {
    /// What names the attribute.
    pub key: String,
    /// Whether no product without it goes on sale.
    #[serde(default)]
    pub required: bool,
    /// What its values are. Said of an attribute that is known, it must be what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PropertyKind>,
    /// The unit of its numbers; empty if they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What shoppers call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub label: Option<Localized>,
}

/// What is wrong with an attribute that a type asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// The product has none, and should.
    Missing,
    /// It is of another kind: words where a number is asked for.
    WrongKind,
    /// It is a number in another unit.
    WrongUnit,
}

/// An attribute of which something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AttributeGap {
    /// The attribute.
    pub attribute: String,
    /// What is wrong with it.
    pub gap: Gap,
}

/// What a product lacks of what its type asks for, in the order of the type.
pub fn gaps(product: &ProductDocument, asked: &[AskedAttribute]) -> Vec<AttributeGap> {
    let gap = |one: &AskedAttribute| Some(AttributeGap { attribute: one.key.clone(), gap: gap(product, one)? });
    asked.iter().filter_map(gap).collect()
}

fn gap(product: &ProductDocument, asked: &AskedAttribute) -> Option<Gap> {
    let kind = asked.kind.unwrap_or(PropertyKind::Term);
    let is_words = matches!(kind, PropertyKind::Term | PropertyKind::Colour);
    if asked.key == BRAND {
        let missing = asked.required && product.brand.trim().is_empty();
        return missing.then_some(Gap::Missing);
    }
    if is_words && axis_of(product, &asked.key).is_some() {
        return None;
    }
    let Some((_, value)) = attribute_of(product, &asked.key) else {
        return asked.required.then_some(Gap::Missing);
    };
    let Attribute { value, unit, .. } = value.into();
    let parts = match &value {
        Value::Array(parts) => parts.as_slice(),
        single => std::slice::from_ref(single),
    };
    let parts: Vec<&Value> = parts.iter().filter(|part| !is_blank(part)).collect();
    if parts.is_empty() {
        return asked.required.then_some(Gap::Missing);
    }
    let fits = |part: &&Value| match kind {
        PropertyKind::Term | PropertyKind::Colour => part.is_string() || part.is_object(),
        PropertyKind::Number => part.is_number(),
        PropertyKind::Boolean => part.is_boolean(),
    };
    if !parts.iter().all(fits) {
        return Some(Gap::WrongKind);
    }
    let is_of_unit = kind != PropertyKind::Number || unit == asked.unit.as_deref().unwrap_or_default();
    (!is_of_unit).then_some(Gap::WrongUnit)
}

/// The attribute of a product that a key names, with the name that the product has for it.
pub fn attribute_of<'a>(product: &'a ProductDocument, key: &str) -> Option<(&'a str, &'a Value)> {
    let named = |(name, value): (&'a String, &'a Value)| (facet_code(name) == key).then_some((name.as_str(), value));
    product.attributes.get_key_value(key).and_then(named).or_else(|| product.attributes.iter().find_map(named))
}

/// The choice of a product that a key names, if it leaves one: it says more than an attribute would.
pub fn axis_of<'a>(product: &'a ProductDocument, key: &str) -> Option<&'a OptionAxis> {
    product.options.iter().find(|axis| facet_code(&axis.code) == key && !axis.values.is_empty())
}

/// Whether a value says nothing.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Object(texts) => {
            texts.get(Locale::default().code()).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty())
        }
        Value::Array(parts) => parts.iter().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn product(attributes: &Value) -> ProductDocument {
        serde_json::from_value(json!({
            "slug": "mug", "title": { "en": "Mug" }, "brand": " ", "attributes": attributes,
            "options": [{ "code": "colour", "label": { "en": "Colour" }, "values": [
                { "code": "oat", "label": { "en": "Oat" }, "swatch": "#e8dfcf" },
            ] }],
            "variants": [{ "sku": "MUG" }],
        }))
        .expect("a product")
    }

    fn asked(key: &str, required: bool, kind: PropertyKind, unit: &str) -> AskedAttribute {
        AskedAttribute { key: key.into(), required, kind: Some(kind), unit: Some(unit.into()), label: None }
    }

    fn found(attributes: &Value, asked: AskedAttribute) -> Option<Gap> {
        gaps(&product(attributes), &[asked]).pop().map(|gap| gap.gap)
    }

    #[test]
    fn each_kind_takes_its_values_and_no_others() {
        use PropertyKind::{Boolean, Colour, Number, Term};
        let check = |value: Value, kind: PropertyKind, unit: &str, expect: Option<Gap>| {
            let attributes = json!({ "size": value });
            for required in [true, false] {
                let expect = expect.filter(|gap| required || *gap != Gap::Missing);
                assert_eq!(found(&attributes, asked("size", required, kind, unit)), expect, "{value} {required}");
            }
        };
        check(json!("Oak"), Term, "", None);
        check(json!({ "en": "Oak", "de": "Eiche" }), Term, "", None);
        check(json!(["Oak", { "en": "Steel" }]), Term, "", None);
        check(json!({ "label": { "en": "Wood" }, "value": "Oak" }), Term, "", None);
        check(json!(7), Term, "", Some(Gap::WrongKind));
        check(json!(["Oak", 7]), Term, "", Some(Gap::WrongKind));
        check(json!("#e8dfcf"), Colour, "", None);
        check(json!(true), Colour, "", Some(Gap::WrongKind));
        check(json!(7), Number, "", None);
        check(json!({ "value": 300, "unit": "ml" }), Number, "ml", None);
        check(json!({ "value": 0.3, "unit": "l" }), Number, "ml", Some(Gap::WrongUnit));
        check(json!(300), Number, "ml", Some(Gap::WrongUnit));
        check(json!("much"), Number, "", Some(Gap::WrongKind));
        check(json!(false), Boolean, "", None);
        check(json!("yes"), Boolean, "", Some(Gap::WrongKind));
        for nothing in [json!(null), json!(" "), json!([]), json!([" ", null]), json!({ "en": "" }), json!({})] {
            check(nothing, Number, "", Some(Gap::Missing));
        }
    }

    #[test]
    fn an_attribute_is_known_by_any_spelling_and_a_choice_is_as_good() {
        let capacity = asked("capacity-l", true, PropertyKind::Number, "");
        assert_eq!(found(&json!({ "Capacity L": 3 }), capacity.clone()), None);
        assert_eq!(found(&json!({}), capacity), Some(Gap::Missing));
        assert_eq!(found(&json!({}), asked("colour", true, PropertyKind::Colour, "")), None);
        assert_eq!(found(&json!({}), asked("colour", true, PropertyKind::Number, "")), Some(Gap::Missing));
        assert_eq!(found(&json!({}), asked(BRAND, true, PropertyKind::Term, "")), Some(Gap::Missing), "it is blank");
        assert_eq!(found(&json!({}), asked(BRAND, false, PropertyKind::Term, "")), None);
    }
}
