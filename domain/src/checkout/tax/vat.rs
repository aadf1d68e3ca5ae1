//! Value added tax as it is law, for a shop that has not set its own rates.

use super::{TaxRates, TaxTable};
use crate::checkout::Country;

impl TaxTable {
    /// The rates in force in November 2026. What falls into a reduced tier differs by country, so a
    /// shop that sells food, books or medicine checks its classes with whoever does its tax. Italy has
    /// a third reduced rate of 5 %, which is left out. What leaves Europe is exported: its tax is due where
    /// it arrives, from whoever receives it, so it is 0 here, to be set by a shop that owes it there. That
    /// goes for sales tax of the United States too, which depends on state and town. Parts of countries with
    /// rules of their own are in [`super::territory`].
    pub fn of_2026() -> Self {
        use Country::*;
        // Standard, intermediate, reduced, super-reduced, in basis points.
        let rates = [
            // Super-reduced since July 2026: bread, milk and other staple food.
            (At, 2000, Some(1300), Some(1000), Some(490)),
            (Au, 0, None, None, None),
            (Be, 2100, Some(1200), Some(600), None),
            (Br, 0, None, None, None),
            (Ca, 0, None, None, None),
            (Ch, 810, Some(380), Some(260), None),
            (Cn, 0, None, None, None),
            (De, 1900, None, Some(700), None),
            (Dk, 2500, None, None, None),
            (Es, 2100, None, Some(1000), Some(400)),
            // Intermediate was 14 % until the end of 2025.
            (Fi, 2550, Some(1350), Some(1000), None),
            (Fr, 2000, Some(1000), Some(550), Some(210)),
            (Gb, 2000, None, Some(500), None),
            (Gr, 2400, Some(1300), Some(600), None),
            (Ie, 2300, Some(1350), Some(900), Some(480)),
            (In, 0, None, None, None),
            (It, 2200, None, Some(1000), Some(400)),
            (Jp, 0, None, None, None),
            (Lu, 1700, Some(1400), Some(800), Some(300)),
            (Mx, 0, None, None, None),
            (Nl, 2100, None, Some(900), None),
            (Pl, 2300, Some(800), Some(500), None),
            (Pt, 2300, Some(1300), Some(600), None),
            (Se, 2500, Some(1200), Some(600), None),
            (Us, 0, None, None, None),
        ];
        let entry = |(country, standard, intermediate, reduced, super_reduced)| {
            (country, TaxRates { standard, intermediate, reduced, super_reduced })
        };
        Self::try_from(std::collections::BTreeMap::from(rates.map(entry))).expect("the law's rates are sound")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::TaxClass;

    #[test]
    fn every_country_has_its_rates() {
        let table = TaxTable::default();
        for (country, ..) in Country::ALL {
            assert!(table.rates(country).is_some(), "{country:?}");
        }
        let rate = |country, class| table.rates(country).expect("listed").rate(class);
        assert_eq!(rate(Country::De, TaxClass::Standard), 1900);
        assert_eq!(rate(Country::De, TaxClass::Reduced), 700);
        assert_eq!(rate(Country::Dk, TaxClass::Reduced), 2500);
        assert_eq!(rate(Country::Ch, TaxClass::Standard), 810);
        assert_eq!(rate(Country::Us, TaxClass::Standard), 0);
    }
}
