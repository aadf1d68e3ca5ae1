//! Where a parcel goes, as far as it bears on what the order costs.

use super::address::postal_code;
use super::{Country, Territory};

/// A country, and what its postal code tells besides: the part of it that is taxed by rules of its own, and the part
/// of it that has fees of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The country, which decides on delivery.
    pub country: Country,
    /// The part of it, if its tax is not the country's.
    pub territory: Option<Territory>,
    /// The postal code, as far as one was typed that is one there.
    pub postal_code: Option<CompactCode>,
}

/// A postal code without blanks and dashes, such as `SW1A1AA`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CompactCode {
    bytes: [u8; CompactCode::MAX],
    length: usize,
}

impl CompactCode {
    /// More than any country's codes have.
    const MAX: usize = 12;

    /// The code that was typed, if it is one of the country's.
    pub fn read(country: Country, typed: &str) -> Option<Self> {
        Self::of(&postal_code::compact(country, typed)?)
    }

    fn of(code: &str) -> Option<Self> {
        let mut bytes = [0; Self::MAX];
        bytes.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
        (!code.is_empty()).then_some(Self { bytes, length: code.len() })
    }

    /// Its letters and digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

impl std::fmt::Debug for CompactCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Destination {
    /// The destination of an address with this postal code, as far as one was typed.
    pub fn new(country: Country, postal_code: Option<&str>) -> Self {
        Self {
            country,
            territory: postal_code.and_then(|code| Territory::of(country, code)),
            postal_code: postal_code.and_then(|code| CompactCode::read(country, code)),
        }
    }
}

impl From<Country> for Destination {
    fn from(country: Country) -> Self {
        Self { country, territory: None, postal_code: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_knows_what_its_code_tells() {
        let code =
            |country, typed| Destination::new(country, Some(typed)).postal_code.map(|code| code.as_str().to_owned());
        assert_eq!(code(Country::Gb, "sw1a 1aa").as_deref(), Some("SW1A1AA"));
        assert_eq!(code(Country::Us, "94105-1234").as_deref(), Some("941051234"));
        assert_eq!((code(Country::De, "1011"), code(Country::Ie, "")), (None, None));
        assert_eq!(Destination::new(Country::De, Some("27498")).territory, Some(Territory::Helgoland));
    }
}
