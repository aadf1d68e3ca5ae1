//! What the merchant says of searches.

use api::search::SearchEffect;

use super::*;
use crate::Steering;

/// What is said of a query holds for it alone, in the best order alone, and on whatever the list is narrowed to.
#[test]
fn the_merchant_has_the_last_word() {
    let products = [("sofa", "Red sofa"), ("couch", "Red couch"), ("bed", "Blue day bed"), ("lamp", "Red lamp")];
    let numbered = products.into_iter().zip(1..);
    let shelf =
        Shelf::with(&numbered.map(|((slug, title), number)| (id(number), plain(slug, title))).collect::<Vec<_>>());
    let pin = |products: Vec<ProductId>| SearchEffect::Pin { query: "sofa".to_owned(), products };
    let bury = |products: Vec<ProductId>| SearchEffect::Bury { query: "sofa".to_owned(), products };
    let words = ["sofa", "couch", "day bed"].map(str::to_owned).to_vec();
    let synonyms = SearchEffect::Synonyms { phrases: words };
    let slugs = |query: &str, effects: &[SearchEffect], sort: Sort| -> Vec<String> {
        let steering = Steering::of(query, effects);
        let found = shelf.index.search_as(query, Market::Eu, sort, 1, Some(&steering)).expect("a readable index");
        assert_eq!(found.total as usize, found.hits.len(), "{query}");
        assert_eq!(found.corrected, None, "{query}");
        found.hits.into_iter().map(|hit| hit.slug.into()).collect()
    };
    let sorted = |mut slugs: Vec<String>| {
        slugs.sort();
        slugs
    };
    assert_eq!(slugs("sofa", &[], Sort::Featured), ["sofa"]);
    let effects = [synonyms.clone()];
    for query in ["sofa", "couch", "day bed"] {
        assert_eq!(sorted(slugs(query, &effects, Sort::Featured)), ["bed", "couch", "sofa"], "{query}");
    }
    let effects = [synonyms.clone(), pin(vec![id(4), id(3)]), bury(vec![id(2), id(3)])];
    let found = slugs("sofa", &effects, Sort::Featured);
    assert_eq!(found, ["lamp", "bed", "sofa", "couch"], "what is pinned comes first, whatever it says");
    assert_eq!(sorted(slugs("couch", &effects, Sort::Featured)), ["bed", "couch", "sofa"], "another query");
    assert_eq!(sorted(slugs("sofa", &effects, Sort::Newest)), ["bed", "couch", "sofa"], "another order");
    assert_eq!(slugs("sofa", &[pin(vec![id(99)])], Sort::Featured), ["sofa"], "what is not sold is not shown");
}
