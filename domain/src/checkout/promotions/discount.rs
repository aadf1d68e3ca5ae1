//! What a promotion takes off each line.

use super::{Benefit, PromotionTerms};
use crate::Money;
use crate::checkout::Line;
use crate::money::MoneyError;

/// What each line loses to the promotion, given what is `left` of each after those before it. No line
/// loses more than is left of it.
pub(in crate::checkout) fn line_discounts(
    terms: &PromotionTerms,
    lines: &[Line],
    left: &[Money],
    zero: Money,
) -> Result<Vec<Money>, MoneyError> {
    let covered = |(line, &left): (&Line, &Money)| if terms.target.covers(line) { left } else { zero };
    let bases: Vec<Money> = lines.iter().zip(left).map(covered).collect();
    match &terms.benefit {
        Benefit::Percent { basis_points } => {
            let sum = Money::sum(zero.currency, bases.iter().copied())?;
            Ok(spread(sum.basis_points(*basis_points)?, &bases))
        }
        Benefit::Amount { amounts } => {
            let sum = Money::sum(zero.currency, bases.iter().copied())?;
            let amount = amounts.get(&zero.currency).copied().unwrap_or_default();
            Ok(spread(Money::new(amount.min(sum.minor), zero.currency), &bases))
        }
        Benefit::FreeDelivery { .. } => Ok(vec![zero; lines.len()]),
        Benefit::BuyGet { buy, get, basis_points } => {
            let bases = cheapest_units(terms, lines, left, (*buy, *get), zero);
            let sum = Money::sum(zero.currency, bases.iter().copied())?;
            Ok(spread(sum.basis_points(*basis_points)?, &bases))
        }
    }
}

/// What is left of the units that are cheaper, by line: of each `buy + get` covered units the `get`
/// with the lowest list prices, of equal ones those of the earlier line.
fn cheapest_units(
    terms: &PromotionTerms,
    lines: &[Line],
    left: &[Money],
    (buy, get): (u32, u32),
    zero: Money,
) -> Vec<Money> {
    let mut covered: Vec<usize> = (0..lines.len()).filter(|&index| terms.target.covers(&lines[index])).collect();
    covered.sort_by_key(|&index| lines[index].unit_price.minor);
    let units: u64 = covered.iter().map(|&index| u64::from(lines[index].quantity.get())).sum();
    let mut cheaper = units / (u64::from(buy) + u64::from(get)) * u64::from(get);
    let mut bases = vec![zero; lines.len()];
    for index in covered {
        let quantity = lines[index].quantity.get();
        let taken = u32::try_from(cheaper).unwrap_or(u32::MAX).min(quantity);
        bases[index] = left[index].share(taken, quantity);
        cheaper -= u64::from(taken);
    }
    bases
}

/// Splits a discount in proportion to what it is taken from. Neither is ever negative.
fn spread(discount: Money, bases: &[Money]) -> Vec<Money> {
    let weights: Vec<u64> = bases.iter().map(|base| u64::try_from(base.minor).unwrap_or_default()).collect();
    discount.split_by(&weights)
}
