//! The rates of each country, as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::TaxClass;
use super::territory::{Territory, Vat};
use crate::checkout::Country;

/// One country's rates in basis points (1900 = 19 %).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxRates {
    /// The rate of what has no other.
    pub standard: u32,
    /// The higher of two reduced rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intermediate: Option<u32>,
    /// The reduced rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduced: Option<u32>,
    /// The rate below 5 %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub super_reduced: Option<u32>,
}

impl TaxRates {
    /// The rate of a class in basis points. A tier the country does not have is taxed at the standard
    /// rate: rather too much than too little.
    pub fn rate(&self, class: TaxClass) -> u32 {
        let reduced = match class {
            TaxClass::Zero => return 0,
            TaxClass::Standard => None,
            TaxClass::Intermediate => self.intermediate,
            TaxClass::Reduced => self.reduced,
            TaxClass::SuperReduced => self.super_reduced,
        };
        reduced.unwrap_or(self.standard)
    }
}

/// The rates of every country a shop sells to, checked, and of the territories whose rates differ from what is built
/// in. The default is [`TaxTable::of_2026`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxTable {
    countries: BTreeMap<Country, TaxRates>,
    territories: BTreeMap<Territory, TaxRates>,
}

/// What is wrong with a tax table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaxTableError {
    /// A rate is beyond all reason.
    #[error("{}: a rate is at most 10000 basis points (100 %)", .0.code())]
    TooHigh(Country),
    /// A lower tier has a rate that is not lower.
    #[error("{}: each tier's rate is at most that of the tier above it", .0.code())]
    NotFalling(Country),
}

impl TaxTable {
    /// The country's rates, if the shop has set any.
    pub fn rates(&self, country: Country) -> Option<&TaxRates> {
        self.countries.get(&country)
    }

    /// The rates where a parcel arrives: those of the country, or of the part of it that has its own. None if the
    /// shop has set none for the country.
    pub fn rates_in(&self, country: Country, territory: Option<Territory>) -> Option<TaxRates> {
        let rates = *self.rates(country)?;
        if let Some(set) = territory.and_then(|territory| self.territories.get(&territory)) {
            return Some(*set);
        }
        Some(match territory.map(Territory::vat) {
            None | Some(Vat::AsTheCountry) => rates,
            Some(Vat::None) => TaxRates { standard: 0, intermediate: None, reduced: None, super_reduced: None },
            Some(Vat::Rates(own)) => own,
        })
    }

    /// Sets rates that were checked.
    pub(super) fn set(&mut self, country: Country, territory: Option<Territory>, rates: TaxRates) {
        match territory {
            None => self.countries.insert(country, rates),
            Some(territory) => self.territories.insert(territory, rates),
        };
    }
}

impl Default for TaxTable {
    fn default() -> Self {
        Self::of_2026()
    }
}

impl TryFrom<BTreeMap<Country, TaxRates>> for TaxTable {
    type Error = TaxTableError;

    fn try_from(countries: BTreeMap<Country, TaxRates>) -> Result<Self, Self::Error> {
        for (&country, rates) in &countries {
            let tiers = [Some(rates.standard), rates.intermediate, rates.reduced, rates.super_reduced];
            if rates.standard > 10_000 {
                return Err(TaxTableError::TooHigh(country));
            }
            if !tiers.into_iter().flatten().is_sorted_by(|above, below| above >= below) {
                return Err(TaxTableError::NotFalling(country));
            }
        }
        Ok(Self { countries, territories: BTreeMap::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_tier_is_taxed_in_full_and_zero_is_zero() {
        let germany = TaxRates { standard: 1900, intermediate: None, reduced: Some(700), super_reduced: None };
        for (class, rate) in [
            (TaxClass::Standard, 1900),
            (TaxClass::Intermediate, 1900),
            (TaxClass::Reduced, 700),
            (TaxClass::SuperReduced, 1900),
            (TaxClass::Zero, 0),
        ] {
            assert_eq!(germany.rate(class), rate, "{class:?}");
        }
    }

    #[test]
    fn a_table_that_cannot_be_meant_is_refused() {
        let fault = |standard, reduced| {
            let rates = TaxRates { standard, intermediate: None, reduced, super_reduced: None };
            TaxTable::try_from(BTreeMap::from([(Country::Nl, rates)])).err()
        };
        assert_eq!(fault(10_001, None), Some(TaxTableError::TooHigh(Country::Nl)));
        assert_eq!(fault(2100, Some(2101)), Some(TaxTableError::NotFalling(Country::Nl)));
        assert_eq!(fault(2100, Some(900)), None);
    }
}
