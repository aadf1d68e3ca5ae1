//! One order with one set of promotions: what it costs.

use std::collections::BTreeMap;

use super::breakdown::{Breakdown, BreakdownParts, DeliveryCharge, GiftCardPart, Given, LineCharge, TaxSum};
use super::{Basket, PricingError};
use crate::checkout::goods::Goods;
use crate::checkout::promotions::line_discounts;
use crate::checkout::{Benefit, DeliveryMethod, Line, Promotion, TaxClass, TaxRates};
use crate::money::MoneyError;
use crate::{Currency, Money};

/// An order about to be priced: all that does not depend on which promotions apply.
pub struct Sums<'a> {
    pub basket: &'a Basket<'a>,
    pub goods: &'a Goods<'a>,
    pub rates: &'a TaxRates,
    /// The way of delivery and its fee.
    pub delivery: Option<(DeliveryMethod, Money)>,
}

/// What promotions gave, and what they left.
struct Applied {
    given: Vec<Given>,
    line_nets: Vec<Money>,
    delivery_net: Option<Money>,
}

impl Sums<'_> {
    /// What the order costs if `promotions` apply, in this order.
    pub fn with(&self, promotions: &[&Promotion]) -> Result<Breakdown, PricingError> {
        let Applied { given: promotions, line_nets, delivery_net } = self.apply(promotions)?;
        let lines = self.lines(&line_nets)?;
        let delivery = match (self.delivery, delivery_net) {
            (Some((method, fee)), Some(net)) => Some(self.delivery(method, fee, net)?),
            _ => None,
        };
        let tax_by_rate = tax_by_rate(self.currency(), &lines, delivery.as_ref())?;
        let tax = self.sum(tax_by_rate.iter().map(|part| part.tax))?;
        let discount = self.sum(promotions.iter().flat_map(|given| [given.goods, given.delivery]))?;
        let fee = self.delivery.map_or(self.zero(), |(_, fee)| fee);
        let total = self.goods.sum.checked_sub(discount)?.checked_add(fee)?.checked_add(self.basket.mode.added(tax))?;
        let (gift_cards, to_charge) = self.pay_by_gift_cards(total)?;
        Ok(Breakdown::try_from(BreakdownParts {
            currency: self.currency(),
            mode: self.basket.mode,
            lines,
            promotions,
            delivery,
            goods: self.goods.sum,
            discount,
            tax_by_rate,
            tax,
            total,
            gift_cards,
            to_charge,
        })?)
    }

    fn apply(&self, promotions: &[&Promotion]) -> Result<Applied, MoneyError> {
        let mut line_nets = self.goods.totals.clone();
        let mut delivery_net = self.delivery.map(|(_, fee)| fee);
        let mut given = Vec::new();
        for promotion in promotions {
            let terms = promotion.terms();
            let discounts = line_discounts(terms, self.goods.lines, &line_nets, self.zero())?;
            for (net, &discount) in line_nets.iter_mut().zip(&discounts) {
                *net = net.checked_sub(discount)?;
            }
            let delivery = match (&terms.benefit, &mut delivery_net) {
                (Benefit::FreeDelivery { .. }, Some(net)) => std::mem::replace(net, self.zero()),
                _ => self.zero(),
            };
            let goods = self.sum(discounts)?;
            if goods.minor > 0 || delivery.minor > 0 {
                given.push(Given { promotion: terms.id, goods, delivery });
            }
        }
        Ok(Applied { given, line_nets, delivery_net })
    }

    fn lines(&self, nets: &[Money]) -> Result<Vec<LineCharge>, MoneyError> {
        let charge = |((line, &list), &net): ((&Line, &Money), &Money)| {
            let tax_rate = self.rates.rate(line.tax_class);
            Ok(LineCharge {
                sku: line.sku.clone(),
                quantity: line.quantity,
                unit_price: line.unit_price,
                list,
                discount: list.checked_sub(net)?,
                net,
                tax_rate,
                tax: self.basket.mode.tax(net, tax_rate)?,
            })
        };
        self.goods.lines.iter().zip(&self.goods.totals).zip(nets).map(charge).collect()
    }

    /// See [`crate::checkout::tax`] for the rule.
    fn delivery(&self, method: DeliveryMethod, fee: Money, net: Money) -> Result<DeliveryCharge, MoneyError> {
        let mut weights: BTreeMap<u32, u64> = BTreeMap::new();
        for (line, total) in self.goods.lines.iter().zip(&self.goods.totals).filter(|(_, total)| total.minor > 0) {
            *weights.entry(self.rates.rate(line.tax_class)).or_default() += total.minor.unsigned_abs();
        }
        if weights.is_empty() {
            weights.insert(self.rates.rate(TaxClass::Standard), 1);
        }
        let parts = net.split_by(&weights.values().copied().collect::<Vec<_>>());
        let part = |(&rate, amount)| Ok(TaxSum { rate, amount, tax: self.basket.mode.tax(amount, rate)? });
        let by_rate = weights.keys().zip(parts).map(part).collect::<Result<Vec<_>, MoneyError>>()?;
        let tax = self.sum(by_rate.iter().map(|part| part.tax))?;
        Ok(DeliveryCharge { method, fee, discount: fee.checked_sub(net)?, net, by_rate, tax })
    }

    /// Gift cards pay in the order they were given, each once, and the rest is charged.
    fn pay_by_gift_cards(&self, total: Money) -> Result<(Vec<GiftCardPart>, Money), PricingError> {
        let mut parts: Vec<GiftCardPart> = Vec::new();
        let mut left = total;
        for gift_card in self.basket.gift_cards {
            if gift_card.balance.minor < 0 {
                return Err(PricingError::NegativeBalance(gift_card.id));
            }
            // Subtracting also refuses a card in another currency.
            let beyond = left.checked_sub(gift_card.balance)?;
            let amount = if beyond.minor < 0 { left } else { gift_card.balance };
            if amount.minor > 0 && parts.iter().all(|part| part.card != gift_card.id) {
                parts.push(GiftCardPart { card: gift_card.id, amount });
                left = left.checked_sub(amount)?;
            }
        }
        Ok((parts, left))
    }

    fn currency(&self) -> Currency {
        self.basket.currency
    }

    fn zero(&self) -> Money {
        Money::zero(self.currency())
    }

    fn sum(&self, amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        Money::sum(self.currency(), amounts)
    }
}

fn tax_by_rate(
    currency: Currency,
    lines: &[LineCharge],
    delivery: Option<&DeliveryCharge>,
) -> Result<Vec<TaxSum>, MoneyError> {
    let mut by_rate: BTreeMap<u32, TaxSum> = BTreeMap::new();
    let lines = lines.iter().map(|line| TaxSum { rate: line.tax_rate, amount: line.net, tax: line.tax });
    for part in lines.chain(delivery.iter().flat_map(|delivery| delivery.by_rate.iter().copied())) {
        let nothing = TaxSum { rate: part.rate, amount: Money::zero(currency), tax: Money::zero(currency) };
        let sum = by_rate.entry(part.rate).or_insert(nothing);
        sum.amount = sum.amount.checked_add(part.amount)?;
        sum.tax = sum.tax.checked_add(part.tax)?;
    }
    Ok(by_rate.into_values().collect())
}
