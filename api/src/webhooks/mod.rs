//! Receivers of events outside of the shop: programs of the merchant that are told over HTTP.

mod subject;

use domain::{DeliveryId, EventId, WebhookId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

pub use subject::{InvalidSubjects, Subjects};

/// The type of a test message. It is on no stream: only [`CreateWebhookPing`] makes it.
pub const PING: &str = "shop.webhooks.ping";

/// The body of a delivery, as the Standard Webhooks specification has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhookMessage {
    /// The event's subject.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened (RFC 3339, UTC).
    pub timestamp: String,
    /// The event's data. It names the thing; ask the API for its current state.
    pub data: Value,
}

/// Whether events are sent to a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// They are.
    Active,
    /// They are neither sent nor recorded until somebody enables it.
    Disabled,
}

/// One webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WebhookView {
    /// Its id.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: WebhookId,
    /// Where events are sent.
    pub url: String,
    /// Which events: `shop.orders.placed`, `shop.orders.*`, `shop.>`.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub subjects: Vec<Subjects>,
    /// Whether events are sent.
    pub state: WebhookState,
    /// Why none are sent, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_reason: Option<String>,
    /// Since when none are sent (RFC 3339, UTC). Events from then on can be had by a replay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<String>,
    /// How many attempts failed in a row, up to now.
    pub failures: u32,
    /// When the first of them failed (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<String>,
    /// When the receiver last took an event (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success_at: Option<String>,
    /// How many deliveries wait.
    pub waiting: u64,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// Its version, which a change names. It counts changes of the address, the events and the state, whoever makes them.
    #[serde(default)]
    pub version: i64,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It is still to be sent, for the first time or again.
    Waiting,
    /// The receiver took it.
    Delivered,
    /// It was given up after three days. A replay sends it again.
    Failed,
}

/// One event on its way to one webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryView {
    /// Its id, sent as `Webhook-Delivery`.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: DeliveryId,
    /// The event's id, sent as `Webhook-Id`.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub event: EventId,
    /// Its place among the webhook's deliveries, from 1 without gaps, sent as `Webhook-Sequence`.
    pub sequence: u64,
    /// The event's subject.
    pub subject: String,
    /// What became of it.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, at the earliest (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<String>,
    /// The HTTP status of the last answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_status: Option<u16>,
    /// Why the last attempt failed, in a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// The delivery that is sent again, if this is a replay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub replay_of: Option<DeliveryId>,
    /// When it was recorded (RFC 3339, UTC).
    pub created_at: String,
    /// When it was last tried (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_attempt_at: Option<String>,
}

/// Makes a webhook. Events from now on are sent to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateWebhook {
    /// Where to send events: an `https` address that the public internet can reach.
    pub url: String,
    /// Which events: `shop.orders.placed`, `shop.orders.*`, `shop.>`.
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<String>"))]
    pub subjects: Vec<Subjects>,
}

/// A secret that signs deliveries. It is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WebhookSecret {
    /// The webhook.
    pub webhook: WebhookView,
    /// `whsec_` and the key in Base64.
    pub secret: String,
    /// Until when the secret before it signs too (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_expires_at: Option<String>,
}

endpoint!(CreateWebhook: POST "/v1/admin/webhooks", Staff(WebhooksManage), "Makes a webhook and shows its secret this once." => WebhookSecret);

/// Every webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListWebhooks {}

endpoint!(ListWebhooks: GET "/v1/admin/webhooks", Staff(WebhooksManage), "Every webhook, the oldest first." => Vec<WebhookView>);

/// One webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetWebhook {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub webhook: WebhookId,
}

/// A webhook and what was sent to it lately.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct WebhookLog {
    /// The webhook.
    pub webhook: WebhookView,
    /// Its last fifty deliveries, the latest first. They are kept for thirty days.
    pub deliveries: Vec<DeliveryView>,
}

endpoint!(GetWebhook: GET "/v1/admin/webhooks/{webhook}", Staff(WebhooksManage), "One webhook with its last deliveries." => WebhookLog);

/// Changes a webhook. What is not named stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateWebhook {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub webhook: WebhookId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Where to send events. Deliveries that wait go there too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Which events, from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<Vec<String>>"))]
    pub subjects: Option<Vec<Subjects>>,
    /// Enables or disables it. Deliveries that wait are tried at once when it is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<WebhookState>,
}

endpoint!(UpdateWebhook: PATCH "/v1/admin/webhooks/{webhook}", Staff(WebhooksManage), Private Never, "Changes, enables or disables a webhook." => WebhookView, {
    fn version(&self, reply: &WebhookView) -> Option<i64> {
        Some(reply.version)
    }
});

/// Deletes a webhook with its deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteWebhook {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub webhook: WebhookId,
}

endpoint!(DeleteWebhook: DELETE "/v1/admin/webhooks/{webhook}", Staff(WebhooksManage), "Deletes a webhook with its deliveries." => ());

/// Makes a new secret. The one before it signs beside it for a day; older ones end now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateWebhookSecret {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub webhook: WebhookId,
}

endpoint!(CreateWebhookSecret: POST "/v1/admin/webhooks/{webhook}/secrets", Staff(WebhooksManage), "Makes a new secret and shows it this once." => WebhookSecret);

/// Sends events again: those of one delivery, or all since a time. Give one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateWebhookReplay {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub webhook: WebhookId,
    /// The delivery to send again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<uuid::Uuid>"))]
    pub delivery: Option<DeliveryId>,
    /// Send every event of the webhook's subjects that happened at this time or later (RFC 3339),
    /// at most seven days ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The end of that time; now, if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// What a replay sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReplayView {
    /// How many deliveries were recorded. Events that wait anyway are not recorded a second time.
    pub deliveries: u64,
}

endpoint!(CreateWebhookReplay: POST "/v1/admin/webhooks/{webhook}/replays", Staff(WebhooksManage), "Sends events again." => ReplayView);

/// Sends a test message, behind the deliveries that wait, and has those tried at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateWebhookPing {
    /// The webhook.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub webhook: WebhookId,
}

endpoint!(CreateWebhookPing: POST "/v1/admin/webhooks/{webhook}/pings", Staff(WebhooksManage), "Sends a test message." => DeliveryView);
