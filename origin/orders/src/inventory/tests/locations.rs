//! Stock that lies at several places.

use api::endpoint::if_match::IfMatch;
use api::inventory::{
    CreateStockLocation, CreateStockTransfer, ListStockLocations, ListStockMovements, UpdateStockLocation,
};

use super::*;
use crate::inventory::{Count, set_counts};
use crate::testing::token;

fn location(code: &str, priority: i32) -> CreateStockLocation {
    CreateStockLocation { code: parsed(code), name: format!(" The {code} "), priority: Some(priority) }
}

fn change(code: &str) -> UpdateStockLocation {
    UpdateStockLocation { code: parsed(code), if_match: Some(IfMatch::Any), name: None, priority: None, active: None }
}

fn transfer(from: &str, to: &str, units: u32) -> CreateStockTransfer {
    CreateStockTransfer { sku: parsed("MUG"), from: parsed(from), to: parsed(to), units }
}

impl Shop {
    async fn staff_call<E: api::endpoint::Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_as_staff(endpoint, &Uuid::new_v4().to_string()).await
    }

    async fn stock_at(&self, sku: &str, location: &str, units: u32) {
        let update = UpdateStock { location: Some(parsed(location)), ..UpdateStock::counted(parsed(sku), units) };
        self.staff_call(&update).await.expect("set");
    }
}

/// Three mugs in the main location, four in the depot behind it.
async fn two_places() -> Shop {
    let shop = busy_shop().await;
    shop.sells(&[("MUG", 1000, 3)]).await;
    shop.staff_call(&location("depot", 5)).await.expect("made");
    shop.stock_at("MUG", "depot", 4).await;
    shop
}

fn places(main: (i64, i64), depot: (i64, i64)) -> Vec<(String, i64, i64)> {
    vec![("main".to_owned(), main.0, main.1), ("depot".to_owned(), depot.0, depot.1)]
}

#[tokio::test]
async fn orders_take_by_priority_and_give_back_to_the_same_places() {
    let shop = two_places().await;
    assert_eq!(shop.told("MUG").await, Availability::InStock);
    let cart = shop.cart_with(&[("MUG", 5)]).await;
    shop.check_out(cart).await.expect("held");
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((3, 3), (4, 2)), 0));
    assert_eq!(shop.told("MUG").await, Availability::Low { left: 2 });
    let request = shop.placement(cart).await;
    shop.call(&token(request.clone(), "test_decline")).await.expect_err("declined");
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((3, 0), (4, 0)), 0));
    shop.call(&request).await.expect("placed");
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((0, 0), (2, 0)), 0));
    // The depot comes first from now on; holds that are over come back to their places.
    shop.staff_call(&UpdateStockLocation { priority: Some(-1), ..change("depot") }).await.expect("changed");
    shop.stock_at("MUG", "main", 2).await;
    let cart = shop.cart_with(&[("MUG", 3)]).await;
    shop.check_out(cart).await.expect("held");
    assert_eq!(shop.levels("MUG").await, [("depot".to_owned(), 2, 2), ("main".to_owned(), 2, 1)]);
    shop.execute(
        "update orders.reservations set begun_at = begun_at - interval '1 hour',
                                                 reserved_until = reserved_until - interval '1 hour'",
    )
    .await;
    assert_eq!(crate::inventory::release_over(&shop.stores.db).await.expect("swept"), 2);
    assert_eq!(shop.levels("MUG").await, [("depot".to_owned(), 2, 0), ("main".to_owned(), 2, 0)]);
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn a_place_without_a_turn_comes_behind_the_last() {
    let shop = two_places().await;
    // By its code it would be the first of those with the same turn.
    let berlin = CreateStockLocation { priority: None, ..location("berlin", 0) };
    assert_eq!(shop.staff_call(&berlin).await.expect("made").priority, 6);
    shop.stock_at("MUG", "berlin", 5).await;
    let cart = shop.cart_with(&[("MUG", 8)]).await;
    shop.check_out(cart).await.expect("held");
    let held = [("main", 3, 3), ("depot", 4, 4), ("berlin", 5, 1)];
    let held = held.map(|(code, units, reserved)| (code.to_owned(), units, reserved));
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (held.to_vec(), 0));
    // Two at once get a turn each; a change that names none keeps it.
    let [attic, barn, cellar] =
        ["attic", "barn", "cellar"].map(|code| CreateStockLocation { priority: None, ..location(code, 0) });
    let made = futures::join!(shop.staff_call(&attic), shop.staff_call(&barn));
    let mut turns = [made.0.expect("made").priority, made.1.expect("made").priority];
    turns.sort_unstable();
    assert_eq!(turns, [7, 8]);
    let renamed = UpdateStockLocation { name: Some("Berlin".to_owned()), ..change("berlin") };
    assert_eq!(shop.staff_call(&renamed).await.expect("changed").priority, 6);
    shop.staff_call(&UpdateStockLocation { priority: Some(i32::MAX), ..change("barn") }).await.expect("changed");
    let full = shop.staff_call(&cellar).await.expect_err("no number is left");
    assert_eq!(full.field.as_deref(), Some("priority"));
}

