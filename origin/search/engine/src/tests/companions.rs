//! Products beside others.

use super::*;

#[test]
fn what_is_most_like_a_product_is_beside_it_and_itself_is_not() {
    let shelf = Shelf::with(&[
        (id(1), plain("red-lamp", "Red oak lamp")),
        (id(2), plain("blue-lamp", "Blue oak lamp")),
        (id(3), plain("desk", "Desk of oak")),
        (id(4), plain("mug", "Harbour mug")),
        (id(5), plain("signs", "!")),
    ]);
    let slugs = |product, most| {
        let hits = shelf.index.alike(product, Market::Eu, most).expect("a readable index");
        hits.into_iter().map(|hit| hit.slug.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(slugs(id(1), 4), ["blue-lamp", "desk"]);
    assert_eq!(slugs(id(1), 1), ["blue-lamp"]);
    assert!(slugs(id(4), 4).is_empty() && slugs(id(5), 4).is_empty() && slugs(id(9), 4).is_empty());
}

#[test]
fn hits_are_given_in_the_order_in_which_they_are_asked_for() {
    let shelf = Shelf::demo();
    let hits = shelf.index.hits_of(&[id(3), id(9), id(1)], Market::Us).expect("a readable index");
    assert_eq!(hits.iter().map(|hit| hit.slug.as_str()).collect::<Vec<_>>(), ["tn-2110", "harbour-mug"]);
    assert_eq!(hits[1].price.map(|price| price.amount.minor), Some(2600));
    assert_eq!(shelf.index.missing(&[id(3), id(9), id(1)]).expect("a readable index"), [id(9)]);
}
