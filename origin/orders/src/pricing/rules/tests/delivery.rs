//! Zones, ways of delivery and their fees.

use std::collections::{BTreeMap, BTreeSet};

use api::cart::GetCart;
use api::catalog::Text;
use api::checkout::GetCheckout;
use api::checkout::delivery::{GetAdminDelivery, GetDelivery, GetDeliveryPreview};
use api::event::DELIVERY_CHANGED;
use api::orders::{AddressFields, DeliveryService, GetOrder, PlaceOrder};
use api::{Code, Tag};
use domain::catalog::Localized;
use domain::checkout::{Area, Country, Days, DeliveryMethod, Fee, Service, Tariff, TaxClass, Territory, WeightBand};
use domain::{Currency, Locale, Market};
use origin_platform::audit;

use super::{at_home, codes, service, set, zone};
use crate::testing::Shop;

#[tokio::test]
async fn a_fee_that_is_set_is_told_recorded_and_charged_and_orders_keep_theirs() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99)]).await;
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let before = shop.placement(cart).await;
    let old = shop.call(&before).await.expect("placed");
    assert_eq!(old.delivery_fee.minor, 490);
    shop.take_all_events().await;

    // A checkout is open while the fee changes: nothing is ordered at a total that nobody has seen.
    let open = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
    let mut zones = at_home(350);
    let standard = zones[0].methods.get_mut(&DeliveryMethod::Standard).expect("offered");
    standard.name = Some(Localized::same(" Green   parcel ").with(Locale::De, "Grünes Paket"));
    standard.carrier = Some("Cargo bikes".into());
    standard.days = Some(Days { from: 2, to: 4 });
    standard.fees.insert(Currency::Eur, Tariff { fee: Fee::Flat { fee: 350 }, free_from: Some(5_000) });
    let kept = shop.staff(&set(0, zones)).await.expect("set");
    assert_eq!(kept.version, 1);
    assert_eq!(shop.staff(&GetAdminDelivery {}).await.expect("read"), kept);
    assert_eq!(shop.take_events(DELIVERY_CHANGED).await, [(vec![Tag::delivery()], String::new())]);
    let entry = audit::entries(&shop.stores.db, Some("delivery"), None, 9).await.expect("readable").remove(0);
    assert_eq!(entry.action, "UpdateDelivery");
    assert_eq!(shop.call(&open).await.expect_err("it costs something else now").code, Code::TotalChanged);

    let shown = shop.call(&GetDelivery { market: Market::Eu }).await.expect("shown");
    assert_eq!((shown.from.map(|fee| fee.minor), shown.free_from.map(|from| from.minor)), (Some(350), Some(5_000)));
    let cart = shop.call(&GetCart { cart: open.cart, market: Market::Eu }).await.expect("shown");
    assert_eq!(cart.missing_for_free_delivery.map(|missing| missing.minor), Some(3_000));
    let asked = GetCheckout { cart: open.cart, market: Market::De, country: None, postal_code: None };
    let quoted = shop.call(&asked).await.expect("quoted");
    let [way] = &quoted.deliveries[..] else { panic!("one way: {:?}", quoted.deliveries) };
    assert_eq!((way.fee.minor, way.name.as_ref().map(|name| name.bare())), (350, Some("Grünes Paket")));
    assert_eq!((way.carrier.as_deref(), way.days), (Some("Cargo bikes"), Some(Days { from: 2, to: 4 })));
    let new = shop.call(&shop.placement(open.cart).await).await.expect("placed");
    assert_eq!((new.delivery_fee.minor, new.total.minor), (350, 2350));
    assert_eq!(shop.call(&GetOrder { order: old.id }).await.expect("shown").delivery_fee.minor, 490);
    assert_eq!(old.delivery_service, None, "nothing was said of it then");

    // So does an order keep what its way was called, and who was to carry it.
    let said = DeliveryService { name: Some(Text::plain("Green parcel")), carrier: Some("Cargo bikes".into()) };
    assert_eq!(new.delivery_service, Some(said.clone()));
    let renamed = kept.zones.iter().cloned().map(|mut zone| {
        zone.methods.values_mut().for_each(|way| way.name = Some(Localized::same("By post")));
        zone
    });
    assert_eq!(shop.staff(&set(1, renamed.collect())).await.expect("set").version, 2);
    assert_eq!(shop.call(&GetOrder { order: new.id }).await.expect("shown").delivery_service, Some(said));
    let later = shop.call(&shop.placement(shop.cart_with(&[("MUG", 1)]).await).await).await.expect("placed");
    assert_eq!(later.delivery_service.and_then(|said| said.name), Some(Text::plain("By post")));
    // An order of before this was kept says nothing.
    shop.execute("update orders.orders set delivery_service = null").await;
    assert_eq!(shop.call(&GetOrder { order: new.id }).await.expect("shown").delivery_service, None);
    shop.staff(&set(2, kept.zones.clone())).await.expect("set");
    shop.take_all_events().await;

    // What is there already is no change.
    let same = shop.staff(&set(3, kept.zones.clone())).await.expect("nothing to do");
    assert_eq!((same.version, shop.take_events(DELIVERY_CHANGED).await.len()), (3, 0));
}

