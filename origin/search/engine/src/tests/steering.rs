//! What the merchant says of searches.

use api::search::{ExplainedSignal, SearchEffect, SearchSignal};

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

#[test]
fn a_place_is_explained() {
    let mut products: Vec<_> = (1..4)
        .map(|number| (id(number), plain(&format!("m{number}"), &format!("Lumo M{number}000 monitor"))))
        .collect();
    products.push((id(9), plain("arm", "Arm for monitor")));
    let shelf = Shelf::with(&products);
    let explain = |query: &str, product: u128, effects: &[SearchEffect]| {
        let steering = Steering::of(query, effects);
        shelf.index.explain(query, Market::Eu, id(product), Some(&steering)).expect("a readable index")
    };
    let first = explain("monitor", 3, &[]).expect("it is there");
    assert!(first.position.is_some_and(|position| position <= 3));
    assert_eq!((first.query.as_str(), first.total), ("monitor", 4));
    assert_eq!((first.words.len(), first.words[0].word.as_str(), first.words[0].products), (1, "monitor", 4));
    assert_eq!(first.signals, [ExplainedSignal { signal: SearchSignal::Type, points: 300 }]);
    assert_eq!(first.points, 300 + first.words[0].points.expect("its title has it"));
    let arm = explain("monitor", 9, &[]).expect("it is there");
    assert_eq!(arm.position, Some(4));
    assert_eq!(arm.signals, [ExplainedSignal { signal: SearchSignal::GoesWith, points: -200 }]);
    let pin = SearchEffect::Pin { query: "monitor".to_owned(), products: vec![id(9)] };
    let pinned = explain("monitor", 9, &[pin]).expect("it is there");
    assert_eq!((pinned.position, pinned.pinned, pinned.buried), (Some(1), true, false));
    let other = explain("\"lumo monitor\"", 9, &[]).expect("it is there");
    assert_eq!(other.words.iter().map(|word| word.points.is_some()).collect::<Vec<_>>(), [false, true]);
    assert_eq!(explain("monitor", 77, &[]), None);
}

#[test]
fn what_is_lifted_comes_sooner_but_never_before_what_has_a_word_more() {
    // The beginning of an id says how old it is.
    let nth = |number: u128| id(number << 64);
    let lamp = |number: u128, title: &str, brand: &str, collections: &[&str]| {
        let slug = format!("lamp-{number}");
        let lamp = json!({
            "slug": slug, "title": { "en": title }, "brand": brand, "collections": collections, "variants": [{ "sku": slug }],
        });
        (nth(number), product(lamp))
    };
    let lamps = [
        lamp(1, "Lamp", "Lumo One", &[]),
        lamp(2, "Lamp", "", &["table"]),
        lamp(3, "Lamp", "", &[]),
        lamp(4, "Oak lamp", "", &[]),
    ];
    let shelf = Shelf::with(&lamps);
    let boost = |query: Option<&str>, products: &[u128], brands: &[&str], collections: &[&str]| SearchEffect::Boost {
        query: query.map(str::to_owned),
        products: products.iter().copied().map(nth).collect(),
        brands: brands.iter().map(|brand| (*brand).to_owned()).collect(),
        collections: collections.iter().map(|slug| slug.parse().expect("a slug")).collect(),
    };
    let first = |query: &str, effects: &[SearchEffect]| -> String {
        let steering = Steering::of(query, effects);
        let found = shelf.index.search_as(query, Market::Eu, Sort::Featured, 1, Some(&steering)).expect("readable");
        found.hits.into_iter().next().expect("a hit").slug.into()
    };
    assert_eq!(first("lamp", &[]), "lamp-3", "the newest of equals");
    assert_eq!(first("lamp", &[boost(None, &[1], &[], &[])]), "lamp-1");
    assert_eq!(first("lamp", &[boost(None, &[], &["lumo-one"], &[])]), "lamp-1");
    assert_eq!(first("lamp", &[boost(Some("lamp"), &[], &[], &["table"])]), "lamp-2");
    assert_eq!(first("lamp", &[boost(Some("lamps"), &[], &[], &["table"])]), "lamp-3", "another query");
    let thrice = [boost(None, &[1], &["lumo one"], &[]), boost(Some("lamp"), &[1], &[], &[])];
    assert_eq!(first("oak lamp", &thrice), "lamp-4");
    let boosted = |query: &str| -> Vec<i64> {
        let steering = Steering::of(query, &thrice);
        let explained =
            shelf.index.explain(query, Market::Eu, nth(1), Some(&steering)).expect("readable").expect("there");
        let boosts = explained.signals.into_iter().filter(|one| one.signal == SearchSignal::Boosted);
        boosts.map(|one| one.points).collect()
    };
    assert_eq!((boosted("lamp"), boosted("oak lamp")), (vec![40], vec![]), "however many rules lift it");
}

#[test]
fn stop_phrases_are_not_looked_for() {
    let shelf = Shelf::with(&[(id(1), plain("sofa", "Red sofa")), (id(2), plain("guide", "How to buy a sofa"))]);
    let effects = [SearchEffect::Stop { phrases: vec!["i want to buy".to_owned()] }];
    let found = |query: &str| {
        let steering = Steering::of(query, &effects);
        let found = shelf.index.search_as(query, Market::Eu, Sort::Featured, 1, Some(&steering)).expect("readable");
        found.hits.into_iter().map(|hit| hit.slug.into()).collect::<Vec<String>>()
    };
    assert_eq!(found("i want to buy red sofa")[0], "sofa");
    assert_eq!(found("i want to buy")[0], "guide", "never all of it");
    let steering = Steering::of("i want to buy red sofa", &effects);
    let explained =
        shelf.index.explain("i want to buy red sofa", Market::Eu, id(1), Some(&steering)).expect("readable");
    let explained = explained.expect("it is there");
    assert_eq!((explained.query.as_str(), explained.stopped), ("red sofa", vec!["i want to buy".to_owned()]));
}
