//! What is found while products are written anew, and what becomes of indexes of other versions.

use std::fs;

use api::search::{FacetList, Filters};
use domain::catalog::Localized;
use tantivy::collector::Count;
use tantivy::query::AllQuery;

use super::*;
use crate::List;
use crate::fields::VERSION;
use crate::index::folder;

/// Products of each commit: three pages.
const PRODUCTS: u128 = 60;
/// Commits, each of which writes all products anew.
const ROUNDS: usize = 25;

/// All products with the number of a round in their titles. A third of them is of oak.
fn round(number: usize) -> Vec<(ProductId, i64, ProductDocument)> {
    let products = (0..PRODUCTS).map(|place| {
        let mut product = plain(&format!("p-{place}"), "");
        product.title = Localized::same(format!("Lamp round{number}"));
        let material = if place % 3 == 0 { "Oak" } else { "Steel" };
        product.attributes.insert("material".to_owned(), json!(material));
        (id(place), 7, product)
    });
    products.collect()
}

/// What is found for a list, and by what it can be narrowed.
fn listed(index: &Index, filters: &Filters, page: u32) -> (crate::Found, FacetList) {
    let (market, sort) = (Market::Eu, Sort::Featured);
    let list = List { query: "lamp", market, sort, collection: None, filters, min: None, max: None, steering: None };
    (index.list(&list, page).expect("readable"), index.facets(&list, &[]).expect("readable"))
}

#[test]
fn every_search_sees_one_commit_as_a_whole_while_all_products_are_written_anew() {
    let dir = tempfile::tempdir().expect("a directory");
    let index = Index::open(dir.path()).expect("an empty index");
    let mut writer = index.writer().expect("nobody else writes");
    writer.upsert(&round(0)).expect("room on the disk");
    writer.commit().expect("room on the disk");
    let oak: Filters = "material~oak".parse().expect("readable");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 1..=ROUNDS {
                writer.upsert(&round(number)).expect("room on the disk");
                writer.commit().expect("room on the disk");
            }
        });
        let mut page = 0;
        while !writing.is_finished() {
            page = page % 3 + 1;
            let (found, facets) = listed(&index, &Filters::default(), page);
            let titles: Vec<&str> = found.hits.iter().map(|hit| hit.title.bare()).collect();
            assert!(titles.iter().all(|title| *title == titles[0]), "of one commit: {titles:?}");
            let mut products: Vec<ProductId> = found.hits.iter().map(|hit| hit.product).collect();
            products.sort_unstable();
            products.dedup();
            let expect = if page < 3 { 24 } else { 12 };
            assert_eq!((products.len(), found.hits.len(), found.total), (expect, expect, PRODUCTS as u64));
            let counts: Vec<u64> = facets.facets[0].values.iter().map(|value| value.products).collect();
            assert_eq!((facets.total, counts), (PRODUCTS as u64, vec![40, 20]));
            let (found, facets) = listed(&index, &oak, 1);
            let counts: Vec<u64> = facets.facets[0].values.iter().map(|value| value.products).collect();
            assert_eq!((found.total, found.hits.len(), facets.total, counts), (20, 20, 20, vec![40, 20]));
        }
    });
    let last = format!("Lamp round{ROUNDS}");
    let (found, _) = listed(&index, &Filters::default(), 1);
    assert!(found.hits.iter().all(|hit| hit.title.bare() == last));
}

#[test]
fn an_index_of_another_version_is_never_read_and_stays_beside_until_this_one_is_written() {
    let dir = tempfile::tempdir().expect("a directory");
    let before = index_in(dir.path());
    let [older, newer] = [VERSION - 1, VERSION + 1].map(|version| dir.path().join(format!("v{version}")));
    for other in [&older, &newer] {
        fs::create_dir(other).expect("a folder");
        for entry in fs::read_dir(folder(dir.path())).expect("a folder") {
            let file = entry.expect("a file").path();
            fs::copy(&file, other.join(file.file_name().expect("a name"))).expect("room on the disk");
        }
    }
    drop(before);
    fs::remove_dir_all(folder(dir.path())).expect("nobody reads it");
    let reading = tantivy::Index::open_in_dir(&older).expect("an index");
    let reading = reading.reader().expect("readable").searcher();

    let index = Index::open_sound(dir.path()).expect("an empty index");
    let found = index.search("lamp", Market::Eu, Sort::Featured, 1).expect("readable");
    assert!(found.hits.is_empty() && index.is_empty().expect("readable"), "what another version holds is not served");
    assert!(older.is_dir() && newer.is_dir(), "a process of before goes on by its own, and may be started again");
    let mut writer = index.writer().expect("nobody else writes");
    assert!(!older.exists() && newer.is_dir(), "that of a later version is left to it");
    let old = reading.search(&AllQuery, &Count).expect("what is open can be read on");
    writer.upsert(&round(1)).expect("room on the disk");
    assert_eq!((old as u128, index.len().expect("readable")), (PRODUCTS, 0), "half of a filling is seen by nobody");
    writer.commit().expect("room on the disk");
    assert_eq!(index.len().expect("readable"), PRODUCTS as u64);
}

fn index_in(dir: &std::path::Path) -> Index {
    let index = Index::open(dir).expect("an empty index");
    let mut writer = index.writer().expect("nobody else writes");
    writer.upsert(&round(0)).expect("room on the disk");
    writer.commit().expect("room on the disk");
    index
}
