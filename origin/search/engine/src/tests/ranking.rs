//! Which of the products that have the words come first.

use std::collections::HashMap;

use domain::Locale;
use domain::catalog::Localized;

use super::*;

fn shelf(products: &[serde_json::Value]) -> Shelf {
    let products =
        products.iter().enumerate().map(|(number, json)| (id((number as u128 + 1) << 64), product(json.clone())));
    Shelf::with(&products.collect::<Vec<_>>())
}

fn thing(slug: &str, title: &str, brand: &str) -> serde_json::Value {
    json!({ "slug": slug, "title": { "en": title }, "brand": brand, "variants": [{ "sku": slug }] })
}

#[test]
fn what_a_thing_is_comes_before_what_goes_with_it() {
    let shelf = shelf(&[
        thing("case", "Lumo TBC302 camera case camera pouch", "Lumo"),
        thing("bag", "Lumo B9900 camera bag", "Lumo"),
        thing(
            "camera",
            "Lumo A1000 camera Black with strap, battery, charger, memory card and 12 months of updates",
            "Lumo",
        ),
        thing("cable", "Lumo HD200 hdmi cable 2 m", "Lumo"),
        thing("tester", "Lumo T5000 cable tester", "Lumo"),
    ]);
    assert_eq!(shelf.slugs("camera")[0], "camera");
    assert_eq!(shelf.slugs("camera bag")[0], "bag");
    assert_eq!(shelf.slugs("cable")[0], "cable");
    assert_eq!(shelf.slugs("lumo camera")[0], "camera");
}

/// Its words would put it first, and a book that names no type would be behind it.
#[test]
fn what_only_goes_with_a_thing_comes_last() {
    let mut things: Vec<_> =
        (1..4).map(|number| thing(&format!("m{number}"), &format!("Lumo M{number}000 monitor"), "Lumo")).collect();
    things.push(thing("arm", "Arm for monitor, fits each monitor", ""));
    things.push(thing("book", "Atlas of the monitor lizard and of all its kin in colour, on three hundred pages", ""));
    let slugs = shelf(&things).slugs("monitor");
    assert_eq!(slugs[3..], ["book", "arm"], "{slugs:?}");
    assert_eq!(shelf(&things).slugs("monitor arm")[0], "arm");
}

#[test]
fn a_declared_type_is_believed() {
    let mut declared = thing("pouch", "Lumo P1 Black", "Lumo");
    declared["attributes"] = json!({ "product_type": "Camera" });
    let shelf = shelf(&[thing("book", "Book of Camera, a book on every camera ever made", ""), declared]);
    assert_eq!(shelf.slugs("camera")[0], "pouch");
}

#[test]
fn the_type_that_a_product_was_given_is_believed_by_its_name() {
    let mut typed = thing("pouch", "Lumo P1 Black", "Lumo");
    typed["product_type"] = json!("c-1");
    let book = thing("book", "Book of Camera, a book on every camera ever made", "");
    let shelf = Shelf::with(&[]);
    let mut writer = shelf.index.writer().expect("nobody else writes");
    let name = Localized::same("Camera").with(Locale::De, "Kamera");
    writer.name_types(HashMap::from([("c-1".parse().expect("a handle"), name)]));
    writer.upsert(&[(id(1), 1, product(book)), (id(2), 1, product(typed))]).expect("room on the disk");
    writer.commit().expect("room on the disk");
    drop(writer);
    assert_eq!(shelf.slugs("camera")[0], "pouch");
}

#[test]
fn a_brand_alone_asks_for_what_it_makes() {
    let shelf =
        shelf(&[thing("case", "Case for Lumo, fits Lumo", "Other"), thing("tripod", "Stand for cameras", "Lumo")]);
    assert_eq!(shelf.slugs("lumo")[0], "tripod");
}

#[test]
fn words_that_stand_together_come_first() {
    let shelf = shelf(&[
        thing("apart", "Chair with lamp for any desk", ""),
        thing("together", "Large and very heavy old desk lamp, chair included", ""),
    ]);
    assert_eq!(shelf.slugs("desk lamp")[0], "together");
}

