//! Texts of products that depend on more than a value.

use domain::Locale;
use domain::catalog::{Unit, UnitPrice};
use domain::inventory::Availability;

use crate::Catalog;

impl Catalog {
    /// What is said of a variant's stock.
    pub fn availability(self, availability: Availability) -> String {
        match availability {
            Availability::InStock => self.in_stock().to_owned(),
            Availability::Low { left } => self.only_left(left),
            Availability::Backorder => self.backorder().to_owned(),
            Availability::Out => self.sold_out().to_owned(),
        }
    }
}

/// A price by measure: “€1.99 / 100 g”, “€7.99 / l”, “€0.33 / piece”.
pub fn unit_price(locale: Locale, UnitPrice { price, per }: UnitPrice) -> String {
    let words = crate::catalog(locale);
    let amount = match per.unit() {
        Unit::Piece => words.single_things(per.units()),
        unit if per.is_one() => unit.code().to_owned(),
        unit => format!("{}\u{a0}{}", per.number(locale), unit.code()),
    };
    words.price_of(price, &amount)
}

#[cfg(test)]
mod tests {
    use domain::catalog::Measure;
    use domain::{Currency, Money};

    use super::*;

    #[test]
    fn a_price_by_measure_reads_as_its_language_writes_it() {
        let said = |locale, measure: &str| {
            let measure: Measure = measure.parse().expect("a measure");
            let unit = measure.of(Money::new(599, Currency::Eur)).expect("it tells something");
            unit_price(locale, unit).replace('\u{a0}', " ")
        };
        assert_eq!(said(Locale::En, "250 g / 100 g"), "€2.40 / 100 g");
        assert_eq!(said(Locale::De, "250 g / 100 g"), "2,40 € / 100 g");
        assert_eq!(said(Locale::De, "0.75 l / 1 l"), "7,99 € / l");
        assert_eq!(said(Locale::De, "3 m / 1.5 m"), "3,00 € / 1,5 m");
        assert_eq!(said(Locale::En, "20 piece / 1 piece"), "€0.30 / piece");
        assert_eq!(said(Locale::De, "20 piece / 10 piece"), "3,00 € / 10 Stück");
    }
}
