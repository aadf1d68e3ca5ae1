//! Facts as people write them.

use api::catalog::properties::readable_key;
use api::catalog::{Attribute, Text};
use domain::Locale;
use serde_json::Value;

/// The fact's name and value; `None` if there is nothing to read. What a document says in no language of its own, its
/// keys and bare texts, is in English like all that nobody translated.
pub fn readable(key: &str, attribute: &Attribute, locale: Locale) -> Option<(Text, Text)> {
    let in_english = || Text::in_language(readable_key(key), Locale::default(), locale);
    let name = attribute.label.as_ref().map_or_else(in_english, |label| Text::of(label, locale));
    let value = readable_value(&attribute.value, locale)?;
    let with_unit = |unit: &str| Text::kept(format!("{} {unit}", value.bare()), value.lang());
    let value = if attribute.unit.is_empty() { value } else { with_unit(&attribute.unit) };
    Some((name, value))
}

/// A fact's value as people write it; `None` if there is nothing to read.
fn readable_value(value: &Value, locale: Locale) -> Option<Text> {
    let text = match value {
        Value::Null => return None,
        Value::Bool(true) => Text::plain(words::catalog(locale).yes()),
        Value::Bool(false) => Text::plain(words::catalog(locale).no()),
        Value::Number(number) => Text::plain(readable_number(&number.to_string(), locale)),
        Value::String(text) => Text::in_language(text.trim(), Locale::default(), locale),
        Value::Array(values) => {
            let parts = values.iter().filter_map(|value| readable_value(value, locale));
            Text::joined(&parts.collect::<Vec<_>>(), ", ")
        }
        // A text in several languages; other objects have no readable form.
        Value::Object(_) => Text::of(&serde_json::from_value(value.clone()).ok()?, locale),
    };
    (!text.bare().is_empty()).then_some(text)
}

fn readable_number(digits: &str, locale: Locale) -> String {
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    digits.replace('.', locale.numbers().point.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn facts_read_as_people_write_them() {
        let check = |key: &str, value: Value, locale: Locale, expect: Option<(&str, &str)>| {
            let fact = readable(key, &(&value).into(), locale);
            assert_eq!(fact.as_ref().map(|(name, value)| (name.bare(), value.bare())), expect);
        };
        let capacity = json!({ "label": { "en": "Capacity", "de": "Inhalt" }, "value": 0.5, "unit": "l" });
        check("capacity_l", capacity.clone(), Locale::En, Some(("Capacity", "0.5 l")));
        check("capacity_l", capacity, Locale::De, Some(("Inhalt", "0,5 l")));
        check("display_diagonal", json!(15.0), Locale::En, Some(("Display diagonal", "15")));
        check("material", json!({ "en": "Oak", "de": "Eiche" }), Locale::De, Some(("Material", "Eiche")));
        check("ports", json!(["USB", null, "VGA"]), Locale::En, Some(("Ports", "USB, VGA")));
        check("lid", json!(null), Locale::En, None);
        check("lid", json!("  "), Locale::En, None);
    }

    #[test]
    fn j02_a_fact_that_nobody_translated_says_that_it_is_english() {
        let check = |value: Value, expect: [Option<Locale>; 2]| {
            let (name, said) = readable("case_material", &(&value).into(), Locale::De).expect("readable");
            assert_eq!([name.lang(), said.lang()], expect, "{value}");
            let (name, said) = readable("case_material", &(&value).into(), Locale::En).expect("readable");
            assert_eq!([name.lang(), said.lang()], [None, None], "{value}");
        };
        let english = Some(Locale::En);
        check(json!("Oak"), [english, english]);
        check(json!({ "en": "Oak" }), [english, english]);
        check(json!({ "en": "Oak", "de": "Eiche" }), [english, None]);
        check(json!(true), [english, None]);
        check(json!(["Oak", 7, "Steel"]), [english, english]);
        check(json!({ "label": { "en": "Case", "de": "Gehäuse" }, "value": "Oak" }), [None, english]);
        check(json!({ "label": { "en": "Case" }, "value": 300, "unit": "ml" }), [english, None]);
    }

    #[test]
    fn values_are_readable() {
        let check = |value: Value, locale, expect: Option<&str>| {
            assert_eq!(readable_value(&value, locale).as_ref().map(Text::bare), expect)
        };
        check(json!(17.0), Locale::En, Some("17"));
        check(json!(17.5), Locale::De, Some("17,5"));
        check(json!(false), Locale::De, Some("Nein"));
        check(json!(" "), Locale::En, None);
        check(json!(null), Locale::En, None);
        check(json!({ "en": "wool", "de": "Wolle" }), Locale::De, Some("Wolle"));
        check(json!(["SD", true]), Locale::En, Some("SD, Yes"));
        check(json!({ "x": 1 }), Locale::En, None);
        assert_eq!(readable_key("contrast_ratio__typical_"), "Contrast ratio typical");
        assert_eq!(readable_key("_"), "");
    }
}
