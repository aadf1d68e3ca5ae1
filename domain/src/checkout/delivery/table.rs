//! Which ways of delivery there are to which country, and their fees.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Area, DeliveryMethod, Service, Tariff};
use crate::checkout::{Country, Destination};
use crate::{Currency, Money};

/// Countries with the same ways of delivery at the same fees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// What the merchant calls it.
    pub name: String,
    /// Whole countries, but for the parts of them that other zones name; each is in one zone at most.
    #[serde(default)]
    pub countries: BTreeSet<Country>,
    /// Parts of countries. No two of all zones overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<Area>,
    /// The ways of delivery. A pickup counts as delivery to where the counter is. A zone without any is one that
    /// nothing is sent to.
    pub methods: BTreeMap<DeliveryMethod, Service>,
}

/// All zones of a shop, checked. The default is the built-in one: see [`super::delivery_fee`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Zone>", into = "Vec<Zone>")]
pub struct DeliveryTable(Vec<Zone>);

/// What is wrong with a delivery table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("zone “{zone}”: {message}")]
pub struct DeliveryTableError {
    /// The zone's name.
    pub zone: String,
    /// What to do.
    pub message: String,
}

/// One way of delivery with its fee for a given order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveryOption {
    /// Which.
    pub method: DeliveryMethod,
    /// What it costs, before promotions.
    pub fee: Money,
}

/// Why an order cannot travel so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryRejection {
    /// No zone holds the country.
    #[error("we do not deliver to {}; choose another country", .0.code())]
    Country(Country),
    /// Zones hold parts of the country, and not this one.
    #[error("we do not deliver to this part of {}; choose another address", .0.code())]
    Area(Country),
    /// The country's zone has no such way.
    #[error("{} delivery is not offered to {}; choose another way", .0.code(), .1.code())]
    Method(DeliveryMethod, Country),
    /// The way has no fee in the order's currency.
    #[error("{} delivery cannot be paid in {}; choose another way", .0.code(), .1.code())]
    Currency(DeliveryMethod, Currency),
    /// The parcel is heavier than the last weight band.
    #[error("{} delivery carries at most {most} g and this parcel weighs {grams} g; choose another way or order less", .method.code())]
    TooHeavy {
        /// Which way.
        method: DeliveryMethod,
        /// The parcel's weight.
        grams: u64,
        /// The most that is carried.
        most: u64,
    },
}

impl DeliveryTable {
    /// The zones.
    pub fn zones(&self) -> &[Zone] {
        &self.0
    }

    /// The zone of an address: the one that names it most closely, by postal code, as a territory, or with its country.
    /// Before a postal code is known it is that of the country, or else the first one in it.
    pub fn zone(&self, to: Destination) -> Option<&Zone> {
        let named = |zone: &Zone| {
            let area = zone.areas.iter().filter_map(|area| area.holds(&to)).max();
            area.or_else(|| zone.countries.contains(&to.country).then_some(0))
        };
        // Of two that name it equally closely there is none: a table with such is refused.
        let best = self.0.iter().filter_map(|zone| Some((named(zone)?, zone))).max_by_key(|(closeness, _)| *closeness);
        let found = best.map(|(_, zone)| zone);
        found.or_else(|| self.0.iter().find(|zone| to.postal_code.is_none() && zone.has_part_of(to.country)))
    }

    fn zone_of(&self, to: Destination) -> Result<&Zone, DeliveryRejection> {
        let nowhere = || match self.0.iter().any(|zone| zone.has_part_of(to.country)) {
            true => DeliveryRejection::Area(to.country),
            false => DeliveryRejection::Country(to.country),
        };
        self.zone(to).ok_or_else(nowhere)
    }

    /// How goods travel by a method to there, if they do.
    pub fn service(&self, method: DeliveryMethod, to: impl Into<Destination>) -> Option<&Service> {
        self.zone(to.into())?.methods.get(&method)
    }

    /// The fee for goods that weigh `grams` together. Bands and thresholds look at `goods`, what the
    /// goods cost before promotions, so that a promotion never makes an order dearer.
    ///
    /// # Errors
    /// Why they cannot travel so.
    pub fn fee(
        &self,
        method: DeliveryMethod,
        to: impl Into<Destination>,
        goods: Money,
        grams: u64,
    ) -> Result<Money, DeliveryRejection> {
        let to = to.into();
        let service = self.zone_of(to)?.methods.get(&method);
        let service = service.ok_or(DeliveryRejection::Method(method, to.country))?;
        let tariff = service.fees.get(&goods.currency).ok_or(DeliveryRejection::Currency(method, goods.currency))?;
        let minor =
            tariff.fee(goods.minor, grams).map_err(|most| DeliveryRejection::TooHeavy { method, grams, most })?;
        Ok(Money::new(minor, goods.currency))
    }

