//! The OpenAPI 3.1 document, made from the declarations.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::endpoint::if_match::IF_MATCH;
use crate::endpoint::{Caller, Endpoint, is_write, path_parameters};
use crate::problem::{MEDIA_TYPE, Problem};
use crate::registry::{Visitor, visit_all};

/// The document for everybody: of what shoppers and their programs may call. What else there is, is nobody's business
/// who cannot call it.
pub fn public_document() -> Value {
    describe(|caller| !caller.is_staff())
}

/// The document that describes every endpoint.
pub fn document() -> Value {
    describe(|_| true)
}

fn describe(is_shown: fn(Caller) -> bool) -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut paths = Paths { is_shown, generator: settings.into_generator(), paths: Map::new() };
    let problem = paths.generator.subschema_for::<Problem>();
    visit_all(&mut paths);
    let schemas: Map<String, Value> = paths.generator.take_definitions(true).into_iter().collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Selvedge",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Catalogue, search, cart, checkout, orders and accounts of the shop. \
                Amounts are in minor units. Every write needs an Idempotency-Key header; \
                a repeated key returns the first reply.",
        },
        "paths": paths.paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": { "type": "http", "scheme": "bearer", "description": "A shopper's session token." },
                "staff_key": { "type": "http", "scheme": "bearer", "description": "A key made by `origin staff-key create`." },
                "signature": { "type": "apiKey", "in": "header", "name": "Stripe-Signature", "description": "Made by whoever calls: by Stripe in this header, over time and body; by a provider of log-ins in the token that its form holds." },
            },
            "responses": {
                "Problem": { "description": "What went wrong (RFC 9457).", "content": { (MEDIA_TYPE): { "schema": problem } } },
            },
        },
    })
}