#[tokio::test]
async fn an_import_counts_at_each_place_or_not_at_all() {
    let shop = two_places().await;
    let count = |location: Option<&str>, units| Count { sku: parsed("MUG"), location: location.map(parsed), units };
    let policies = [(parsed("MUG"), StockPolicy::Backorder { limit: None })];
    let counts = [count(None, 7), count(Some("depot"), 2), count(Some("main"), 8)];
    set_counts(&shop.stores.db, &counts, &policies).await.expect("set");
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((8, 0), (2, 0)), 0));
    let held = shop.cart_with(&[("MUG", 12)]).await;
    shop.check_out(held).await.expect("two are owed");
    assert_eq!(shop.levels("MUG").await, places((8, 10), (2, 2)));
    for (counts, policies, reason) in [
        (vec![count(None, 20), count(Some("the-moon"), 1)], vec![], "there is no stock location “the-moon”"),
        (vec![count(None, 20), count(Some("depot"), 1)], vec![], "2 pieces of MUG are reserved"),
        (vec![], vec![(parsed("MUG"), StockPolicy::Tracked)], "2 pieces of MUG are owed"),
    ] {
        let refused = set_counts(&shop.stores.db, &counts, &policies).await.expect_err(reason);
        assert!(refused.to_string().starts_with(reason), "{refused}");
    }
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((8, 10), (2, 2)), 0));
}

#[tokio::test]
async fn buyers_at_once_get_all_pieces_of_all_places_and_no_more() {
    let shop = two_places().await;
    let orders = orders_of(shop.carts(30, &[("MUG", 1)]).await);
    assert_eq!(shop.rush(orders).await, 7);
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((0, 0), (0, 0)), 0));
}

#[tokio::test]
async fn transfers_at_once_with_orders_keep_the_sum() {
    let shop = two_places().await;
    shop.stock_at("MUG", "main", 20).await;
    shop.stock_at("MUG", "depot", 20).await;
    let orders = orders_of(shop.carts(25, &[("MUG", 1)]).await);
    let bring = async |turn: u32| {
        let (from, to) = if turn.is_multiple_of(2) { ("main", "depot") } else { ("depot", "main") };
        match shop.staff_call(&transfer(from, to, 1 + turn % 5)).await {
            Ok(_) => {}
            Err(refused) => assert_eq!(refused.field.as_deref(), Some("units"), "{refused:?}"),
        }
    };
    let (placed, _) = futures::join!(shop.rush(orders), join_all((0..20).map(bring)));
    assert_eq!((placed, shop.on_hand("MUG").await, shop.ledger_errors().await), (25, 15, 0));
    let transferred = "select sum(delta)::bigint from orders.stock_movements where reason = 'transferred'";
    assert_eq!(shop.count(transferred).await, 0);
}

#[tokio::test]
async fn a_place_that_is_closed_sells_nothing() {
    let shop = two_places().await;
    shop.take_all_events().await;
    let closed =
        shop.staff_call(&UpdateStockLocation { active: Some(false), ..change("depot") }).await.expect("closed");
    assert!(!closed.active);
    assert_eq!(shop.told("MUG").await, Availability::Low { left: 3 });
    assert_eq!(shop.take_all_events().await.len(), 1);
    let cart = shop.cart_with(&[("MUG", 3)]).await;
    shop.call(&shop.placement(cart).await).await.expect("placed");
    assert_eq!((shop.levels("MUG").await, shop.told("MUG").await), (places((0, 0), (4, 0)), Availability::Out));
    let refused = shop.staff_call(&UpdateStockLocation { active: Some(false), ..change("main") }).await;
    assert_eq!(refused.expect_err("main").field.as_deref(), Some("active"));
}

