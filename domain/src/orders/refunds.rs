//! What of an order can be repaid, and what a refund consists of.
//!
//! A line is repaid by units. What the first `m` of its `n` units are worth is `m/n` of what the line
//! cost, rounded; a refund of units `k + 1` to `m` is the difference between two of these. So refunds
//! of all units, in whatever portions, are what the line cost, and the same holds for the tax in it.

use crate::checkout::{Breakdown, PriceMode};
use crate::money::MoneyError;
use crate::{Locale, Money, Quantity};

/// What was paid for an order and what was repaid so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refundable {
    /// The goods.
    pub lines: Vec<RefundableLine>,
    /// What delivery cost, tax included.
    pub delivery: Money,
    /// Whether that was repaid.
    pub delivery_refunded: bool,
    /// What came in by all means, gift cards too.
    pub captured: Money,
    /// What went back.
    pub refunded: Money,
}

/// What was paid for one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundableLine {
    /// What the line cost after discounts, tax included.
    pub paid: Money,
    /// The tax in it.
    pub tax: Money,
    /// Units bought.
    pub quantity: Quantity,
    /// Units repaid.
    pub refunded: u32,
}

/// What is to be repaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// Units by position of the line, from 0.
    pub units: Vec<(usize, u32)>,
    /// Delivery too.
    pub delivery: bool,
    /// An amount of the merchant's choice on top, for no unit in particular.
    pub goodwill: Option<Money>,
}

/// What is repaid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// By line, as requested.
    pub lines: Vec<LineRefund>,
    /// Delivery; zero if it was not asked for.
    pub delivery: Money,
    /// For no unit in particular; zero if it was not asked for.
    pub goodwill: Money,
    /// All of it.
    pub total: Money,
}

/// What is repaid for units of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRefund {
    /// The line's position, from 0.
    pub line: usize,
    /// How many units.
    pub units: u32,
    /// What they cost, tax included.
    pub amount: Money,
    /// The tax in it.
    pub tax: Money,
}

