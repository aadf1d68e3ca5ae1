//! What promotions give.

use super::*;

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
    // Six units: two of them, and both are cups.
    assert_eq!(nets(three_for_two(1, 10_000)), [3998, 1000, 5000]);
    // At half price.
    assert_eq!(nets(three_for_two(1, 5_000)), [3998, 2000, 5000]);
    // Buy two, get two: six units are one group of four, so two cups again.
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
    assert_eq!(express.rejection(), Some(PromotionRejection::NotForDelivery { method: DeliveryMethod::Express }));
    assert_eq!(shop(None, free(&[])).rejection(), Some(PromotionRejection::NoDeliveryChosen));
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
    let ids: Vec<_> = outdone.refused.iter().map(|(id, rejection)| (id.0.as_u128(), *rejection)).collect();
    assert_eq!(ids, [(1, PromotionRejection::Outdone), (2, PromotionRejection::Outdone)]);
}