#[tokio::test]
async fn staff_see_places_levels_and_the_ledger() {
    let shop = two_places().await;
    let listed = shop.staff_call(&ListStockLocations {}).await.expect("listed");
    let listed: Vec<_> =
        listed.iter().map(|place| (place.code.as_str(), place.name.as_str(), place.priority)).collect();
    assert_eq!(listed, [("main", "Stock room", 0), ("depot", "The depot", 5)]);
    shop.call_as_staff(&transfer("depot", "main", 3), "bring-key").await.expect("brought");
    shop.call_as_staff(&transfer("depot", "main", 3), "bring-key").await.expect("repeated");
    assert_eq!(shop.levels("MUG").await, places((6, 0), (1, 0)));
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    shop.call(&shop.placement(cart).await).await.expect("placed");
    let page = shop.staff_call(&ListStockMovements { sku: parsed("MUG"), before: None }).await.expect("listed");
    let movements: Vec<_> = page
        .items
        .iter()
        .map(|movement| (movement.location.as_str(), movement.delta, movement.reason.as_str(), movement.order_number))
        .collect();
    assert_eq!(movements[0], ("main", -1, "ordered", Some(1001)));
    let mut moved = movements[1..3].to_vec();
    moved.sort_unstable();
    assert_eq!(moved, [("depot", -3, "transferred", None), ("main", 3, "transferred", None)]);
    assert_eq!(movements[3..], [("depot", 4, "counted", None), ("main", 3, "counted", None)]);
    assert_eq!(page.next, None);
    shop.execute(
        "insert into orders.stock_movements (sku, delta, reason)
                  select 'MUG', 1 - 2 * (n % 2), 'counted' from generate_series(1, 60) as n",
    )
    .await;
    let page = shop.staff_call(&ListStockMovements { sku: parsed("MUG"), before: None }).await.expect("listed");
    let rest = shop.staff_call(&ListStockMovements { sku: parsed("MUG"), before: page.next }).await.expect("listed");
    assert_eq!((page.items.len(), rest.items.len(), rest.next), (50, 15, None));
}

#[tokio::test]
async fn what_cannot_be_arranged_is_a_problem_with_its_field() {
    let shop = two_places().await;
    let check = |refused: Problem, code, field: Option<&str>| {
        assert_eq!((refused.code, refused.field.as_deref()), (code, field), "{refused:?}");
    };
    let made = shop.staff_call(&location("depot", 1)).await.expect_err("there is one");
    check(made, Code::InvalidField, Some("code"));
    let nameless = CreateStockLocation { name: "  ".into(), ..location("attic", 1) };
    check(shop.staff_call(&nameless).await.expect_err("no name"), Code::InvalidField, Some("name"));
    check(shop.staff_call(&change("attic")).await.expect_err("unknown"), Code::LocationNotFound, None);
    for (request, code, field) in [
        (transfer("depot", "attic", 1), Code::LocationNotFound, "to"),
        (transfer("attic", "depot", 1), Code::LocationNotFound, "from"),
        (transfer("depot", "depot", 1), Code::InvalidField, "to"),
        (transfer("depot", "main", 0), Code::InvalidField, "units"),
        (transfer("depot", "main", 5), Code::InvalidField, "units"),
    ] {
        check(shop.staff_call(&request).await.expect_err("refused"), code, Some(field));
    }
    let nowhere = UpdateStock { location: Some(parsed("attic")), ..UpdateStock::counted(parsed("MUG"), 1) };
    check(shop.staff_call(&nowhere).await.expect_err("unknown"), Code::LocationNotFound, Some("location"));
    let nothing = UpdateStock { on_hand: None, ..UpdateStock::counted(parsed("MUG"), 1) };
    check(shop.staff_call(&nothing).await.expect_err("nothing"), Code::InvalidField, Some("on_hand"));
    let unknown = CreateStockTransfer { sku: parsed("NONE"), ..transfer("depot", "main", 1) };
    check(shop.staff_call(&unknown).await.expect_err("unknown"), Code::VariantNotFound, None);
    check(shop.call(&location("attic", 1)).await.expect_err("nobody"), Code::Unauthenticated, None);
    assert_eq!((shop.levels("MUG").await, shop.ledger_errors().await), (places((3, 0), (4, 0)), 0));
}

#[tokio::test]
async fn of_two_who_rename_a_place_the_second_is_told() {
    let shop = two_places().await;
    let list = shop.staff_call(&ListStockLocations {}).await.expect("listed");
    let seen = list.iter().find(|place| place.code.as_str() == "depot").expect("it is there").version;
    let name = |if_match, name: &str| UpdateStockLocation { if_match, name: Some(name.to_owned()), ..change("depot") };
    let first = shop.staff_call(&name(Some(IfMatch::Version(seen)), "Cellar")).await.expect("changed");
    assert_eq!(first.version, seen + 1);
    let late = shop.staff_call(&name(Some(IfMatch::Version(seen)), "Attic")).await.expect_err("late");
    assert_eq!(late.code, Code::VersionOutdated);
    let unsaid = shop.staff_call(&name(None, "Attic")).await.expect_err("which?");
    assert_eq!(unsaid.code, Code::VersionMissing);
    let again = shop.staff_call(&name(Some(IfMatch::Any), "Cellar")).await.expect("as it is");
    assert_eq!((again.version, again.name.as_str()), (first.version, "Cellar"));
}
