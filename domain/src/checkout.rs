//! Where an order goes, how it gets there and what that costs.

use serde::{Deserialize, Serialize};

use crate::money::MoneyError;
use crate::{Currency, Money};

/// How an order travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMethod {
    /// By post, three to five working days.
    #[default]
    Standard,
    /// By courier, the next working day.
    Express,
}

impl DeliveryMethod {
    /// Every method, cheapest first.
    pub const ALL: [Self; 2] = [Self::Standard, Self::Express];

    /// The method's word in data and forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Express => "express",
        }
    }
}

/// From this subtotal on standard delivery is free; in whole units of the currency.
const FREE_DELIVERY_FROM_UNITS: i64 = 75;

/// What delivery of goods worth `subtotal` costs.
pub fn delivery_fee(method: DeliveryMethod, subtotal: Money) -> Result<Money, MoneyError> {
    let currency = subtotal.currency;
    let scale = 10_i64.pow(currency.exponent());
    // Fees are set per mille of a unit, so that each currency gets a whole number of minor units.
    let fee = |milli_units: i64| Money::new(milli_units * scale / 1000, currency);
    let rate = if currency == Currency::Jpy { 160 } else { 1 };
    Ok(match method {
        DeliveryMethod::Standard if subtotal.minor >= FREE_DELIVERY_FROM_UNITS * rate * scale => Money::zero(currency),
        DeliveryMethod::Standard => fee(4_900 * rate),
        DeliveryMethod::Express => fee(12_900 * rate),
    })
}

/// What the shopper pays: goods and delivery.
pub fn total(subtotal: Money, delivery: Money) -> Result<Money, MoneyError> {
    subtotal.checked_add(delivery)
}

/// What an order of these goods with this delivery costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The goods.
    pub subtotal: Money,
    /// Their delivery.
    pub delivery_fee: Money,
    /// Both.
    pub total: Money,
}

impl Quote {
    /// The quote for goods worth `subtotal` that travel by `method`.
    pub fn of(method: DeliveryMethod, subtotal: Money) -> Result<Self, MoneyError> {
        let delivery_fee = delivery_fee(method, subtotal)?;
        Ok(Self { subtotal, delivery_fee, total: total(subtotal, delivery_fee)? })
    }
}

/// A country the shop delivers to (ISO 3166-1 alpha-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the codes are the standard's")]
pub enum Country {
    At,
    Be,
    Ch,
    De,
    Dk,
    Es,
    Fi,
    Fr,
    Gb,
    Ie,
    It,
    Lu,
    Nl,
    Pl,
    Pt,
    Se,
    Us,
}

impl Country {
    /// Every country with its code and its English and German name, in English order.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 17] = [
        (Self::At, "AT", "Austria", "Österreich"),
        (Self::Be, "BE", "Belgium", "Belgien"),
        (Self::Dk, "DK", "Denmark", "Dänemark"),
        (Self::Fi, "FI", "Finland", "Finnland"),
        (Self::Fr, "FR", "France", "Frankreich"),
        (Self::De, "DE", "Germany", "Deutschland"),
        (Self::Ie, "IE", "Ireland", "Irland"),
        (Self::It, "IT", "Italy", "Italien"),
        (Self::Lu, "LU", "Luxembourg", "Luxemburg"),
        (Self::Nl, "NL", "Netherlands", "Niederlande"),
        (Self::Pl, "PL", "Poland", "Polen"),
        (Self::Pt, "PT", "Portugal", "Portugal"),
        (Self::Es, "ES", "Spain", "Spanien"),
        (Self::Se, "SE", "Sweden", "Schweden"),
        (Self::Ch, "CH", "Switzerland", "Schweiz"),
        (Self::Gb, "GB", "United Kingdom", "Vereinigtes Königreich"),
        (Self::Us, "US", "United States", "Vereinigte Staaten"),
    ];

    /// The two-letter code.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }
}

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
    fn standard_delivery_is_free_from_75() {
        let fee = |method, minor, currency| delivery_fee(method, Money::new(minor, currency)).expect("small").minor;
        assert_eq!(fee(DeliveryMethod::Standard, 7499, Currency::Eur), 490);
        assert_eq!(fee(DeliveryMethod::Standard, 7500, Currency::Eur), 0);
        assert_eq!(fee(DeliveryMethod::Express, 7500, Currency::Usd), 1290);
        assert_eq!(fee(DeliveryMethod::Standard, 0, Currency::Jpy), 784);
        assert_eq!(fee(DeliveryMethod::Standard, 0, Currency::Kwd), 4900);
    }

    #[test]
    fn a_quote_adds_delivery_to_the_goods() {
        let euro = |minor| Money::new(minor, Currency::Eur);
        let quote = Quote::of(DeliveryMethod::Express, euro(1000)).expect("small");
        assert_eq!(quote, Quote { subtotal: euro(1000), delivery_fee: euro(1290), total: euro(2290) });
        assert_eq!(Quote::of(DeliveryMethod::Express, euro(i64::MAX)), Err(MoneyError::Overflow));
    }

    #[test]
    fn every_country_is_listed_once() {
        for (country, code, _, _) in Country::ALL {
            assert_eq!(country.code(), code);
        }
    }

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
