//! Attributes of a product: Shopify's metafields, as its exports write them.

use serde_json::Value;

use crate::html;

/// A column of attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metafield {
    /// Its name in data: `fabric`.
    pub key: String,
    /// What the key is unique in: `custom`.
    pub namespace: String,
    /// What people call it, if the header says so and it is more than the key.
    pub label: Option<String>,
}

/// The metafield of `Fabric (product.metafields.custom.fabric)`, or of `custom_field.custom.fabric`.
pub fn of_header(header: &str) -> Option<Metafield> {
    let header = header.trim_start_matches('\u{feff}').trim();
    let lower = header.to_lowercase();
    let (label, path) = match lower.strip_prefix("custom_field.") {
        Some(path) => ("", path),
        None => {
            let (before, path) = lower.split_once("(product.metafields.")?;
            (header.get(..before.len()).unwrap_or_default(), path.strip_suffix(')')?)
        }
    };
    let (namespace, key) = path.rsplit_once('.').unwrap_or(("", path));
    let label = label.trim();
    let is_key = label.to_lowercase().replace([' ', '-'], "_") == key.replace('-', "_");
    (!key.is_empty()).then(|| Metafield {
        key: key.to_owned(),
        namespace: namespace.to_owned(),
        label: (!label.is_empty() && !is_key).then(|| label.to_owned()),
    })
}

/// A metafield's value as an attribute: texts, lists of them, rich text, measures, ratings and money are read; what only
/// points at something else is not one.
///
/// # Errors
/// Why it cannot be shown.
pub fn value(cell: &str) -> Result<Value, String> {
    let cell = cell.trim();
    let attribute = match serde_json::from_str::<Value>(cell) {
        Ok(json @ (Value::Array(_) | Value::Object(_))) => match of_json(&json)? {
            Value::String(text) if text.is_empty() => return Err("it is a list of nothing".to_owned()),
            attribute => attribute,
        },
        Ok(Value::Bool(yes)) => Value::Bool(yes),
        _ if cell.eq_ignore_ascii_case("true") => Value::Bool(true),
        _ if cell.eq_ignore_ascii_case("false") => Value::Bool(false),
        _ if is_reference(cell) => return Err("it only points at something in the other shop".to_owned()),
        _ => Value::String(html::plain_text(cell)?.text),
    };
    Ok(attribute)
}

fn of_json(json: &Value) -> Result<Value, String> {
    Ok(match json {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(text_of).collect::<Result<_, _>>()?;
            Value::String(items.iter().filter(|item| !item.is_empty()).cloned().collect::<Vec<_>>().join(", "))
        }
        other => Value::String(text_of(other)?),
    })
}

fn text_of(json: &Value) -> Result<String, String> {
    let field = |name: &str| json.get(name).map(scalar).unwrap_or_default();
    match json {
        Value::Object(object) if object.contains_key("children") => Ok(rich_text(json)),
        Value::Object(object) if object.contains_key("unit") => {
            Ok(format!("{} {}", field("value"), unit(&field("unit"))).trim().to_owned())
        }
        Value::Object(object) if object.contains_key("currency_code") => {
            Ok(format!("{} {}", field("amount"), field("currency_code")).trim().to_owned())
        }
        Value::Object(object) if object.contains_key("value") => Ok(field("value")),
        Value::Object(object) if object.contains_key("text") => Ok(field("text")),
        Value::Object(_) | Value::Array(_) => Err("it is JSON that no shopper can read".to_owned()),
        scalar_value => match scalar(scalar_value) {
            text if is_reference(&text) => Err("it only points at something in the other shop".to_owned()),
            text => Ok(text),
        },
    }
}

fn scalar(json: &Value) -> String {
    match json {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => {
            let text = number.to_string();
            text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
        }
        Value::Bool(yes) => if *yes { "✓" } else { "–" }.to_owned(),
        _ => String::new(),
    }
}

/// Shopify's words for units; others are written as they are.
fn unit(word: &str) -> String {
    let lower = word.to_lowercase();
    let short = match lower.as_str() {
        "grams" => "g",
        "kilograms" => "kg",
        "ounces" => "oz",
        "pounds" => "lb",
        "millimeters" => "mm",
        "centimeters" => "cm",
        "meters" => "m",
        "inches" => "in",
        "feet" => "ft",
        "yards" => "yd",
        "milliliters" => "ml",
        "centiliters" => "cl",
        "liters" => "l",
        "cubic_meters" => "m³",
        _ => word,
    };
    short.to_owned()
}

/// The text of a tree of `{"type": …, "children": […]}`; blocks are separated by a space.
fn rich_text(root: &Value) -> String {
    let mut text = String::new();
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        if let Some(value) = node.get("value").and_then(Value::as_str) {
            text.push_str(value);
        }
        let kind = node.get("type").and_then(Value::as_str).unwrap_or_default();
        if matches!(kind, "paragraph" | "heading" | "list-item" | "list") {
            text.push(' ');
        }
        nodes.extend(node.get("children").and_then(Value::as_array).into_iter().flatten().rev());
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_reference(text: &str) -> bool {
    text.starts_with("gid://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a31_lists_and_rich_text_are_read() {
        let rich = json!({ "type": "root", "children": [
            { "type": "heading", "level": 2, "children": [{ "type": "text", "value": "Care" }] },
            { "type": "list", "listType": "unordered", "children": [
                { "type": "list-item", "children": [{ "type": "text", "value": "Rinse " }, { "type": "text", "value": "cold", "bold": true }] },
            ] },
        ] });
        for (cell, expect) in [
            (r#"["Silk","Hemp"]"#, json!("Silk, Hemp")),
            (&rich.to_string(), json!("Care Rinse cold")),
            (r#"{"value":12.0,"unit":"CENTIMETERS"}"#, json!("12 cm")),
            (r#"[{"value":1,"unit":"kg"},{"value":2.5,"unit":"kg"}]"#, json!("1 kg, 2.5 kg")),
            (r#"{"value":"4.5","scale_min":"1.0","scale_max":"5.0"}"#, json!("4.5")),
            (r#"{"amount":"5.00","currency_code":"EUR"}"#, json!("5.00 EUR")),
            ("TRUE", json!(true)),
            ("38", json!("38")),
            ("red; silver", json!("red; silver")),
            ("[not JSON", json!("[not JSON")),
            ("soft &amp; <b>warm</b>", json!("soft & warm")),
        ] {
            assert_eq!(value(cell), Ok(expect), "{cell}");
        }
        for bad in
            ["gid://shopify/Metaobject/1", r#"["gid://shopify/Product/1"]"#, r#"{"a":{"b":1}}"#, "[]", r#"["",null]"#]
        {
            assert!(value(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn headers_name_key_and_label() {
        let of = |header: &str| of_header(header).map(|field| (field.key, field.namespace, field.label));
        let expect = |key: &str, namespace: &str, label: Option<&str>| {
            Some((key.to_owned(), namespace.to_owned(), label.map(str::to_owned)))
        };
        assert_eq!(of("Fabric (product.metafields.custom.fabric)"), expect("fabric", "custom", None));
        assert_eq!(of("Größe (product.metafields.custom.groesse)"), expect("groesse", "custom", Some("Größe")));
        assert_eq!(of("custom_field.a.fit"), expect("fit", "a", None));
        assert_eq!(of("Fabric"), None);
    }
}
