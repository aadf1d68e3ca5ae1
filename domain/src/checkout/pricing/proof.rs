//! That the parts of a breakdown add up.

use std::collections::{BTreeMap, BTreeSet};

use super::breakdown::{BreakdownParts, DeliveryCharge, LineCharge};
use crate::Money;
use crate::checkout::PriceMode;

/// The parts do not add up. Nothing may be charged by them: the code that made them is wrong, or
/// somebody changed the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sums of this order do not add up: {0}")]
pub struct Unproved(pub &'static str);

/// Goes through every sum. Works on `i128`, where no sum of these overflows.
pub fn prove(parts: &BreakdownParts) -> Result<(), Unproved> {
    let amounts = amounts(parts);
    holds(amounts.iter().all(|amount| amount.currency == parts.currency), "an amount has another currency")?;
    holds(amounts.iter().all(|amount| amount.minor >= 0), "an amount is negative")?;
    for line in &parts.lines {
        prove_line(line, parts.mode)?;
    }
    if let Some(delivery) = &parts.delivery {
        prove_delivery(delivery, parts.mode)?;
    }
    prove_discounts(parts)?;
    prove_tax(parts)?;
    prove_total(parts)
}

fn prove_line(line: &LineCharge, mode: PriceMode) -> Result<(), Unproved> {
    let list = i128::from(line.unit_price.minor) * i128::from(line.quantity.get());
    holds(minor(line.list) == list, "a line's list total is not its price times its pieces")?;
    holds(
        minor(line.list) == minor(line.discount) + minor(line.net),
        "a line is not its list total less its discount",
    )?;
    holds(mode.tax(line.net, line.tax_rate) == Ok(line.tax), "a line's tax is not its rate's share of it")
}

fn prove_delivery(delivery: &DeliveryCharge, mode: PriceMode) -> Result<(), Unproved> {
    let parts = minor(delivery.discount) + minor(delivery.net);
    holds(minor(delivery.fee) == parts, "delivery is not its fee less its discount")?;
    holds(
        delivery.by_rate.iter().all(|part| mode.tax(part.amount, part.rate) == Ok(part.tax)),
        "a part of delivery has a tax that is not its rate's share of it",
    )?;
    let (amount, tax) =
        (sum(delivery.by_rate.iter().map(|part| part.amount)), sum(delivery.by_rate.iter().map(|part| part.tax)));
    holds(amount == minor(delivery.net), "the parts of delivery are not the whole of it")?;
    holds(tax == minor(delivery.tax), "delivery's tax is not that of its parts")
}

fn prove_discounts(parts: &BreakdownParts) -> Result<(), Unproved> {
    let on_lines = sum(parts.lines.iter().map(|line| line.discount));
    let on_delivery = parts.delivery.as_ref().map_or(0, |delivery| minor(delivery.discount));
    let given_on_lines = sum(parts.promotions.iter().map(|given| given.goods));
    let given_on_delivery = sum(parts.promotions.iter().map(|given| given.delivery));
    holds(on_lines == given_on_lines, "the lines' discounts are not what promotions gave")?;
    holds(on_delivery == given_on_delivery, "delivery's discount is not what promotions gave")?;
    holds(minor(parts.discount) == on_lines + on_delivery, "the discount is not that of its parts")?;
    let promotions: BTreeSet<_> = parts.promotions.iter().map(|given| given.promotion).collect();
    holds(promotions.len() == parts.promotions.len(), "a promotion is there twice")
}

fn prove_tax(parts: &BreakdownParts) -> Result<(), Unproved> {
    let mut by_rate: BTreeMap<u32, (i128, i128)> = BTreeMap::new();
    let lines = parts.lines.iter().map(|line| (line.tax_rate, line.net, line.tax));
    let delivery = parts.delivery.iter().flat_map(|delivery| &delivery.by_rate);
    for (rate, amount, tax) in lines.chain(delivery.map(|part| (part.rate, part.amount, part.tax))) {
        let entry = by_rate.entry(rate).or_default();
        *entry = (entry.0 + minor(amount), entry.1 + minor(tax));
    }
    let stated = parts.tax_by_rate.iter().map(|part| (part.rate, (minor(part.amount), minor(part.tax))));
    holds(by_rate.into_iter().eq(stated), "tax by rate is not that of lines and delivery")?;
    holds(minor(parts.tax) == sum(parts.tax_by_rate.iter().map(|part| part.tax)), "the tax is not that of all rates")
}

fn prove_total(parts: &BreakdownParts) -> Result<(), Unproved> {
    holds(minor(parts.goods) == sum(parts.lines.iter().map(|line| line.list)), "the goods are not all lines")?;
    let fee = parts.delivery.as_ref().map_or(0, |delivery| minor(delivery.fee));
    let added = minor(parts.mode.added(parts.tax));
    let total = minor(parts.goods) - minor(parts.discount) + fee + added;
    holds(minor(parts.total) == total, "the total is not goods less discounts plus delivery plus added tax")?;
    let paid = sum(parts.gift_cards.iter().map(|part| part.amount)) + minor(parts.to_charge);
    holds(minor(parts.total) == paid, "gift cards and charge are not the total")?;
    let cards: BTreeSet<_> = parts.gift_cards.iter().map(|part| part.card).collect();
    holds(cards.len() == parts.gift_cards.len(), "a gift card is there twice")
}

fn amounts(parts: &BreakdownParts) -> Vec<Money> {
    let mut amounts = vec![parts.goods, parts.discount, parts.tax, parts.total, parts.to_charge];
    amounts.extend(parts.lines.iter().flat_map(|line| [line.unit_price, line.list, line.discount, line.net, line.tax]));
    amounts.extend(parts.promotions.iter().flat_map(|given| [given.goods, given.delivery]));
    if let Some(delivery) = &parts.delivery {
        amounts.extend([delivery.fee, delivery.discount, delivery.net, delivery.tax]);
        amounts.extend(delivery.by_rate.iter().flat_map(|part| [part.amount, part.tax]));
    }
    amounts.extend(parts.tax_by_rate.iter().flat_map(|part| [part.amount, part.tax]));
    amounts.extend(parts.gift_cards.iter().map(|part| part.amount));
    amounts
}

fn holds(truth: bool, otherwise: &'static str) -> Result<(), Unproved> {
    if truth { Ok(()) } else { Err(Unproved(otherwise)) }
}

fn minor(amount: Money) -> i128 {
    i128::from(amount.minor)
}

fn sum(amounts: impl Iterator<Item = Money>) -> i128 {
    amounts.map(minor).sum()
}
