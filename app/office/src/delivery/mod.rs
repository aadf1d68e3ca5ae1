//! Where goods travel to, how, and what that costs.

pub mod form;
pub mod list;
mod preview;
pub mod remove;
pub mod zone;

use domain::Locale;
use domain::checkout::{Area, DeliveryMethod, Zone};

/// Where the list is.
const PATH: &str = "/admin/delivery";

/// Where one zone is shown and changed.
const ZONE: &str = "/admin/delivery/zone";

/// The address of a zone's page.
fn address(zone: &str) -> String {
    address_of(ZONE, zone)
}

fn address_of(path: &str, zone: &str) -> String {
    format!("{path}?{}", form_urlencoded::Serializer::new(String::new()).append_pair("name", zone).finish())
}

/// A zone's places in words: its countries, then the parts of countries.
fn places(locale: Locale, zone: &Zone) -> String {
    let mut places: Vec<String> =
        zone.countries.iter().map(|country| words::countries(locale).name(*country).to_owned()).collect();
    places.sort();
    places.extend(zone.areas.iter().map(area));
    places.join(", ")
}

/// A part of a country as it is typed.
fn area(area: &Area) -> String {
    match area {
        Area::Territory { territory } => territory.code().to_owned(),
        Area::PostalCode { country, from, to } if from == to => format!("{} {from}", country.code()),
        Area::PostalCode { country, from, to } => format!("{} {from}-{to}", country.code()),
    }
}

/// The shop's word for a way of delivery.
fn way(locale: Locale, method: DeliveryMethod) -> &'static str {
    words::checkout(locale).delivery_method(method)
}
