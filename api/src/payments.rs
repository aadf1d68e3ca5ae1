//! Payments: what providers tell us by themselves.

mod settings;

use http::HeaderName;
use serde::{Deserialize, Serialize};

use crate::endpoint;

pub use settings::{
    DeleteStripeAccount, DeleteStripeWebhookSecret, GetPaymentSettings, PaymentSettings, PaymentsBy, SecretText,
    StripeAccount, UpdatePaymentSettings, UpdateStripeAccount, UpdateStripeKeys,
};

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

/// Whose books payments are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentProvider {
    /// The built-in provider for trying things out, which charges nobody.
    Test,
    /// Stripe.
    Stripe,
    /// Nobody takes money: no keys were given yet, or staff have switched paying off.
    Nobody,
}

/// How orders are paid now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PaymentState {
    /// Who takes the money.
    pub provider: PaymentProvider,
    /// Whether money moves: not with the built-in provider, and not with keys for trying things out.
    pub is_live: bool,
    /// Whether the provider can tell us of payments by itself.
    pub has_hooks: bool,
}

/// How orders are paid now. Keys are no part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPaymentState {}

endpoint!(GetPaymentState: GET "/v1/admin/payments/state", Staff(SettingsWrite), "Who takes the money, and whether it moves." => PaymentState);
