//! What products can be told apart by: their attributes, choices and brands, as lists are narrowed by them.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use domain::Locale;
use domain::catalog::Localized;
use domain::search::facet_code;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{Attribute, ProductDocument};

/// The property that says who makes a product. It has no name of its own: the shop's words have one.
pub const BRAND: &str = "brand";

/// The property that says whether any of a product can be sent now. It is the search index's own, which knows of stock,
/// and has no name of its own: the shop's words have one.
pub const IN_STOCK: &str = "in_stock";

/// The code of a truth value that is true; that of the other is [`FALSE`].
pub const TRUE: &str = "true";
/// The code of a truth value that is false.
pub const FALSE: &str = "false";

/// Properties of one product that are looked at, and values of each.
const MAX_PROPERTIES: usize = 64;
/// Characters of a text that is a value and no description.
const MAX_VALUE_CHARS: usize = 60;
/// Characters of a property's name.
const MAX_NAME_CHARS: usize = 80;

/// What kind of values a property has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PropertyKind {
    /// Words.
    Term,
    /// Numbers, perhaps with a unit.
    Number,
    /// Yes and no.
    Boolean,
    /// Colours, which can be shown.
    Colour,
}

impl PropertyKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Term, Self::Number, Self::Boolean, Self::Colour];

    /// Its word in data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Colour => "colour",
        }
    }
}

/// A property of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// What names it in addresses; see [`facet_code`].
    pub key: String,
    /// What shoppers call it; empty for [`BRAND`].
    pub name: Localized,
    /// What its values are.
    pub kind: PropertyKind,
    /// The unit of its numbers; empty if they have none.
    pub unit: String,
    /// Its values, none twice.
    pub values: Vec<PropertyValue>,
}

/// One value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PropertyValue {
    /// What names it in addresses.
    pub code: String,
    /// What shoppers read; empty for truth values, for which the shop's words have texts.
    pub label: Localized,
    /// A CSS colour to show.
    pub swatch: Option<String>,
}

/// The properties of a product, by their keys. Descriptions are none: a text that is too long for a value is passed over.
pub fn properties(product: &ProductDocument) -> Vec<Property> {
    let mut found: BTreeMap<String, Property> = BTreeMap::new();
    let attributes = product.attributes.iter().filter_map(|(key, value)| of_attribute(key, &value.into()));
    let brand = Property {
        key: BRAND.to_owned(),
        name: Localized::default(),
        kind: PropertyKind::Term,
        unit: String::new(),
        values: text(&unlocalized(product.brand.trim())).into_iter().collect(),
    };
    for property in product.options.iter().filter_map(of_option).chain(attributes).chain([brand]) {
        if property.values.is_empty() {
            continue;
        }
        let known =
            found.entry(property.key.clone()).or_insert_with(|| Property { values: Vec::new(), ..property.clone() });
        for value in property.values {
            if known.values.len() < MAX_PROPERTIES && known.values.iter().all(|before| before.code != value.code) {
                known.values.push(value);
            }
        }
    }
    found.into_values().take(MAX_PROPERTIES).collect()
}

