//! Cards that the payment provider keeps for an account. Of a card the shop tells what is written here, and keeps nothing.

use serde::{Deserialize, Serialize};

use crate::endpoint;

/// How the order's card is used beyond the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CardUse {
    /// Not at all.
    #[default]
    Once,
    /// The provider keeps it for the caller's account, if the payment succeeds. Where no card can be kept (without an
    /// account, or with one whose address is not confirmed) the order is placed all the same.
    Keep,
    /// It is one that the provider keeps for the caller's account: [`SavedCard::id`] is the payment token.
    Kept,
}

impl CardUse {
    /// Whether it is used for the order alone.
    pub fn is_once(&self) -> bool {
        *self == Self::Once
    }
}

/// The caller's cards, the one kept last first; twenty at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListSavedCards {}

/// A card that the provider keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SavedCard {
    /// The provider's name for it: the payment token of an order by [`CardUse::Kept`].
    pub id: String,
    /// Whose it is, such as `visa`.
    pub brand: String,
    /// The last four digits of its number.
    pub last4: String,
    /// The month in which it expires, from 1 on.
    pub exp_month: u32,
    /// The year in which it expires.
    pub exp_year: u32,
}

endpoint!(ListSavedCards: GET "/v1/customers/me/cards", Shopper, "The cards that the payment provider keeps for the caller." => Vec<SavedCard>);

/// Has the provider forget a card of the caller's. One that is gone already is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteSavedCard {
    /// [`SavedCard::id`].
    pub id: String,
}

endpoint!(DeleteSavedCard: DELETE "/v1/customers/me/cards/{id}", Shopper, "Has the payment provider forget a card of the caller's." => ());
