//! What is to be taken from the shelves for several orders at once.

use domain::catalog::Localized;
use domain::checkout::DeliveryMethod;
use domain::{Locale, Market, OrderId, Sku, Slug};
use serde::{Deserialize, Serialize};

use super::delivery_service::DeliveryService;
use super::documents::Pdf;
use crate::endpoint;

/// What is to be picked for these orders: everything of them that is in no shipment yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPickList {
    /// Ids of orders, with commas between them; at most 100.
    pub orders: String,
}

endpoint!(GetPickList: GET "/v1/admin/pick-list", Staff(OrdersFulfil), "What is to be taken from the shelves for several orders." => PickListView);

/// The same on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPickListDocument {
    /// Ids of orders, with commas between them; at most 100.
    pub orders: String,
    /// The language it is written in: `en` or `de`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub locale: Locale,
}

endpoint!(GetPickListDocument: GET "/v1/admin/pick-list/document", Staff(OrdersFulfil), "What is to be taken from the shelves for several orders, as a PDF." => Pdf);

/// What is to be picked, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PickListView {
    /// The orders of which something is to be picked, by their numbers.
    pub orders: Vec<PickOrder>,
    /// Those of which nothing is: all of it is in shipments, or the order is not paid for or was cancelled.
    pub left_out: Vec<PickOrder>,
    /// What is to be taken: by location, in the order in which orders take from them, and by SKU.
    pub picks: Vec<Pick>,
}

/// An order that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PickOrder {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: OrderId,
    /// Its number; none while it awaits its payment.
    pub number: Option<i64>,
    /// Who gets the parcel.
    pub name: String,
    /// Language and currency it was placed in.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// How it travels.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub delivery: DeliveryMethod,
    /// What the merchant called that when it was ordered, and who was to carry it; none if nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_service: Option<DeliveryService>,
}

/// Units of an item at one place. A bundle is picked as what it was made of when it was ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Pick {
    /// Where it lies; none if its stock is not counted.
    pub location: Option<PickLocation>,
    /// What.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// The product's name.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// Its choices, such as colour and size; may be empty.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub choice: Localized,
    /// How many for all orders together.
    pub quantity: i64,
    /// How many for each, by its number.
    pub shares: Vec<PickShare>,
}

/// A stock location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PickLocation {
    /// Its code.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub code: Slug,
    /// What staff call it.
    pub name: String,
}

/// How many units go to one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PickShare {
    /// The order's number.
    pub number: i64,
    /// How many.
    pub quantity: i64,
}
