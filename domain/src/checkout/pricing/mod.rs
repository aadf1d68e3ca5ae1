//! What an order costs: one pure function of everything that bears on it.

mod breakdown;
#[cfg(test)]
mod examples;
mod proof;
#[cfg(test)]
mod properties;
mod sums;

use std::collections::BTreeSet;

pub use breakdown::{Breakdown, BreakdownParts, DeliveryCharge, GiftCardPart, Given, LineCharge, TaxSum};
pub use proof::Unproved;

use super::goods::{Goods, GoodsError};
use super::{
    Claim, Country, DeliveryMethod, DeliveryRejection, DeliveryTable, Destination, Line, PriceMode, Promotion,
    PromotionRejection, TaxTable,
};
use crate::money::MoneyError;
use crate::{Currency, GiftCardId, Money, PromotionId, Sku};
use sums::Sums;

/// Everything that bears on what an order costs.
#[derive(Clone, Copy, Debug)]
pub struct Basket<'a> {
    /// The currency of all prices.
    pub currency: Currency,
    /// What is bought.
    pub lines: &'a [Line],
    /// The promotions without a code and those whose codes were typed. Of two with one id the first counts.
    pub claims: &'a [Claim<'a>],
    /// How the order travels. `None` while that is not chosen, and for what does not travel.
    pub delivery: Option<DeliveryMethod>,
    /// Where the order goes, and so whose tax is due.
    pub to: Destination,
    /// The fees of delivery.
    pub deliveries: &'a DeliveryTable,
    /// The rates of tax.
    pub taxes: &'a TaxTable,
    /// Whether prices and fees hold the tax.
    pub mode: PriceMode,
    /// The gift cards to pay with, in this order. Of two with one id the first counts.
    pub gift_cards: &'a [GiftCard],
    /// The time, in Unix seconds.
    pub now: i64,
}

/// A gift card and what is left on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiftCard {
    /// Which.
    pub id: GiftCardId,
    /// What is left.
    pub balance: Money,
}

/// What an order costs, and what became of the promotions that did not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// What it costs.
    pub breakdown: Breakdown,
    /// Every claim that gave nothing, and why. Those without a code are best not mentioned to shoppers.
    pub refused: Vec<(PromotionId, PromotionRejection)>,
}

/// Why an order has no price.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PricingError {
    /// Amounts in different currencies, or too large ones.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// It cannot be delivered so.
    #[error(transparent)]
    Delivery(#[from] DeliveryRejection),
    /// A line with a price below zero.
    #[error("{0} has a negative price; correct it in the catalogue")]
    NegativePrice(Sku),
    /// A gift card with less than nothing on it.
    #[error("gift card {0} has a negative balance; correct it first")]
    NegativeBalance(GiftCardId),
    /// The shop has no rates for the country.
    #[error("no tax rates are set for {}; set them, or do not sell there", .0.code())]
    NoTaxRates(Country),
    /// The parts contradict each other: a fault of this program, caught before anybody was charged.
    #[error(transparent)]
    Unproved(#[from] Unproved),
}

impl From<GoodsError> for PricingError {
    fn from(error: GoodsError) -> Self {
        match error {
            GoodsError::Money(error) => Self::Money(error),
            GoodsError::NegativePrice(sku) => Self::NegativePrice(sku),
        }
    }
}

/// What an order costs with the promotions that are best for the shopper, by the rules of stacking in
/// [`super::promotions`], of tax in [`super::tax`] and of delivery in [`DeliveryTable::fee`]. Without
/// lines nothing is delivered and nothing costs anything.
pub fn price(basket: &Basket<'_>) -> Result<Priced, PricingError> {
    let goods = Goods::of(basket.currency, basket.lines)?;
    let rates = basket
        .taxes
        .rates_in(basket.to.country, basket.to.territory)
        .ok_or(PricingError::NoTaxRates(basket.to.country))?;
    let method = basket.delivery.filter(|_| !basket.lines.is_empty());
    let fee = |method| basket.deliveries.fee(method, basket.to, goods.sum, goods.grams());
    let delivery = method.map(|method| fee(method).map(|fee| (method, fee))).transpose()?;
    let sums = Sums { basket, goods: &goods, rates: &rates, delivery };

    let (admitted, mut refused) = admit(basket, &goods, method);
    let (exclusive, combining): (Vec<_>, Vec<_>) = admitted.iter().partition(|promotion| promotion.terms().exclusive);
    let mut best = sums.with(&combining)?;
    for alone in exclusive {
        let alternative = sums.with(&[alone])?;
        if alternative.parts().total.minor < best.parts().total.minor {
            best = alternative;
        }
    }
    refused.extend(not_applied(&admitted, &best));
    Ok(Priced { breakdown: best, refused })
}

/// The promotions that may apply, in the order they do, and why the others may not.
fn admit<'a>(
    basket: &Basket<'a>,
    goods: &Goods<'_>,
    method: Option<DeliveryMethod>,
) -> (Vec<&'a Promotion>, Vec<(PromotionId, PromotionRejection)>) {
    let (mut admitted, mut refused) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for claim in basket.claims.iter().filter(|claim| seen.insert(claim.promotion.terms().id)) {
        match claim.admitted(goods, method, basket.now) {
            Ok(()) => admitted.push(claim.promotion),
            Err(rejection) => refused.push((claim.promotion.terms().id, rejection)),
        }
    }
    admitted.sort_by_key(|promotion| (promotion.terms().priority, promotion.terms().id));
    (admitted, refused)
}

/// Why those that may apply and gave nothing did not.
fn not_applied(admitted: &[&Promotion], best: &Breakdown) -> Vec<(PromotionId, PromotionRejection)> {
    let given: BTreeSet<_> = best.parts().promotions.iter().map(|given| given.promotion).collect();
    let one_alone =
        admitted.iter().any(|promotion| promotion.terms().exclusive && given.contains(&promotion.terms().id));
    let rejection = |promotion: &&Promotion| {
        let terms = promotion.terms();
        let outdone = !given.is_empty() && (terms.exclusive || one_alone);
        (terms.id, if outdone { PromotionRejection::Outdone } else { PromotionRejection::NothingLeft })
    };
    admitted.iter().filter(|promotion| !given.contains(&promotion.terms().id)).map(rejection).collect()
}
