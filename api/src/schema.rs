//! How values of `domain`, which knows no schema library, look in the OpenAPI document.

#[cfg(feature = "openapi")]
mod made {
    use domain::checkout::DeliveryMethod;
    use schemars::{Schema, SchemaGenerator, json_schema};

    /// An amount in minor units.
    pub fn money(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "An amount in minor units of its currency: 1999 EUR is 19.99 €.",
            "properties": {
                "minor": { "type": "integer", "format": "int64" },
                "currency": { "type": "string", "description": "ISO 4217", "examples": ["EUR"] },
            },
            "required": ["minor", "currency"],
        })
    }

    /// What is in a variant, and for how much of it the price is told besides.
    pub fn measure(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "What is in it, and for how much of it the price is told besides. Units: g, kg, ml, l, m, m², piece.",
            "properties": {
                "content": { "type": "string", "examples": ["750 ml"] },
                "per": { "type": "string", "examples": ["1 l"] },
            },
            "required": ["content", "per"],
            "additionalProperties": false,
        })
    }

    /// Prices of one that are asked from a quantity on.
    pub fn price_steps(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "description": "Prices of one that are asked from a quantity on, in place of its own; the lowest that is reached counts.",
            "items": {
                "type": "object",
                "properties": {
                    "from": { "type": "integer", "minimum": 1, "maximum": 99 },
                    "currency": { "type": "string", "description": "ISO 4217", "examples": ["EUR"] },
                    "minor": { "type": "integer", "format": "int64", "minimum": 0 },
                    "personal": { "type": "boolean", "description": "Whether it is that of a group the buyer is in." },
                },
                "required": ["from", "currency", "minor"],
            },
        })
    }

    /// A price with the higher one it replaces.
    pub fn price(generator: &mut SchemaGenerator) -> Schema {
        let (amount, measure) = (money(generator), measure(generator));
        json_schema!({
            "type": "object",
            "properties": { "amount": amount.clone(), "compare_at": amount, "measure": measure },
            "required": ["amount"],
        })
    }

    /// A text in the shop's languages.
    pub fn localized(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "A text by language. English stands in where a language is missing.",
            "properties": { "en": { "type": "string" } },
            "required": ["en"],
            "additionalProperties": { "type": "string" },
            "examples": [{ "en": "Summer sale", "de": "Sommeraktion" }],
        })
    }

    /// Texts in the shop's languages.
    pub fn localized_list(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": localized(generator) })
    }

    /// Amounts by currency.
    pub fn prices(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Minor units by currency (ISO 4217).",
            "additionalProperties": { "type": "integer", "format": "int64" },
            "examples": [{ "EUR": 500, "USD": 600 }],
        })
    }

    /// What a promotion gives.
    pub fn benefit(generator: &mut SchemaGenerator) -> Schema {
        let amounts = prices(generator);
        let basis_points =
            json_schema!({ "type": "integer", "minimum": 1, "maximum": 10_000, "description": "1000 is 10 %." });
        let units = json_schema!({ "type": "integer", "minimum": 1 });
        let methods: Vec<&str> = DeliveryMethod::ALL.into_iter().map(DeliveryMethod::code).collect();
        json_schema!({
            "description": "What it gives.",
            "oneOf": [
                {
                    "type": "object",
                    "description": "A part of the price.",
                    "properties": { "kind": { "const": "percent" }, "basis_points": basis_points.clone() },
                    "required": ["kind", "basis_points"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "description": "A fixed amount off all it is for together. In a currency that is not named it is not to be had.",
                    "properties": { "kind": { "const": "amount" }, "amounts": amounts },
                    "required": ["kind", "amounts"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "description": "Free delivery, if the order holds something it is for.",
                    "properties": {
                        "kind": { "const": "free_delivery" },
                        "methods": { "type": "array", "items": { "enum": methods }, "description": "Only by these ways; without it, by any." },
                    },
                    "required": ["kind"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "description": "Of each `buy + get` units, `get` are cheaper: the cheapest of all, by list price.",
                    "properties": { "kind": { "const": "buy_get" }, "buy": units.clone(), "get": units, "basis_points": basis_points },
                    "required": ["kind", "buy", "get", "basis_points"],
                    "additionalProperties": false,
                },
            ],
        })
    }

    /// What a promotion is for.
    pub fn target(_: &mut SchemaGenerator) -> Schema {
        let texts = json_schema!({ "type": "array", "items": { "type": "string" } });
        json_schema!({
            "description": "What it is for.",
            "oneOf": [
                {
                    "type": "object",
                    "description": "All goods of the order.",
                    "properties": { "kind": { "const": "order" } },
                    "required": ["kind"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "description": "What is in one of the collections or among the SKUs.",
                    "properties": { "kind": { "const": "goods" }, "collections": texts.clone(), "skus": texts },
                    "required": ["kind"],
                    "additionalProperties": false,
                },
            ],
        })
    }

    /// The terms of a promotion, with its id.
    pub fn promotion_terms(generator: &mut SchemaGenerator) -> Schema {
        let (title, benefit) = (localized(generator), benefit(generator));
        let (target, minimum_spend) = (target(generator), prices(generator));
        let seconds = json_schema!({ "type": "integer", "format": "int64", "description": "Unix seconds." });
        let count = json_schema!({ "type": "integer", "minimum": 0 });
        json_schema!({
            "type": "object",
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "title": title,
                "code": { "type": "string", "description": "What shoppers type to get it; without one it applies by itself." },
                "benefit": benefit,
                "target": target,
                "minimum_spend": minimum_spend,
                "starts_at": seconds.clone(),
                "ends_at": seconds,
                "max_uses": count.clone(),
                "max_uses_per_customer": count,
                "priority": { "type": "integer", "format": "int32", "description": "Lower numbers apply first." },
                "exclusive": { "type": "boolean", "description": "It never shares an order with another." },
            },
            "required": ["id", "title", "benefit", "target", "priority", "exclusive"],
        })
    }

    /// Whether a variant can be had.
    pub fn availability(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "state": { "enum": ["in_stock", "low", "backorder", "out"] },
                "left": { "type": "integer", "minimum": 1, "description": "only with state low" },
            },
            "required": ["state"],
        })
    }

    /// How strictly a variant's stock is kept.
    pub fn stock_policy(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "kind": { "enum": ["tracked", "backorder", "untracked"] },
                "limit": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "only with kind backorder: how many pieces may be owed; without it, any number",
                },
            },
            "required": ["kind"],
        })
    }
}

#[cfg(feature = "openapi")]
mod checkout;

#[cfg(feature = "openapi")]
pub use crate::catalog::schema::{
    collection_document, media_document, media_documents, option_axes, product_document, responsible, safety,
    sale_times, variant_documents,
};
#[cfg(feature = "openapi")]
pub use checkout::{days, tax_rates, tax_rules, zones};
#[cfg(feature = "openapi")]
pub use made::{
    availability, benefit, localized, localized_list, measure, money, price, price_steps, prices, promotion_terms,
    stock_policy, target,
};
