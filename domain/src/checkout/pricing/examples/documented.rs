//! The example of `docs/pricing.md`, figure by figure.

use super::*;

const DOCUMENT: &str = include_str!("../../../../../docs/pricing.md");

/// `19.99`, with a minus sign where something is taken off.
fn figure(minor: i64) -> String {
    let sign = if minor < 0 { "−" } else { "" };
    format!("{sign}{}.{:02}", minor.abs() / 100, minor.abs() % 100)
}

/// The figures of the table's row that begins so; nothing where a cell is empty.
fn row(title: &str) -> Vec<String> {
    let row = DOCUMENT.lines().find(|line| line.starts_with(&format!("| {title}"))).expect("there is such a row");
    row.trim_matches('|').split('|').skip(1).map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn the_documented_example_is_what_the_shop_charges() {
    let five_off = PromotionTerms { priority: 1, ..amount_off(1, 500) };
    let books = PromotionTerms { priority: 2, target: books_only(), ..percent(2, 1000) };
    let gift_cards = vec![GiftCard { id: GiftCardId(Uuid::from_u128(1)), balance: euro(2000) }];
    let alone = Shop::of(mugs_and_a_book(), vec![five_off.clone()]).parts();
    let shop = Shop::of(mugs_and_a_book(), vec![books, five_off]);
    let parts = Shop { delivery: Some(DeliveryMethod::Standard), gift_cards, ..shop }.parts();
    let delivery = parts.delivery.as_ref().expect("chosen");

    let check = |title: &str, cells: [Option<i64>; 4]| {
        assert_eq!(row(title), cells.map(|cell| cell.map(figure).unwrap_or_default()), "{title}");
    };
    let lines =
        |part: fn(&LineCharge) -> Money| [parts.lines[0].clone(), parts.lines[1].clone()].map(|l| part(&l).minor);
    let [mugs, book] = lines(|line| line.list);
    check("list", [Some(mugs), Some(book), Some(delivery.fee.minor), Some(mugs + book + delivery.fee.minor)]);
    let spread = minors(&alone, |line| line.discount);
    check("5.00 off", [Some(-spread[0]), Some(-spread[1]), None, Some(-parts.promotions[0].goods.minor)]);
    let then = parts.promotions[1].goods.minor;
    assert_eq!(parts.lines[1].discount.minor, spread[1] + then);
    check("10 % off", [None, Some(-then), None, Some(-then)]);
    let [mugs, book] = lines(|line| line.net);
    check("total", [Some(mugs), Some(book), Some(delivery.net.minor), Some(parts.total.minor)]);
    let [mugs, book] = lines(|line| line.tax);
    check("of it tax", [Some(mugs), Some(book), Some(delivery.tax.minor), Some(parts.tax.minor)]);
    check("gift card", [None, None, None, Some(-parts.gift_cards[0].amount.minor)]);
    check("to pay", [None, None, None, Some(parts.to_charge.minor)]);

    let by_rate: Vec<String> = delivery
        .by_rate
        .iter()
        .flat_map(|part| [format!("{} at {} %", figure(part.amount.minor), part.rate / 100), figure(part.tax.minor)])
        .collect();
    let sentence =
        DOCUMENT.lines().find(|line| line.starts_with("Delivery's 4.90 are")).expect("there is such a sentence");
    assert!(by_rate.iter().all(|figure| sentence.contains(figure.as_str())), "{by_rate:?}");
}
