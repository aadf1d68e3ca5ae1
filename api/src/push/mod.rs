//! Messages that browsers show while no page of the shop is open (Web Push, RFC 8030): by whose key they come, and which
//! browser wants them about what.

use domain::{Market, OrderId, Sku};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The key by which push services and browsers know the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPushKey {}

/// The shop's public key for messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PushKey {
    /// The `applicationServerKey` that a browser subscribes with (RFC 8292), in base64url. None if the shop sends no
    /// messages.
    pub key: Option<String>,
}

endpoint!(GetPushKey: GET "/v1/push/key", Anyone, "The key that a browser subscribes with to the shop's messages." => PushKey);

/// Where messages to one browser go, as the browser's `PushSubscription` says it. Whoever knows the address is taken for
/// the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PushTarget {
    /// The address at the browser's push service: https, at most 2000 characters.
    pub endpoint: String,
    /// The browser's public key, `p256dh`, in base64url.
    pub p256dh: String,
    /// The secret that browser and shop share, `auth`, in base64url.
    pub auth: String,
}

/// Has a browser told of what becomes of an order: that it is sent, and that money goes back. Or no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateOrderPush {
    /// The order.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub order: OrderId,
    /// In which language, and at which addresses.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The browser.
    pub target: PushTarget,
    /// Whether it is to be told.
    pub wanted: bool,
}

endpoint!(UpdateOrderPush: POST "/v1/orders/{order}/push", Anyone, "Has a browser told of an order, or no more, by the order's session or the token of a link to it." => ());

/// Has a browser told once when a variant can be bought again. Or no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateVariantPush {
    /// The variant.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub sku: Sku,
    /// In which language, and at which addresses.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The browser.
    pub target: PushTarget,
    /// Whether it is to be told.
    pub wanted: bool,
}

endpoint!(UpdateVariantPush: POST "/v1/push/variants", Anyone, "Has a browser told when a variant can be bought again, or no more." => ());
