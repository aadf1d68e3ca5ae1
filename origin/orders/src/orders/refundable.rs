//! What of an order's money can go back.

use api::problem::{Code, Problem};
use domain::Money;
use domain::checkout::Breakdown;
use domain::money::MoneyError;
use domain::orders::{Refundable, RefundableLine};
use origin_platform::ServiceError;

use super::record::{LineRecord, OrderRecord};

impl OrderRecord {
    /// What of the charged payment has not gone back and is not on its way back.
    pub fn charge_left(&self) -> Money {
        let back = self.effective_refunds().filter(|refund| !refund.released).map(|refund| refund.charged_minor);
        Money::new(self.payment.captured_minor - back.sum::<i64>(), self.currency)
    }

    /// What of the payment will never be taken, since what it was for was called off before.
    fn released_minor(&self) -> i64 {
        self.refunds.iter().filter(|refund| refund.released).map(|refund| refund.charged_minor).sum()
    }

    /// What there is to take of the payment, or was.
    pub fn to_capture(&self) -> Money {
        Money::new(self.payment.amount_minor - self.released_minor(), self.currency)
    }

    /// What was paid and what went back, as [`Refundable::refund`] wants it.
    pub fn refundable(&self) -> Result<Refundable, ServiceError> {
        let by_cards = self.payment.captured_minor > 0 || self.to_capture().minor == 0;
        self.refundable_of_money(self.payment.captured_minor + self.released_minor(), by_cards)
    }

    /// The same as if the payment had been taken: what can be released of it.
    pub fn releasable(&self) -> Result<Refundable, ServiceError> {
        self.refundable_of_money(self.payment.amount_minor, true)
    }

    /// What came in, or counts as if it had, is `charged_minor` and, if so said, what gift cards paid.
    fn refundable_of_money(&self, charged_minor: i64, by_cards: bool) -> Result<Refundable, ServiceError> {
        let whole = match &self.breakdown {
            Some(breakdown) => self.refundable_of(breakdown)?,
            None => self.refundable_of_lines()?,
        };
        let currency = self.currency;
        let by_cards = if by_cards {
            Money::sum(currency, self.gift_cards().iter().map(|part| part.amount))?
        } else {
            Money::zero(currency)
        };
        let lines = whole.lines.into_iter().enumerate();
        let refunded: i64 = self.effective_refunds().map(|refund| refund.amount_minor).sum();
        Ok(Refundable {
            lines: lines
                .map(|(position, line)| RefundableLine { refunded: self.units_refunded(position), ..line })
                .collect(),
            delivery: whole.delivery,
            delivery_refunded: self.effective_refunds().any(|refund| refund.delivery_minor > 0),
            captured: Money::new(charged_minor, currency).checked_add(by_cards)?,
            refunded: Money::new(refunded, currency),
        })
    }

    fn refundable_of(&self, breakdown: &Breakdown) -> Result<Refundable, ServiceError> {
        let sold = self.lines.iter().map(|line| (&line.sku, line.quantity));
        if !breakdown.parts().lines.iter().map(|line| (&line.sku, line.quantity)).eq(sold) {
            return Err(anyhow::anyhow!("payment {} is for other lines than its order has", self.payment.id).into());
        }
        Ok(Refundable::of(breakdown)?)
    }

    /// Orders from before breakdowns were kept had neither discounts nor tax.
    fn refundable_of_lines(&self) -> Result<Refundable, MoneyError> {
        let nothing = Money::zero(self.currency);
        let line = |line: &LineRecord| {
            let paid = Money::new(line.unit_price_minor, nothing.currency).checked_mul(line.quantity.get())?;
            Ok(RefundableLine { paid, tax: nothing, quantity: line.quantity, refunded: 0 })
        };
        Ok(Refundable {
            lines: self.lines.iter().map(line).collect::<Result<_, MoneyError>>()?,
            delivery: Money::new(self.delivery_fee_minor, nothing.currency),
            delivery_refunded: false,
            captured: self.total(),
            refunded: nothing,
        })
    }

    /// Fewer units are left of a line than asked for.
    pub fn too_many(&self, line: usize, sentence: String) -> Problem {
        let sku = self.lines.get(line).map_or("", |line| line.sku.as_str());
        Problem::new(Code::TooManyUnits, format!("{sku}: {sentence}")).at(format!("lines.{sku}"))
    }
}
