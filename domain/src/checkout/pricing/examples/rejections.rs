//! What is refused, and with which words.

use super::*;

#[test]
fn a_refusal_says_what_to_do() {
    let minimum = |minor| Prices::from([(Currency::Eur, minor)]);
    let dollars = || Benefit::Amount { amounts: Prices::from([(Currency::Usd, 500)]) };
    let nothing = Target::Goods { collections: BTreeSet::new(), skus: BTreeSet::from(["JUG".parse().expect("a SKU")]) };
    let currency = Currency::Eur;
    for (terms, expect) in [
        (
            PromotionTerms { starts_at: Some(1_001), ..percent(1, 1) },
            Some(PromotionRejection::NotYet { starts_at: 1_001 }),
        ),
        (PromotionTerms { starts_at: Some(1_000), ..percent(1, 1) }, None),
        (
            PromotionTerms { ends_at: Some(1_000), ..percent(1, 1) },
            Some(PromotionRejection::Expired { ends_at: 1_000 }),
        ),
        (PromotionTerms { ends_at: Some(1_001), ..percent(1, 1) }, None),
        (PromotionTerms { max_uses: Some(7), ..percent(1, 1) }, Some(PromotionRejection::UsedUp)),
        (PromotionTerms { max_uses: Some(8), ..percent(1, 1) }, None),
        (
            PromotionTerms { max_uses_per_customer: Some(2), ..percent(1, 1) },
            Some(PromotionRejection::UsedUpByCustomer),
        ),
        (PromotionTerms { max_uses_per_customer: Some(3), ..percent(1, 1) }, None),
        (PromotionTerms { target: nothing, ..percent(1, 1) }, Some(PromotionRejection::NotForTheseGoods)),
        (PromotionTerms { minimum_spend: minimum(6998), ..percent(1, 1) }, None),
        (
            PromotionTerms { minimum_spend: minimum(7000), ..percent(1, 1) },
            Some(PromotionRejection::MinimumSpend { missing: euro(2) }),
        ),
        (
            PromotionTerms { minimum_spend: minimum(3001), target: books_only(), ..percent(1, 1) },
            Some(PromotionRejection::MinimumSpend { missing: euro(1) }),
        ),
        (terms(1, dollars()), Some(PromotionRejection::NotInCurrency { currency })),
        (
            PromotionTerms { minimum_spend: Prices::from([(Currency::Usd, 1)]), ..percent(1, 1) },
            Some(PromotionRejection::NotInCurrency { currency }),
        ),
        (
            terms(1, Benefit::BuyGet { buy: 3, get: 1, basis_points: 1 }),
            Some(PromotionRejection::TooFewUnits { missing: 1 }),
        ),
        (terms(1, Benefit::BuyGet { buy: 2, get: 1, basis_points: 10_000 }), None),
    ] {
        let uses = Uses { total: 7, by_customer: 2 };
        assert_eq!(Shop { uses, ..Shop::of(mugs_and_a_book(), vec![terms.clone()]) }.rejection(), expect, "{terms:?}");
    }
    let missing = PromotionRejection::MinimumSpend { missing: euro(1250) };
    assert_eq!(missing.to_string(), "spend €12.50 more on what this promotion is for to use it");
    let twice = Shop::of(mugs_and_a_book(), vec![percent(1, 10_000), percent(2, 1)]);
    assert_eq!(twice.rejection(), Some(PromotionRejection::NothingLeft));
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
    assert!(matches!(pickup.price(), Err(PricingError::Delivery(DeliveryRejection::Method(..)))));
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
