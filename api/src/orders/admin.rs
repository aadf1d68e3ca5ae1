//! Orders as the merchant's staff see and change them. Every change answers with the whole order.

use domain::orders::{OrderState, ReturnEvent, ShipmentEvent, ShipmentState};
use domain::payments::PaymentState;
use domain::{CustomerId, Money, OrderId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::documents::Pdf;
use super::lifecycle::{LineUnits, TransferState};
use super::{OrderSummary, OrderView, SentMail};
use crate::endpoint;

/// Everybody's orders, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListAdminOrders {
    /// Only those that stand here.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub state: Option<OrderState>,
    /// Only the one with this number, or those whose e-mail address begins so.
    #[serde(default)]
    pub q: Option<String>,
    /// Only those of this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub customer: Option<CustomerId>,
    /// Only those with a return that is not settled.
    #[serde(default)]
    pub open_returns: bool,
    /// Only those that come after this one: `next` of the page before.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub after: Option<OrderId>,
}

/// A page of orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminOrderList {
    /// At most 50.
    pub orders: Vec<AdminOrderSummary>,
    /// What to ask for `after` to see the next page; none on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub next: Option<OrderId>,
}

/// An order in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminOrderSummary {
    /// What its shopper sees in a list.
    #[serde(flatten)]
    pub order: OrderSummary,
    /// Whose it is.
    pub email: String,
    /// Who gets the parcel.
    pub name: String,
    /// Where its payment stands.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub payment: PaymentState,
}

endpoint!(ListAdminOrders: GET "/v1/admin/orders", Staff(OrdersRead), "Orders, newest first." => AdminOrderList);

/// All that is known of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminOrder {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
}

/// An order with its payment and its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminOrderView {
    /// What its shopper sees, with what only staff see of its refunds.
    pub order: OrderView,
    /// The account it belongs to.
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub customer: Option<CustomerId>,
    /// Its payment.
    pub payment: PaymentView,
    /// What can still be given back.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub refundable: Money,
    /// Who did what when, the first first.
    pub timeline: Vec<TimelineEntry>,
    /// Mails about it that were sent by themselves and can be sent once more by `POST /v1/admin/orders/{order}/mails`, the
    /// first first. Confirmations and mails about shipments have addresses of their own.
    #[serde(default)]
    pub mails: Vec<SentMail>,
}

/// The payment of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PaymentView {
    /// Its id, which the provider knows too.
    pub id: Uuid,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: PaymentState,
    /// The provider's own name for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the provider was asked for: the total without what gift cards paid.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub amount: Money,
    /// Taken so far.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub captured: Money,
    /// Given back so far.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub refunded: Money,
    /// Whether what is held is to be released.
    pub void_due: bool,
    /// What of it staff can take by `POST /v1/admin/orders/{order}/captures`; none if nothing can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub capturable: Option<Money>,
    /// How far taking it has come; none before the first shipment left, unless somebody has taken it by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<TransferState>,
    /// Why the provider refused to take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture_rejection: Option<String>,
}

/// One step in an order's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct TimelineEntry {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub actor: Actor,
    /// What, as a word: `placed`, `shipped`, `refund_due`, …
    pub what: String,
    /// What is needed to find the thing; the shape depends on `what`.
    pub data: Value,
}

/// Who did something to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// Staff.
    Staff {
        /// The name of a key, or the address of an account, which is left out for others than themselves without
        /// `audit.read` and `staff.manage`.
        name: String,
    },
    /// Whoever the order opens to: its account, or who has a link.
    Shopper,
    /// The shop by itself.
    System,
}

endpoint!(GetAdminOrder: GET "/v1/admin/orders/{order}", Staff(OrdersRead), "All that is known of an order." => AdminOrderView);

/// Cancels an order of which nothing has left the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateAdminCancellation {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// Why, for staff to read; at most 500 characters.
    #[serde(default)]
    pub reason: String,
}

endpoint!(CreateAdminCancellation: POST "/v1/admin/orders/{order}/cancellations", Staff(OrdersRefund), "Cancels an order of which nothing has left the house." => AdminOrderView);

/// Cancels a part of an order: units that are in no shipment. What was held for them is not taken, what was taken is given
/// back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreatePartCancellation {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// Which units; never all that is left of the order.
    pub lines: Vec<LineUnits>,
    /// What delivery cost too.
    #[serde(default)]
    pub delivery: bool,
    /// Why, 1 to 500 characters. The shopper reads it.
    pub reason: String,
}

endpoint!(CreatePartCancellation: POST "/v1/admin/orders/{order}/part-cancellations", Staff(OrdersRefund), "Cancels units of an order that are in no shipment." => AdminOrderView);

