//! Why a promotion does not apply.

use serde::{Deserialize, Serialize};

use crate::checkout::DeliveryMethod;
use crate::{Currency, Locale, Money};

/// Why a promotion does not apply to an order, in a sentence the shopper can act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum PromotionRejection {
    /// It has not begun.
    #[error("this promotion has not begun yet; try again later")]
    NotYet {
        /// When it begins, in Unix seconds.
        starts_at: i64,
    },
    /// It is over.
    #[error("this promotion is over")]
    Expired {
        /// When it ended, in Unix seconds.
        ends_at: i64,
    },
    /// It has been used as often as it may be.
    #[error("this promotion has been used up")]
    UsedUp,
    /// This customer has used it as often as they may.
    #[error("you have used this promotion as often as it can be")]
    UsedUpByCustomer,
    /// It is not offered in the order's currency.
    #[error("this promotion is not available in {currency}")]
    NotInCurrency {
        /// The order's.
        currency: Currency,
    },
    /// The order holds nothing it is for.
    #[error("this promotion is not for anything in your cart")]
    NotForTheseGoods,
    /// The goods it is for cost too little.
    #[error("spend {} more on what this promotion is for to use it", .missing.display(Locale::En))]
    MinimumSpend {
        /// How much too little.
        missing: Money,
    },
    /// There are too few units for one of them to be cheaper.
    #[error("add {missing} more of what this promotion is for to use it")]
    TooFewUnits {
        /// How many too few.
        missing: u32,
    },
    /// It is about delivery, and none is chosen yet.
    #[error("choose a delivery to use this promotion")]
    NoDeliveryChosen,
    /// It does not cover the chosen delivery.
    #[error("this promotion does not cover {} delivery; choose another way", .method.code())]
    NotForDelivery {
        /// The chosen one.
        method: DeliveryMethod,
    },
    /// What it is for costs nothing already.
    #[error("there is nothing left for this promotion to take off")]
    NothingLeft,
    /// It cannot be combined with what gives the shopper more, or as much.
    #[error("this promotion cannot be combined with the better offer you already have")]
    Outdone,
}
