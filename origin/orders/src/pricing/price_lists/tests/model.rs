//! Which price a cart asks for, beside a model that looks at every entry of every list.

use api::cart::{GetCart, UpdateCartLine};
use domain::{Currency, Market};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::{member, mugs, their_cart, units};

/// Of the mug, in euros and in dollars.
const OWN: [i64; 2] = [2_000, 2_200];
const CASES: usize = 40;

/// A list, with hours from now on instead of times.
#[derive(Clone, Debug)]
struct List {
    /// Of nobody in particular, of the shopper's group, or of another.
    group: Option<bool>,
    currency: Currency,
    starts: Option<i64>,
    ends: Option<i64>,
    /// From how many units of the mug on one costs how much.
    entries: Vec<(i64, i64)>,
}

#[derive(Clone, Debug)]
struct Scene {
    lists: Vec<List>,
    quantities: Vec<i64>,
    market: Market,
}

fn any_list() -> impl Strategy<Value = List> {
    let currency = prop_oneof![3 => Just(Currency::Eur), 1 => Just(Currency::Usd)];
    let hours = || prop::option::weighted(0.4, prop_oneof![Just(-2_i64), Just(-1), Just(1), Just(2)]);
    let entries = prop::collection::btree_map(1_i64..=12, 1_000_i64..2_600, 1..4);
    (prop::option::of(any::<bool>()), currency, hours(), hours(), entries).prop_map(
        |(group, currency, starts, ends, entries)| {
            // What everybody pays begins with the second unit: the first has the variant's own price.
            let first = if group.is_none() { 2 } else { 1 };
            let entries = entries.into_iter().filter(|(from, _)| *from >= first).collect();
            List { group, currency, starts, ends, entries }
        },
    )
}

fn any_scene() -> impl Strategy<Value = Scene> {
    let market = prop_oneof![Just(Market::Eu), Just(Market::Us)];
    (prop::collection::vec(any_list(), 0..6), prop::collection::vec(1_i64..=14, 2), market)
        .prop_map(|(lists, quantities, market)| Scene { lists, quantities, market })
}

/// The lowest of the mug's own price and of every entry that counts for whoever this is.
fn model(scene: &Scene, quantity: i64, is_member: bool) -> i64 {
    let currency = scene.market.currency();
    let mut lowest = OWN[usize::from(currency == Currency::Usd)];
    for list in &scene.lists {
        let is_theirs = match list.group {
            None => true,
            Some(of_the_shopper) => of_the_shopper && is_member,
        };
        let has_begun = list.starts.is_none_or(|hours| hours < 0);
        let has_ended = list.ends.is_some_and(|hours| hours < 0);
        for (from, minor) in &list.entries {
            if is_theirs && has_begun && !has_ended && list.currency == currency && *from <= quantity {
                lowest = lowest.min(*minor);
            }
        }
    }
    lowest
}

#[tokio::test]
async fn a_cart_asks_for_the_lowest_price_that_counts_whatever_lists_there_are() {
    let (shop, _) = mugs().await;
    let theirs = member(&shop, "Dealers").await;
    let other = shop.staff(&api::checkout::customer_groups::CreateCustomerGroup { name: "Clubs".to_owned() }).await;
    let other = other.expect("made");
    let (guest, member) = (shop.cart_with(&[("MUG", 1)]).await, their_cart(&shop, 1).await);
    let mut runner = TestRunner::deterministic();
    let mut below_own = 0;
    for case in 0..CASES {
        let scene = any_scene().new_tree(&mut runner).expect("a scene").current();
        shop.execute("delete from orders.price_lists").await;
        for (nth, list) in scene.lists.iter().enumerate() {
            let id = Uuid::now_v7();
            let group = list.group.map(|is_theirs| if is_theirs { theirs.id } else { other.id });
            let group = group.map_or("null".to_owned(), |group| format!("'{}'", group.0));
            let at = |hours: Option<i64>| {
                hours.map_or("null".to_owned(), |hours| format!("now() + interval '{hours} hours'"))
            };
            let (currency, starts, ends) = (list.currency, at(list.starts), at(list.ends));
            shop.execute(&format!(
                "insert into orders.price_lists (id, name, currency, group_id, starts_at, ends_at)
                 values ('{id}', 'List {nth}', '{currency}', {group}, {starts}, {ends})"
            ))
            .await;
            for (from, minor) in &list.entries {
                shop.execute(&format!(
                    "insert into orders.price_list_entries (list_id, sku, from_quantity, amount_minor)
                     values ('{id}', 'MUG', {from}, {minor})"
                ))
                .await;
            }
        }
        let market = scene.market;
        for quantity in &scene.quantities {
            for (cart, is_member) in [(guest, false), (member, true)] {
                let set =
                    UpdateCartLine { cart, sku: "MUG".parse().expect("a SKU"), quantity: units(*quantity), market };
                let shown = match is_member {
                    true => {
                        shop.call_as_shopper(&set).await.expect("set");
                        shop.call_as_shopper(&GetCart { cart, market }).await
                    }
                    false => {
                        shop.call(&set).await.expect("set");
                        shop.call(&GetCart { cart, market }).await
                    }
                };
                let shown = shown.expect("shown");
                let asked = shown.lines[0].unit_price.map(|price| price.minor);
                let expected = model(&scene, *quantity, is_member);
                below_own += usize::from(!OWN.contains(&expected));
                assert_eq!(asked, Some(expected), "case {case}, {quantity} units, member: {is_member}: {scene:?}");
                assert_eq!(shown.subtotal.minor, expected * quantity, "case {case}: {scene:?}");
            }
        }
    }
    // Both kinds of answers were looked for.
    assert!(below_own > CASES / 2 && below_own < CASES * 4, "{below_own}");
}