/// Writes down what staff have to remember of an order. It stands in the history, for staff alone, and stays there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateOrderNote {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The note, at most 2,000 characters.
    pub text: String,
}

endpoint!(CreateOrderNote: POST "/v1/admin/orders/{order}/notes", Staff(OrdersFulfil), "Writes a note into the history of an order." => AdminOrderView);

/// What is to be packed of an order, or was, on paper: names, SKUs and numbers of units, and no prices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPackingSlip {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// Only what is in this shipment; without one, what is in none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<Uuid>,
}

endpoint!(GetPackingSlip: GET "/v1/admin/orders/{order}/packing-slip", Staff(OrdersFulfil), "A packing slip, as a PDF." => Pdf);

/// Packs units of an order into a shipment. The first shipment that leaves makes the payment due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateShipment {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// What is in it.
    pub lines: Vec<LineUnits>,
    /// `packed`, or `shipped` if it has left already.
    #[serde(default = "packed")]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: ShipmentState,
    /// Who carries it.
    #[serde(default)]
    pub carrier: Option<String>,
    /// The carrier's number for it.
    #[serde(default)]
    pub tracking_number: Option<String>,
    /// Where it can be followed: an `https` address.
    #[serde(default)]
    pub tracking_url: Option<String>,
}

const fn packed() -> ShipmentState {
    ShipmentState::Packed
}

endpoint!(CreateShipment: POST "/v1/admin/orders/{order}/shipments", Staff(OrdersFulfil), "Packs units of an order into a shipment." => AdminOrderView);

/// Tells what happened to a shipment, or how it is tracked. What is not given stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateShipment {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The shipment.
    pub shipment: Uuid,
    /// `ship`, `deliver` or `lose`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub event: Option<ShipmentEvent>,
    /// Who carries it.
    #[serde(default)]
    pub carrier: Option<String>,
    /// The carrier's number for it.
    #[serde(default)]
    pub tracking_number: Option<String>,
    /// Where it can be followed: an `https` address.
    #[serde(default)]
    pub tracking_url: Option<String>,
}

endpoint!(UpdateShipment: PATCH "/v1/admin/orders/{order}/shipments/{shipment}", Staff(OrdersFulfil), "Tells what happened to a shipment, or how it is tracked." => AdminOrderView);

/// Unpacks a shipment that has not left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteShipment {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The shipment.
    pub shipment: Uuid,
}

endpoint!(DeleteShipment: DELETE "/v1/admin/orders/{order}/shipments/{shipment}", Staff(OrdersFulfil), "Unpacks a shipment that has not left." => AdminOrderView);

/// Takes the payment of an order that is held: all of it that was not called off, once. Without this it is taken when the
/// first shipment leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCapture {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The amount that was seen: `payment.capturable`. If it is no longer that, nothing is taken.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub amount: Money,
}

endpoint!(CreateCapture: POST "/v1/admin/orders/{order}/captures", Staff(OrdersRefund), "Takes the payment of an order that is held." => AdminOrderView);

/// Gives money of an order back, once it was captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateRefund {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// For which units.
    #[serde(default)]
    pub lines: Vec<LineUnits>,
    /// What delivery cost too.
    #[serde(default)]
    pub delivery: bool,
    /// An amount on top, for no unit in particular.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub goodwill: Option<Money>,
    /// What could be given back when it was decided: `refundable`. If it is something else by now, nothing is given back,
    /// since somebody else has. Without it, it is given back all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub refundable: Option<Money>,
    /// Why, 1 to 500 characters. The shopper reads it: it stands in the mail and on the credit note.
    pub reason: String,
}

endpoint!(CreateRefund: POST "/v1/admin/orders/{order}/refunds", Staff(OrdersRefund), "Gives money of an order back." => AdminOrderView);

/// Moves a return on. What is not given stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateReturn {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The return.
    pub return_id: Uuid,
    /// `approve`, `receive`, `restock`, `refund` or `reject`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub event: Option<ReturnEvent>,
    /// Why it is rejected, for the shopper to read; at most 1000 characters.
    #[serde(default)]
    pub answer: Option<String>,
    /// With `refund`: what delivery cost too.
    #[serde(default)]
    pub delivery: bool,
    /// The order that brings the other thing, if this is an exchange.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub exchange_order: Option<OrderId>,
}

endpoint!(UpdateReturn: PATCH "/v1/admin/orders/{order}/returns/{return_id}", Staff(OrdersFulfil), "Moves a return on." => AdminOrderView);
