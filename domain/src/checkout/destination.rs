//! Where a parcel goes, as far as it bears on what the order costs.

use super::{Country, Territory};

/// A country, and the part of it that is taxed by rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The country, which decides on delivery.
    pub country: Country,
    /// The part of it, if its tax is not the country's.
    pub territory: Option<Territory>,
}

impl Destination {
    /// The destination of an address with this postal code, as far as one was typed.
    pub fn new(country: Country, postal_code: Option<&str>) -> Self {
        Self { country, territory: postal_code.and_then(|code| Territory::of(country, code)) }
    }
}

impl From<Country> for Destination {
    fn from(country: Country) -> Self {
        Self { country, territory: None }
    }
}
