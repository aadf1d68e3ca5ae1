//! What the shop says happened. Events are hints: a consumer re-reads the current state. Those of orders hold the order's
//! number, too, as `number`: webhooks tell it instead of the id. Those of
//! availability and prices also say how it is now, for caches (see [`crate::volatile`]).

use domain::catalog::{Measure, Price};
use domain::inventory::Availability;
use domain::{Currency, EventId, ProductId, Sku, Slug};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::cache::Tag;
use crate::catalog::{PriceEntry, priced};
use crate::search::{OutcomeCount, SearchCount};

/// The JetStream stream that carries every event.
pub const STREAM: &str = "SHOP";
/// The subjects of [`STREAM`].
pub const SUBJECTS: &str = "shop.>";

/// A product changed, or it was made or removed. Data: [`ProductChanged`].
pub const PRODUCT_CHANGED: &str = "shop.catalog.product_changed";
/// Nothing of a product changed but its prices. Data: [`PricesChanged`].
pub const PRICES_CHANGED: &str = "shop.catalog.prices_changed";
/// A collection changed. Data: empty; the tags say which.
pub const COLLECTION_CHANGED: &str = "shop.catalog.collection_changed";
/// Staff declared by what lists are narrowed. Data: empty.
pub const ATTRIBUTE_CHANGED: &str = "shop.catalog.attribute_changed";
/// Staff made, changed or deleted a type of products. Data: [`ProductTypeChanged`].
pub const PRODUCT_TYPE_CHANGED: &str = "shop.catalog.product_type_changed";
/// Staff said what searches find. Data: empty.
pub const SEARCH_RULES_CHANGED: &str = "shop.catalog.search_rules_changed";
/// Staff set something of delivery. Data: empty.
pub const DELIVERY_CHANGED: &str = "shop.checkout.delivery_changed";
/// Prices by quantity of products are others than they were. Data: empty; the tags say of which.
pub const PRICE_LISTS_CHANGED: &str = "shop.checkout.price_lists_changed";
/// Staff set something of tax. Data: empty.
pub const TAXES_CHANGED: &str = "shop.checkout.taxes_changed";
/// Staff set something of the shop as a whole. Data: empty.
pub const SETTINGS_CHANGED: &str = "shop.settings.changed";
/// What shoppers are told of a SKU's stock changed. Data: [`AvailabilityChanged`].
pub const AVAILABILITY_CHANGED: &str = "shop.inventory.availability_changed";
/// An order was placed and paid for. Data: [`OrderPlaced`].
pub const ORDER_PLACED: &str = "shop.orders.placed";
/// The money of an order is ours: its payment was captured. Data: [`OrderPaid`].
pub const ORDER_PAID: &str = "shop.orders.paid";
/// A shipment of an order left the house. Data: [`OrderShipped`].
pub const ORDER_SHIPPED: &str = "shop.orders.shipped";
/// Money of an order went back. Data: [`OrderRefunded`].
pub const ORDER_REFUNDED: &str = "shop.orders.refunded";
/// An order was called off before anything of it was sent. Data: [`OrderCancelled`].
pub const ORDER_CANCELLED: &str = "shop.orders.cancelled";
/// A part of an order was called off before it was sent. Data: [`OrderPartCancelled`].
pub const ORDER_PART_CANCELLED: &str = "shop.orders.part_cancelled";
/// A return moved on: asked for, approved, received, refunded or rejected. Data: [`ReturnChanged`].
pub const RETURN_CHANGED: &str = "shop.orders.return_changed";
/// Staff want the mail that a shipment left sent once more. Data: [`ShipmentMailRequested`].
pub const SHIPMENT_MAIL_REQUESTED: &str = "shop.orders.shipment_mail_requested";
/// Staff want another mail about an order sent once more. Data: [`OrderMailRequested`].
pub const ORDER_MAIL_REQUESTED: &str = "shop.orders.mail_requested";
/// Somebody who knows an order's number and e-mail address asked for its link, or staff did. Data: [`OrderLinkRequested`].
pub const ORDER_LINK_REQUESTED: &str = "shop.orders.link_requested";
/// An account was deleted by whoever had it. Data: [`CustomerDeleted`].
pub const CUSTOMER_DELETED: &str = "shop.accounts.customer_deleted";
/// Somebody asked for a code to sign in, to verify an address or to change it. Data: [`CodeRequested`].
pub const CODE_REQUESTED: &str = "shop.accounts.code_requested";
/// Somebody showed that mail to an account's address reaches them. Data: [`EmailVerified`].
pub const EMAIL_VERIFIED: &str = "shop.accounts.email_verified";
/// An account's password or e-mail address was changed. Data: [`CredentialsChanged`].
pub const CREDENTIALS_CHANGED: &str = "shop.accounts.credentials_changed";
/// An origin began to serve, and the providers that shoppers may log in by are others. Data: a list of
/// [`OidcProviderView`](crate::accounts::OidcProviderView).
pub const PROVIDERS_READ: &str = "shop.accounts.providers_read";
/// Somebody was invited to have an account of staff. Data: [`StaffInvited`].
pub const STAFF_INVITED: &str = "shop.staff.invited";
/// A passkey or an authenticator was put into an account of staff. Data: [`StaffCredentialAdded`].
pub const STAFF_CREDENTIAL_ADDED: &str = "shop.staff.credential_added";
/// The search index holds newer entries. Data: empty.
pub const INDEX_COMMITTED: &str = "shop.search.index_committed";

/// Searches were answered, or something came of them. Data: [`SearchesCounted`].
pub const SEARCHES_COUNTED: &str = "shop.search.counted";