struct Paths {
    is_shown: fn(Caller) -> bool,
    generator: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Visitor for Paths {
    fn visit<E: Endpoint<Reply: JsonSchema> + JsonSchema>(&mut self) {
        if !(self.is_shown)(E::CALLER) {
            return;
        }
        // The fields are listed one by one, so the struct itself need not be a named schema.
        let fields = E::json_schema(&mut self.generator).to_value();
        let properties = fields["properties"].as_object().cloned().unwrap_or_default();
        let required: Vec<&str> =
            fields["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let in_path: Vec<&str> = path_parameters(E::PATH).collect();
        let has_body = !matches!(E::METHOD.as_str(), "GET" | "DELETE");

        let mut parameters: Vec<Value> = Vec::new();
        let mut body = Map::new();
        for (name, schema) in properties {
            if name == IF_MATCH {
                parameters.push(json!({
                    "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" },
                    "description": "The ETag of what is changed, as it was read; `*` changes whatever there is. \
                        412 tells in `current` how it is now.",
                }));
                continue;
            }
            let in_path = in_path.contains(&name.as_str());
            if has_body && !in_path {
                body.insert(name, schema);
            } else {
                let place = if in_path { "path" } else { "query" };
                let needed = in_path || required.contains(&name.as_str());
                parameters.push(json!({ "name": name, "in": place, "required": needed, "schema": schema }));
            }
        }
        if is_write(&E::METHOD) && E::CALLER != Caller::Signed {
            parameters.push(json!({
                "name": "Idempotency-Key", "in": "header", "required": true,
                "schema": { "type": "string", "minLength": 8, "maxLength": 100 },
            }));
        }
        if E::CALLER == Caller::Anyone && E::PATH.starts_with("/v1/orders/{order}") {
            parameters.push(json!({
                "name": "Order-Token", "in": "header", "required": false, "schema": { "type": "string" },
                "description": "The token of a link to the order; not needed with the session of the order's account.",
            }));
        }
        let reply = self.generator.subschema_for::<E::Reply>().to_value();
        let success = match reply["type"] == "null" {
            true => json!({ "204": { "description": "Done." } }),
            false => {
                let media_type = reply["contentMediaType"].as_str().unwrap_or("application/json").to_owned();
                json!({ "200": { "description": "Done.", "content": { (media_type): { "schema": reply } } } })
            }
        };
        let mut operation =
            json!({ "operationId": E::NAME, "summary": E::SUMMARY, "parameters": parameters, "responses": success });
        // Extensions of ours: for whom the reply is, and who may keep it.
        operation["x-audience"] = json!(E::AUDIENCE);
        operation["x-cache"] = json!(E::CACHE);
        operation["responses"]["default"] = json!({ "$ref": "#/components/responses/Problem" });
        if has_body {
            let required: Vec<&str> = required.into_iter().filter(|name| body.contains_key(*name)).collect();
            let schema = json!({ "type": "object", "properties": body, "required": required });
            operation["requestBody"] =
                json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        }
        match E::CALLER {
            Caller::Anyone => {}
            Caller::Shopper => operation["security"] = json!([{ "session": [] }]),
            Caller::Staff(permission) => {
                operation["security"] = json!([{ "staff_key": [] }]);
                // An extension of ours: what a key must be allowed.
                operation["x-permission"] = json!(permission.name());
            }
            Caller::Signed => operation["security"] = json!([{ "signature": [] }]),
        }
        let path = self.paths.entry(E::PATH).or_insert_with(|| json!({}));
        path[E::METHOD.as_str().to_lowercase()] = operation;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::endpoints;
    use std::collections::BTreeSet;

    #[test]
    fn every_endpoint_is_described() {
        let document = document();
        for endpoint in endpoints() {
            let operation = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
            assert_eq!(operation["operationId"], endpoint.name);
            let permission = match endpoint.caller {
                Caller::Staff(permission) => json!(permission.name()),
                _ => Value::Null,
            };
            assert_eq!(operation["x-permission"], permission, "{}", endpoint.name);
        }
    }

    #[test]
    fn l11_the_public_document_says_nothing_of_what_staff_can_do() {
        let document = public_document();
        let described = endpoints().iter().filter(|endpoint| {
            let operation = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
            operation["operationId"] == endpoint.name
        });
        let expected = endpoints().iter().filter(|endpoint| !endpoint.caller.is_staff());
        assert!(described.map(|endpoint| endpoint.name).eq(expected.map(|endpoint| endpoint.name)));
        assert!(!document["paths"].to_string().contains("/v1/admin/"));
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        assert!(schemas.keys().all(|name| !name.starts_with("Admin")), "{:?}", schemas.keys());
    }

    #[test]
    fn the_queries_that_the_site_map_knows_are_those_of_the_document() {
        let document = document();
        for endpoint in endpoints() {
            let operation = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
            let parameters = operation["parameters"].as_array().expect("a list");
            let described = parameters.iter().filter(|parameter| parameter["in"] == "query");
            let described: BTreeSet<&str> = described.filter_map(|parameter| parameter["name"].as_str()).collect();
            let known: BTreeSet<&str> = endpoint.query_parameters().collect();
            assert_eq!(known, described, "{}", endpoint.name);
            assert_eq!(
                operation["x-audience"] == "public",
                operation["x-cache"] == "until-purged",
                "{}",
                endpoint.name
            );
        }
    }

    /// Whether a schema says nothing of what may stand in its place.
    fn says_nothing(schema: &Value) -> bool {
        let says = ["type", "$ref", "oneOf", "anyOf", "allOf", "enum", "const", "properties"];
        schema == &Value::Bool(true) || !says.iter().any(|word| schema.get(word).is_some())
    }

    #[test]
    fn what_is_sent_is_described_field_by_field() {
        let document = document();
        for endpoint in endpoints() {
            let operation = &document["paths"][endpoint.path][endpoint.method.as_str().to_lowercase()];
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
            for (name, schema) in body.as_object().into_iter().flatten() {
                assert!(!says_nothing(schema), "{}: {name}", endpoint.name);
            }
        }
    }

    #[test]
    fn the_terms_of_a_promotion_are_described_and_what_is_described_can_be_read() {
        use domain::checkout::{Benefit, Target};
        let document = document();
        let body =
            &document["paths"]["/v1/admin/promotions"]["post"]["requestBody"]["content"]["application/json"]["schema"];
        let kinds = |field: &str| -> BTreeSet<String> {
            let shapes = body["properties"][field]["oneOf"].as_array().expect("shapes");
            shapes
                .iter()
                .map(|shape| shape["properties"]["kind"]["const"].as_str().expect("a kind").to_owned())
                .collect()
        };
        let benefits = [
            json!({"kind": "percent", "basis_points": 1000}),
            json!({"kind": "amount", "amounts": {"EUR": 500}}),
            json!({"kind": "free_delivery", "methods": ["standard"]}),
            json!({"kind": "buy_get", "buy": 2, "get": 1, "basis_points": 10_000}),
        ];
        let targets = [json!({"kind": "order"}), json!({"kind": "goods", "collections": ["table"], "skus": ["MUG"]})];
        let given = |values: &[Value]| -> BTreeSet<String> {
            values.iter().map(|value| value["kind"].as_str().expect("a kind").to_owned()).collect()
        };
        assert_eq!((kinds("benefit"), kinds("target")), (given(&benefits), given(&targets)));
        for benefit in benefits {
            serde_json::from_value::<Benefit>(benefit.clone()).unwrap_or_else(|error| panic!("{benefit}: {error}"));
        }
        for target in targets {
            serde_json::from_value::<Target>(target.clone()).unwrap_or_else(|error| panic!("{target}: {error}"));
        }
        let terms = &document["components"]["schemas"]["PromotionView"]["properties"]["terms"]["properties"];
        assert!(terms["benefit"]["oneOf"].is_array() && terms["title"]["required"] == json!(["en"]), "{terms}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn check(value: &Value, document: &Value) {
            if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
                let pointer = reference.strip_prefix('#').expect("references stay inside the document");
                assert!(document.pointer(pointer).is_some(), "{reference}");
            }
            match value {
                Value::Object(map) => map.values().for_each(|value| check(value, document)),
                Value::Array(list) => list.iter().for_each(|value| check(value, document)),
                _ => {}
            }
        }
        let document = document();
        check(&document, &document);
    }

    #[test]
    fn path_parameters_and_bodies_are_told_apart() {
        let document = document();
        let update = &document["paths"]["/v1/admin/variants/{sku}"]["patch"];
        assert_eq!(update["parameters"][0]["name"], "sku");
        let body = &update["requestBody"]["content"]["application/json"]["schema"]["properties"];
        assert!(body.get("prices").is_some() && body.get("sku").is_none());
        assert_eq!(update["security"][0]["staff_key"], json!([]));
        let update = &document["paths"]["/v1/admin/products/{product}"]["patch"];
        let places: BTreeSet<(&str, &str)> = update["parameters"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|parameter| Some((parameter["name"].as_str()?, parameter["in"].as_str()?)))
            .collect();
        assert_eq!(places, [("product", "path"), ("If-Match", "header"), ("Idempotency-Key", "header")].into());
        let body = &update["requestBody"]["content"]["application/json"]["schema"];
        assert_eq!((body["required"].clone(), body["properties"].get("if_match")), (json!(["change"]), None));
    }
}
