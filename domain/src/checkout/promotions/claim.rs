//! A promotion somebody wants on an order, and whether it may be there.

use super::{Benefit, Promotion, PromotionRejection};
use crate::Money;
use crate::checkout::DeliveryMethod;
use crate::checkout::goods::Goods;

/// A promotion that may apply: one without a code, or one whose code the shopper typed.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The promotion.
    pub promotion: &'a Promotion,
    /// How often it was used before this order.
    pub uses: Uses,
}

/// In how many orders a promotion was used so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// By anybody.
    pub total: u32,
    /// By this customer; 0 if nobody knows who it is.
    pub by_customer: u32,
}

impl Claim<'_> {
    /// Whether the promotion may apply at all, for itself. That others stand beside it plays no part.
    pub(in crate::checkout) fn admitted(
        &self,
        goods: &Goods<'_>,
        method: Option<DeliveryMethod>,
        now: i64,
    ) -> Result<(), PromotionRejection> {
        let terms = self.promotion.terms();
        let currency = goods.sum.currency;
        if let Some(starts_at) = terms.starts_at.filter(|&starts_at| now < starts_at) {
            return Err(PromotionRejection::NotYet { starts_at });
        }
        if let Some(ends_at) = terms.ends_at.filter(|&ends_at| now >= ends_at) {
            return Err(PromotionRejection::Expired { ends_at });
        }
        if terms.max_uses.is_some_and(|most| self.uses.total >= most) {
            return Err(PromotionRejection::UsedUp);
        }
        if terms.max_uses_per_customer.is_some_and(|most| self.uses.by_customer >= most) {
            return Err(PromotionRejection::UsedUpByCustomer);
        }

        let covered = || goods.lines.iter().zip(&goods.totals).filter(|(line, _)| terms.target.covers(line));
        if covered().next().is_none() {
            return Err(PromotionRejection::NotForTheseGoods);
        }
        if !terms.minimum_spend.is_empty() {
            let minimum = *terms.minimum_spend.get(&currency).ok_or(PromotionRejection::NotInCurrency { currency })?;
            let spent: i64 = covered().fold(0, |sum, (_, total)| sum.saturating_add(total.minor));
            if spent < minimum {
                return Err(PromotionRejection::MinimumSpend { missing: Money::new(minimum - spent, currency) });
            }
        }

        match &terms.benefit {
            Benefit::Percent { .. } => Ok(()),
            Benefit::Amount { amounts } if amounts.contains_key(&currency) => Ok(()),
            Benefit::Amount { .. } => Err(PromotionRejection::NotInCurrency { currency }),
            Benefit::FreeDelivery { methods } => {
                let method = method.ok_or(PromotionRejection::NoDeliveryChosen)?;
                let covers = methods.is_empty() || methods.contains(&method);
                if covers { Ok(()) } else { Err(PromotionRejection::NotForDelivery { method }) }
            }
            Benefit::BuyGet { buy, get, .. } => {
                let units = covered().fold(0_u32, |sum, (line, _)| sum.saturating_add(line.quantity.get()));
                match buy.saturating_add(*get).saturating_sub(units) {
                    0 => Ok(()),
                    missing => Err(PromotionRejection::TooFewUnits { missing }),
                }
            }
        }
    }
}
