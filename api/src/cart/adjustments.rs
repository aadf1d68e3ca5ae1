//! What promotions and gift cards take off a cart, each by itself.

use domain::{Money, PromotionId};
use serde::{Deserialize, Serialize};

use crate::catalog::Text;

/// What one promotion takes off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Discount {
    /// Which.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub promotion: PromotionId,
    /// Its title.
    pub label: Text,
    /// The code that was typed for it; none if it applies by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How much, off goods and delivery together.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub amount: Money,
}

/// What one gift card pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GiftCardUse {
    /// The last four characters of its code.
    pub last_four: String,
    /// How much.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::money"))]
    pub amount: Money,
}
