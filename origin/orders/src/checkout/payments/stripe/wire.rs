//! What Stripe's API sends, as far as we read it.

use domain::{Currency, Money};
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::client::StripeRejection;
use crate::checkout::payments::answer::NoAnswer;

/// A PaymentIntent.
#[derive(Deserialize)]
pub struct Intent {
    pub id: String,
    pub status: Status,
    pub amount: i64,
    /// Captured so far, given back later or not.
    #[serde(default)]
    pub amount_received: i64,
    currency: String,
    pub client_secret: Option<String>,
    pub next_action: Option<NextAction>,
    pub last_payment_error: Option<StripeRejection>,
    #[serde(default)]
    pub metadata: Metadata,
    pub created: u64,
}

/// Where an intent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Succeeded,
    Canceled,
    #[serde(other)]
    Other,
}

/// What the shopper has to do.
#[derive(Deserialize)]
pub struct NextAction {
    pub redirect_to_url: Option<Redirect>,
}

/// Where they have to go.
#[derive(Deserialize)]
pub struct Redirect {
    pub url: String,
}

/// What we wrote beside an object. An object that others made may have anything there.
#[derive(Default, Deserialize)]
pub struct Metadata {
    #[serde(default, deserialize_with = "uuid_or_none")]
    pub payment: Option<Uuid>,
    /// Whose payment it is; a shop knows its own name only.
    #[serde(default, deserialize_with = "uuid_or_none")]
    pub books: Option<Uuid>,
    #[serde(default, deserialize_with = "uuid_or_none")]
    pub refund: Option<Uuid>,
}

/// A refund.
#[derive(Deserialize)]
pub struct Refund {
    pub id: String,
    pub amount: i64,
    #[serde(default, deserialize_with = "pending_if_null")]
    pub status: RefundStatus,
    reason: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Succeeded,
    #[serde(alias = "canceled")]
    Failed,
    // Also “requires_action”, and whatever else Stripe may think of.
    #[default]
    #[serde(other)]
    Pending,
}

/// A page of a list.
#[derive(Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    pub has_more: bool,
}

impl Intent {
    /// An amount in the intent's currency.
    pub fn money(&self, minor: i64) -> Result<Money, NoAnswer> {
        let currency: Currency = self.currency.parse().map_err(|_| NoAnswer)?;
        Ok(Money::new(minor, currency))
    }

    /// Whether Stripe holds or took money for it.
    pub fn holds_money(&self) -> bool {
        matches!(self.status, Status::RequiresCapture | Status::Succeeded)
    }
}

impl Refund {
    /// Whether it is no refund but the release of what was held and not captured, which Stripe
    /// lists among the refunds.
    pub fn is_release(&self) -> bool {
        matches!(self.reason.as_deref(), Some("partial_capture" | "expired_uncaptured_charge"))
    }
}

fn pending_if_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<RefundStatus, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn uuid_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Uuid>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}
