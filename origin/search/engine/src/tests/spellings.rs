//! What is written otherwise is found, and what only looks like it is not.

use serde_json::json;

use super::*;

fn fieldcases() -> Shelf {
    let named = [
        ("nor", "Fieldcase bracket NOR", "NOR.0707-60", Some("4006381333931")),
        ("dress", "Fieldcase insulation dress", "KT-INS114-DRE", None),
        ("soap", "L’Orangerie Seife", "FC-E-LOR", None),
        ("shirt", "Basic T-Shirt Fieldcase", "FC-E-TS", None),
        ("sheet", "Spannbettlaken 90 x 200 cm", "FC-E-SHEET", None),
        ("bottle", "Thermosflasche 500 ml", "FC-E-BOTTLE", None),
        ("jug", "Isolierkanne 1,5 l", "FC-E-KANNE", None),
        ("knives", "Paring knives fieldcase", "FC-E-KNIFE", None),
        ("socket", "Wi-Fi Steckdose", "FC-E-WIFI", None),
        ("cable", "Cable USB-C, 2 m", "CAB-2", None),
        ("pot", "Stoneware tea pot", "TBL-POT-OAT", None),
        ("mug", "Harbour mug", "TBL-MUG-OAT", None),
    ];
    let products = named.iter().enumerate().map(|(number, (slug, title, sku, gtin))| {
        let variant = json!({ "sku": sku, "gtin": gtin });
        let document = product(json!({ "slug": slug, "title": { "en": title }, "variants": [variant] }));
        (id(number as u128), document)
    });
    Shelf::with(&products.collect::<Vec<_>>())
}

/// The first hit, where more may follow that have some of the words.
#[test]
fn e_search_whatever_is_written_otherwise_is_found() {
    let shelf = fieldcases();
    let check = |queries: &[&str], expect: &str| {
        for query in queries {
            assert_eq!(shelf.slugs(query).first().map(String::as_str), Some(expect), "{query}");
        }
    };
    check(&["NOR.0707", "nor 0707", "NOR.0707-60", "nor070760", "NOR-0707/60", "0707-60", "NOR.07"], "nor");
    check(&["4006381333931", "4 006381 333931", "4-006381-333931", "400 6381 33393 1", "04006381333931"], "nor");
    check(&["KT-INS114", "kt ins114", "KTINS114", "INS114", "INS114-DRE", "kt-ins114-dre", "KT-INS11"], "dress");
    check(&["TBL-MUG", "tbl-mug-oat", "tblmug", "MUG-OAT"], "mug");
    check(&["lorangerie", "l'orangerie", "L’ORANGERIE", "orangerie", "l orangerie"], "soap");
    check(&["tshirt", "t-shirt", "t shirt", "T-Shirts", "tshirts"], "shirt");
    check(&["90x200", "90 x 200", "90 × 200", "90×200", "90X200cm", "90*200", "90 x 200 cm", "200 cm"], "sheet");
    check(&["500ml", "500 ml", "500 ML", "500-ml"], "bottle");
    check(&["1.5", "1,5", "1.5 l", "1,5l", "1.50 l", "1.5L"], "jug");
    check(&["knife", "knives", "paring knife"], "knives");
    check(&["wifi", "wi-fi", "wi fi", "WiFi Steckdose"], "socket");
    check(&["usbc", "usb-c", "usb c", "USB-C cable", "2m", "2 m"], "cable");
    check(&["teapot", "tea pot", "tea-pot", "teapots", "stoneware teapot"], "pot");
}

/// Whoever types the whole barcode of a product means that product: others that have a part of it are not listed behind it.
#[test]
fn a_barcode_with_blanks_finds_no_more_than_the_same_without() {
    let mut products = vec![
        (id(0), plain("parts", "Kit 006381 with 4 parts and 33393 screws")),
        (id(1), plain("x-ray", "X 300 of another make")),
    ];
    products.push((
        id(2),
        product(json!({ "slug": "printer", "title": { "en": "Printer" },
            "variants": [{ "sku": "NOR.0707-60", "gtin": "4006381333931" }] })),
    ));
    let shelf = Shelf::with(&products);
    for query in ["4006381333931", "4 006381 333931", "400 6381 33393 1", "0 4006381 333931"] {
        assert_eq!(shelf.slugs(query), ["printer"], "{query}");
    }
}

/// The index remembers words of what was taken out of it until its segments are joined.
#[test]
fn a_barcode_of_a_product_that_is_gone_hides_nothing() {
    let printer = product(json!({ "slug": "whole", "title": { "en": "Printer" },
        "variants": [{ "sku": "P", "gtin": "4006381333931" }] }));
    let shelf = Shelf::with(&[(id(0), printer), (id(1), plain("part", "Kit 006381"))]);
    assert_eq!(shelf.slugs("4 006381 333931"), ["whole"]);
    let mut writer = shelf.index.writer().expect("nobody else writes");
    writer.delete(&[id(0)]);
    writer.commit().expect("room on the disk");
    assert_eq!(shelf.slugs("4 006381 333931"), ["part"]);
}

/// Products with a single letter of what was asked, and none of its words, are not what comes closest.
#[test]
fn a_single_letter_alone_is_not_enough() {
    let shelf = titled(&["Lenovo ThinkPad X300 notebook", "ThinkPad dock", "Vitamin X syrup", "Bulb 300 lm"]);
    let mut found = shelf.slugs("thinkpad x 300");
    assert_eq!(found.remove(0), "p-0");
    found.sort();
    assert_eq!(found, ["p-1", "p-3"]);
    assert_eq!(shelf.slugs("x y"), ["p-2"], "where there are only letters, each is as good");
}

