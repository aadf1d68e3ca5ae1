//! The documents about an order.

use domain::OrderId;
use domain::orders::DocumentKind;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// A document that was issued about an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DocumentLink {
    /// What it is: `invoice` or `credit_note`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub kind: DocumentKind,
    /// Its number; each kind is numbered by itself.
    pub number: i64,
    /// The day it was issued: `2026-11-23`.
    pub issued_on: String,
}

/// One document of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetOrderDocument {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// What it is: `invoice` or `credit_note`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub kind: DocumentKind,
    /// Its number.
    pub number: i64,
}

/// A PDF, as it is: the one kind of reply that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pdf(pub Vec<u8>);

#[cfg(feature = "openapi")]
impl schemars::JsonSchema for Pdf {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Pdf".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "contentMediaType": "application/pdf" })
    }
}

endpoint!(GetOrderDocument: GET "/v1/orders/{order}/documents/{kind}/{number}", Anyone, "One document of an order, as a PDF, by the account's session or the token of a link to the order." => Pdf);