#[tokio::test]
async fn a_parcel_goes_by_the_zone_of_its_postal_code_or_not_at_all() {
    use DeliveryMethod::{Pickup, Standard};
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99)]).await;
    let standard = |fee| (Standard, service(fee, fee));
    let zones = vec![
        zone("home", &[Country::De, Country::Es], vec![], &[standard(500)]),
        zone("berlin", &[], vec![codes(Country::De, "10", "14")], &[standard(200), (Pickup, service(0, 0))]),
        zone(
            "islands",
            &[],
            vec![Area::Territory { territory: Territory::Helgoland }, codes(Country::De, "25849", "25849")],
            &[standard(900)],
        ),
        zone("never", &[], vec![Area::Territory { territory: Territory::CanaryIslands }], &[]),
        zone("paris", &[], vec![codes(Country::Fr, "75", "75")], &[standard(1_200)]),
    ];
    shop.staff(&set(0, zones)).await.expect("set");
    let cart = shop.cart_with(&[("MUG", 1)]).await;
    let ways = async |country, code: Option<&str>| {
        let postal_code = code.map(str::to_owned);
        let asked = GetCheckout { cart, market: Market::Eu, country: Some(country), postal_code };
        let quoted = shop.call(&asked).await.expect("quoted").deliveries;
        quoted.iter().map(|way| (way.method, way.fee.minor)).collect::<Vec<_>>()
    };
    for (country, code, expect) in [
        (Country::De, None, vec![(Standard, 500)]),
        (Country::De, Some("80331"), vec![(Standard, 500)]),
        (Country::De, Some("D-10115"), vec![(Pickup, 0), (Standard, 200)]),
        (Country::De, Some("27498"), vec![(Standard, 900)]),
        (Country::De, Some("25849"), vec![(Standard, 900)]),
        (Country::Es, Some("28013"), vec![(Standard, 500)]),
        (Country::Es, Some("35001"), vec![]),
        (Country::Fr, None, vec![(Standard, 1_200)]),
        (Country::Fr, Some("75001"), vec![(Standard, 1_200)]),
        (Country::Fr, Some("69001"), vec![]),
        (Country::At, Some("1010"), vec![]),
    ] {
        assert_eq!(ways(country, code).await, expect, "{country:?} {code:?}");
    }
    // Whoever orders to where nothing goes is told so, and nothing is taken.
    let request = shop.placement(cart).await;
    for (country, code, says) in [
        (Country::Es, "35001", "not offered to ES"),
        (Country::Fr, "69001", "this part of FR"),
        (Country::At, "1010", "we do not deliver to AT"),
    ] {
        let address = AddressFields { country, postal_code: code.into(), ..request.address.clone() };
        let refused = shop.call(&PlaceOrder { address, ..request.clone() }).await.expect_err("nothing goes there");
        assert!(refused.detail.contains(says), "{refused}");
    }
    shop.assert_untouched("MUG", 99, cart, 1).await;
}

#[tokio::test]
async fn a_preview_says_what_cannot_travel_and_why() {
    let shop = Shop::open().await;
    let bands = vec![WeightBand { up_to_grams: 2_000, fee: 490 }];
    let parcel: Service = BTreeMap::from([
        (Currency::Eur, Tariff { fee: Fee::Weight { bands }, free_from: None }),
        (Currency::Usd, Tariff::flat(900)),
    ])
    .into();
    shop.staff(&set(0, vec![zone("home", &[Country::De], vec![], &[(DeliveryMethod::Standard, parcel)])]))
        .await
        .expect("set");
    let asked = GetDeliveryPreview {
        market: Market::Eu,
        country: Country::De,
        postal_code: None,
        value_minor: 1000,
        grams: 3_000,
        tax_class: TaxClass::Zero,
        on: None,
    };
    let heavy = shop.staff(&asked).await.expect("worked out");
    assert_eq!((heavy.zone.as_deref(), heavy.deliveries.len(), heavy.refused.len()), (Some("home"), 0, 3));
    assert!(heavy.refused[0].contains("at most 2000 g"), "{:?}", heavy.refused);
    let away = shop.staff(&GetDeliveryPreview { country: Country::Fr, ..asked.clone() }).await.expect("worked out");
    assert_eq!((away.zone, away.refused), (None, vec!["we do not deliver to FR; choose another country".to_owned()]));
    let island = GetDeliveryPreview { postal_code: Some("27498".into()), grams: 1, ..asked.clone() };
    let island = shop.staff(&island).await.expect("worked out");
    assert_eq!((island.territory, island.rates.standard), (Some(Territory::Helgoland), 0));
    for (field, wrong) in [
        ("postal_code", GetDeliveryPreview { postal_code: Some("1011".into()), ..asked.clone() }),
        ("value_minor", GetDeliveryPreview { value_minor: -1, ..asked.clone() }),
        ("on", GetDeliveryPreview { on: Some("soon".into()), ..asked.clone() }),
    ] {
        assert_eq!(shop.staff(&wrong).await.expect_err(field).field.as_deref(), Some(field));
    }
}

#[tokio::test]
async fn a_repeated_addition_is_answered_by_the_fees_of_then() {
    let shop = Shop::open().await;
    shop.sells(&[("MUG", 2000, 99)]).await;
    let cart = shop.cart_with(&[]).await;
    let add = crate::testing::add(cart, "MUG", 1);
    let first = shop.call_with_key(&add, "the-same-key").await.expect("added");
    let mut zones = at_home(350);
    let standard = zones[0].methods.get_mut(&DeliveryMethod::Standard).expect("offered");
    standard.fees.insert(Currency::Eur, Tariff { fee: Fee::Flat { fee: 350 }, free_from: Some(3_000) });
    shop.staff(&set(0, zones)).await.expect("set");
    assert_eq!(shop.call_with_key(&add, "the-same-key").await.expect("repeated"), first);
    let now = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
    let missing = |view: &api::cart::CartView| view.missing_for_free_delivery.map(|missing| missing.minor);
    assert_eq!((missing(&first), missing(&now)), (Some(5_500), Some(1_000)));
    assert_eq!(BTreeSet::from([first.version, now.version]).len(), 1, "the cart is the same");
}
