//! What gift cards paid of an order. This is where their part of an order comes in: whatever is
//! captured, refunded or shown of an order's money asks here.

use domain::Money;
use domain::checkout::GiftCardPart;
use domain::money::MoneyError;

use super::record::OrderRecord;

impl OrderRecord {
    /// What each gift card paid of the order, in the order they were used.
    pub fn gift_cards(&self) -> &[GiftCardPart] {
        self.breakdown.as_ref().map_or(&[], |breakdown| breakdown.parts().gift_cards.as_slice())
    }

    /// The same without what went back to each, or is on its way back: the last used first, as
    /// [`domain::orders::repay`] has it.
    pub fn gift_cards_left(&self) -> Result<Vec<GiftCardPart>, MoneyError> {
        let mut back: i64 = self.standing_refunds().map(|refund| refund.amount_minor - refund.charged_minor).sum();
        let mut left = self.gift_cards().to_vec();
        for part in left.iter_mut().rev() {
            let taken = back.min(part.amount.minor);
            part.amount = part.amount.checked_sub(Money::new(taken, part.amount.currency))?;
            back -= taken;
        }
        Ok(left)
    }
}
