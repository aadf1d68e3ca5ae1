//! What the shop knows of products beside what the merchant says of them: what sells, and what is in stock.

use std::collections::HashMap;

use api::search::{FacetList, Filters};
use serde_json::json;

use super::*;
use crate::{List, Steering, Volatile};

/// The id of a lamp: the higher, the newer.
fn nth(number: u128) -> ProductId {
    id(number << 64)
}

fn shelf() -> Shelf {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open(dir.path()).expect("an empty index");
    let lamp = |number: u128| {
        let slug = format!("lamp-{number}");
        let json = json!({ "slug": slug, "title": { "en": "Lamp" }, "attributes": { "in_stock": "perhaps" },
                           "collections": ["light"], "variants": [{ "sku": slug }] });
        (nth(number), 1, product(json))
    };
    let products: Vec<_> = (1..=5).map(lamp).collect();
    let known = [(1, 3, Some(true)), (2, 20, Some(false)), (3, 0, Some(true)), (4, 3, None)];
    let volatile = known.map(|(number, sold, is_in_stock)| (nth(number), Volatile { sold, is_in_stock }));
    let mut writer = index.writer().expect("nobody else writes");
    writer.upsert_with(&products, &HashMap::from(volatile)).expect("room on the disk");
    writer.commit().expect("room on the disk");
    drop(writer);
    Shelf { dir, index }
}

fn list<'a>(query: &'a str, filters: &'a Filters) -> List<'a> {
    let (market, sort) = (Market::Eu, Sort::BestSelling);
    List { query, market, sort, collection: None, filters, min: None, max: None, steering: None }
}

#[test]
fn what_sells_comes_first_and_of_the_rest_the_newer() {
    let shelf = shelf();
    let expect = ["lamp-2", "lamp-4", "lamp-1", "lamp-5", "lamp-3"];
    let filters = Filters::default();
    for query in ["", "lamp"] {
        let found = shelf.index.list(&list(query, &filters), 1).expect("a readable index");
        assert_eq!(found.hits.iter().map(|hit| hit.slug.as_str()).collect::<Vec<_>>(), expect, "{query:?}");
    }
    let found = shelf.index.search("lamp", Market::Eu, Sort::BestSelling, 1).expect("a readable index");
    assert_eq!(found.hits.iter().map(|hit| hit.slug.as_str()).collect::<Vec<_>>(), expect);
    assert!(!list("", &filters).is_search() && list("lamp", &filters).is_search());
    assert!(List { sort: Sort::Featured, ..list("", &filters) }.is_search(), "nothing is found for nothing");
}

#[test]
fn a_list_is_narrowed_to_what_is_in_stock_and_an_attribute_of_that_name_says_nothing() {
    let shelf = shelf();
    let facets = |text: &str| -> FacetList {
        let filters: Filters = text.parse().expect("readable");
        shelf.index.facets(&list("lamp", &filters), &[]).expect("a readable index")
    };
    let values = |facets: &FacetList| {
        let facet = facets.facets.iter().find(|facet| facet.key == "in_stock").expect("they differ in it");
        facet.values.iter().map(|value| (value.code.clone(), value.products)).collect::<Vec<_>>()
    };
    let expect = [("true".to_owned(), 2), ("false".to_owned(), 1)];
    assert_eq!(values(&facets("")), expect);
    assert_eq!((facets("in_stock~true").total, values(&facets("in_stock~true"))), (2, expect.to_vec()));
    let unknown = |text: &str| shelf.index.unknown(&text.parse().expect("readable")).expect("a readable index");
    assert_eq!(unknown("in_stock~perhaps"), ["in_stock~perhaps"]);
    let empty = Shelf::demo();
    assert!(empty.index.unknown(&"in_stock~true".parse().expect("readable")).expect("readable").is_empty());
}