/// One event, as it lies in the outbox and travels on the stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its id in the outbox; also the `Nats-Msg-Id`.
    pub id: EventId,
    /// `shop.<noun>.<past_verb>`.
    pub subject: String,
    /// When it was recorded (RFC 3339, UTC).
    pub occurred_at: String,
    /// The cache tags it makes stale.
    pub tags: Vec<Tag>,
    /// What a consumer needs to find the thing; the shape depends on the subject.
    pub data: Value,
    /// The event that is told again, if this is a replay. The stream takes a replay for news because
    /// of its own id; a consumer that has to tell events apart uses [`Event::original`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replay_of: Option<EventId>,
    /// Nothing that was cached before and has one of the tags may be shown from now on, not even when
    /// nothing newer can be had: a wrong price, or what the law forbids. What it says of how things are
    /// now is not laid over what is cached.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hard: bool,
}

impl Event {
    /// The id of what happened, the same however often it is told.
    pub fn original(&self) -> EventId {
        self.replay_of.unwrap_or(self.id)
    }
}

/// Data of [`PRODUCT_CHANGED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductChanged {
    /// The product.
    pub product: ProductId,
}

/// Data of [`PRODUCT_TYPE_CHANGED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductTypeChanged {
    /// The type's handle.
    pub product_type: Slug,
}

/// Data of [`PRICES_CHANGED`]: all prices of the product as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricesChanged {
    /// The product.
    pub product: ProductId,
    /// Rises with every change of the product's prices: of two such events the higher one is right.
    pub version: i64,
    /// Every variant, in the product's own order.
    pub variants: Vec<VariantPrices>,
}

/// The prices of one variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantPrices {
    /// The variant.
    pub sku: Sku,
    /// Its price in each currency in which it is sold.
    pub prices: Vec<PriceEntry>,
    /// What is in it, where the price by measure is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
}

impl VariantPrices {
    /// The price in a currency, with the measure; none if it is not sold in it.
    pub fn price(&self, currency: Currency) -> Option<Price> {
        priced(&self.prices, self.measure, currency)
    }
}

/// Data of [`AVAILABILITY_CHANGED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityChanged {
    /// The variant.
    pub sku: Sku,
    /// The products that list it, or have listed it until now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductId>,
    /// Rises with every change of what is told: of two such events the higher one is right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// What shoppers are told from now on; none where one has to ask, as for a bundle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
}

/// Data of [`ORDER_PLACED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// The order.
    pub order: domain::OrderId,
}

/// Data of [`ORDER_PAID`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPaid {
    /// The order.
    pub order: domain::OrderId,
}

/// Data of [`ORDER_SHIPPED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderShipped {
    /// The order.
    pub order: domain::OrderId,
    /// The shipment.
    pub shipment: Uuid,
}

/// Data of [`ORDER_REFUNDED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRefunded {
    /// The order.
    pub order: domain::OrderId,
    /// The refund.
    pub refund: Uuid,
}

/// Data of [`ORDER_CANCELLED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCancelled {
    /// The order.
    pub order: domain::OrderId,
}

/// Data of [`ORDER_PART_CANCELLED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPartCancelled {
    /// The order.
    pub order: domain::OrderId,
    /// The cancellation.
    pub cancellation: Uuid,
}

/// Data of [`SHIPMENT_MAIL_REQUESTED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipmentMailRequested {
    /// The order.
    pub order: domain::OrderId,
    /// The shipment.
    pub shipment: Uuid,
    /// The request, of possibly many.
    pub request: Uuid,
}

/// Data of [`ORDER_MAIL_REQUESTED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderMailRequested {
    /// The order.
    pub order: domain::OrderId,
    /// What the mail says.
    pub kind: crate::orders::OrderMail,
    /// What it is about.
    pub about: Uuid,
    /// The request, of possibly many.
    pub request: Uuid,
}

/// Data of [`ORDER_LINK_REQUESTED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLinkRequested {
    /// The order.
    pub order: domain::OrderId,
    /// This request, of possibly many.
    pub request: Uuid,
    /// Whether the confirmation of the order is wanted once more, which has a link too. Staff ask for that.
    #[serde(default)]
    pub confirmation: bool,
}

/// Data of [`CUSTOMER_DELETED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDeleted {
    /// The account there was.
    pub customer: domain::CustomerId,
}

/// Data of [`CODE_REQUESTED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequested {
    /// The request, of possibly many.
    pub request: Uuid,
}

/// Data of [`EMAIL_VERIFIED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailVerified {
    /// The account.
    pub customer: domain::CustomerId,
}

/// Data of [`CREDENTIALS_CHANGED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialsChanged {
    /// What the account's owner is told of it, and where.
    pub notification: Uuid,
}

/// Data of [`SEARCHES_COUNTED`]: nothing that tells one shopper from another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchesCounted {
    /// The day, as 2026-11-27, UTC.
    pub day: String,
    /// What was looked for on it since the last such event of the same process.
    pub counts: Vec<SearchCount>,
    /// What became of searches on it since then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<OutcomeCount>,
}

/// Data of [`STAFF_INVITED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffInvited {
    /// The mail that is to be written about it.
    pub invitation: Uuid,
}

/// Data of [`STAFF_CREDENTIAL_ADDED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffCredentialAdded {
    /// Names this once that something was added.
    pub id: Uuid,
    /// The account.
    pub account: Uuid,
    /// What was added.
    pub what: StaffCredential,
}

/// What opens an account of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffCredential {
    /// A passkey.
    Passkey,
    /// The secret of one-time codes, with a password and backup codes.
    Authenticator,
}

/// Data of [`RETURN_CHANGED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnChanged {
    /// The order.
    pub order: domain::OrderId,
    /// The return.
    pub return_id: Uuid,
    /// What it has become.
    pub state: domain::orders::ReturnState,
}