    /// Every way this order can travel, cheapest first.
    pub fn offers(&self, to: impl Into<Destination>, goods: Money, grams: u64) -> Vec<DeliveryOption> {
        let to = to.into();
        let offer = |method| self.fee(method, to, goods, grams).ok().map(|fee| DeliveryOption { method, fee });
        let mut offers: Vec<_> = DeliveryMethod::ALL.into_iter().filter_map(offer).collect();
        offers.sort_by_key(|offer| offer.fee.minor);
        offers
    }

    /// How much more goods worth `goods` must cost to travel there for nothing. None if some
    /// way is free already or none becomes so. Coming for it is no way to travel.
    pub fn missing_for_free(&self, to: impl Into<Destination>, goods: Money, grams: u64) -> Option<Money> {
        let tariffs: Vec<&Tariff> = self.travelling(to.into(), goods.currency).collect();
        if tariffs.iter().any(|tariff| tariff.fee(goods.minor, grams) == Ok(0)) {
            return None;
        }
        let carries = |tariff: &&&Tariff| tariff.fee(goods.minor, grams).is_ok();
        let from = tariffs.iter().filter(carries).filter_map(|tariff| tariff.free_above(goods.minor)).min()?;
        Some(Money::new(from - goods.minor, goods.currency))
    }

    /// The least that anything costs to travel there: for the lightest and cheapest goods. None if nothing travels there.
    pub fn least(&self, to: impl Into<Destination>, currency: Currency) -> Option<Money> {
        let fees = self.travelling(to.into(), currency).filter_map(|tariff| tariff.fee(0, 0).ok());
        fees.min().map(|minor| Money::new(minor, currency))
    }

    /// From what price on goods travel there for nothing. None if they always or never do.
    pub fn free_from(&self, to: impl Into<Destination>, currency: Currency) -> Option<Money> {
        self.missing_for_free(to, Money::zero(currency), 0)
    }

    /// The tariffs by which goods travel there.
    fn travelling(&self, to: Destination, currency: Currency) -> impl Iterator<Item = &Tariff> {
        let methods = self.zone(to).into_iter().flat_map(|zone| &zone.methods);
        let travelling = methods.filter(|(method, _)| **method != DeliveryMethod::Pickup);
        travelling.filter_map(move |(_, service)| service.fees.get(&currency))
    }
}

impl Zone {
    fn has_part_of(&self, country: Country) -> bool {
        self.areas.iter().any(|area| area.country() == country)
    }
}

impl TryFrom<Vec<Zone>> for DeliveryTable {
    type Error = DeliveryTableError;

    fn try_from(zones: Vec<Zone>) -> Result<Self, Self::Error> {
        let mut seen = BTreeSet::new();
        let mut areas: Vec<&Area> = Vec::new();
        for zone in &zones {
            let fault = |message: String| Err(DeliveryTableError { zone: zone.name.clone(), message });
            if zone.countries.is_empty() && zone.areas.is_empty() {
                return fault("name at least one country".into());
            }
            if let Some(twice) = zone.countries.iter().find(|country| !seen.insert(**country)) {
                return fault(format!("{} is already in another zone; take it out of one", twice.code()));
            }
            for area in &zone.areas {
                if let Some(message) = area.fault() {
                    return fault(message);
                }
                if let Some(other) = areas.iter().find(|other| other.overlaps(area)) {
                    let (area, other) = (area.name(), other.name());
                    return fault(format!("{area} overlaps {other}; let each address be in one of them"));
                }
                areas.push(area);
            }
            for (method, service) in &zone.methods {
                if let Some(message) = service.fault() {
                    return fault(format!("{}: {message}", method.code()));
                }
                for (currency, tariff) in &service.fees {
                    if let Some(message) = tariff.fault() {
                        return fault(format!("{} in {currency}: {message}", method.code()));
                    }
                }
            }
        }
        Ok(Self(zones))
    }
}

