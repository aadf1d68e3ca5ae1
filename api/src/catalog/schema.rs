//! Products and collections as importers and staff write them.

use domain::catalog::ProductStatus;
use schemars::{Schema, SchemaGenerator, json_schema};

use super::CollectionRule;
use crate::schema::{localized, measure, stock_policy};

/// Choices that a product offers.
pub fn option_axes(generator: &mut SchemaGenerator) -> Schema {
    let text = localized(generator);
    json_schema!({
        "type": "array",
        "description": "The choices.",
        "items": {
            "type": "object",
            "properties": {
                "code": { "type": "string", "examples": ["colour"] },
                "label": text.clone(),
                "values": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "code": { "type": "string", "examples": ["oat"] },
                            "label": text,
                            "swatch": { "type": "string", "description": "A CSS colour.", "examples": ["#e8dfcf"] },
                        },
                        "required": ["code", "label"],
                    },
                },
            },
            "required": ["code", "label", "values"],
        },
    })
}

/// A picture.
pub fn media_document(generator: &mut SchemaGenerator) -> Schema {
    let text = localized(generator);
    json_schema!({
        "type": "object",
        "description": "A picture whose files lie at /media/<path>-<width>.avif and .webp.",
        "properties": {
            "path": { "type": "string", "examples": ["products/harbour-mug-oat"] },
            "alt": text,
            "width": { "type": "integer", "minimum": 0 },
            "height": { "type": "integer", "minimum": 0 },
            "option": choice(),
            "focus": {
                "type": "object",
                "description": "What of it is seen in any case, where it is cropped: per cent from the left and from the top.",
                "properties": {
                    "x": { "type": "integer", "minimum": 0, "maximum": 100 },
                    "y": { "type": "integer", "minimum": 0, "maximum": 100 },
                },
                "required": ["x", "y"],
            },
            "colour": {
                "type": "string",
                "description": "The colour that most of it has. Of pictures that were given to the shop it is worked out, whatever is said here.",
                "examples": ["#e8dfcf"],
            },
        },
        "required": ["path", "width", "height"],
    })
}

/// Pictures.
pub fn media_documents(generator: &mut SchemaGenerator) -> Schema {
    let items = media_document(generator);
    json_schema!({ "type": "array", "description": "The pictures, the main one first.", "items": items })
}

/// Variants with their prices.
pub fn variant_documents(generator: &mut SchemaGenerator) -> Schema {
    let (policy, measure) = (stock_policy(generator), measure(generator));
    json_schema!({
        "type": "array",
        "description": "What can be bought; at most 2,048.",
        "items": {
            "type": "object",
            "properties": {
                "sku": { "type": "string", "maxLength": 255 },
                "gtin": { "type": "string", "maxLength": 14 },
                "options": choice(),
                "prices": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "currency": { "type": "string", "description": "ISO 4217", "examples": ["EUR"] },
                            "amount_minor": { "type": "integer", "format": "int64", "minimum": 0 },
                            "compare_at_minor": { "type": "integer", "format": "int64", "description": "The former, higher price." },
                            "lowest_before_minor": { "type": "integer", "format": "int64", "description": "The lowest of the thirty days before: told, never taken." },
                        },
                        "required": ["currency", "amount_minor"],
                    },
                },
                "components": {
                    "type": "array",
                    "description": "What one of it is made of, if it is a bundle.",
                    "items": {
                        "type": "object",
                        "properties": { "sku": { "type": "string" }, "units": { "type": "integer", "minimum": 1 } },
                        "required": ["sku", "units"],
                    },
                },
                "weight_grams": { "type": "integer", "minimum": 0 },
                "measure": measure,
                "tax_class": { "enum": ["standard", "intermediate", "reduced", "super_reduced", "zero"], "default": "standard" },
                "on_hand": { "type": "integer", "minimum": 0, "description": "For importers alone." },
                "stock": {
                    "type": "object",
                    "additionalProperties": { "type": "integer", "minimum": 0 },
                    "description": "For importers alone.",
                },
                "policy": policy,
            },
            "required": ["sku"],
        },
    })
}

/// When a product goes on sale, and when it leaves it.
pub fn sale_times(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "description": "When it goes on sale by itself, and when it leaves it.",
        "properties": {
            "from": { "type": "integer", "description": "From when, in seconds since 1970; for one that is scheduled." },
            "until": { "type": "integer", "description": "Until when, in seconds since 1970; it is archived then." },
        },
        "additionalProperties": false,
    })
}

/// Somebody who answers for a product.
pub fn responsible(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "maxLength": 200 },
            "address": { "type": "string", "maxLength": 2000, "description": "Their postal address, in lines." },
            "email": { "type": "string", "format": "email" },
        },
        "required": ["name", "address", "email"],
        "additionalProperties": false,
    })
}

/// Who answers for a product, and what it warns of.
pub fn safety(generator: &mut SchemaGenerator) -> Schema {
    let (who, text) = (responsible(generator), localized(generator));
    json_schema!({
        "type": "object",
        "description": "Who made it, who answers for it in the European Union, and what it warns of.",
        "properties": { "maker": who.clone(), "responsible": who, "warnings": text },
        "additionalProperties": false,
    })
}

/// A whole product.
pub fn product_document(generator: &mut SchemaGenerator) -> Schema {
    let text = localized(generator);
    let (options, media) = (option_axes(generator), media_documents(generator));
    let variants = variant_documents(generator);
    let (sale_times, safety) = (sale_times(generator), safety(generator));
    let statuses = ProductStatus::ALL.map(ProductStatus::code);
    json_schema!({
        "type": "object",
        "properties": {
            "slug": { "type": "string" },
            "status": { "enum": statuses, "default": "active" },
            "on_sale": sale_times,
            "handle": { "type": "string", "description": "What it was called where it came from." },
            "product_type": { "type": "string", "description": "Its type, by its handle." },
            "title": text.clone(),
            "summary": text.clone(),
            "description": text,
            "brand": { "type": "string" },
            "collections": { "type": "array", "items": { "type": "string" } },
            "attributes": { "type": "object", "additionalProperties": true },
            "safety": safety,
            "released_on": { "type": "string", "format": "date" },
            "options": options,
            "media": media,
            "variants": variants,
        },
        "required": ["slug", "title", "variants"],
    })
}

/// A collection.
pub fn collection_document(generator: &mut SchemaGenerator) -> Schema {
    let (text, image) = (localized(generator), media_document(generator));
    let rule = generator.subschema_for::<CollectionRule>();
    json_schema!({
        "type": "object",
        "properties": {
            "slug": { "type": "string" },
            "title": text.clone(),
            "description": text,
            "position": { "type": "integer", "format": "int32" },
            "image": image,
            "parent": { "type": "string" },
            "rule": rule,
        },
        "required": ["slug", "title"],
    })
}

fn choice() -> Schema {
    json_schema!({
        "type": "object",
        "additionalProperties": { "type": "string" },
        "description": "Of each option the code of one value.",
        "examples": [{ "colour": "oat" }],
    })
}
