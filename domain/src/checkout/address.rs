//! Where a parcel goes.

use serde::{Deserialize, Serialize};

use super::Country;

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
    /// Postal code.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: Country,
}

/// What is wrong with an address, with the field to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AddressFault {
    /// The field's name: `name`, `street`, `extra`, `postal_code` or `city`.
    pub field: &'static str,
    /// What to do.
    pub message: &'static str,
}

impl Address {
    /// The address with surrounding blanks removed, or the first field to mend.
    pub fn checked(self) -> Result<Self, AddressFault> {
        let field = |text: String, field, needed: bool, message| {
            let text = text.trim().to_owned();
            let fits = text.chars().count() <= 120 && !text.chars().any(char::is_control);
            if fits && !(needed && text.is_empty()) { Ok(text) } else { Err(AddressFault { field, message }) }
        };
        Ok(Self {
            name: field(self.name, "name", true, "enter the name for the parcel, at most 120 characters")?,
            street: field(self.street, "street", true, "enter street and number, at most 120 characters")?,
            extra: field(self.extra, "extra", false, "keep this line to 120 characters")?,
            postal_code: field(self.postal_code, "postal_code", true, "enter the postal code, at most 120 characters")?,
            city: field(self.city, "city", true, "enter the town, at most 120 characters")?,
            country: self.country,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_names_the_field_to_mend() {
        let address = Address {
            name: " Ada Lovelace ".into(),
            street: "Mill Lane 1".into(),
            extra: String::new(),
            postal_code: "10115".into(),
            city: "Berlin".into(),
            country: Country::De,
        };
        assert_eq!(address.clone().checked().expect("complete").name, "Ada Lovelace");
        let no_city = Address { city: "  ".into(), ..address.clone() };
        assert_eq!(no_city.checked().expect_err("no town").field, "city");
        let control = Address { street: "a\r\nb".into(), ..address };
        assert_eq!(control.checked().expect_err("control characters").field, "street");
    }
}
