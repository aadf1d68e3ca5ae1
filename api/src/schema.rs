//! How values of `domain`, which knows no schema library, look in the OpenAPI document.

#[cfg(feature = "openapi")]
mod made {
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

    /// A price with the higher one it replaces.
    pub fn price(generator: &mut SchemaGenerator) -> Schema {
        let amount = money(generator);
        json_schema!({
            "type": "object",
            "properties": { "amount": amount.clone(), "compare_at": amount },
            "required": ["amount"],
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
pub use made::{availability, money, price, stock_policy};
