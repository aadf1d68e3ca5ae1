//! Facts as people write them.

use api::catalog::Attribute;
use domain::Locale;
use domain::catalog::Localized;
use serde_json::Value;

/// The fact's name and value; `None` if there is nothing to read.
pub fn readable(key: &str, attribute: &Attribute, locale: Locale) -> Option<(String, String)> {
    let name = attribute.label.as_ref().map_or_else(|| readable_name(key), |label| label.get(locale).to_owned());
    let value = readable_value(&attribute.value, locale)?;
    let value = if attribute.unit.is_empty() { value } else { format!("{value} {}", attribute.unit) };
    Some((name, value))
}

/// `display_diagonal` as people write it: “Display diagonal”.
fn readable_name(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| c == '_' || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A fact's value as people write it; `None` if there is nothing to read.
fn readable_value(value: &Value, locale: Locale) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::Bool(true) => words::catalog(locale).yes().to_owned(),
        Value::Bool(false) => words::catalog(locale).no().to_owned(),
        Value::Number(number) => readable_number(&number.to_string(), locale),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(values) => {
            values.iter().filter_map(|value| readable_value(value, locale)).collect::<Vec<_>>().join(", ")
        }
        // A text in several languages; other objects have no readable form.
        Value::Object(_) => serde_json::from_value::<Localized>(value.clone()).ok()?.get(locale).to_owned(),
    };
    (!text.is_empty()).then_some(text)
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
            assert_eq!(fact.as_ref().map(|(name, value)| (name.as_str(), value.as_str())), expect);
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
    fn values_are_readable() {
        let check =
            |value: Value, locale, expect: Option<&str>| assert_eq!(readable_value(&value, locale).as_deref(), expect);
        check(json!(17.0), Locale::En, Some("17"));
        check(json!(17.5), Locale::De, Some("17,5"));
        check(json!(false), Locale::De, Some("Nein"));
        check(json!(" "), Locale::En, None);
        check(json!(null), Locale::En, None);
        check(json!({ "en": "wool", "de": "Wolle" }), Locale::De, Some("Wolle"));
        check(json!(["SD", true]), Locale::En, Some("SD, Yes"));
        check(json!({ "x": 1 }), Locale::En, None);
        assert_eq!(readable_name("contrast_ratio__typical_"), "Contrast ratio typical");
        assert_eq!(readable_name("_"), "");
    }
}