#[test]
fn e_search_wrong_neighbours_stay_away() {
    let shelf = fieldcases();
    let nothing = [
        "500 g",
        "5000 ml",
        "50 ml",
        "5 l",
        "15 l",
        "15",
        "200x90",
        "90x190",
        "x200",
        "usb-a",
        "usba",
        "KT-INS115",
        "KT-INS1142",
        "TBL-CUP",
        "DRE",
        "OAT",
        "KT",
        "4006381333932",
        "006381",
        "knit",
        "kniv",
        "lo",
        "rangerie",
        "ishirt",
        "pots and kettles of tin",
    ];
    for query in nothing {
        // In quotation marks, so that no other word is taken for it.
        let found = shelf.slugs(&format!("\"{query}\""));
        let right = query.contains("pots").then_some("pot");
        assert_eq!(found.first().map(String::as_str), right, "{query}: {found:?}");
    }
    for (query, expect) in [("500ml", 1), ("90 × 200", 1), ("1.5", 1), ("knife", 1), ("teapot", 1), ("wifi", 1)] {
        assert_eq!(shelf.slugs(query).len(), expect, "{query}");
    }
}

/// Every unit has one name, whoever writes it: the merchant or the shopper, in either language.
#[test]
fn a_measure_is_found_by_every_name_of_its_unit() {
    let shelf = Shelf::with(&[
        (id(1), plain("drawn", "Monitor 68.6 cm (27\")")),
        (id(2), plain("written", "Monitor 27-inch wide")),
        (id(3), plain("in-one-word", "Monitor 27inch")),
        (id(4), plain("german", "Monitor, 27 Zoll")),
        (id(5), plain("other", "Monitor 24\", height 27 cm")),
        (id(6), plain("jug", "Jug 1.5 l")),
        (id(7), plain("cable", "Cable 2 metres")),
    ]);
    for query in ["27 inch", "27inch", "27-inch", "27\"", "27″", "27 in", "27 zoll", "27 inches monitor"] {
        let mut found = shelf.slugs(query);
        found.truncate(4);
        found.sort();
        assert_eq!(found, ["drawn", "german", "in-one-word", "written"], "{query}");
    }
    assert_eq!(shelf.slugs("24 inch"), ["other"]);
    assert_eq!(shelf.slugs("27 cm"), ["other"]);
    assert!(shelf.slugs("\"2 inch\"").is_empty(), "a cable of 2 m is none");
    for query in ["1.5 liter", "1,5 litres", "1.5l"] {
        assert_eq!(shelf.slugs(query), ["jug"], "{query}");
    }
    for query in ["2 m", "2m", "2 meter"] {
        assert_eq!(shelf.slugs(query), ["cable"], "{query}");
    }
}

#[test]
fn e_search_works_in_every_language() {
    let shelf = Shelf::with(&[
        (
            id(1),
            product(
                json!({ "slug": "kanne", "title": { "en": "Tea pot", "de": "Teekanne 1,5 l" }, "variants": [{ "sku": "K" }] }),
            ),
        ),
        (
            id(2),
            product(
                json!({ "slug": "laken", "title": { "en": "Sheet", "de": "Laken 90 × 200" }, "variants": [{ "sku": "L" }] }),
            ),
        ),
    ]);
    for query in ["teekanne", "Tee Kanne", "tee-kanne", "1.5 l", "1,5l"] {
        assert_eq!(shelf.slugs_in(query, Market::De), ["kanne"], "{query}");
    }
    assert_eq!(shelf.slugs_in("90x200", Market::De), ["laken"]);
}

#[test]
fn a_compound_is_found_by_its_last_part() {
    let german = |slug: &str, title: &str, summary: &str| {
        product(json!({ "slug": slug, "title": { "en": slug, "de": title }, "summary": { "en": "", "de": summary },
            "variants": [{ "sku": slug }] }))
    };
    let products = [
        (id(1), 1, german("pot", "Teekanne", "Für Tee und Kräuter")),
        (id(2), 1, german("check", "Kontrolle", "Für Geräte")),
        (id(3), 1, german("roll", "Rolle aus Papier", "")),
        (id(4), 1, german("jug", "Kanne", "")),
    ];
    let shelf = Shelf::with(&[]);
    let mut writer = shelf.index.writer().expect("nobody else writes");
    writer.learn(&products);
    writer.upsert(&products).expect("room on the disk");
    writer.commit().expect("room on the disk");
    assert_eq!(shelf.slugs_in("kanne", Market::De), ["jug", "pot"]);
    assert_eq!(shelf.slugs_in("Kannen", Market::De), ["jug", "pot"]);
    assert_eq!(shelf.slugs_in("rolle", Market::De), ["roll"]);
    assert!(shelf.slugs("kanne").is_empty(), "English has no compounds");
}

/// Words that are written as one stand for both: else a product that has them so would be worth twice as much.
#[test]
fn two_words_as_one_are_worth_no_more_than_two() {
    let shelf = Shelf::with(&[
        (id(1), plain("two", "Mouse pad for gaming")),
        (id(2), plain("one", "Mousepad for home")),
        (id(3), plain("mouse", "Mouse for gaming")),
        (id(4), plain("gaming", "Chair for gaming")),
    ]);
    assert_eq!(shelf.slugs("gaming mouse pad")[0], "two");
    assert_eq!(shelf.slugs("mouse pad home")[0], "one");
}
