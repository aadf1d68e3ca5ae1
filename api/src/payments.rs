//! Payments: what providers tell us by themselves.

use http::HeaderName;
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The header with the time of a hook and Stripe's signature over time and body.
pub const STRIPE_SIGNATURE: HeaderName = HeaderName::from_static("stripe-signature");

/// Something has happened to a payment at Stripe. The body is Stripe's event as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReceiveStripeHook {}

/// What a provider is told of its hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct HookReceipt {
    /// Whether the event had been received before; then nothing was done.
    pub repeated: bool,
}

endpoint!(ReceiveStripeHook: POST "/v1/payments/hooks/stripe", Signed, "Takes an event from Stripe. A repeat does nothing." => HookReceipt);
