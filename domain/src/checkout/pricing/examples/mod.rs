//! Orders a merchant would recognise, worked out by hand.

mod documented;
mod promotions;
mod rejections;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;
use crate::catalog::Localized;
use crate::checkout::{Benefit, PromotionTerms, Target, TaxClass, Territory, Uses};
use crate::{Prices, Quantity};

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::Eur)
}

fn line(sku: &str, unit: i64, quantity: i64, tax_class: TaxClass, collection: &str) -> Line {
    Line {
        sku: sku.parse().expect("a SKU"),
        unit_price: euro(unit),
        quantity: Quantity::try_from(quantity).expect("in range"),
        tax_class,
        grams: 400,
        collections: vec![collection.parse().expect("a slug")],
    }
}

/// Two mugs at 19.99 and a book at 30.00.
fn mugs_and_a_book() -> Vec<Line> {
    vec![line("MUG", 1999, 2, TaxClass::Standard, "table"), line("BOOK", 3000, 1, TaxClass::Reduced, "books")]
}

fn terms(number: u128, benefit: Benefit) -> PromotionTerms {
    PromotionTerms {
        id: PromotionId(Uuid::from_u128(number)),
        title: Localized::same("A promotion"),
        code: None,
        benefit,
        target: Target::Order,
        minimum_spend: Prices::new(),
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
        priority: 0,
        exclusive: false,
    }
}

fn percent(number: u128, basis_points: u32) -> PromotionTerms {
    terms(number, Benefit::Percent { basis_points })
}

fn amount_off(number: u128, minor: i64) -> PromotionTerms {
    terms(number, Benefit::Amount { amounts: Prices::from([(Currency::Eur, minor)]) })
}

fn books_only() -> Target {
    Target::Goods { collections: BTreeSet::from(["books".parse().expect("a slug")]), skus: BTreeSet::new() }
}

struct Shop {
    lines: Vec<Line>,
    promotions: Vec<PromotionTerms>,
    uses: Uses,
    delivery: Option<DeliveryMethod>,
    country: Country,
    territory: Option<Territory>,
    mode: PriceMode,
    gift_cards: Vec<GiftCard>,
}

impl Shop {
    fn of(lines: Vec<Line>, promotions: Vec<PromotionTerms>) -> Self {
        let (country, mode) = (Country::De, PriceMode::TaxIncluded);
        Self {
            lines,
            promotions,
            uses: Uses::default(),
            delivery: None,
            country,
            territory: None,
            mode,
            gift_cards: vec![],
        }
    }

    fn price(&self) -> Result<Priced, PricingError> {
        let sound = |terms: &PromotionTerms| Promotion::try_from(terms.clone()).expect("sound terms");
        let promotions: Vec<Promotion> = self.promotions.iter().map(sound).collect();
        let claims: Vec<Claim> = promotions.iter().map(|promotion| Claim { promotion, uses: self.uses }).collect();
        price(&Basket {
            currency: Currency::Eur,
            lines: &self.lines,
            claims: &claims,
            delivery: self.delivery,
            to: Destination { territory: self.territory, ..self.country.into() },
            deliveries: &DeliveryTable::default(),
            taxes: &TaxTable::of_2026(),
            mode: self.mode,
            gift_cards: &self.gift_cards,
            now: 1_000,
        })
    }

    fn parts(&self) -> BreakdownParts {
        self.price().expect("a price").breakdown.into()
    }

    fn rejection(&self) -> Option<PromotionRejection> {
        self.price().expect("a price").refused.first().map(|(_, rejection)| *rejection)
    }
}

fn minors(parts: &BreakdownParts, part: fn(&LineCharge) -> Money) -> Vec<i64> {
    parts.lines.iter().map(|line| part(line).minor).collect()
}

#[test]
fn tax_is_shown_in_german_prices() {
    let parts = Shop { delivery: Some(DeliveryMethod::Standard), ..Shop::of(mugs_and_a_book(), vec![]) }.parts();
    assert_eq!((parts.goods, parts.discount, parts.total), (euro(6998), euro(0), euro(7488)));
    // 39.98 × 19/119 and 30.00 × 7/107.
    assert_eq!(minors(&parts, |line| line.tax), [638, 196]);
    // 4.90 is split 39.98 : 30.00 into 2.80 and 2.10, with 0.45 and 0.14 of tax.
    let delivery = parts.delivery.as_ref().expect("chosen");
    let by_rate: Vec<_> = delivery.by_rate.iter().map(|part| (part.rate, part.amount.minor, part.tax.minor)).collect();
    assert_eq!(by_rate, [(700, 210, 14), (1900, 280, 45)]);
    let by_rate: Vec<_> = parts.tax_by_rate.iter().map(|part| (part.rate, part.amount.minor, part.tax.minor)).collect();
    assert_eq!(by_rate, [(700, 3210, 210), (1900, 4278, 683)]);
    assert_eq!((parts.tax, parts.to_charge), (euro(893), euro(7488)));
}

#[test]
fn tax_is_added_where_prices_exclude_it() {
    let shop = Shop { mode: PriceMode::TaxExcluded, ..Shop::of(mugs_and_a_book(), vec![percent(1, 1000)]) };
    let parts = shop.parts();
    // 10 % of 69.98 is 7.00; 4.00 of it falls on the mugs, 3.00 on the book.
    assert_eq!(minors(&parts, |line| line.net), [3598, 2700]);
    assert_eq!(minors(&parts, |line| line.tax), [684, 189]);
    assert_eq!((parts.tax, parts.total), (euro(873), euro(6298 + 873)));
}

#[test]
fn gift_cards_pay_before_anything_is_charged() {
    let card = |number, balance| GiftCard { id: GiftCardId(Uuid::from_u128(number)), balance: euro(balance) };
    let gift_cards = vec![card(1, 1000), card(1, 1000), card(2, 0), card(3, 10_000), card(4, 50)];
    let parts = Shop { gift_cards, ..Shop::of(mugs_and_a_book(), vec![]) }.parts();
    let paid: Vec<_> = parts.gift_cards.iter().map(|part| (part.card.0.as_u128(), part.amount.minor)).collect();
    assert_eq!(paid, [(1, 1000), (3, 5998)]);
    assert_eq!(parts.to_charge, euro(0));
}

#[test]
fn nothing_costs_nothing() {
    let empty = Shop { delivery: Some(DeliveryMethod::Express), ..Shop::of(vec![], vec![percent(1, 1)]) };
    assert_eq!((empty.parts().total, empty.parts().delivery), (euro(0), None));
    let free = Shop::of(vec![line("LEAFLET", 0, 1, TaxClass::Reduced, "table")], vec![]);
    let parts = Shop { delivery: Some(DeliveryMethod::Standard), ..free }.parts();
    // Goods without a price say nothing of delivery's tax, so it is the standard rate's.
    assert_eq!(parts.delivery.expect("chosen").by_rate[0].rate, 1900);
}
