use api::inventory::{CreateStockLocation, UpdateStock};
use api::orders::{CreateAdminCancellation, CreatePartCancellation};
use domain::inventory::StockPolicy;
use domain::orders::ShipmentState;

use super::*;
use crate::testing::{Shop, product, shipment, units};

fn asked(orders: &[OrderId]) -> GetPickList {
    let ids: Vec<String> = orders.iter().map(ToString::to_string).collect();
    GetPickList { orders: ids.join(",") }
}

/// Location, SKU, units in all, and units for each order in the order of their numbers.
fn told(list: &PickListView) -> Vec<(Option<String>, String, i64, Vec<i64>)> {
    let pick = |pick: &Pick| {
        let place = pick.location.as_ref().map(|location| location.code.to_string());
        (place, pick.sku.to_string(), pick.quantity, pick.shares.iter().map(|share| share.quantity).collect())
    };
    list.picks.iter().map(pick).collect()
}

fn at(place: &str, sku: &str, sum: i64, shares: &[i64]) -> (Option<String>, String, i64, Vec<i64>) {
    (Some(place.to_owned()), sku.to_owned(), sum, shares.to_vec())
}

#[tokio::test]
async fn several_orders_are_one_walk_by_location_and_sku() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 4), ("BOWL", 1000, 9)]).await;
    let annex =
        CreateStockLocation { code: "annex".parse().expect("a code"), name: "The annex".into(), priority: Some(5) };
    shop.staff(&annex).await.expect("made");
    let there = UpdateStock { location: Some(annex.code), ..UpdateStock::counted("MUG".parse().expect("a SKU"), 9) };
    shop.staff(&there).await.expect("counted");
    let first = shop.placed(&[("MUG", 3), ("BOWL", 2)]).await;
    let second = shop.placed(&[("MUG", 4)]).await;
    let list = shop.staff(&asked(&[second, first])).await.expect("listed");
    let whole = [at("main", "BOWL", 2, &[2]), at("main", "MUG", 4, &[3, 1]), at("annex", "MUG", 3, &[3])];
    assert_eq!(told(&list), whole);
    assert_eq!(list.orders.iter().map(|order| order.id).collect::<Vec<_>>(), [first, second], "by their numbers");
    assert_eq!(
        list.orders.iter().filter(|order| order.delivery_service.is_none()).count(),
        2,
        "nothing was said of it"
    );
    assert_eq!(list.picks[1].title.get(Locale::De), "Ding MUG");
    assert_eq!(list.picks[2].location.as_ref().map(|location| location.name.as_str()), Some("The annex"));

    shop.calls_delivery("Green parcel", "Cargo bikes").await;
    let third = shop.placed(&[("BOWL", 1)]).await;
    let said = shop.staff(&asked(&[third])).await.expect("listed").orders.remove(0);
    let way = way(Locale::De, said.delivery, said.delivery_service.as_ref());
    assert_eq!(way, "Green parcel, mit Cargo bikes");
    shop.staff(&CreateAdminCancellation { order: third, reason: String::new() }).await.expect("cancelled");

    // What was packed came from the first location; what was called off is not picked.
    shop.staff(&shipment(second, &[("MUG", 2)], ShipmentState::Packed)).await.expect("packed");
    let reason = "the glaze is off".to_owned();
    let off = CreatePartCancellation { order: first, lines: units(&[("BOWL", 1)]), delivery: false, reason };
    shop.staff(&off).await.expect("cancelled");
    let list = shop.staff(&asked(&[first, second, first])).await.expect("listed");
    assert_eq!(told(&list), [at("main", "BOWL", 1, &[1]), at("main", "MUG", 3, &[3]), at("annex", "MUG", 2, &[2])]);

    let cancel = CreateAdminCancellation { order: first, reason: String::new() };
    shop.staff(&cancel).await.expect("cancelled");
    let list = shop.staff(&asked(&[first, second])).await.expect("listed");
    assert_eq!(told(&list), [at("annex", "MUG", 2, &[2])]);
    assert_eq!(list.left_out.iter().map(|order| order.id).collect::<Vec<_>>(), [first]);
}

#[tokio::test]
async fn a_bundle_is_picked_as_its_parts_and_what_is_not_counted_lies_nowhere() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9), ("CARD", 500, 0)]).await;
    let policy = Some(StockPolicy::Untracked);
    let card = UpdateStock { sku: "CARD".parse().expect("a SKU"), on_hand: None, location: None, policy };
    shop.staff(&card).await.expect("not counted");
    let (id, mut set) = product("SET", 5000);
    set.variants[0].components =
        serde_json::from_value(serde_json::json!([{ "sku": "MUG", "units": 2 }])).expect("components");
    crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, set)]).await.expect("PostgreSQL is up");
    let order = shop.placed(&[("SET", 2), ("MUG", 1), ("CARD", 1)]).await;
    let list = shop.staff(&asked(&[order])).await.expect("listed");
    let mugs = list.picks.iter().find(|pick| pick.sku.as_str() == "MUG").expect("they are picked");
    assert_eq!((mugs.quantity, mugs.title.get(Locale::En)), (5, "Thing MUG"));
    let sum: i64 = list.picks.iter().filter(|pick| pick.sku.as_str() == "CARD").map(|pick| pick.quantity).sum();
    assert_eq!((list.picks.len(), sum), (2, 1));
    assert_eq!(shop.ledger_errors().await, 0);
}

#[tokio::test]
async fn a_list_is_printed_and_what_cannot_be_picked_is_refused() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 9)]).await;
    let order = shop.placed(&[("MUG", 1)]).await;
    let paper = GetPickListDocument { orders: order.to_string(), locale: Locale::De };
    let (headers, pdf) = shop.staff_file(&paper).await.expect("printed");
    assert!(pdf.starts_with(b"%PDF-"));
    let named = headers[http::header::CONTENT_DISPOSITION].to_str().expect("text");
    assert!(named.contains("pick-list-"), "{named}");
    assert_eq!(shop.file(&paper).await.expect_err("nobody").code, Code::Unauthenticated);
    for (orders, code) in [
        (String::new(), Code::InvalidField),
        ("1042".to_owned(), Code::InvalidField),
        (Uuid::nil().to_string(), Code::OrderNotFound),
        ((0..101).map(|_| Uuid::now_v7().to_string()).collect::<Vec<_>>().join(","), Code::InvalidField),
    ] {
        assert_eq!(
            shop.staff(&GetPickList { orders: orders.clone() }).await.expect_err("refused").code,
            code,
            "{orders}"
        );
    }
    shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
    assert_eq!(shop.staff_file(&paper).await.expect_err("nothing is left").code, Code::WrongState);
    assert_eq!(told(&shop.staff(&asked(&[order])).await.expect("an empty list")), []);
}
