//! What differs between a thing as it was and as it has become.

use serde_json::{Map, Value};

/// The fields that differ, as they were and as they became. Of a list whose members each have an `sku` only those
/// that differ are kept: a product may have two thousand.
pub fn changes(before: &Value, after: &Value) -> (Value, Value) {
    let (Value::Object(was), Value::Object(is)) = (before, after) else { return (before.clone(), after.clone()) };
    let (mut old, mut new) = (Map::new(), Map::new());
    for name in was.keys().chain(is.keys().filter(|name| !was.contains_key(*name))) {
        match (was.get(name), is.get(name)) {
            (before, after) if before == after => {}
            (Some(Value::Array(before)), Some(Value::Array(after))) if is_named(before) && is_named(after) => {
                let members = |these: &[Value], others: &[Value]| -> Value {
                    these.iter().filter(|member| !others.contains(member)).cloned().collect()
                };
                old.insert(name.clone(), members(before, after));
                new.insert(name.clone(), members(after, before));
            }
            (before, after) => {
                old.extend(before.map(|value| (name.clone(), value.clone())));
                new.extend(after.map(|value| (name.clone(), value.clone())));
            }
        }
    }
    (old.into(), new.into())
}

fn is_named(members: &[Value]) -> bool {
    members.iter().all(|member| member.get("sku").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_told() {
        let check = |before: Value, after: Value, old: Value, new: Value| {
            assert_eq!(changes(&before, &after), (old, new), "{before} {after}");
        };
        check(json!({ "a": 1, "b": 2 }), json!({ "a": 1, "b": 3 }), json!({ "b": 2 }), json!({ "b": 3 }));
        check(json!({ "a": 1 }), json!({ "b": [] }), json!({ "a": 1 }), json!({ "b": [] }));
        check(json!({ "a": [1, 2] }), json!({ "a": [2] }), json!({ "a": [1, 2] }), json!({ "a": [2] }));
        let variant = |sku: &str, weight: u32| json!({ "sku": sku, "weight_grams": weight });
        check(
            json!({ "variants": [variant("A", 1), variant("B", 2), variant("C", 3)] }),
            json!({ "variants": [variant("A", 1), variant("B", 5)] }),
            json!({ "variants": [variant("B", 2), variant("C", 3)] }),
            json!({ "variants": [variant("B", 5)] }),
        );
        check(json!(1), json!(2), json!(1), json!(2));
    }
}
