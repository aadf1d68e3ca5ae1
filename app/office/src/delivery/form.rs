//! A zone as the fields of a form, and what a form says of it.

use domain::catalog::Localized;
use domain::checkout::{
    Area, Country, Days, DeliveryMethod, Fee, PriceBand, Service, Tariff, Territory, WeightBand, Zone,
};
use domain::{Currency, Locale, Money};
use words::Delivery;

use crate::fields::{Fields, minor_units, set_localized};
use crate::shop::currencies::currencies;

/// A field, and what to do about it.
pub type Fault = (String, &'static str);

/// The fields of the working days that a parcel takes, at least and at most.
pub const DAYS: [&str; 2] = ["days-from", "days-to"];

/// The fields of a zone as it is kept.
pub fn fields_of(zone: &Zone, locale: Locale) -> Fields {
    let mut fields = Fields::default();
    fields.set("zone", zone.name.as_str());
    fields.set("name", zone.name.as_str());
    for country in &zone.countries {
        fields.set(format!("country.{}", country.code()), "on");
    }
    fields.set("areas", zone.areas.iter().map(super::area).collect::<Vec<_>>().join("\n"));
    for (method, service) in &zone.methods {
        let method = method.code();
        fields.set(format!("offered.{method}"), "on");
        if let Some(name) = &service.name {
            set_localized(&mut fields, &format!("title.{method}"), name);
        }
        fields.set(format!("carrier.{method}"), service.carrier.as_deref().unwrap_or_default());
        let days = service.days.map(|days| [days.from, days.to].map(|day| day.to_string())).unwrap_or_default();
        for (bound, day) in DAYS.into_iter().zip(days) {
            fields.set(format!("{bound}.{method}"), day);
        }
        for (currency, tariff) in &service.fees {
            fields.set(format!("fee.{method}.{currency}"), fee_as_typed(&tariff.fee, *currency, locale));
            let free_from = tariff.free_from.map(|minor| Money::new(minor, *currency).typed(locale));
            fields.set(format!("free.{method}.{currency}"), free_from.unwrap_or_default());
        }
    }
    fields
}

/// What a form says of a zone. Fees in currencies that the form does not ask for stay as they are `kept`.
///
/// # Errors
/// The first field to mend.
pub fn zone_of(fields: &Fields, kept: Option<&Zone>, words: Delivery) -> Result<Zone, Fault> {
    let name = fields.some("name").ok_or_else(|| ("name".to_owned(), words.bad_name()))?.to_owned();
    let is_checked = |country: &Country| fields.has(&format!("country.{}", country.code()));
    let countries = Country::ALL.iter().map(|entry| entry.0).filter(is_checked).collect();
    let lines = fields.get("areas").lines().map(str::trim).filter(|line| !line.is_empty());
    let areas: Option<Vec<Area>> = lines.map(area).collect();
    let areas = areas.ok_or_else(|| ("areas".to_owned(), words.bad_place()))?;
    let offered = |method: &DeliveryMethod| fields.has(&format!("offered.{}", method.code()));
    let mut methods = std::collections::BTreeMap::new();
    for method in DeliveryMethod::ALL.into_iter().filter(offered) {
        let kept = kept.and_then(|zone| zone.methods.get(&method));
        methods.insert(method, service(fields, method, kept, words)?);
    }
    Ok(Zone { name, countries, areas, methods })
}

fn service(fields: &Fields, method: DeliveryMethod, kept: Option<&Service>, words: Delivery) -> Result<Service, Fault> {
    let method = method.code();
    let name = |locale: Locale| fields.get(&format!("title.{method}.{}", locale.code()));
    let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default() && !name(*locale).is_empty());
    let title = others.fold(Localized::same(name(Locale::default())), |all, locale| all.with(locale, name(locale)));
    let is_named = Locale::ALL.into_iter().any(|locale| !name(locale).is_empty());
    let days = days(fields, method, words)?;
    let mut fees = kept.map(|kept| kept.fees.clone()).unwrap_or_default();
    for currency in currencies() {
        let (at, free_at) = (format!("fee.{method}.{currency}"), format!("free.{method}.{currency}"));
        // What the form did not ask for stays: it may be older than a market.
        if !fields.has(&at) {
            continue;
        }
        let fee = fee(fields.get(&at), currency).ok_or((at, words.bad_fee()))?;
        let free_from = match fields.get(&free_at) {
            "" => None,
            typed => Some(minor_units(typed, currency).ok_or((free_at, words.bad_number()))?),
        };
        fees.insert(currency, Tariff { fee, free_from });
    }
    let carrier = fields.some(&format!("carrier.{method}")).map(str::to_owned);
    Ok(Service { name: is_named.then_some(title), carrier, days, fees })
}

