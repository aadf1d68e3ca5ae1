//! What becomes of an order after it is placed: shipments, refunds, returns, cancellation.

use domain::orders::{ReturnKind, ReturnState, ShipmentState};
use domain::{Email, Money, OrderId, Quantity, Sku};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::OrderView;
use crate::endpoint;

/// Units of one line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LineUnits {
    /// The line's variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// How many.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
}

/// What became of an order so far, and what its shopper can do about it. Empty in replies from before
/// orders had a life.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct OrderLifecycle {
    /// Its shipments, the first first.
    pub shipments: Vec<ShipmentView>,
    /// Money given back or to be given back, the first first.
    pub refunds: Vec<RefundView>,
    /// What comes or came back, the first first.
    pub returns: Vec<ReturnView>,
    /// Parts that were called off before they were sent, the first first.
    pub cancellations: Vec<CancellationView>,
    /// Whether its shopper can cancel it: nothing has left yet.
    pub cancellable: bool,
    /// Units that its shopper can ask to send back.
    pub returnable: Vec<LineUnits>,
    /// Whether they can be withdrawn from, by right.
    pub withdrawable: bool,
    /// Until when (RFC 3339, UTC); none while not everything has arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawable_until: Option<String>,
}

impl OrderLifecycle {
    /// Units of a variant that were called off before they were sent.
    pub fn called_off(&self, sku: &Sku) -> u32 {
        let lines = self.cancellations.iter().flat_map(|off| &off.lines);
        lines.filter(|line| line.sku == *sku).map(|line| line.quantity.get()).fold(0, u32::saturating_add)
    }

    /// What of the order's total is not charged for what was called off, tax included; none where all of it is. What was
    /// taken before is among the refunds.
    pub fn not_charged(&self) -> Option<Money> {
        let mut all = self.cancellations.iter().map(|off| off.released).filter(|released| released.minor > 0);
        let first = all.next()?;
        Some(all.fold(first, |sum, one| Money::new(sum.minor.saturating_add(one.minor), sum.currency)))
    }
}

/// One shipment of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ShipmentView {
    /// Its id.
    pub id: Uuid,
    /// Whether it is the order's first, second, …
    pub position: u32,
    /// Where it is: `packed`, `shipped`, `delivered` or `lost`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: ShipmentState,
    /// What is in it.
    pub lines: Vec<LineUnits>,
    /// Who carries it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// The carrier's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// Where it can be followed; always `https`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<String>,
    /// When it left (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<String>,
    /// When it arrived (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<String>,
}

/// How far money that is to be taken or given back has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    /// It was decided; the payment provider is asked until it has answered.
    Due,
    /// The provider has done it.
    Done,
    /// The provider will not do it: staff have to.
    Refused,
}

/// Money given back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RefundView {
    /// Its id.
    pub id: Uuid,
    /// Whether it is the order's first, second, …
    pub position: u32,
    /// How far it has come.
    pub state: TransferState,
    /// All of it, tax included.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub amount: Money,
    /// For which units.
    pub lines: Vec<RefundLine>,
    /// The part of it that is for delivery.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub delivery: Money,
    /// The part of it that is for no unit in particular.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub goodwill: Money,
    /// The return it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_id: Option<Uuid>,
    /// When it was decided (RFC 3339, UTC).
    pub created_at: String,
    /// What of it goes to the charged payment, the rest to gift cards. For staff alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub charged: Option<Money>,
    /// Why it was decided. For staff alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why the provider refused it. For staff alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejection: Option<String>,
}

/// Money given back for units of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RefundLine {
    /// The line's variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// How many units.
    #[cfg_attr(feature = "openapi", schemars(with = "u32"))]
    pub quantity: Quantity,
    /// What they cost, tax included.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub amount: Money,
    /// The tax in it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub tax: Money,
}

/// A part of an order that was called off before it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CancellationView {
    /// Its id.
    pub id: Uuid,
    /// Whether it is the order's first, second, …
    pub position: u32,
    /// Which units.
    pub lines: Vec<LineUnits>,
    /// What of the order's total is not charged for them, tax included: released from the payment and given back to gift
    /// cards. Nothing if the payment was taken before.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub released: Money,
    /// The refund that gives back what was taken for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Uuid>,
    /// When it was decided (RFC 3339, UTC).
    pub created_at: String,
    /// Why it was decided. For staff alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Goods on their way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReturnView {
    /// Its id.
    pub id: Uuid,
    /// Whether it is the order's first, second, …
    pub position: u32,
    /// By what right: `withdrawal`, `return` or `exchange`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub kind: ReturnKind,
    /// Where it stands: `requested`, `approved`, `received`, `restocked`, `refunded` or `rejected`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub state: ReturnState,
    /// What comes back.
    pub lines: Vec<LineUnits>,
    /// What the shopper said.
    pub reason: String,
    /// What the shop answered; empty if nothing.
    pub answer: String,
    /// The order that brings the other thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub exchange_order: Option<OrderId>,
    /// When it was asked for (RFC 3339, UTC).
    pub created_at: String,
}

/// Cancels an order of which nothing has left yet: by its account's session, or by the token of a link together with
/// the order's e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateCancellation {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// The address the order was placed with, asked of whoever has but a link; capitals make no difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub email: Option<Email>,
}

endpoint!(CreateCancellation: POST "/v1/orders/{order}/cancellations", Anyone, "Cancels an order of which nothing has left yet." => OrderView);

/// Withdraws from the contract about units that were sent, or asks to send them back: by the account's session, or by
/// the token of a link together with the order's e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateReturn {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// By what right: `withdrawal`, `return` or `exchange`.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub kind: ReturnKind,
    /// Which units.
    pub lines: Vec<LineUnits>,
    /// What the shopper says, at most 1000 characters; for an exchange, what they want instead.
    #[serde(default)]
    pub reason: String,
    /// The address the order was placed with, asked of whoever has but a link; capitals make no difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub email: Option<Email>,
}

endpoint!(CreateReturn: POST "/v1/orders/{order}/returns", Anyone, "Withdraws from the contract about units that were sent, or asks to send them back." => OrderView);
