//! Lines that change nothing, what is named, or nothing at all.

use super::super::table::separated;
use super::*;
use crate::products::testing::product;

fn changed(text: &str) -> Result<Read, Vec<Slip>> {
    let product = product();
    let stock = Stock::from([("MUG-2".parse().expect("a SKU"), -3)]);
    let read = read(&separated(text).expect("few"), &product, &stock);
    read.map_err(|faults| faults.into_iter().map(|fault| fault.slip).collect())
}

#[test]
fn lines_that_come_back_as_they_were_change_nothing() {
    let product = product();
    let stock = Stock::from([("MUG-2".parse().expect("a SKU"), -3)]);
    for locale in Locale::ALL {
        let lines = lines_of(&product, &stock, locale);
        let read = changed(&lines).expect("no fault");
        assert_eq!((read.variants, read.stock, read.changes), (product.variants.clone(), vec![], vec![]), "{lines}");
    }
}

#[test]
fn only_what_is_named_changes() {
    let read = changed("sku\teur\tStock\nMUG-2\t21,5\t7\nNEW\t5\t1\nMUG / 1\t19.99").expect("no fault");
    assert_eq!(read.variants.len(), 3);
    assert_eq!(read.variants[1].prices[0].amount_minor, 2150);
    assert_eq!(read.variants[0], product().variants[0]);
    let counted: Vec<(String, u32)> = read.stock.iter().map(|(sku, units)| (sku.to_string(), *units)).collect();
    assert_eq!(counted, [("MUG-2".to_owned(), 7), ("NEW".to_owned(), 1)]);
    let told: Vec<(&str, &str, &str)> =
        read.changes.iter().map(|one| (one.column.as_str(), one.before.as_str(), one.after.as_str())).collect();
    assert_eq!(told, [("EUR", "20.50", "21.50"), ("Stock", "-3", "7"), ("EUR", "", "5.00"), ("Stock", "", "1")]);
    let away = changed("SKU;EUR before\nMUG-2;").expect("no fault");
    assert_eq!(away.variants[1].prices[0].compare_at_minor, None);
}

#[test]
fn each_slip_is_told() {
    let slips = |text: &str| changed(text).expect_err(text);
    assert_eq!(slips(""), [Slip::NoSkuColumn]);
    assert_eq!(slips("EUR\n5"), [Slip::NoSkuColumn]);
    assert_eq!(slips("SKU\tPrice\nA\t5"), [Slip::UnknownColumn]);
    assert_eq!(slips("SKU\tsku\nA\tA"), [Slip::ColumnTwice]);
    assert_eq!(slips("SKU\tEUR\n..\t1\nMUG-2\tx\nMUG-2\t1"), [Slip::NotASku, Slip::NotAPrice, Slip::SkuTwice]);
    assert_eq!(slips("SKU\tEUR\nMUG-2\t100"), [Slip::FormerPrice], "99 was the former one");
    assert_eq!(slips("SKU\tStock\tGrams\nMUG-2\tmany\t1.5"), [Slip::NotACount, Slip::NotAWeight]);
    assert_eq!(slips("SKU\tMeasure\nMUG-2\t250 g / 1 l"), [Slip::NotAMeasure]);
}

#[test]
fn a_variant_s_tax_and_contents_have_columns() {
    let read = changed("SKU\tTax\tContains\nMUG-2\treduced\t2 × CUP + 1 × LID").expect("no fault");
    assert_eq!(read.variants[1].tax_class, domain::checkout::TaxClass::Reduced);
    assert_eq!(read.variants[1].components.len(), 2);
    let told: Vec<(&str, &str)> = read.changes.iter().map(|one| (one.before.as_str(), one.after.as_str())).collect();
    assert_eq!(told, [("standard", "reduced"), ("", "2 × CUP + 1 × LID")]);
    let slips = changed("SKU\tTax\tContains\nMUG-2\tnone\t..").expect_err("two faults");
    assert_eq!(slips, [Slip::NotATaxClass, Slip::NotContents]);
}
