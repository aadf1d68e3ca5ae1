//! What the shop says happened. Events are hints: a consumer re-reads the current state.

use domain::EventId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cache::Tag;

/// The JetStream stream that carries every event.
pub const STREAM: &str = "SHOP";
/// The subjects of [`STREAM`].
pub const SUBJECTS: &str = "shop.>";

/// A product or its prices changed, or it was made or removed. Data: [`ProductChanged`].
pub const PRODUCT_CHANGED: &str = "shop.catalog.product_changed";
/// A collection changed. Data: empty; the tags say which.
pub const COLLECTION_CHANGED: &str = "shop.catalog.collection_changed";
/// What shoppers are told of a SKU's stock changed. Data: [`AvailabilityChanged`].
pub const AVAILABILITY_CHANGED: &str = "shop.inventory.availability_changed";
/// An order was placed and paid for. Data: [`OrderPlaced`].
pub const ORDER_PLACED: &str = "shop.orders.placed";
/// The search index holds newer entries. Data: empty.
pub const INDEX_COMMITTED: &str = "shop.search.index_committed";

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
    pub product: domain::ProductId,
}

/// Data of [`AVAILABILITY_CHANGED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AvailabilityChanged {
    /// The variant.
    pub sku: domain::Sku,
}

/// Data of [`ORDER_PLACED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlaced {
    /// The order.
    pub order: domain::OrderId,
}