fn area(line: &str) -> Option<Area> {
    if let Some(territory) = Territory::of_code(&line.to_lowercase()) {
        return Some(Area::Territory { territory });
    }
    let (country, codes) = line.split_once([' ', ':'])?;
    let country = Country::of_code(&country.to_uppercase())?;
    let (from, to) = codes.split_once(['-', '–']).unwrap_or((codes, codes));
    let bound = |text: &str| text.trim().to_uppercase();
    Some(Area::PostalCode { country, from: bound(from), to: bound(to) })
}

/// How long it takes: of two fields, of which one is enough.
fn days(fields: &Fields, method: &str, words: Delivery) -> Result<Option<Days>, Fault> {
    let [from_at, to_at] = DAYS.map(|bound| format!("{bound}.{method}"));
    let read = |at: &str| match fields.get(at) {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| (at.to_owned(), words.bad_days())),
    };
    let (from, to) = match (read(&from_at)?, read(&to_at)?) {
        (None, None) => return Ok(None),
        (Some(only), None) | (None, Some(only)) => (only, only),
        (Some(from), Some(to)) => (from, to),
    };
    if from > to {
        return Err((to_at, words.bad_days()));
    }
    Ok(Some(Days { from, to }))
}

/// A fee as it is typed: one amount, or a band a line.
fn fee(typed: &str, currency: Currency) -> Option<Fee> {
    if let Some(fee) = minor_units(typed, currency) {
        return Some(Fee::Flat { fee });
    }
    let band = |line: &str| {
        let (bound, fee) = line.split_once(':')?;
        Some((bound.trim().to_owned(), minor_units(fee.trim(), currency)?))
    };
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let bands: Vec<(String, i64)> = lines.map(band).collect::<Option<_>>()?;
    if bands.is_empty() {
        return None;
    }
    let weight = |(bound, fee): &(String, i64)| {
        Some(WeightBand { up_to_grams: bound.strip_suffix('g')?.trim().parse().ok()?, fee: *fee })
    };
    if let Some(bands) = bands.iter().map(weight).collect() {
        return Some(Fee::Weight { bands });
    }
    let price = |(bound, fee): &(String, i64)| Some(PriceBand { from: minor_units(bound, currency)?, fee: *fee });
    Some(Fee::Price { bands: bands.iter().map(price).collect::<Option<_>>()? })
}

