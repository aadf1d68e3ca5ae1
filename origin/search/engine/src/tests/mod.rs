//! The engine from the outside: products in, pages of hits out.

mod changing;
mod companions;
mod corrections;
mod crashes;
pub(crate) mod products;
mod ranking;
mod spellings;
mod steering;
mod suggestions;
mod volatile;

use api::catalog::{ProductDocument, Sort};
use domain::{Market, ProductId};
use serde_json::json;
use tempfile::TempDir;

use self::products::{harbour_mug, id, index_of, plain, product};
use crate::Index;

/// An index with products.
struct Shelf {
    dir: TempDir,
    index: Index,
}

impl Shelf {
    fn with(products: &[(ProductId, ProductDocument)]) -> Self {
        let (dir, index) = index_of(products);
        Self { dir, index }
    }

    fn demo() -> Self {
        Self::with(&[
            (id(1), harbour_mug()),
            (id(2), plain("net-loft-blanket", "Net loft blanket")),
            (id(3), plain("tn-2110", "Brother TN-2110 toner")),
        ])
    }

    fn slugs(&self, query: &str) -> Vec<String> {
        self.slugs_in(query, Market::Eu)
    }

    fn slugs_in(&self, query: &str, market: Market) -> Vec<String> {
        let found = self.index.search(query, market, Sort::Featured, 1).expect("a readable index");
        assert_eq!(found.total as usize, found.hits.len(), "all on one page: {query}");
        found.hits.into_iter().map(|hit| hit.slug.into()).collect()
    }

    fn check(&self, queries: &[&str], expect: &str) {
        for query in queries {
            assert_eq!(self.slugs(query), [expect], "{query}");
        }
    }
}

/// One product a title, in this order.
fn titled(titles: &[&str]) -> Shelf {
    let products =
        titles.iter().enumerate().map(|(number, title)| (id(number as u128), plain(&format!("p-{number}"), title)));
    Shelf::with(&products.collect::<Vec<_>>())
}

#[test]
fn a_product_is_found_by_whatever_it_says() {
    let shelf = Shelf::demo();
    shelf.check(&["harbour", "MUG", "mugs", "harbour mug", "mug, harbour!"], "harbour-mug");
    shelf.check(&["kleiwarft", "mug kleiwarft"], "harbour-mug");
    shelf.check(&["TBL-MUG-OAT", "tbl-mug-ink", "0095205603217", "95205603217"], "harbour-mug");
    shelf.check(&["feldspar", "oat mug", "dishwasher", "stoneware", "speckled", "table"], "harbour-mug");
    shelf.check(&["TN-2110", "tn2110", "tn 2110", "brother toner"], "tn-2110");
    assert!(shelf.slugs("300").is_empty(), "numbers alone say nothing");
    assert!(shelf.slugs("kayak").is_empty());
}

#[test]
fn german_texts_are_searched_in_german() {
    let shelf = Shelf::demo();
    for query in ["Becher", "hafen", "henkel", "Finger", "hafer", "glasuren", "Kleiwarft", "TBL-MUG-OAT"] {
        assert_eq!(shelf.slugs_in(query, Market::De), ["harbour-mug"], "{query}");
    }
    assert!(shelf.slugs_in("harbour", Market::De).is_empty());
    assert!(shelf.slugs("becher").is_empty());
    // What is not translated is found by its English words.
    assert_eq!(shelf.slugs_in("blanket", Market::De), ["net-loft-blanket"]);
}

#[test]
fn products_with_every_word_come_first_then_those_with_any() {
    let shelf = Shelf::with(&[
        (id(1), plain("red-lamp", "Red lamp")),
        (id(2), plain("blue-lamp", "Blue lamp lamp lamp")),
        (id(3), plain("red-chair", "Red red chair")),
        (id(4), plain("green-desk", "Green desk")),
    ]);
    let hits = shelf.slugs("red lamp");
    assert_eq!(hits[0], "red-lamp");
    assert_eq!(hits.len(), 3);
    assert!(!hits.contains(&"green-desk".to_owned()));
    assert_eq!(shelf.slugs("red kayak").len(), 2, "a word nobody has does not empty the page");
}

#[test]
fn enough_products_with_every_word_need_no_others() {
    let mut products: Vec<_> =
        (0..12).map(|number| (id(number), plain(&format!("lamp-{number}"), "Red lamp"))).collect();
    products.push((id(99), plain("other", "Red chair")));
    assert_eq!(Shelf::with(&products).slugs("red lamp").len(), 12);
}

#[test]
fn an_update_replaces_and_a_removal_removes() {
    let shelf = Shelf::demo();
    let mut writer = shelf.index.writer().expect("nobody else writes");
    writer.upsert(&[(id(1), 7, plain("harbour-mug", "Quayside cup"))]).expect("room on the disk");
    assert_eq!(shelf.slugs("mug"), ["harbour-mug"], "nothing changes before the commit");
    writer.commit().expect("room on the disk");
    assert!(shelf.slugs("mug").is_empty());
    assert_eq!(shelf.slugs("cup"), ["harbour-mug"]);
    writer.delete(&[id(1), id(2), id(77)]);
    writer.commit().expect("room on the disk");
    assert!(shelf.slugs("cup blanket").is_empty());
    assert_eq!(shelf.index.len().expect("readable"), 1);
    assert!(shelf.index.products().expect("readable").contains(&id(3)));
}

#[test]
fn another_process_sees_each_commit_at_once() {
    let shelf = Shelf::demo();
    let reader = Index::open(shelf.dir.path()).expect("two may read");
    let mut writer = shelf.index.writer().expect("nobody else writes");
    assert!(reader.writer().is_err(), "one may write");
    for round in 0..30 {
        writer.upsert(&[(id(1), 7, plain("mug", &format!("round{round}")))]).expect("room on the disk");
        writer.commit().expect("room on the disk");
        let found = reader.search(&format!("round{round}"), Market::Eu, Sort::Featured, 1).expect("a readable index");
        assert_eq!(found.total, 1, "round {round}");
    }
}

#[test]
fn hostile_queries_are_answered() {
    let shelf = Shelf::demo();
    let long = "mug ".repeat(2500);
    let words: String = (0..1_000).map(|number| format!("word{number} ")).collect();
    for query in [
        "",
        "   ",
        "!?*",
        "\"",
        "\"mug",
        "mug\" \"tea",
        "title:mug^9",
        "mug AND OR NOT",
        "a-b-c-d",
        "%_\\'",
        "mug\0tea\0",
        "\u{202e}gum\u{202c} שלום mug 茶碗 кружка",
        "ﷺ ｍｕｇ ①②③ e\u{301}\u{301}\u{301}",
        "\u{fffd}\u{fffd}mug",
        &"!".repeat(10_000),
        &"x".repeat(10_000),
        &long,
        &words,
    ] {
        shelf.index.search(query, Market::Eu, Sort::Featured, 1).unwrap_or_else(|error| panic!("{query}: {error}"));
    }
    assert!(shelf.slugs("?!").is_empty() && shelf.slugs("").is_empty());
    assert_eq!(shelf.slugs(&long), ["harbour-mug"]);
}
