//! Where a parcel goes.

pub mod postal_code;
pub mod region;

use serde::{Deserialize, Serialize};

use super::Country;
use crate::line::{line, optional_line};

/// The most characters of a line of an address.
const MAX: usize = 120;

/// A postal address as typed, checked to be complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The person's full name.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Flat, floor, company; may be empty.
    #[serde(default)]
    pub extra: String,
    /// Postal code; empty where a country does without.
    #[serde(default)]
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// State, province or prefecture; empty where a country does without.
    #[serde(default)]
    pub region: String,
    /// Country.
    pub country: Country,
}

/// What is wrong with an address, with the field to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AddressError {
    /// The field's name: `name`, `street`, `extra`, `postal_code`, `city` or `region`.
    pub field: &'static str,
    /// What to do.
    pub message: String,
}

impl Address {
    /// The address as it is kept: each line by the rules of [`line`], the postal code and the region as the
    /// country writes them.
    ///
    /// # Errors
    /// The first field that will not do.
    pub fn checked(self) -> Result<Self, AddressError> {
        self.checked_throughout().map_err(|mut faults| faults.swap_remove(0))
    }

    /// The same, with every field that will not do: at least one.
    ///
    /// # Errors
    /// The fields to mend, in the order they are asked for.
    pub fn checked_throughout(self) -> Result<Self, Vec<AddressError>> {
        let Self { country, .. } = self;
        let mut faults = Vec::new();
        let mut take = |field, taken: Result<String, String>| {
            taken.unwrap_or_else(|message| {
                faults.push(AddressError { field, message });
                String::new()
            })
        };
        let needed = |text: &str, what: &str| line(text, MAX).map_err(|why| format!("enter {what}: {why}"));
        let optional = |text: &str, what: &str| optional_line(text, MAX).map_err(|why| format!("mend {what}: {why}"));
        let name = take("name", needed(&self.name, "the name for the parcel"));
        let street = take("street", needed(&self.street, "street and number"));
        let extra = take("extra", optional(&self.extra, "flat, floor or company"));
        let code = postal_code::read(country, &self.postal_code);
        let example = || format!("enter the postal code as in {}", postal_code::example(country));
        let postal_code = take("postal_code", code.ok_or_else(example));
        let city = take("city", needed(&self.city, "the town"));
        let region = match region::is_required(country) {
            true => region_of(country, &self.region, &postal_code),
            false => optional(&self.region, "the region"),
        };
        let region = take("region", region);
        if faults.is_empty() {
            Ok(Self { name, street, extra, postal_code, city, region, country })
        } else {
            Err(faults)
        }
    }

    /// The line with town, region and postal code, in the order of the country.
    pub fn town_line(&self) -> String {
        use Country::{Au, Br, Ca, Cn, Gb, Ie, In, Jp, Us};
        let (code, region) = (self.postal_code.as_str(), self.region.as_str());
        let joined = |parts: [&str; 2], between: &str| {
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
        };
        match self.country {
            Au | Br | Ca | Cn | Gb | Ie | In | Jp | Us => {
                let behind = joined([region, code], " ");
                joined([&self.city, &behind], ", ")
            }
            _ => {
                let town = joined([code, &self.city], " ");
                joined([&town, region], " ")
            }
        }
    }
}

