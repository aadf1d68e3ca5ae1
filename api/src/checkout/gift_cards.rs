//! Gift cards: what they pay for a shopper, and how staff issue them.

use domain::{Currency, GiftCardId, Money};
use serde::{Deserialize, Serialize};

use crate::endpoint;

pub use crate::cart::GiftCardUse;

/// A gift card as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GiftCardView {
    /// Its id, which pays for nothing.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub id: GiftCardId,
    /// The last four characters of its code.
    pub last_four: String,
    /// What is left on it.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub balance: Money,
    /// Until when, in Unix seconds; this second is no longer part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// Whether it is blocked.
    pub blocked: bool,
    /// What it was issued for.
    pub note: String,
    /// When it was issued (RFC 3339, UTC).
    pub created_at: String,
}

/// Gift cards with their balances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListGiftCards {}

endpoint!(ListGiftCards: GET "/v1/admin/gift-cards", Staff(GiftCardsManage), "Gift cards with their balances, the newest first, at most 500." => Vec<GiftCardView>);

/// Issues a gift card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateGiftCard {
    /// What is on it, in minor units.
    pub amount_minor: i64,
    /// The currency it pays in (ISO 4217).
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub currency: Currency,
    /// Until when, in Unix seconds; without one it does not expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// What it is issued for, at most 500 characters.
    #[serde(default)]
    pub note: String,
}

/// A gift card that was issued.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IssuedGiftCard {
    /// The card.
    pub gift_card: GiftCardView,
    /// Its code. It is shown this once: nobody keeps it, so a repeat of the request is told none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

endpoint!(CreateGiftCard: POST "/v1/admin/gift-cards", Staff(GiftCardsManage), "Issues a gift card and shows its code this once." => IssuedGiftCard);

/// Blocks a gift card, or lets it pay again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateGiftCard {
    /// The card.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub gift_card: GiftCardId,
    /// Whether it is blocked.
    pub blocked: bool,
}

endpoint!(UpdateGiftCard: PATCH "/v1/admin/gift-cards/{gift_card}", Staff(GiftCardsManage), "Blocks a gift card, or lets it pay again." => GiftCardView);
