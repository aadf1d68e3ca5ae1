//! What is set of delivery and of tax, from the router to what carts and orders cost.

mod delivery;
mod taxes;

use std::collections::BTreeMap;

use api::cache::{CachePolicy, Lifetime};
use api::checkout::delivery::{AdminDelivery, GetAdminDelivery, GetDelivery, MAX_BANDS, MAX_ZONES, UpdateDelivery};
use api::checkout::taxes::{GetAdminTaxes, UpdateTaxes};
use api::endpoint::if_match::IfMatch;
use api::event::TAXES_CHANGED;
use api::{Code, Tag};
use domain::checkout::{
    Area, Country, Days, DeliveryMethod, DeliveryTable, Fee, PriceBand, Service, Tariff, TaxRates, TaxRule, Territory,
    WeightBand, Zone,
};
use domain::{Currency, Market};

use crate::testing::Shop;

fn service(euro: i64, dollar: i64) -> Service {
    BTreeMap::from([(Currency::Eur, Tariff::flat(euro)), (Currency::Usd, Tariff::flat(dollar))]).into()
}

fn zone(name: &str, countries: &[Country], areas: Vec<Area>, methods: &[(DeliveryMethod, Service)]) -> Zone {
    let countries = countries.iter().copied().collect();
    Zone { name: name.into(), countries, areas, methods: methods.iter().cloned().collect() }
}

fn codes(country: Country, from: &str, to: &str) -> Area {
    Area::PostalCode { country, from: from.into(), to: to.into() }
}

fn set(version: i64, zones: Vec<Zone>) -> UpdateDelivery {
    UpdateDelivery { if_match: Some(IfMatch::Version(version)), zones }
}

fn rates(standard: u32) -> TaxRates {
    TaxRates { standard, intermediate: None, reduced: None, super_reduced: None }
}

fn germany(from: Option<String>, standard: u32) -> TaxRule {
    TaxRule { country: Country::De, territory: None, from, rates: rates(standard) }
}

fn taxes(version: i64, rules: Vec<TaxRule>) -> UpdateTaxes {
    UpdateTaxes { if_match: Some(IfMatch::Version(version)), rules }
}

fn at_home(fee: i64) -> Vec<Zone> {
    vec![zone("home", &[Country::De], vec![], &[(DeliveryMethod::Standard, service(fee, fee + 100))])]
}

#[tokio::test]
async fn a_shop_that_sets_nothing_has_what_is_built_in() {
    let shop = Shop::open().await;
    let kept = shop.staff(&GetAdminDelivery {}).await.expect("read");
    assert_eq!(kept, AdminDelivery { version: 0, zones: DeliveryTable::default().into() });
    let taxed = shop.staff(&GetAdminTaxes {}).await.expect("read");
    assert_eq!((taxed.version, taxed.rules.len()), (0, 0));
    let rate = |country, territory| {
        let found = taxed.rates.iter().find(|one| (one.country, one.territory) == (country, territory));
        found.map(|one| one.rates.standard)
    };
    assert_eq!(rate(Country::De, None), Some(1900));
    assert_eq!(rate(Country::Pt, Some(Territory::Madeira)), Some(2200));
    assert_eq!(rate(Country::De, Some(Territory::Helgoland)), Some(0));
    assert_eq!(rate(Country::Fr, Some(Territory::Monaco)), None, "as the country");
    for (market, from, free_from) in [(Market::Eu, 490, 7_500), (Market::Us, 490, 7_500)] {
        let shown = shop.call_cached(&GetDelivery { market }).await;
        assert_eq!(shown.policy, CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::delivery()]));
        let terms = shown.reply.expect("it is for everybody");
        let minor = |money: Option<domain::Money>| money.map(|money| (money.minor, money.currency));
        let currency = market.currency();
        assert_eq!((minor(terms.from), minor(terms.free_from)), (Some((from, currency)), Some((free_from, currency))));
    }
}