/// What is written of the region that was typed, or that the postal code names.
fn region_of(country: Country, typed: &str, postal_code: &str) -> Result<String, String> {
    let region = match optional_line(typed, MAX).as_deref() {
        Ok("") => region::of_postal_code(country, postal_code),
        Ok(typed) => region::read(country, typed),
        Err(_) => None,
    };
    let example = || region::regions(country).next().map(|region| region.written()).unwrap_or_default();
    let missing = || format!("enter the state or province, such as {}", example());
    region.map(|region| region.written().to_owned()).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn berlin() -> Address {
        Address {
            name: " Ada Lovelace ".into(),
            street: "Mill\tLane 1".into(),
            extra: String::new(),
            postal_code: "D-10115".into(),
            city: "Berlin".into(),
            region: String::new(),
            country: Country::De,
        }
    }

    fn fault(address: Address) -> &'static str {
        address.checked().expect_err("something to mend").field
    }

    #[test]
    fn an_address_is_kept_in_one_form_and_names_the_field_to_mend() {
        let kept = berlin().checked().expect("complete");
        assert_eq!(
            (kept.name.as_str(), kept.street.as_str(), kept.postal_code.as_str()),
            ("Ada Lovelace", "Mill Lane 1", "10115")
        );
        assert_eq!(kept.clone().checked(), Ok(kept));
        assert_eq!(fault(Address { city: "  ".into(), ..berlin() }), "city");
        assert_eq!(fault(Address { street: "a\r\nb".into(), ..berlin() }), "street");
        assert_eq!(fault(Address { name: "\u{200b}".into(), ..berlin() }), "name");
        assert_eq!(fault(Address { name: "Ada\u{202e}".into(), ..berlin() }), "name");
        assert_eq!(fault(Address { extra: "x".repeat(121), ..berlin() }), "extra");
        assert_eq!(fault(Address { postal_code: "1011".into(), ..berlin() }), "postal_code");
    }

    #[test]
    fn c06_a_state_is_required_where_addresses_have_one() {
        let us =
            Address { country: Country::Us, postal_code: "94105".into(), city: "San Francisco".into(), ..berlin() };
        assert_eq!(fault(us.clone()), "region");
        assert_eq!(fault(Address { region: "Bavaria".into(), ..us.clone() }), "region");
        for typed in ["CA", "ca", " California"] {
            let kept = Address { region: typed.into(), ..us.clone() }.checked().expect("complete");
            assert_eq!((kept.region.as_str(), kept.town_line().as_str()), ("CA", "San Francisco, CA 94105"));
        }
        // Where the postal code says it, nobody need say it twice.
        let spain =
            Address { country: Country::Es, postal_code: "35001".into(), city: "Las Palmas".into(), ..berlin() };
        assert_eq!(spain.checked().expect("complete").region, "Las Palmas");
        // A county that nobody asks for is kept.
        let cork = Address {
            country: Country::Ie,
            postal_code: String::new(),
            city: "Cork".into(),
            region: "Co. Cork".into(),
            ..berlin()
        };
        assert_eq!(cork.checked().expect("complete").town_line(), "Cork, Co. Cork");
    }

    #[test]
    fn c07_ireland_is_written_to_without_an_eircode() {
        let dublin = Address { country: Country::Ie, postal_code: String::new(), city: "Dublin 2".into(), ..berlin() };
        assert_eq!(dublin.checked().expect("complete").town_line(), "Dublin 2");
    }

    #[test]
    fn towns_are_written_as_in_their_country() {
        let town = |country, code: &str, region: &str| {
            let (postal_code, region) = (code.into(), region.into());
            Address { country, postal_code, city: "Town".into(), region, ..berlin() }.town_line()
        };
        assert_eq!(town(Country::De, "10115", ""), "10115 Town");
        assert_eq!(town(Country::It, "20121", "MI"), "20121 Town MI");
        assert_eq!(town(Country::Gb, "SW1A 1AA", ""), "Town, SW1A 1AA");
        assert_eq!(town(Country::Ca, "M5V 2T6", "ON"), "Town, ON M5V 2T6");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_an_address_of_visible_lines_or_a_fault(
            texts in prop::collection::vec("\\PC{0,12}|.{0,12}", 6), at in 0..Country::ALL.len()
        ) {
            let [name, street, extra, postal_code, city, region] = texts.try_into().expect("six");
            let country = Country::ALL[at].0;
            let address = Address { name, street, extra, postal_code, city, region, country };
            if let Ok(kept) = address.checked() {
                prop_assert_eq!(kept.clone().checked(), Ok(kept.clone()));
                for text in [kept.name, kept.street, kept.extra, kept.postal_code, kept.city, kept.region] {
                    prop_assert!(!text.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c)), "{:?}", text);
                }
            }
        }
    }
}