#[test]
fn only_what_is_otherwise_in_stock_is_to_be_written_anew() {
    let shelf = shelf();
    let stocked =
        [(1, true), (2, true), (3, false), (5, false), (9, true)].map(|(number, is_here)| (nth(number), is_here));
    let others = shelf.index.otherwise_stocked(&stocked).expect("a readable index");
    assert_eq!(others, [2, 3, 5].map(nth), "what is not in the index is not there to be changed");
}

/// Of products that are about as good; what fits better stays before what sells.
#[test]
fn what_can_be_sent_and_what_sells_decides_among_equals_unless_words_alone_shall() {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open(dir.path()).expect("an empty index");
    let titles = ["Oak lamp", "Oak lamp", "Oak lamp", "Oak lamp", "Lamp for oak desks"];
    let known = [(0, None), (0, Some(true)), (12, Some(true)), (100, Some(false)), (100_000, Some(true))];
    let products: Vec<_> =
        (1..).zip(titles).map(|(number, title)| (nth(number), 1, plain(&format!("l-{number}"), title))).collect();
    let volatile = (1..).zip(known).map(|(number, (sold, is_in_stock))| (nth(number), Volatile { sold, is_in_stock }));
    let mut writer = index.writer().expect("nobody else writes");
    writer.upsert_with(&products, &volatile.collect()).expect("room on the disk");
    writer.commit().expect("room on the disk");
    let slugs = |index: &Index| {
        let found = index.search("oak lamp", Market::Eu, Sort::Featured, 1).expect("a readable index");
        found.hits.into_iter().map(|hit| hit.slug.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(slugs(&index), ["l-3", "l-4", "l-2", "l-1", "l-5"]);
    let explained = index.explain("oak lamp", Market::Eu, nth(3), None).expect("readable").expect("it is there");
    let points =
        |signal| explained.signals.iter().filter(|one| one.signal == signal).map(|one| one.points).sum::<i64>();
    assert_eq!((points(api::search::SearchSignal::InStock), points(api::search::SearchSignal::Sold)), (20, 20));
    assert_eq!(slugs(&index.by_words_alone()), ["l-4", "l-3", "l-2", "l-1", "l-5"], "the newer first");
}

/// However often it was: what fits better, and what is paid for, says more.
#[test]
fn what_was_chosen_decides_among_equals_and_no_more_unless_words_alone_shall() {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open(dir.path()).expect("an empty index");
    let titles = ["Lamp for oak desks", "Oak lamp", "Oak lamp", "Oak lamp", "Table"];
    let products: Vec<_> =
        (1..).zip(titles).map(|(number, title)| (nth(number), 1, plain(&format!("l-{number}"), title))).collect();
    let sold = HashMap::from([(nth(2), Volatile { sold: 100, is_in_stock: None })]);
    let mut writer = index.writer().expect("nobody else writes");
    writer.upsert_with(&products, &sold).expect("room on the disk");
    writer.commit().expect("room on the disk");
    let steering = Steering::default().with_chosen(vec![(nth(1), 3), (nth(3), u8::MAX), (nth(5), 3)]);
    let slugs = |index: &Index, query: &str, steering| {
        let found = index.search_as(query, Market::Eu, Sort::Featured, 1, steering).expect("a readable index");
        found.hits.into_iter().map(|hit| hit.slug.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(slugs(&index, "oak lamp", None), ["l-2", "l-4", "l-3", "l-1"]);
    // The chosen one before the newer; not before what sells, and what fits less does not come first by it.
    for query in ["oak lamp", "oak laamp"] {
        assert_eq!(slugs(&index, query, Some(&steering)), ["l-2", "l-3", "l-4", "l-1"], "{query}");
    }
    let explained = index.explain("oak lamp", Market::Eu, nth(3), Some(&steering)).expect("readable").expect("there");
    let chosen = explained.signals.iter().filter(|one| one.signal == api::search::SearchSignal::Chosen);
    assert_eq!(chosen.map(|one| one.points).collect::<Vec<_>>(), [15]);
    assert_eq!(slugs(&index.by_words_alone(), "oak lamp", Some(&steering)), ["l-4", "l-3", "l-2", "l-1"]);
}
