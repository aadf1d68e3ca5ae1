//! Delivery and tax as staff set them.

use domain::checkout::{DeliveryMethod, Territory};
use schemars::{Schema, SchemaGenerator, json_schema};

use super::localized;

/// Working days from the order to the door.
pub fn days(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "description": "Working days from the order to the door.",
        "properties": { "from": { "type": "integer", "minimum": 0 }, "to": { "type": "integer", "maximum": 365 } },
        "required": ["from", "to"],
    })
}

/// Zones with their ways of delivery.
pub fn zones(generator: &mut SchemaGenerator) -> Schema {
    let (name, days) = (localized(generator), days(generator));
    let minor = json_schema!({ "type": "integer", "minimum": 0, "description": "Minor units of the currency." });
    let territories: Vec<&str> = Territory::all().map(Territory::code).collect();
    let methods: Vec<&str> = DeliveryMethod::ALL.into_iter().map(DeliveryMethod::code).collect();
    let band = |bound: &str, text: &str| {
        json_schema!({
            "type": "array",
            "description": text,
            "items": {
                "type": "object",
                "properties": { (bound): { "type": "integer", "minimum": 0 }, "fee": minor.clone() },
                "required": [bound, "fee"],
            },
        })
    };
    let fee = |by: &str, field: &str, schema: Schema| {
        json_schema!({
            "type": "object",
            "properties": { "by": { "const": by }, (field): schema },
            "required": ["by", field],
            "additionalProperties": false,
        })
    };
    let weights = band("up_to_grams", "Lightest first. What is heavier than the last is not carried.");
    let prices = band("from", "By what the goods cost, cheapest first; the first begins at 0.");
    let tariff = json_schema!({
        "type": "object",
        "properties": {
            "fee": { "oneOf": [fee("flat", "fee", minor.clone()), fee("weight", "bands", weights), fee("price", "bands", prices)] },
            "free_from": minor,
        },
        "required": ["fee"],
    });
    json_schema!({
        "type": "array",
        "description": "Each address is in one zone: that which names it by postal code, else as a territory, else with its country.",
        "items": {
            "type": "object",
            "properties": {
                "name": { "type": "string", "maxLength": 80, "description": "What the merchant calls it." },
                "countries": { "type": "array", "items": { "type": "string" }, "description": "Whole countries (ISO 3166-1 alpha-2)." },
                "areas": {
                    "type": "array",
                    "description": "Parts of countries.",
                    "items": { "oneOf": [
                        {
                            "type": "object",
                            "properties": { "by": { "const": "territory" }, "territory": { "enum": territories } },
                            "required": ["by", "territory"],
                        },
                        {
                            "type": "object",
                            "properties": {
                                "by": { "const": "postal_code" },
                                "country": { "type": "string" },
                                "from": { "type": "string", "description": "How the first code begins.", "examples": ["10"] },
                                "to": { "type": "string", "description": "How the last begins.", "examples": ["14"] },
                            },
                            "required": ["by", "country", "from", "to"],
                        },
                    ] },
                },
                "methods": {
                    "type": "object",
                    "description": "The ways of delivery; none where nothing is sent.",
                    "propertyNames": { "enum": methods },
                    "additionalProperties": {
                        "type": "object",
                        "properties": {
                            "name": name,
                            "carrier": { "type": "string", "maxLength": 80 },
                            "days": days,
                            "fees": { "type": "object", "description": "By currency (ISO 4217).", "additionalProperties": tariff },
                        },
                        "required": ["fees"],
                    },
                },
            },
            "required": ["name", "methods"],
        },
    })
}

/// Rates in basis points.
pub fn tax_rates(_: &mut SchemaGenerator) -> Schema {
    let rate = json_schema!({ "type": "integer", "minimum": 0, "maximum": 10_000 });
    json_schema!({
        "type": "object",
        "description": "Rates in basis points: 1900 is 19 %. A tier that is missing is taxed at the standard rate.",
        "properties": { "standard": rate.clone(), "intermediate": rate.clone(), "reduced": rate.clone(), "super_reduced": rate },
        "required": ["standard"],
    })
}

/// Rules of tax.
pub fn tax_rules(generator: &mut SchemaGenerator) -> Schema {
    let rates = tax_rates(generator);
    let territories: Vec<&str> = Territory::all().filter(|place| !place.is_export()).map(Territory::code).collect();
    json_schema!({
        "type": "array",
        "description": "What is set, over the rates that are built in.",
        "items": {
            "type": "object",
            "properties": {
                "country": { "type": "string", "description": "ISO 3166-1 alpha-2", "examples": ["DE"] },
                "territory": { "enum": territories, "description": "A part of the country." },
                "from": { "type": "string", "format": "date", "description": "The first day; without it, they have always held." },
                "rates": rates,
            },
            "required": ["country", "rates"],
        },
    })
}
