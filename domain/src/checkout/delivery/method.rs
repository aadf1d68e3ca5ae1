//! The ways of delivery.

use serde::{Deserialize, Serialize};

/// How an order travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMethod {
    /// By post, three to five working days.
    #[default]
    Standard,
    /// By courier, the next working day.
    Express,
    /// Not at all: the shopper comes for it.
    Pickup,
}

impl DeliveryMethod {
    /// Every method, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Express, Self::Pickup];

    /// The method's word in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Express => "express",
            Self::Pickup => "pickup",
        }
    }
}