#[test]
fn what_the_maker_calls_it_is_found() {
    let mut model = thing("toner", "Toner Black", "Brother");
    model["attributes"] = json!({ "part_number": "TN-2110" });
    let shelf = shelf(&[model, thing("other", "Toner Cyan", "Brother")]);
    for query in ["tn-2110", "TN2110", "tn 2110"] {
        assert_eq!(shelf.slugs(query), ["toner"], "{query}");
    }
}

#[test]
fn what_is_found_is_sorted_by_price_and_day() {
    let lamp = |slug: &str, euro: Option<i64>, released: Option<&str>| {
        let prices: Vec<_> = euro.iter().map(|minor| json!({ "currency": "EUR", "amount_minor": minor })).collect();
        json!({ "slug": slug, "title": { "en": "Red lamp" }, "released_on": released,
            "variants": [{ "sku": slug, "prices": prices }] })
    };
    let shelf = shelf(&[
        lamp("dear", Some(9000), Some("2024-05-01")),
        lamp("none", None, None),
        lamp("cheap", Some(500), Some("2026-01-31")),
        thing("chair", "Red chair", ""),
        lamp("fair", Some(2000), Some("2025-12-31")),
    ]);
    let slugs = |sort| -> Vec<String> {
        let found = shelf.index.search("red lamp", Market::Eu, sort, 1).expect("a readable index");
        assert_eq!(found.total, if sort == Sort::Featured { 5 } else { 4 });
        found.hits.into_iter().map(|hit| hit.slug.into()).collect()
    };
    assert_eq!(slugs(Sort::PriceAscending), ["cheap", "fair", "dear", "none"]);
    assert_eq!(slugs(Sort::PriceDescending), ["dear", "fair", "cheap", "none"]);
    assert_eq!(slugs(Sort::Newest), ["cheap", "fair", "dear", "none"]);
    assert_eq!(slugs(Sort::Featured)[4], "chair");
}

/// The order does not depend on how the index came about.
#[test]
fn equally_good_hits_come_newest_first_whatever_the_files_are() {
    let lamp = |number: u128| (id(number << 64), plain(&format!("lamp-{number}"), "Red lamp"));
    let newest_first: Vec<String> = (1..=20).rev().map(|number| format!("lamp-{number}")).collect();
    let at_once = Shelf::with(&(1..=20).map(lamp).collect::<Vec<_>>());
    assert_eq!(at_once.slugs("lamp"), newest_first);
    let bit_by_bit = Shelf::with(&[]);
    let mut writer = bit_by_bit.index.writer().expect("nobody else writes");
    for number in [7, 3, 20, 1, 2, 19, 4, 5, 6, 8, 18, 17, 9, 10, 11, 16, 15, 14, 13, 12, 7, 20] {
        let (id, product) = lamp(number);
        writer.upsert(&[(id, 1, product)]).expect("room on the disk");
        writer.commit().expect("room on the disk");
    }
    assert_eq!(bit_by_bit.slugs("lamp"), newest_first);
}

#[test]
fn what_a_product_has_finds_it_only_where_no_product_is_said_to_be_it() {
    let mut notebook = thing("notebook", "Lumo N1000 notebook", "Lumo");
    notebook["attributes"] = json!({ "camera": true, "rain_cover": true, "sd_slot": false });
    let shelf = shelf(&[notebook, thing("camera", "Lumo A1000 camera", "Lumo"), thing("bag", "Bag", "")]);
    assert_eq!(shelf.slugs("camera"), ["camera"], "it has one, and is none");
    assert_eq!(shelf.slugs("rain cover"), ["notebook"], "nothing else is called so");
    assert_eq!(shelf.slugs("notebook camera")[0], "notebook", "no product is both");
    assert!(shelf.slugs("slot").is_empty(), "what it has not says nothing");
    let market = Market::Eu;
    let explained =
        shelf.index.explain("rain cover", market, id(1 << 64), None).expect("readable").expect("it is there");
    assert!(explained.words.iter().all(|word| word.points.is_some_and(|points| points > 0)), "{:?}", explained.words);
}
