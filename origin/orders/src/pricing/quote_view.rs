//! What shoppers see of a quote: discounts, gift cards, and why a code gives nothing.

use api::cart::CartCode;
use api::catalog::Text;
use api::checkout::gift_cards::GiftCardUse;
use api::checkout::promotions::{Discount, RefusedCode};
use domain::checkout::{Benefit, PromotionRejection, PromotionTerms};
use domain::money::MoneyError;
use domain::{GiftCardId, Locale, PromotionId};

use super::adjustments::Adjustments;
use super::quote::Quote;

impl Quote {
    /// What promotions take off, in the order they apply.
    pub fn discounts(&self, adjustments: &Adjustments, locale: Locale) -> Result<Vec<Discount>, MoneyError> {
        let given = self.breakdown.parts().promotions.iter();
        let discount = |given: &domain::checkout::Given| {
            let terms = adjustments.promotion(given.promotion).map(|promotion| promotion.terms());
            Ok(Discount {
                promotion: given.promotion,
                label: terms.map(|terms| Text::of(&terms.title, locale)).unwrap_or_default(),
                code: terms.and_then(|terms| terms.code.clone()).map(String::from),
                amount: given.goods.checked_add(given.delivery)?,
            })
        };
        given.map(discount).collect()
    }

    /// What gift cards pay.
    pub fn gift_cards(&self, adjustments: &Adjustments) -> Vec<GiftCardUse> {
        let parts = self.breakdown.parts().gift_cards.iter();
        let card = |part: &domain::checkout::GiftCardPart| {
            let last_four = adjustments.gift_card(part.card).map(|card| card.last_four.clone()).unwrap_or_default();
            GiftCardUse { last_four, amount: part.amount }
        };
        parts.map(card).collect()
    }

    /// The cart's codes, in the order they were typed.
    pub fn codes(&self, adjustments: &Adjustments, locale: Locale) -> Vec<CartCode> {
        let mut codes: Vec<(i64, CartCode)> = Vec::new();
        for known in &adjustments.promotions {
            let (Some(position), Some(promotion)) = (known.position, &known.promotion) else { continue };
            let rejection = self.rejection_of(promotion.terms().id);
            let said = rejection.map(|rejection| words::promotions(locale).rejection(rejection));
            // That delivery is not chosen yet is no fault of the code.
            let (refused, note) =
                if rejection == Some(PromotionRejection::NoDeliveryChosen) { (None, said) } else { (said, None) };
            let text = promotion.terms().code.clone().map(String::from).unwrap_or_default();
            codes.push((position, CartCode { id: promotion.terms().id.0, text, balance: None, refused, note }));
        }
        for card in &adjustments.gift_cards {
            let rejection = self.refused_cards.iter().find(|(id, _)| *id == card.id);
            let refused = rejection.map(|(_, rejection)| words::gift_cards(locale).rejection(*rejection));
            let balance = Some(card.terms().balance);
            codes.push((card.position, CartCode { id: card.id.0, text: card.text(), balance, refused, note: None }));
        }
        codes.sort_by_key(|(position, _)| *position);
        codes.into_iter().map(|(_, code)| code).collect()
    }

    /// The cart's codes that give nothing, and why.
    pub fn refused_codes(&self, adjustments: &Adjustments, locale: Locale) -> Vec<RefusedCode> {
        let refused = |code: CartCode| code.refused.map(|why| RefusedCode { text: code.text, why });
        self.codes(adjustments, locale).into_iter().filter_map(refused).collect()
    }

    /// Whether a promotion makes delivery free once a way is chosen.
    pub fn gives_free_delivery(&self, adjustments: &Adjustments) -> bool {
        let gives = |terms: &PromotionTerms| {
            let applies = matches!(self.rejection_of(terms.id), None | Some(PromotionRejection::NoDeliveryChosen));
            applies && matches!(terms.benefit, Benefit::FreeDelivery { .. })
        };
        let promotions = adjustments.promotions.iter().filter(|known| known.active);
        promotions.filter_map(|known| known.promotion.as_ref()).any(|promotion| gives(promotion.terms()))
    }

    /// Why a promotion does not apply, if it does not.
    pub fn rejection_of(&self, promotion: PromotionId) -> Option<PromotionRejection> {
        self.refused.iter().find(|(id, _)| *id == promotion).map(|(_, rejection)| *rejection)
    }

    /// Why a gift card does not pay, if it does not.
    pub fn card_rejection_of(&self, card: GiftCardId) -> Option<domain::checkout::GiftCardRejection> {
        self.refused_cards.iter().find(|(id, _)| *id == card).map(|(_, rejection)| *rejection)
    }
}
