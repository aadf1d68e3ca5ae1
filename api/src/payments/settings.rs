//! How the shop is paid, as staff set it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A secret on its way in: no reply has one. Its `Debug` shows nothing, so it stays out of logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct SecretText(pub String);

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// By whom it is said how the shop is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PaymentsBy {
    /// The operator, by a file of keys. It wins over the keys that staff have given.
    File,
    /// The operator, who has the shop tried without money. That, too, wins over the keys that staff have given.
    Test,
    /// Staff.
    Office,
}

/// An account at Stripe whose keys staff have given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct StripeAccount {
    /// Stripe's name for it, and whether its keys are live: `acct_1abc.live`.
    pub name: String,
    /// Whether new payments go through it. Through another, those are settled that were begun in it.
    pub is_current: bool,
    /// Whether money moves.
    pub is_live: bool,
    /// What pages name it by; anybody may know it.
    pub publishable_key: String,
    /// The last four characters of its secret key.
    pub secret_key_end: String,
    /// Who has given the key, as the audit log calls them.
    pub set_by: String,
    /// When (RFC 3339, UTC).
    pub set_at: String,
    /// The last four characters of each secret that its hooks may be signed with, two at most, the newest first; none of one
    /// that cannot be read any more.
    #[serde(default)]
    pub webhook_ends: Vec<Option<String>>,
    /// The last four characters of the newest; none if there is no secret.
    pub webhook_end: Option<String>,
    /// Who has given that; not known of one that is the newest because one after it was taken away.
    pub webhook_set_by: Option<String>,
    /// When (RFC 3339, UTC).
    pub webhook_set_at: Option<String>,
    /// Payments in it that are not over: awaited, or held and not taken.
    pub open_payments: u64,
}

/// How the shop is paid. Secrets are no part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PaymentSettings {
    /// Counted up by each change.
    pub version: i64,
    /// By whom it is said how the shop is paid.
    pub by: PaymentsBy,
    /// Whether shoppers can pay: not while staff have switched it off.
    pub is_open: bool,
    /// Whether keys can be kept: not until the operator has given what they are encrypted by (`SECRETS_KEYS`).
    pub can_keep: bool,
    /// The path that Stripe is to send its hooks to, below the shop's address.
    pub hook_path: String,
    /// The accounts whose keys staff have given, that of new payments first.
    pub accounts: Vec<StripeAccount>,
}

/// How the shop is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetPaymentSettings {}

endpoint!(GetPaymentSettings: GET "/v1/admin/payments/settings", Staff(SettingsWrite), Private Never, "How the shop is paid, by whom that is said, and the accounts whose keys staff have given." => PaymentSettings, {
    fn version(&self, reply: &PaymentSettings) -> Option<i64> {
        Some(reply.version)
    }
});

/// Switches paying on or off. Payments that were begun are settled all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdatePaymentSettings {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Whether shoppers can pay.
    pub is_open: bool,
}

endpoint!(UpdatePaymentSettings: PATCH "/v1/admin/payments/settings", Staff(SettingsWrite), Private Never, "Switches paying on or off. For whoever has signed in within the last ten minutes." => PaymentSettings, {
    fn version(&self, reply: &PaymentSettings) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets keys of an account at Stripe, of which Stripe is asked first. A secret key of another account, or of the same for
/// trying out in place of money, makes that the account of new payments; the one before stays to settle its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateStripeKeys {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// `sk_live_…`, or `rk_live_…` with the rights that docs/merchants.md names.
    #[serde(default)]
    pub secret_key: Option<SecretText>,
    /// `pk_live_…`. It is needed with the secret key of an account that is new.
    #[serde(default)]
    pub publishable_key: Option<String>,
    /// `whsec_…`: it signs hooks from now on, beside the one before it.
    #[serde(default)]
    pub webhook_secret: Option<SecretText>,
}

endpoint!(UpdateStripeKeys: PATCH "/v1/admin/payments/stripe", Staff(SettingsWrite), Private Never, "Sets keys of an account at Stripe. For whoever has signed in within the last ten minutes." => PaymentSettings, {
    fn version(&self, reply: &PaymentSettings) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets keys of an account whose keys are kept, which stays what it is: that of new payments, or one whose payments are
/// settled. Stripe is asked first whose the secret key is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateStripeAccount {
    /// The account: `acct_1abc.live`.
    pub account: String,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Another secret key of this account, which takes the place of the one that is kept.
    #[serde(default)]
    pub secret_key: Option<SecretText>,
    /// `whsec_…`: it signs hooks from now on, beside the one before it.
    #[serde(default)]
    pub webhook_secret: Option<SecretText>,
}

endpoint!(UpdateStripeAccount: PATCH "/v1/admin/payments/stripe/{account}", Staff(SettingsWrite), Private Never, "Sets other keys of an account at Stripe, which stays what it is. For whoever has signed in within the last ten minutes." => PaymentSettings, {
    fn version(&self, reply: &PaymentSettings) -> Option<i64> {
        Some(reply.version)
    }
});

/// Takes away a secret that hooks of an account may be signed with: at once, whoever knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteStripeWebhookSecret {
    /// The account.
    pub account: String,
    /// Which of them, from 1: the place in `webhook_ends`.
    pub place: u8,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Whether it may be the last. Without any the hooks of the account are refused, and the shop asks Stripe instead.
    #[serde(default)]
    pub last: bool,
}

endpoint!(DeleteStripeWebhookSecret: DELETE "/v1/admin/payments/stripe/{account}/webhook-secrets/{place}", Staff(SettingsWrite), Private Never, "Takes away a secret of the hooks of an account at Stripe. For whoever has signed in within the last ten minutes." => PaymentSettings, {
    fn version(&self, reply: &PaymentSettings) -> Option<i64> {
        Some(reply.version)
    }
});

/// Forgets the keys of an account in which no payment is open. What was taken through it can be given back at Stripe alone
/// from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteStripeAccount {
    /// The account.
    pub account: String,
}

endpoint!(DeleteStripeAccount: DELETE "/v1/admin/payments/stripe/{account}", Staff(SettingsWrite), "Forgets the keys of an account at Stripe. For whoever has signed in within the last ten minutes." => PaymentSettings);