impl From<DeliveryTable> for Vec<Zone> {
    fn from(table: DeliveryTable) -> Self {
        table.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::{Fee, PriceBand, WeightBand};

    fn zone(countries: &[Country], method: DeliveryMethod, tariff: Tariff) -> Zone {
        let fees = BTreeMap::from([(Currency::Eur, tariff)]);
        let countries = countries.iter().copied().collect();
        Zone { name: "a zone".into(), countries, areas: vec![], methods: BTreeMap::from([(method, fees.into())]) }
    }

    fn by_weight() -> Tariff {
        let bands = vec![WeightBand { up_to_grams: 1_000, fee: 390 }, WeightBand { up_to_grams: 5_000, fee: 690 }];
        Tariff { fee: Fee::Weight { bands }, free_from: Some(10_000) }
    }

    fn by_price() -> Tariff {
        let bands = vec![PriceBand { from: 0, fee: 690 }, PriceBand { from: 3_000, fee: 390 }];
        Tariff { fee: Fee::Price { bands }, free_from: None }
    }

    #[test]
    fn the_fee_is_that_of_the_band() {
        let check = |tariff: Tariff, goods, grams, expect| {
            let table = DeliveryTable::try_from(vec![zone(&[Country::De], DeliveryMethod::Standard, tariff)]);
            let goods = Money::new(goods, Currency::Eur);
            let fee = table.expect("sound").fee(DeliveryMethod::Standard, Country::De, goods, grams);
            assert_eq!(fee.map(|fee| fee.minor), expect, "{goods:?} {grams} g");
        };
        let too_heavy = |grams| DeliveryRejection::TooHeavy { method: DeliveryMethod::Standard, grams, most: 5_000 };
        check(by_weight(), 100, 0, Ok(390));
        check(by_weight(), 100, 1_000, Ok(390));
        check(by_weight(), 100, 1_001, Ok(690));
        check(by_weight(), 100, 5_001, Err(too_heavy(5_001)));
        check(by_weight(), 10_000, 2_000, Ok(0));
        check(by_weight(), 10_000, 9_000, Err(too_heavy(9_000)));
        check(by_price(), 2_999, 0, Ok(690));
        check(by_price(), 3_000, 0, Ok(390));
        check(Tariff::flat(250), 0, u64::MAX, Ok(250));
    }

    #[test]
    fn what_is_missing_for_free_delivery_is_told_while_there_is_something_missing() {
        let check = |tariff: Tariff, goods, grams, expect| {
            let table = DeliveryTable::try_from(vec![zone(&[Country::De], DeliveryMethod::Standard, tariff)]);
            let missing = table.expect("sound").missing_for_free(Country::De, Money::new(goods, Currency::Eur), grams);
            assert_eq!(missing.map(|missing| missing.minor), expect, "{goods} {grams} g");
        };
        check(by_weight(), 8_800, 100, Some(1_200));
        check(by_weight(), 0, 100, Some(10_000));
        check(by_weight(), 10_000, 100, None);
        // Too heavy to be carried at all.
        check(by_weight(), 8_800, 6_000, None);
        // The fee falls but does not vanish.
        check(by_price(), 2_000, 0, None);
        let bands = vec![PriceBand { from: 0, fee: 690 }, PriceBand { from: 3_000, fee: 0 }];
        check(Tariff { fee: Fee::Price { bands }, free_from: Some(5_000) }, 2_000, 0, Some(1_000));
        check(Tariff::flat(0), 2_000, 0, None);
        check(Tariff::flat(100), 2_000, 0, None);
        let pickup = DeliveryTable::try_from(vec![zone(&[Country::De], DeliveryMethod::Pickup, by_weight())]);
        let missing = pickup.expect("sound").missing_for_free(Country::De, Money::new(1, Currency::Eur), 0);
        assert_eq!(missing, None);
    }

    #[test]
    fn what_cannot_be_delivered_says_why() {
        let table = DeliveryTable::try_from(vec![zone(&[Country::De], DeliveryMethod::Pickup, Tariff::flat(0))]);
        let table = table.expect("sound");
        let fee = |method, country, currency| table.fee(method, country, Money::zero(currency), 0);
        let (pickup, standard) = (DeliveryMethod::Pickup, DeliveryMethod::Standard);
        assert_eq!(fee(pickup, Country::De, Currency::Eur), Ok(Money::zero(Currency::Eur)));
        let check = |refused: Result<Money, DeliveryRejection>, sentence: &str| {
            assert_eq!(refused.expect_err("no way").to_string(), sentence);
        };
        check(fee(pickup, Country::Us, Currency::Eur), "we do not deliver to US; choose another country");
        check(fee(standard, Country::De, Currency::Eur), "standard delivery is not offered to DE; choose another way");
        check(fee(pickup, Country::De, Currency::Usd), "pickup delivery cannot be paid in USD; choose another way");
    }

    #[test]
    fn a_table_that_cannot_be_meant_is_refused() {
        let fault = |zones: Vec<Zone>| DeliveryTable::try_from(zones).expect_err("wrong").message;
        let standard = |tariff| vec![zone(&[Country::De], DeliveryMethod::Standard, tariff)];
        let flat = || Tariff::flat(100);
        assert_eq!(fault(vec![zone(&[], DeliveryMethod::Standard, flat())]), "name at least one country");
        let twice = [standard(flat()), standard(flat())].concat();
        assert_eq!(fault(twice), "DE is already in another zone; take it out of one");
        assert_eq!(fault(standard(Tariff::flat(-1))), "standard in EUR: a fee or threshold is 0 or more");
        let unordered = Fee::Weight { bands: vec![WeightBand { up_to_grams: 5, fee: 1 }; 2] };
        let unordered = Tariff { fee: unordered, free_from: None };
        assert_eq!(fault(standard(unordered)), "standard in EUR: put the bands in rising order, each bound once");
        let late = Tariff { fee: Fee::Price { bands: vec![PriceBand { from: 1, fee: 1 }] }, free_from: None };
        assert!(fault(standard(late)).contains("begin at 0"));
        let none = Tariff { fee: Fee::Weight { bands: vec![] }, free_from: None };
        assert!(fault(standard(none)).contains("at least one band"));
    }
}