#[tokio::test]
async fn what_cannot_be_meant_names_its_field_and_changes_nothing() {
    let shop = Shop::open().await;
    let standard =
        |service: Service| vec![zone("home", &[Country::De], vec![], &[(DeliveryMethod::Standard, service)])];
    let tariff = |fee| {
        standard(
            BTreeMap::from([(Currency::Eur, Tariff { fee, free_from: None }), (Currency::Usd, Tariff::flat(1))]).into(),
        )
    };
    let euro_only: Service = BTreeMap::from([(Currency::Eur, Tariff::flat(1))]).into();
    let twice = [at_home(1), vec![zone("away", &[Country::De], vec![], &[])]].concat();
    let overlap = vec![
        zone("a", &[], vec![codes(Country::De, "10", "14")], &[]),
        zone("b", &[], vec![codes(Country::De, "14199", "14199")], &[]),
    ];
    let late = Fee::Price { bands: vec![PriceBand { from: 100, fee: 1 }] };
    let unordered = Fee::Weight { bands: vec![WeightBand { up_to_grams: 5, fee: 1 }; 2] };
    let many = (0..=MAX_BANDS as u64).map(|at| WeightBand { up_to_grams: at + 1, fee: 1 }).collect();
    let zones = |count: usize| {
        (0..count).map(|at| {
            zone(&format!("z{at}"), &[], vec![codes(Country::De, &format!("{at:05}"), &format!("{at:05}"))], &[])
        })
    };
    for (field, zones, says) in [
        ("zones", vec![], "at least one zone"),
        ("zones", zones(MAX_ZONES + 1).collect(), "100 zones at most"),
        ("zones.0.name", vec![zone(" ", &[Country::De], vec![], &[])], "nothing to read"),
        ("zones.0.name", vec![zone(&"n".repeat(81), &[Country::De], vec![], &[])], "longer than 80"),
        ("zones.1.name", [at_home(1), at_home(2)].concat(), "called “home”"),
        ("zones.0", vec![zone("none", &[], vec![], &[])], "at least one country"),
        ("zones.1", twice, "DE is already in another zone"),
        ("zones.1", overlap, "DE 14199–14199 overlaps DE 10–14"),
        ("zones.0", vec![zone("a", &[], vec![codes(Country::De, "10", "9")], &[])], "differ in length"),
        ("zones.0.methods.standard.fees.USD", standard(euro_only), "costs in USD"),
        ("zones.0", tariff(Fee::Flat { fee: -1 }), "0 or more"),
        ("zones.0", tariff(late), "begin at 0"),
        ("zones.0", tariff(unordered), "rising order"),
        ("zones.0", tariff(Fee::Weight { bands: vec![] }), "at least one band"),
        ("zones.0.methods.standard.fees.EUR", tariff(Fee::Weight { bands: many }), "50 bands at most"),
        ("zones.0.methods.standard.fees.EUR", tariff(Fee::Flat { fee: i64::MAX }), "at most"),
        (
            "zones.0.methods.standard.carrier",
            standard(Service { carrier: Some("\u{202e}".into()), ..service(1, 1) }),
            "invisible",
        ),
        ("zones.0", standard(Service { days: Some(Days { from: 5, to: 2 }), ..service(1, 1) }), "days"),
    ] {
        let refused = shop.staff(&set(0, zones)).await.expect_err(says);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)), "{refused}");
        assert!(refused.detail.contains(says), "{says}: {refused}");
    }
    let helgoland = TaxRule { territory: Some(Territory::Helgoland), ..germany(None, 1900) };
    for (field, rules, says) in [
        ("rules.0", vec![germany(None, 10_001)], "at most 10000 basis points"),
        ("rules.0", vec![germany(Some("2027-02-29".into()), 1900)], "such as 2027-01-01"),
        ("rules.1", vec![germany(None, 1900), germany(None, 2000)], "two rules without a first day"),
        ("rules.0", vec![helgoland], "outside the area"),
        ("rules", vec![germany(None, 1900); 501], "500 rules at most"),
    ] {
        let refused = shop.staff(&taxes(0, rules)).await.expect_err(says);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)), "{refused}");
        assert!(refused.detail.contains(says), "{says}: {refused}");
    }
    assert_eq!(shop.staff(&GetAdminDelivery {}).await.expect("read").version, 0);
    assert_eq!(shop.staff(&GetAdminTaxes {}).await.expect("read").version, 0);
    assert_eq!(shop.take_all_events().await.len(), 0);
}

#[tokio::test]
async fn of_two_who_set_something_the_later_is_told() {
    let shop = Shop::open().await;
    shop.staff(&set(0, at_home(350))).await.expect("set");
    assert_eq!(shop.staff(&set(0, at_home(450))).await.expect_err("late").code, Code::VersionOutdated);
    let blind = UpdateDelivery { if_match: None, zones: at_home(450) };
    assert_eq!(shop.staff(&blind).await.expect_err("which version?").code, Code::VersionMissing);
    shop.staff(&taxes(0, vec![germany(None, 1800)])).await.expect("set");
    assert_eq!(shop.staff(&taxes(0, vec![])).await.expect_err("late").code, Code::VersionOutdated);
    assert_eq!(shop.take_events(TAXES_CHANGED).await.len(), 1);
    let both = futures::future::join_all([500, 600].map(|fee| {
        let change = set(1, at_home(fee));
        let shop = &shop;
        async move { shop.staff(&change).await }
    }))
    .await;
    assert_eq!(both.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{both:?}");
    assert_eq!(shop.staff(&GetAdminDelivery {}).await.expect("read").version, 2);
}