/// Why nothing is repaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefundRejection {
    /// The request names nothing.
    #[error("choose pieces, delivery or an amount to refund")]
    Nothing,
    /// The order has no such line.
    #[error("the order has no line {0}; reload it and choose again")]
    UnknownLine(usize),
    /// Fewer units are left than asked for.
    #[error("only {left} pieces of line {line} are left to refund")]
    TooManyUnits {
        /// The line's position, from 0.
        line: usize,
        /// Units not repaid yet.
        left: u32,
    },
    /// Delivery was repaid before.
    #[error("delivery has been refunded already")]
    DeliveryRefunded,
    /// An amount of nothing or less.
    #[error("an amount to refund is more than 0")]
    NotPositive,
    /// More than came in and has not gone back.
    #[error("at most {} can still be refunded", .left.display(Locale::En))]
    MoreThanLeft {
        /// What can.
        left: Money,
    },
    /// Amounts in different currencies, or too large ones.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Refundable {
    /// A paid order of which nothing was repaid yet.
    pub fn of(breakdown: &Breakdown) -> Result<Self, MoneyError> {
        let parts = breakdown.parts();
        let with_tax = |net: Money, tax| match parts.mode {
            PriceMode::TaxIncluded => Ok(net),
            PriceMode::TaxExcluded => net.checked_add(tax),
        };
        let line = |line: &crate::checkout::LineCharge| {
            let paid = with_tax(line.net, line.tax)?;
            Ok(RefundableLine { paid, tax: line.tax, quantity: line.quantity, refunded: 0 })
        };
        let nothing = Money::zero(parts.currency);
        Ok(Self {
            lines: parts.lines.iter().map(line).collect::<Result<_, _>>()?,
            delivery: parts.delivery.as_ref().map_or(Ok(nothing), |delivery| with_tax(delivery.net, delivery.tax))?,
            delivery_refunded: false,
            captured: parts.total,
            refunded: nothing,
        })
    }

    /// What can still go back.
    pub fn left(&self) -> Result<Money, MoneyError> {
        self.captured.checked_sub(self.refunded)
    }

    /// What the request comes to, and what is left to repay after it.
    pub fn refund(&self, request: &RefundRequest) -> Result<(Refund, Self), RefundRejection> {
        if request.units.iter().all(|&(_, units)| units == 0) && !request.delivery && request.goodwill.is_none() {
            return Err(RefundRejection::Nothing);
        }
        let mut after = self.clone();
        let take = |&(line, units): &(usize, u32)| after.take_units(line, units);
        let lines = request.units.iter().map(take).collect::<Result<Vec<_>, _>>()?;
        let nothing = Money::zero(self.captured.currency);
        let delivery = if request.delivery { after.take_delivery()? } else { nothing };
        let goodwill = match request.goodwill {
            None => nothing,
            Some(amount) if amount.minor > 0 => amount,
            Some(_) => return Err(RefundRejection::NotPositive),
        };
        let amounts = lines.iter().map(|line| line.amount).chain([delivery, goodwill]);
        let total = Money::sum(nothing.currency, amounts)?;
        let left = self.left()?;
        if total.minor > left.minor {
            return Err(RefundRejection::MoreThanLeft { left });
        }
        after.refunded = after.refunded.checked_add(total)?;
        Ok((Refund { lines, delivery, goodwill, total }, after))
    }

    fn take_units(&mut self, position: usize, units: u32) -> Result<LineRefund, RefundRejection> {
        let line = self.lines.get_mut(position).ok_or(RefundRejection::UnknownLine(position))?;
        let whole = line.quantity.get();
        let left = whole.saturating_sub(line.refunded);
        if units > left {
            return Err(RefundRejection::TooManyUnits { line: position, left });
        }
        let (before, after) = (line.refunded, line.refunded + units);
        let step = |amount: Money| amount.share(after, whole).checked_sub(amount.share(before, whole));
        let refund = LineRefund { line: position, units, amount: step(line.paid)?, tax: step(line.tax)? };
        line.refunded = after;
        Ok(refund)
    }

    fn take_delivery(&mut self) -> Result<Money, RefundRejection> {
        if self.delivery_refunded {
            return Err(RefundRejection::DeliveryRefunded);
        }
        self.delivery_refunded = true;
        Ok(self.delivery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use proptest::prelude::*;

    fn line(currency: Currency, paid: i64, tax: i64, quantity: i64) -> RefundableLine {
        let quantity = Quantity::try_from(quantity).expect("in range");
        RefundableLine { paid: Money::new(paid, currency), tax: Money::new(tax, currency), quantity, refunded: 0 }
    }

    fn order(lines: Vec<RefundableLine>, delivery: i64) -> Refundable {
        let currency = lines[0].paid.currency;
        let captured = lines.iter().map(|line| line.paid.minor).sum::<i64>() + delivery;
        Refundable {
            lines,
            delivery: Money::new(delivery, currency),
            delivery_refunded: false,
            captured: Money::new(captured, currency),
            refunded: Money::zero(currency),
        }
    }

    fn units(line: usize, units: u32) -> RefundRequest {
        RefundRequest { units: vec![(line, units)], delivery: false, goodwill: None }
    }

    fn goodwill(minor: i64) -> RefundRequest {
        RefundRequest { units: vec![], delivery: false, goodwill: Some(Money::new(minor, Currency::Eur)) }
    }

    #[test]
    fn three_for_ten_euros_come_back_one_by_one() {
        let mut left = order(vec![line(Currency::Eur, 1000, 160, 3)], 490);
        let mut repaid = Vec::new();
        for _ in 0..3 {
            let (refund, after) = left.refund(&units(0, 1)).expect("one is left");
            repaid.push((refund.total.minor, refund.lines[0].tax.minor));
            left = after;
        }
        assert_eq!(repaid, [(333, 53), (334, 54), (333, 53)]);
        assert_eq!(left.refund(&units(0, 1)), Err(RefundRejection::TooManyUnits { line: 0, left: 0 }));
        let delivery = RefundRequest { units: vec![], delivery: true, goodwill: None };
        let (refund, left) = left.refund(&delivery).expect("once");
        assert_eq!((refund.total.minor, left.left().map(|left| left.minor)), (490, Ok(0)));
        assert_eq!(left.refund(&delivery), Err(RefundRejection::DeliveryRefunded));
    }

    #[test]
    fn nothing_goes_back_that_did_not_come_in() {
        let order = order(vec![line(Currency::Eur, 1000, 160, 2)], 0);
        let euro = |minor| Money::new(minor, Currency::Eur);
        assert_eq!(order.refund(&goodwill(1001)), Err(RefundRejection::MoreThanLeft { left: euro(1000) }));
        let (_, after) = order.refund(&goodwill(600)).expect("there is more");
        assert_eq!(after.refund(&units(0, 2)), Err(RefundRejection::MoreThanLeft { left: euro(400) }));
        assert_eq!(after.refund(&goodwill(0)), Err(RefundRejection::NotPositive));
        assert_eq!(after.refund(&goodwill(-1)), Err(RefundRejection::NotPositive));
        assert_eq!(after.refund(&units(1, 1)), Err(RefundRejection::UnknownLine(1)));
        assert_eq!(after.refund(&units(0, 0)), Err(RefundRejection::Nothing));
        let twice = RefundRequest { units: vec![(0, 1), (0, 2)], delivery: false, goodwill: None };
        assert_eq!(order.refund(&twice), Err(RefundRejection::TooManyUnits { line: 0, left: 1 }));
        let dollars = RefundRequest { goodwill: Some(Money::new(1, Currency::Usd)), ..units(0, 1) };
        assert!(matches!(order.refund(&dollars), Err(RefundRejection::Money(MoneyError::CurrencyMismatch(..)))));
        let sentence = RefundRejection::MoreThanLeft { left: euro(400) }.to_string();
        assert_eq!(sentence, "at most €4.00 can still be refunded");
    }

    proptest! {
        #[test]
        fn portions_of_all_pieces_are_what_the_line_cost(
            currency in prop::sample::select(vec![Currency::Jpy, Currency::Eur, Currency::Kwd]),
            lines in prop::collection::vec((0_i64..100_000, 0_i64..=10_000, 1_i64..=99), 1..5),
            portions in prop::collection::vec((0_usize..5, 1_u32..40), 0..40),
        ) {
            let line = |&(paid, share, quantity): &(i64, i64, i64)| line(currency, paid, paid * share / 10_000, quantity);
            let whole = order(lines.iter().map(line).collect(), 0);
            let mut left = whole.clone();
            let mut repaid = vec![(0, 0); whole.lines.len()];
            let rest: Vec<_> = (0..whole.lines.len()).map(|position| (position, u32::MAX)).collect();
            for (position, portion) in portions.into_iter().chain(rest) {
                let position = position % whole.lines.len();
                let of = left.lines[position];
                let portion = portion.min(of.quantity.get() - of.refunded);
                if portion > 0 {
                    let (refund, after) = left.refund(&units(position, portion)).expect("so many are left");
                    prop_assert!(refund.lines.iter().all(|line| line.amount.minor >= 0 && line.tax.minor >= 0));
                    repaid[position].0 += refund.lines[0].amount.minor;
                    repaid[position].1 += refund.lines[0].tax.minor;
                    left = after;
                }
            }
            let cost: Vec<_> = whole.lines.iter().map(|line| (line.paid.minor, line.tax.minor)).collect();
            prop_assert_eq!(repaid, cost);
            prop_assert_eq!(left.left().map(|left| left.minor), Ok(0));
        }
    }
}
