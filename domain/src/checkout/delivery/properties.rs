//! What holds for every delivery table, tried on random ones.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::checkout::{Country, Destination, Territory};
use crate::{Currency, Money};

fn countries() -> impl Strategy<Value = Country> {
    prop::sample::select(vec![Country::De, Country::Es, Country::At, Country::Us])
}

fn areas() -> impl Strategy<Value = Area> {
    let territory = prop::sample::select(vec![Territory::CanaryIslands, Territory::Ceuta, Territory::Helgoland]);
    let codes = (countries(), 1_usize..=4, 0_u32..10_000, 0_u32..10_000).prop_map(|(country, length, one, other)| {
        let bound = |number: u32| format!("{number:04}")[..length].to_owned();
        Area::PostalCode { country, from: bound(one.min(other)), to: bound(one.max(other)) }
    });
    prop_oneof![territory.prop_map(|territory| Area::Territory { territory }), codes]
}

fn fees() -> impl Strategy<Value = Fee> {
    let weights = prop::collection::btree_map(1_u64..5_000, 0_i64..3_000, 1..4).prop_map(|bands| Fee::Weight {
        bands: bands.into_iter().map(|(up_to_grams, fee)| WeightBand { up_to_grams, fee }).collect(),
    });
    let prices =
        (0_i64..3_000, prop::collection::btree_map(1_i64..20_000, 0_i64..3_000, 0..3)).prop_map(|(fee, more)| {
            let more = more.into_iter().map(|(from, fee)| PriceBand { from, fee });
            Fee::Price { bands: std::iter::once(PriceBand { from: 0, fee }).chain(more).collect() }
        });
    prop_oneof![(0_i64..3_000).prop_map(|fee| Fee::Flat { fee }), weights, prices]
}

fn tariffs() -> impl Strategy<Value = Tariff> {
    (fees(), prop::option::of(0_i64..30_000)).prop_map(|(fee, free_from)| Tariff { fee, free_from })
}

fn zones() -> impl Strategy<Value = Zone> {
    let methods = prop::collection::btree_map(prop::sample::select(DeliveryMethod::ALL.to_vec()), tariffs(), 0..3);
    (prop::collection::btree_set(countries(), 0..3), prop::collection::vec(areas(), 0..4), methods).prop_map(
        |(countries, areas, methods)| {
            let service = |tariff| Service::from(BTreeMap::from([(Currency::Eur, tariff)]));
            let methods = methods.into_iter().map(|(method, tariff)| (method, service(tariff))).collect();
            Zone { name: "a zone".into(), countries, areas, methods }
        },
    )
}

/// Whatever makes a table out of random zones: what would be refused is left out.
fn tables() -> impl Strategy<Value = DeliveryTable> {
    prop::collection::vec(zones(), 0..6).prop_map(|zones| {
        let mut sound: Vec<Zone> = Vec::new();
        for zone in zones {
            let with = [sound.clone(), vec![zone]].concat();
            if DeliveryTable::try_from(with.clone()).is_ok() {
                sound = with;
            }
        }
        DeliveryTable::try_from(sound).expect("each was tried")
    })
}

fn destinations() -> impl Strategy<Value = Destination> {
    let code = prop_oneof![
        (0_u32..100_000).prop_map(|code| format!("{code:05}")),
        Just("35001".to_owned()),
        Just("27498".to_owned())
    ];
    (countries(), prop::option::weighted(0.9, code)).prop_map(|(country, code)| {
        // Austria's are shorter.
        let code = code.map(|code: String| if country == Country::At { code[..4].to_owned() } else { code });
        Destination::new(country, code.as_deref())
    })
}