/// `display_diagonal` as people write it: “Display diagonal”.
pub fn readable_key(key: &str) -> String {
    let words: Vec<&str> = key.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn of_option(axis: &domain::catalog::OptionAxis) -> Option<Property> {
    let value = |value: &domain::catalog::OptionValue| {
        let code = facet_code(&value.code);
        (!code.is_empty()).then(|| PropertyValue { code, label: value.label.clone(), swatch: value.swatch.clone() })
    };
    let values: Vec<PropertyValue> = axis.values.iter().filter_map(value).collect();
    let is_colour = values.iter().any(|value| value.swatch.is_some());
    let kind = if is_colour { PropertyKind::Colour } else { PropertyKind::Term };
    named(&axis.code, axis.label.clone(), kind, String::new(), values)
}

fn of_attribute(key: &str, attribute: &Attribute) -> Option<Property> {
    let name = attribute.label.clone().unwrap_or_else(|| Localized::same(readable_key(key)));
    let (kind, values) = match &attribute.value {
        Value::Array(parts) => {
            let parts: Vec<_> = parts.iter().filter_map(|part| value(part, &attribute.unit)).collect();
            (parts.first()?.0, parts.into_iter().map(|(_, value)| value).collect())
        }
        single => value(single, &attribute.unit).map(|(kind, value)| (kind, vec![value]))?,
    };
    let unit = if kind == PropertyKind::Number { attribute.unit.clone() } else { String::new() };
    named(key, name, kind, unit, values)
}

fn named(key: &str, name: Localized, kind: PropertyKind, unit: String, values: Vec<PropertyValue>) -> Option<Property> {
    let is_name = !name.en.trim().is_empty() && name.en.chars().count() <= MAX_NAME_CHARS;
    let key = facet_code(key);
    (is_name && !key.is_empty()).then_some(Property { key, name, kind, unit, values })
}

fn value(value: &Value, unit: &str) -> Option<(PropertyKind, PropertyValue)> {
    match value {
        Value::Bool(truth) => {
            let code = if *truth { TRUE } else { FALSE };
            let value = PropertyValue { code: code.to_owned(), label: Localized::default(), swatch: None };
            Some((PropertyKind::Boolean, value))
        }
        Value::Number(digits) => Some((PropertyKind::Number, number(digits, unit)?)),
        Value::String(words) if unit.is_empty() => Some((PropertyKind::Term, text(&Localized::same(words.trim()))?)),
        Value::String(words) => Some((PropertyKind::Term, text(&Localized::same(format!("{} {unit}", words.trim())))?)),
        Value::Object(_) => Some((PropertyKind::Term, text(&Localized::deserialize(value).ok()?)?)),
        Value::Null | Value::Array(_) => None,
    }
}

fn text(label: &Localized) -> Option<PropertyValue> {
    let code = facet_code(&label.en);
    let fits = |text: &str| text.chars().count() <= MAX_VALUE_CHARS;
    (!code.is_empty() && fits(&label.en)).then(|| PropertyValue { code, label: label.clone(), swatch: None })
}

fn number(digits: &Number, unit: &str) -> Option<PropertyValue> {
    let digits = digits.to_string();
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    let code = facet_code(&format!("{} {unit}", digits.replace('-', "minus")));
    let written = |locale: Locale| {
        let digits = digits.replace('.', locale.numbers().point.encode_utf8(&mut [0; 4]));
        if unit.is_empty() { digits } else { format!("{digits} {unit}") }
    };
    let label = Locale::ALL.into_iter().fold(Localized::default(), |label, locale| label.with(locale, written(locale)));
    (!code.is_empty()).then_some(PropertyValue { code, label, swatch: None })
}

/// The number that a value's code begins with, for sorting: 0.5 for `0.5-l`.
pub fn number_of(code: &str) -> Option<f64> {
    let (digits, sign) = code.strip_prefix("minus").map_or((code, 1.0), |digits| (digits, -1.0));
    let digits = digits.split('-').next().unwrap_or_default();
    digits.parse().ok().filter(|number: &f64| number.is_finite()).map(|number: f64| sign * number)
}

/// The numbers that `10..20`, `10..` or `..20` names, both ends among them, in the spelling that addresses have; none if it
/// names none, or ends before it begins.
pub fn range_of(code: &str) -> Option<RangeInclusive<f64>> {
    let (from, to) = code.split_once("..")?;
    let end = |text: &str, open: f64| match text {
        "" => Some(open),
        _ => number_of(text).filter(|number| spelled(*number) == text),
    };
    let (from, to) = (end(from, f64::NEG_INFINITY)?, end(to, f64::INFINITY)?);
    (from <= to && (from.is_finite() || to.is_finite())).then_some(from..=to)
}

/// A number as addresses spell it: what [`number_of`] reads.
pub fn spelled(number: f64) -> String {
    let digits = number.abs().to_string();
    if number < 0.0 { format!("minus{digits}") } else { digits }
}

/// A text that is the same in every language, such as a name.
fn unlocalized(text: &str) -> Localized {
    Locale::ALL.into_iter().fold(Localized::default(), |all, locale| all.with(locale, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn product(attributes: &Value) -> ProductDocument {
        serde_json::from_value(json!({
            "slug": "mug", "title": { "en": "Mug" }, "brand": "Kleiwarft", "attributes": attributes,
            "options": [{ "code": "colour", "label": { "en": "Colour", "de": "Farbe" }, "values": [
                { "code": "oat", "label": { "en": "Oat", "de": "Hafer" }, "swatch": "#e8dfcf" },
                { "code": "ink", "label": { "en": "Ink", "de": "Tinte" } },
            ] }],
            "variants": [{ "sku": "MUG" }],
        }))
        .expect("a product")
    }

    fn brief(properties: &[Property]) -> Vec<String> {
        let line = |property: &Property| {
            let values = property.values.iter().map(|value| format!("{}={}", value.code, value.label.get(Locale::De)));
            let (key, name, kind) = (&property.key, property.name.get(Locale::De), property.kind.code());
            format!("{key} ({name}, {kind}): {}", values.collect::<Vec<_>>().join(", "))
        };
        properties.iter().map(line).collect()
    }

    #[test]
    fn a_product_has_properties_of_every_kind() {
        let attributes = json!({
            "capacity": { "label": { "en": "Capacity", "de": "Inhalt" }, "value": 0.5, "unit": "l" },
            "dishwasher_safe": true,
            "ports": ["USB", "usb", "HDMI", null],
            "material": { "en": "Oak", "de": "Eiche" },
            "care": "Wash it by hand, dry it in the shade, and oil it once a year or whenever it looks dry.",
            "pieces": 2.0, "offset": -3, "Colour": "Teal", "nothing": null, "~": 1, "empty": " ",
        });
        assert_eq!(
            brief(&properties(&product(&attributes))),
            [
                "brand (, term): kleiwarft=Kleiwarft",
                "capacity (Inhalt, number): 0.5-l=0,5 l",
                "colour (Farbe, colour): oat=Hafer, ink=Tinte, teal=Teal",
                "dishwasher_safe (Dishwasher safe, boolean): true=",
                "material (Material, term): oak=Eiche",
                "offset (Offset, number): minus3=-3",
                "pieces (Pieces, number): 2=2",
                "ports (Ports, term): usb=USB, hdmi=HDMI",
            ]
        );
    }

    #[test]
    fn ranges_have_one_spelling_and_do_not_end_before_they_begin() {
        assert_eq!(range_of("0.5..2"), Some(0.5..=2.0));
        assert_eq!(range_of("minus3..5"), Some(-3.0..=5.0));
        assert_eq!(range_of("10.."), Some(10.0..=f64::INFINITY));
        assert_eq!(range_of("..10"), Some(f64::NEG_INFINITY..=10.0));
        for none in [
            "..", "2..1", "01..2", "1.0..2", "1..2..3", "a..b", "1-l..2-l", "1", "", "inf..", "1e3..", "...5",
            "minus0..",
        ] {
            assert_eq!(range_of(none), None, "{none}");
        }
        for number in [0.0, 0.1, -2.5, 1e15] {
            assert_eq!(number_of(&spelled(number)), Some(number));
        }
    }

    #[test]
    fn numbers_are_sorted_as_numbers() {
        let mut codes = ["10-l", "9-l", "0.5-l", "minus3", "none"];
        codes.sort_by(|one, other| number_of(one).partial_cmp(&number_of(other)).expect("no NaN"));
        assert_eq!(codes, ["none", "minus3", "0.5-l", "9-l", "10-l"]);
    }
}
