//! Orders a merchant would recognise, worked out by hand.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::*;
use crate::catalog::Localized;
use crate::checkout::{Benefit, PromotionTerms, Target, TaxClass, Uses};
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
    mode: PriceMode,
    gift_cards: Vec<GiftCard>,
}

impl Shop {
    fn of(lines: Vec<Line>, promotions: Vec<PromotionTerms>) -> Self {
        let (country, mode) = (Country::De, PriceMode::TaxIncluded);
        Self { lines, promotions, uses: Uses::default(), delivery: None, country, mode, gift_cards: vec![] }
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
            country: self.country,
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

    fn refusal(&self) -> Option<Refusal> {
        self.price().expect("a price").refused.first().map(|(_, refusal)| *refusal)
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
fn promotions_apply_in_order_to_what_is_left() {
    let first = PromotionTerms { priority: 1, ..amount_off(9, 1000) };
    let then = PromotionTerms { priority: 2, target: books_only(), ..percent(1, 5000) };
    let parts = Shop::of(mugs_and_a_book(), vec![then, first]).parts();
    // 10.00 falls 5.71 : 4.29; then half of the book's 25.71 is 12.855, rounded up.
    assert_eq!(minors(&parts, |line| line.net), [3998 - 571, 2571 - 1286]);
    let given: Vec<_> = parts.promotions.iter().map(|given| (given.promotion.0.as_u128(), given.goods.minor)).collect();
    assert_eq!(given, [(9, 1000), (1, 1286)]);
}

#[test]
fn an_amount_never_exceeds_what_it_is_for() {
    let parts =
        Shop::of(mugs_and_a_book(), vec![PromotionTerms { target: books_only(), ..amount_off(1, 5000) }]).parts();
    assert_eq!(minors(&parts, |line| line.net), [3998, 0]);
}

#[test]
fn of_three_the_cheapest_is_free() {
    let three_for_two = |get, basis_points| terms(1, Benefit::BuyGet { buy: 2, get, basis_points });
    let lines = || {
        vec![
            line("MUG", 1999, 2, TaxClass::Standard, "table"),
            line("CUP", 1000, 3, TaxClass::Standard, "table"),
            line("JUG", 5000, 1, TaxClass::Standard, "table"),
        ]
    };
    let nets = |promotion| minors(&Shop::of(lines(), vec![promotion]).parts(), |line| line.net);
    // Six pieces: two of them, and both are cups.
    assert_eq!(nets(three_for_two(1, 10_000)), [3998, 1000, 5000]);
    // At half price.
    assert_eq!(nets(three_for_two(1, 5_000)), [3998, 2000, 5000]);
    // Buy two, get two: six pieces are one group of four, so two cups again.
    assert_eq!(nets(three_for_two(2, 10_000)), [3998, 1000, 5000]);
}

#[test]
fn free_delivery_takes_the_fee_off_and_shows_it() {
    let free = |methods: &[DeliveryMethod]| {
        terms(1, Benefit::FreeDelivery { methods: methods.iter().copied().collect::<BTreeSet<_>>() })
    };
    let shop = |delivery, promotion| Shop { delivery, ..Shop::of(mugs_and_a_book(), vec![promotion]) };
    let parts = shop(Some(DeliveryMethod::Standard), free(&[])).parts();
    let delivery = parts.delivery.as_ref().expect("chosen");
    assert_eq!((delivery.fee, delivery.discount, delivery.net), (euro(490), euro(490), euro(0)));
    assert_eq!((parts.discount, parts.total), (euro(490), euro(6998)));
    let express = shop(Some(DeliveryMethod::Express), free(&[DeliveryMethod::Standard]));
    assert_eq!(express.refusal(), Some(Refusal::NotForDelivery { method: DeliveryMethod::Express }));
    assert_eq!(shop(None, free(&[])).refusal(), Some(Refusal::NoDeliveryChosen));
}

#[test]
fn a_promotion_does_not_cost_the_shopper_free_delivery() {
    let lines = vec![line("JUG", 7600, 1, TaxClass::Standard, "table")];
    let shop = Shop { delivery: Some(DeliveryMethod::Standard), ..Shop::of(lines, vec![amount_off(1, 200)]) };
    assert_eq!(shop.parts().total, euro(7400));
}

#[test]
fn the_shopper_gets_the_better_of_exclusive_and_combined() {
    let exclusive = |terms| PromotionTerms { exclusive: true, ..terms };
    let chosen = |promotions| -> Vec<u128> {
        let parts = Shop::of(mugs_and_a_book(), promotions).parts();
        parts.promotions.iter().map(|given| given.promotion.0.as_u128()).collect()
    };
    // 69.98: 5.00 and 10 % of the rest are 11.50.
    let combined = || vec![amount_off(1, 500), percent(2, 1000)];
    let with = |more: Vec<PromotionTerms>| [combined(), more].concat();
    assert_eq!(chosen(with(vec![exclusive(amount_off(3, 1149))])), [1, 2]);
    assert_eq!(chosen(with(vec![exclusive(amount_off(3, 1150))])), [1, 2]);
    assert_eq!(chosen(with(vec![exclusive(amount_off(3, 1151))])), [3]);
    assert_eq!(chosen(with(vec![exclusive(amount_off(3, 1151)), exclusive(amount_off(4, 1200))])), [4]);
    let outdone = Shop::of(mugs_and_a_book(), with(vec![exclusive(amount_off(3, 1200))])).price().expect("a price");
    let ids: Vec<_> = outdone.refused.iter().map(|(id, refusal)| (id.0.as_u128(), *refusal)).collect();
    assert_eq!(ids, [(1, Refusal::Outdone), (2, Refusal::Outdone)]);
}

#[test]
fn a_refusal_says_what_to_do() {
    let minimum = |minor| Prices::from([(Currency::Eur, minor)]);
    let dollars = || Benefit::Amount { amounts: Prices::from([(Currency::Usd, 500)]) };
    let nothing = Target::Goods { collections: BTreeSet::new(), skus: BTreeSet::from(["JUG".parse().expect("a SKU")]) };
    let currency = Currency::Eur;
    for (terms, expect) in [
        (PromotionTerms { starts_at: Some(1_001), ..percent(1, 1) }, Some(Refusal::NotYet { starts_at: 1_001 })),
        (PromotionTerms { starts_at: Some(1_000), ..percent(1, 1) }, None),
        (PromotionTerms { ends_at: Some(1_000), ..percent(1, 1) }, Some(Refusal::Expired { ends_at: 1_000 })),
        (PromotionTerms { ends_at: Some(1_001), ..percent(1, 1) }, None),
        (PromotionTerms { max_uses: Some(7), ..percent(1, 1) }, Some(Refusal::UsedUp)),
        (PromotionTerms { max_uses: Some(8), ..percent(1, 1) }, None),
        (PromotionTerms { max_uses_per_customer: Some(2), ..percent(1, 1) }, Some(Refusal::UsedUpByCustomer)),
        (PromotionTerms { max_uses_per_customer: Some(3), ..percent(1, 1) }, None),
        (PromotionTerms { target: nothing, ..percent(1, 1) }, Some(Refusal::NotForTheseGoods)),
        (PromotionTerms { minimum_spend: minimum(6998), ..percent(1, 1) }, None),
        (
            PromotionTerms { minimum_spend: minimum(7000), ..percent(1, 1) },
            Some(Refusal::MinimumSpend { missing: euro(2) }),
        ),
        (
            PromotionTerms { minimum_spend: minimum(3001), target: books_only(), ..percent(1, 1) },
            Some(Refusal::MinimumSpend { missing: euro(1) }),
        ),
        (terms(1, dollars()), Some(Refusal::NotInCurrency { currency })),
        (
            PromotionTerms { minimum_spend: Prices::from([(Currency::Usd, 1)]), ..percent(1, 1) },
            Some(Refusal::NotInCurrency { currency }),
        ),
        (terms(1, Benefit::BuyGet { buy: 3, get: 1, basis_points: 1 }), Some(Refusal::TooFewPieces { missing: 1 })),
        (terms(1, Benefit::BuyGet { buy: 2, get: 1, basis_points: 10_000 }), None),
    ] {
        let uses = Uses { total: 7, by_customer: 2 };
        assert_eq!(Shop { uses, ..Shop::of(mugs_and_a_book(), vec![terms.clone()]) }.refusal(), expect, "{terms:?}");
    }
    let missing = Refusal::MinimumSpend { missing: euro(1250) };
    assert_eq!(missing.to_string(), "spend €12.50 more on what this promotion is for to use it");
    let twice = Shop::of(mugs_and_a_book(), vec![percent(1, 10_000), percent(2, 1)]);
    assert_eq!(twice.refusal(), Some(Refusal::NothingLeft));
}

#[test]
fn what_cannot_be_priced_is_refused() {
    let of = |lines| Shop::of(lines, vec![]);
    let dear = || line("JUG", i64::MAX / 50, 99, TaxClass::Standard, "table");
    assert_eq!(of(vec![dear()]).price(), Err(PricingError::Money(MoneyError::Overflow)));
    let most = || line("JUG", i64::MAX, 1, TaxClass::Standard, "table");
    assert_eq!(of(vec![most()]).parts().total, euro(i64::MAX));
    let added = Shop { mode: PriceMode::TaxExcluded, ..of(vec![most()]) };
    assert_eq!(added.price(), Err(PricingError::Money(MoneyError::Overflow)));
    let dollars = Line { unit_price: Money::new(1, Currency::Usd), ..dear() };
    let mismatch = Err(PricingError::Money(MoneyError::CurrencyMismatch(Currency::Eur, Currency::Usd)));
    assert_eq!(of(vec![dollars]).price(), mismatch);
    let card = |balance| vec![GiftCard { id: GiftCardId(Uuid::nil()), balance }];
    let foreign = card(Money::new(1, Currency::Usd));
    assert_eq!(Shop { gift_cards: foreign, ..of(mugs_and_a_book()) }.price(), mismatch);
    let below = Shop { gift_cards: card(euro(-1)), ..of(mugs_and_a_book()) };
    assert_eq!(below.price(), Err(PricingError::NegativeBalance(GiftCardId(Uuid::nil()))));
    let negative = line("JUG", -1, 1, TaxClass::Standard, "table");
    assert_eq!(of(vec![negative]).price(), Err(PricingError::NegativePrice("JUG".parse().expect("a SKU"))));
    let pickup = Shop { delivery: Some(DeliveryMethod::Pickup), ..of(mugs_and_a_book()) };
    assert!(matches!(pickup.price(), Err(PricingError::Delivery(NoDelivery::Method(..)))));
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

#[test]
fn parts_that_do_not_add_up_are_no_breakdown() {
    let shop = Shop { delivery: Some(DeliveryMethod::Standard), ..Shop::of(mugs_and_a_book(), vec![percent(1, 1000)]) };
    let check = |change: fn(&mut BreakdownParts), expect: &str| {
        let mut parts = shop.parts();
        change(&mut parts);
        let unproved = Breakdown::try_from(parts).expect_err("changed");
        assert!(unproved.to_string().contains(expect), "{unproved}");
    };
    assert!(Breakdown::try_from(shop.parts()).is_ok());
    check(|parts| parts.to_charge.minor -= 1, "gift cards and charge");
    check(|parts| parts.to_charge.currency = Currency::Usd, "another currency");
    check(|parts| parts.total.minor -= 1, "the total is not");
    check(|parts| parts.tax.minor += 1, "the tax is not");
    check(|parts| parts.tax_by_rate[0].amount.minor += 1, "tax by rate");
    check(|parts| parts.lines[0].tax.minor += 1, "a line's tax");
    check(|parts| parts.lines[0].net.minor -= 1, "less its discount");
    check(|parts| parts.lines[0].list.minor -= 1, "times its pieces");
    check(|parts| parts.promotions[0].goods.minor += 1, "the lines' discounts");
    check(|parts| parts.promotions[0].delivery.minor += 1, "delivery's discount");
    check(|parts| parts.promotions.extend(parts.promotions.clone()), "the lines' discounts");
    check(|parts| parts.discount.minor = -1, "negative");
    check(|parts| parts.goods.minor += 1, "the goods");
    check(|parts| parts.delivery = None, "tax by rate");
}