/// Whether a zone names an address, and how closely, written down again by the letters of the codes.
fn names(zone: &Zone, to: &Destination) -> Option<u8> {
    let in_area = |area: &Area| match area {
        Area::Territory { territory } => to.territory == Some(*territory),
        Area::PostalCode { country, from, to: last } => {
            to.country == *country
                && to.postal_code.is_some_and(|code| {
                    let begin: String = code.as_str().chars().take(from.len()).collect();
                    (from.as_str()..=last.as_str()).contains(&begin.as_str())
                })
        }
    };
    let closeness = |area: &Area| if matches!(area, Area::Territory { .. }) { 1 } else { 2 };
    let area = zone.areas.iter().filter(|area| in_area(area)).map(closeness).max();
    area.or(zone.countries.contains(&to.country).then_some(0))
}

proptest! {
    /// Every address is in just one zone, or whoever lives there is told that nothing is delivered.
    #[test]
    fn every_address_is_in_one_zone_or_told_that_there_is_none(table in tables(), to in destinations()) {
        let named: Vec<u8> = table.zones().iter().filter_map(|zone| names(zone, &to)).collect();
        let closest = named.iter().max();
        let zone = table.zone(to);
        match closest {
            Some(closest) => {
                prop_assert_eq!(named.iter().filter(|named| *named == closest).count(), 1, "one zone alone");
                prop_assert_eq!(zone.and_then(|zone| names(zone, &to)), Some(*closest));
            }
            None if to.postal_code.is_some() => {
                prop_assert_eq!(zone, None);
                let refused = table.fee(DeliveryMethod::Standard, to, Money::new(0, Currency::Eur), 0);
                let is_said = matches!(refused, Err(DeliveryRejection::Country(_) | DeliveryRejection::Area(_)));
                prop_assert!(is_said, "{refused:?}");
            }
            // Until a postal code is typed some part of the country will do.
            None => prop_assert!(zone.is_none_or(|zone| zone.areas.iter().any(|area| area.country() == to.country))),
        }
    }

    /// No fee is negative, each offered is that of its method, and what is said of free delivery comes true.
    #[test]
    fn what_is_offered_is_what_is_charged(table in tables(), to in destinations(), goods in 0_i64..40_000, grams in 0_u64..6_000) {
        let goods = Money::new(goods, Currency::Eur);
        let offers = table.offers(to, goods, grams);
        prop_assert!(offers.is_sorted_by_key(|offer| offer.fee.minor));
        for offer in &offers {
            prop_assert!(offer.fee.minor >= 0);
            prop_assert_eq!(table.fee(offer.method, to, goods, grams), Ok(offer.fee));
        }
        if let Some(missing) = table.missing_for_free(to, goods, grams) {
            prop_assert!(missing.minor > 0);
            let then = table.offers(to, Money::new(goods.minor + missing.minor, Currency::Eur), grams);
            let is_free = then.iter().any(|offer| offer.fee.minor == 0 && offer.method != DeliveryMethod::Pickup);
            prop_assert!(is_free, "{then:?}");
        }
        if let Some(least) = table.least(to, Currency::Eur) {
            let nothing = table.offers(to, Money::zero(Currency::Eur), 0);
            let least_offered = nothing.iter().filter(|offer| offer.method != DeliveryMethod::Pickup).map(|offer| offer.fee);
            prop_assert_eq!(least_offered.min_by_key(|fee| fee.minor), Some(least));
        }
    }

    #[test]
    fn a_table_written_down_is_read_back(table in tables()) {
        let written = serde_json::to_string(&table).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<DeliveryTable>(&written).expect("sound"), table);
    }

    /// Of two zones that name one address equally closely, a table is refused.
    #[test]
    fn zones_that_share_an_address_make_no_table(one in zones(), other in zones(), to in destinations()) {
        let (first, second) = (names(&one, &to), names(&other, &to));
        if first.is_some() && first == second {
            prop_assert!(DeliveryTable::try_from(vec![one, other]).is_err());
        }
    }

    #[test]
    fn a_destination_is_in_the_zone_that_names_all_countries(to in destinations()) {
        let everywhere = DeliveryTable::default();
        prop_assert_eq!(everywhere.zone(to), everywhere.zones().first());
        let known: BTreeSet<Country> = Country::ALL.iter().map(|entry| entry.0).collect();
        prop_assert_eq!(&everywhere.zones()[0].countries, &known);
    }
}
