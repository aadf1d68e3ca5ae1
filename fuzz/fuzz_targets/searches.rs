//! What is typed into the search: whatever it is, it is answered, twice the same, and nothing is found that there is not.
#![no_main]

use std::sync::LazyLock;

use api::catalog::{ProductDocument, Sort};
use api::search::{Filters, SearchEffect};
use domain::search::normalize_query;
use domain::{Market, ProductId};
use origin_search_engine::{Index, List, Steering};
use serde_json::json;
use tempfile::TempDir;

static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::open(folder.path()).expect("an empty index");
    let titles = [
        ("Office chair", "Bürostuhl"),
        ("Brother TN-2110 toner cartridge", "Tonerkartusche TN-2110"),
        ("Lee teapot 1.5 l", "Teekanne 1,5 l"),
        ("USB-C hub 90x200", "USB-C-Verteiler"),
    ];
    let products: Vec<(ProductId, i64, ProductDocument)> = (1_u64..)
        .zip(titles)
        .map(|(number, (en, de))| {
            let slug = format!("product-{number}");
            let document = json!({
                "slug": slug, "title": { "en": en, "de": de }, "brand": "Kleiwarft",
                "attributes": { "watts": number * 10, "colour": "ink" }, "variants": [{ "sku": slug }],
            });
            (
                ProductId(uuid::Uuid::from_u128(u128::from(number) << 64)),
                1,
                serde_json::from_value(document).expect("a product"),
            )
        })
        .collect();
    let mut writer = index.writer().expect("nobody else writes");
    writer.learn(&products);
    writer.upsert(&products).expect("room on the disk");
    writer.commit().expect("room on the disk");
    (folder, index)
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((options, typed)) = bytes.split_first() else { return };
    let index = &INDEX.1;
    let text = String::from_utf8_lossy(typed);
    let query = normalize_query(&text);
    let market = Market::ALL[usize::from(*options) % Market::ALL.len()];
    let sort = Sort::ALL[usize::from(options >> 3) % Sort::ALL.len()];
    // The service asks for the normal form; nothing may depend on that.
    for query in [query.as_str(), &*text] {
        let [found, again] = [(); 2].map(|()| index.search(query, market, sort, 1).expect("a readable index"));
        let slugs: Vec<&str> = found.hits.iter().map(|hit| hit.slug.as_str()).collect();
        assert!(again.hits.iter().map(|hit| hit.slug.as_str()).eq(slugs.iter().copied()), "{query:?}");
        assert!(found.total <= 4 && found.total == slugs.len() as u64, "{query:?}");
        let mut once = slugs.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), slugs.len(), "{query:?}");
    }
    let suggested = index.suggest(&query, market, None).expect("a readable index");
    for query in &suggested.queries {
        assert!(index.search(query, market, Sort::Featured, 1).expect("a readable index").total > 0, "{query:?}");
    }

    let filters = Filters::of_pairs(text.split([',', '&']));
    index.unknown(&filters).expect("a readable index");
    let phrases: Vec<String> = text.split('|').map(normalize_query).collect();
    let effects = [
        SearchEffect::Stop { phrases: phrases.iter().skip(1).cloned().collect() },
        SearchEffect::Boost { query: None, products: Vec::new(), brands: phrases.clone(), collections: Vec::new() },
        SearchEffect::Synonyms { phrases },
    ];
    let steering = Steering::of(&query, &effects);
    let list = List {
        query: &query,
        market,
        sort,
        collection: None,
        filters: &filters,
        min: None,
        max: None,
        steering: Some(&steering),
    };
    let counted = index.facets(&list, &[]).expect("a readable index");
    let listed = match list.is_search() {
        true => index.search_as(&query, market, sort, 1, Some(&steering)).expect("a readable index").total,
        false => index.list(&list, 1).expect("a readable index").total,
    };
    // Nothing is found for nothing, and everything can be narrowed.
    let is_of_nothing = query.is_empty() && list.is_search();
    assert!(is_of_nothing || listed == counted.total, "{query:?} {filters}: {listed} and {}", counted.total);
});
