//! Sentences about codes that give nothing, by the rule that said so.

use domain::checkout::{GiftCardRejection, PromotionRejection};

use crate::{GiftCards, Promotions};

impl Promotions {
    /// Why a promotion does not apply, as a sentence.
    pub fn rejection(self, rejection: PromotionRejection) -> String {
        match rejection {
            PromotionRejection::NotYet { .. } => self.not_yet().to_owned(),
            PromotionRejection::Expired { .. } => self.expired().to_owned(),
            PromotionRejection::UsedUp => self.used_up().to_owned(),
            PromotionRejection::UsedUpByCustomer => self.used_up_by_customer().to_owned(),
            PromotionRejection::NotInCurrency { currency } => self.not_in_currency(currency),
            PromotionRejection::NotForTheseGoods => self.not_for_these_goods().to_owned(),
            PromotionRejection::MinimumSpend { missing } => self.minimum_spend(missing),
            PromotionRejection::TooFewUnits { missing } => self.too_few_units(missing),
            PromotionRejection::NoDeliveryChosen => self.no_delivery_chosen().to_owned(),
            PromotionRejection::NotForDelivery { method } => self.not_for_delivery(method).to_owned(),
            PromotionRejection::NothingLeft => self.nothing_left().to_owned(),
            PromotionRejection::Outdone => self.outdone().to_owned(),
        }
    }
}

impl GiftCards {
    /// Why a gift card does not pay, as a sentence.
    pub fn rejection(self, rejection: GiftCardRejection) -> String {
        match rejection {
            GiftCardRejection::Blocked => self.blocked().to_owned(),
            GiftCardRejection::Expired { .. } => self.expired().to_owned(),
            GiftCardRejection::NotInCurrency { currency } => self.not_in_currency(currency),
            GiftCardRejection::Empty => self.empty().to_owned(),
        }
    }
}
