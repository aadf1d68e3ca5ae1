//! What is typed so far is gone on with.

use api::search::SearchEffect;

use super::*;
use crate::{Steering, Suggested, goes_on};

fn thing(slug: &str, title: &str, brand: &str) -> ProductDocument {
    product(json!({ "slug": slug, "title": { "en": title }, "brand": brand, "variants": [{ "sku": slug }] }))
}

fn shelf() -> Shelf {
    let mut products: Vec<_> =
        (0..4).map(|number| thing(&format!("camera-{number}"), "Lumo A1000 camera", "Lumo")).collect();
    products.push(thing("campfire", "Campfire kettle", "Camp & Co"));
    products.push(thing("keyboard", "Wireless keyboard", "Kontor"));
    products.push(thing("mouse", "Wireless mouse", "Kontor"));
    let products = products.into_iter().enumerate().map(|(number, product)| (id(number as u128), product));
    Shelf::with(&products.collect::<Vec<_>>())
}

fn suggest(shelf: &Shelf, query: &str) -> Suggested {
    shelf.index.suggest(query, Market::Eu, None).expect("a readable index")
}

#[test]
fn the_last_word_goes_on() {
    let shelf = shelf();
    let found = suggest(&shelf, "cam");
    assert_eq!(
        found.queries,
        ["camera", "camp", "campfire"],
        "what most products have comes first, and each finds something"
    );
    assert_eq!(found.brands, ["Camp & Co"], "spelt as the merchant does");
    let slugs: Vec<&str> = found.products.iter().map(|hit| hit.slug.as_str()).collect();
    assert_eq!((slugs.len(), slugs[4]), (5, "campfire"));
    assert_eq!(suggest(&shelf, "wireless k").queries, Vec::<String>::new(), "one letter says nothing");
    let found = suggest(&shelf, "wireless ke");
    assert_eq!(found.queries, ["wireless keyboard"], "no kettle is wireless");
    assert_eq!(found.products[0].slug.as_str(), "keyboard");
}

#[test]
fn what_is_finished_or_mistyped_is_found_too() {
    let shelf = shelf();
    let found = suggest(&shelf, "keyboard");
    assert!(found.queries.is_empty() && found.products[0].slug.as_str() == "keyboard");
    let found = suggest(&shelf, "keybord");
    assert_eq!((found.queries, found.products[0].slug.as_str()), (vec!["keyboard".to_owned()], "keyboard"));
    assert_eq!(suggest(&shelf, "kontor").brands, ["Kontor"]);
}

#[test]
fn products_are_those_that_the_merchant_has_searches_list() {
    let shelf = shelf();
    let effects = [
        SearchEffect::Synonyms { phrases: vec!["keyboard".to_owned(), "kettle".to_owned()] },
        SearchEffect::Pin { query: "keyboard".to_owned(), products: vec![id(6)] },
        SearchEffect::Bury { query: "keyboard".to_owned(), products: vec![id(5)] },
    ];
    let steering = Steering::of("keyboard", &effects);
    let found = shelf.index.suggest("keyboard", Market::Eu, Some(&steering)).expect("a readable index");
    let slugs: Vec<&str> = found.products.iter().map(|hit| hit.slug.as_str()).collect();
    assert_eq!(slugs, ["mouse", "campfire", "keyboard"]);
}

#[test]
fn nothing_and_nonsense_suggest_nothing() {
    let shelf = shelf();
    for query in ["", " ", "?!", "zzzzzz", "\u{0}", "\"", &"x".repeat(10_000)] {
        assert_eq!(suggest(&shelf, query), Suggested::default(), "{query}");
    }
    suggest(&shelf, &"cam ".repeat(2_500));
}

#[test]
fn a_name_goes_on_if_it_has_every_word() {
    for query in ["ki", "kitchen", "Kitchen ta", "TABLE & kitch"] {
        assert!(goes_on(query, "Kitchen & table"), "{query}");
    }
    for query in ["", "k", "itchen", "kit table", "kitchen chair"] {
        assert!(!goes_on(query, "Kitchen & table"), "{query}");
    }
}
