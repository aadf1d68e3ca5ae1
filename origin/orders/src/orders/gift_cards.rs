//! What gift cards paid of an order. This is where their part of an order comes in: whatever is
//! captured, refunded or shown of an order's money asks here.

use domain::Money;
use domain::checkout::GiftCardPart;
use domain::money::MoneyError;
use uuid::Uuid;

use super::lifecycle::RefundGiftCard;
use super::record::OrderRecord;

impl OrderRecord {
    /// What each gift card paid of the order, in the order they were used.
    pub fn gift_cards(&self) -> &[GiftCardPart] {
        self.breakdown.as_ref().map_or(&[], |breakdown| breakdown.parts().gift_cards.as_slice())
    }

    /// The same without what went back to each, or is on its way back.
    pub fn gift_cards_left(&self) -> Result<Vec<GiftCardPart>, MoneyError> {
        let mut left = self.gift_cards().to_vec();
        for part in &mut left {
            let parts = self.effective_refunds().flat_map(|refund| &refund.gift_cards);
            let back = parts.filter(|back| back.gift_card_id == part.card).map(|back| back.amount_minor).sum();
            part.amount = part.amount.checked_sub(Money::new(back, part.amount.currency))?;
        }
        Ok(left)
    }

    /// What a refund gives back to gift cards, in the order in which cards are locked.
    pub fn gift_cards_of(&self, refund: Uuid) -> Vec<GiftCardPart> {
        let parts = self.refunds.iter().filter(|known| known.id == refund).flat_map(|known| &known.gift_cards);
        let part = |part: &RefundGiftCard| GiftCardPart {
            card: part.gift_card_id,
            amount: Money::new(part.amount_minor, self.currency),
        };
        let mut parts: Vec<GiftCardPart> = parts.map(part).collect();
        parts.sort_by_key(|part| part.card);
        parts
    }
}