fn fee_as_typed(fee: &Fee, currency: Currency, locale: Locale) -> String {
    let amount = |minor: i64| Money::new(minor, currency).typed(locale);
    let bands: Vec<String> = match fee {
        Fee::Flat { fee } => return amount(*fee),
        Fee::Weight { bands } => {
            bands.iter().map(|band| format!("{} g: {}", band.up_to_grams, amount(band.fee))).collect()
        }
        Fee::Price { bands } => {
            bands.iter().map(|band| format!("{}: {}", amount(band.from), amount(band.fee))).collect()
        }
    };
    bands.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::checkout::DeliveryTable;

    #[test]
    fn a_zone_comes_back_from_its_form_as_it_was() {
        let words = words::delivery(Locale::En);
        let built_in = DeliveryTable::default().zones()[0].clone();
        assert_eq!(zone_of(&fields_of(&built_in, Locale::En), Some(&built_in), words), Ok(built_in.clone()));
        let mut zone = built_in;
        zone.areas = vec![
            Area::Territory { territory: Territory::Helgoland },
            Area::PostalCode { country: Country::De, from: "10".into(), to: "14".into() },
            Area::PostalCode { country: Country::Fr, from: "20".into(), to: "20".into() },
        ];
        let standard = zone.methods.get_mut(&DeliveryMethod::Standard).expect("built in");
        standard.name = Some(Localized::same("Parcel").with(Locale::De, "Paket"));
        standard.carrier = Some("DHL".into());
        standard.days = Some(Days { from: 2, to: 4 });
        let bands = vec![WeightBand { up_to_grams: 1_000, fee: 390 }, WeightBand { up_to_grams: 5_000, fee: 690 }];
        standard.fees.insert(Currency::Eur, Tariff { fee: Fee::Weight { bands }, free_from: Some(5_000) });
        let bands = vec![PriceBand { from: 0, fee: 690 }, PriceBand { from: 3_000, fee: 390 }];
        standard.fees.insert(Currency::Usd, Tariff { fee: Fee::Price { bands }, free_from: None });
        assert_eq!(zone_of(&fields_of(&zone, Locale::De), Some(&zone), words), Ok(zone));
    }

    #[test]
    fn days_are_two_numbers_of_which_one_is_enough() {
        let words = words::delivery(Locale::En);
        let read = |from: &str, to: &str| {
            let mut fields = Fields::default();
            fields.set("days-from.standard", from);
            fields.set("days-to.standard", to);
            days(&fields, "standard", words)
        };
        assert_eq!(read("", ""), Ok(None));
        assert_eq!(read("2", "4"), Ok(Some(Days { from: 2, to: 4 })));
        assert_eq!((read("3", ""), read("", "3")), (read("3", "3"), read("3", "3")));
        assert_eq!(read("4", "2").expect_err("backwards").0, "days-to.standard");
    }

    #[test]
    fn a_form_that_is_older_than_a_market_leaves_its_fees_as_they_are() {
        let words = words::delivery(Locale::En);
        let mut zone = DeliveryTable::default().zones()[0].clone();
        let mut fields = fields_of(&zone, Locale::En);
        let method = *zone.methods.keys().next().expect("a way of delivery");
        fields.remove(&format!("fee.{}.USD", method.code()));
        fields.remove(&format!("free.{}.USD", method.code()));
        fields.set(format!("fee.{}.EUR", method.code()), "1.23");
        let read = zone_of(&fields, Some(&zone), words).expect("all of it can be read");
        let fees = &mut zone.methods.get_mut(&method).expect("it is offered").fees;
        fees.get_mut(&Currency::Eur).expect("a fee").fee = Fee::Flat { fee: 123 };
        assert_eq!(read, zone);
        let new = zone_of(&fields, None, words).expect("all of it can be read");
        assert!(
            !new.methods[&method].fees.contains_key(&Currency::Usd),
            "nothing is made of what nobody was asked for"
        );
    }

    #[test]
    fn what_cannot_be_read_names_its_field() {
        let words = words::delivery(Locale::En);
        let zone = DeliveryTable::default().zones()[0].clone();
        for (field, typed) in [
            ("name", " "),
            ("areas", "somewhere"),
            ("areas", "XX 10"),
            ("days-to.standard", "soon"),
            ("days-from.express", "-1"),
            ("fee.standard.EUR", ""),
            ("fee.standard.EUR", "4.905"),
            ("fee.standard.USD", "1000 g: 3.90\n30: 2"),
            ("free.express.EUR", "-5"),
        ] {
            let mut fields = fields_of(&zone, Locale::En);
            fields.set(field, typed);
            let named = zone_of(&fields, None, words).expect_err(typed).0;
            assert_eq!(named, field, "{typed}");
        }
    }
}
