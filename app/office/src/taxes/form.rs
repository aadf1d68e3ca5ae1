//! Rules of tax as the fields of a form, and what a form says of them.

use api::checkout::taxes::{AdminTaxes, MAX_TAX_RULES};
use domain::Currency;
use domain::checkout::{Country, TaxRates, TaxRule, Territory};

use crate::fields::{Fields, minor_units};

/// The fields of the rates, the highest first.
pub const TIERS: [&str; 4] = ["standard", "intermediate", "reduced", "super_reduced"];

/// Rows that are empty below those that say something.
const EMPTY: usize = 2;

/// A rate as people write it: 1900 is “19”, 550 is “5.5”.
pub fn percent(rate: u32) -> String {
    let (whole, part) = (rate / 100, rate % 100);
    match part {
        0 => whole.to_string(),
        part if part % 10 == 0 => format!("{whole}.{}", part / 10),
        part => format!("{whole}.{part:02}"),
    }
}

/// The fields of what is set.
pub fn fields_of(kept: &AdminTaxes) -> Fields {
    let mut fields = Fields::default();
    fields.set("version", kept.version.to_string());
    for (row, rule) in kept.rules.iter().enumerate() {
        fields.set(format!("place.{row}"), rule.place());
        fields.set(format!("from.{row}"), rule.from.as_deref().unwrap_or_default());
        let rates = [Some(rule.rates.standard), rule.rates.intermediate, rule.rates.reduced, rule.rates.super_reduced];
        for (tier, rate) in TIERS.into_iter().zip(rates) {
            fields.set(format!("{tier}.{row}"), rate.map(percent).unwrap_or_default());
        }
    }
    fields
}

/// How many rows the form has.
pub fn rows(fields: &Fields) -> usize {
    let filled = fields.below("place.").filter_map(|row| row.parse::<usize>().ok());
    let last = filled.filter(|row| fields.some(&format!("place.{row}")).is_some()).max();
    last.map_or(0, |row| row.min(MAX_TAX_RULES) + 1) + EMPTY
}

/// The rules that a form says.
///
/// # Errors
/// The field that cannot be read.
pub fn rules_of(fields: &Fields) -> Result<Vec<TaxRule>, String> {
    (0..rows(fields))
        .filter(|row| fields.some(&format!("place.{row}")).is_some())
        .map(|row| rule(fields, row))
        .collect()
}

fn rule(fields: &Fields, row: usize) -> Result<TaxRule, String> {
    let at = |name: &str| format!("{name}.{row}");
    let place = fields.get(&at("place"));
    let (country, territory) = match (Country::of_code(place), Territory::of_code(place)) {
        (Some(country), _) => (country, None),
        (None, Some(territory)) => (territory.country(), Some(territory)),
        (None, None) => return Err(at("place")),
    };
    let rate = |tier: &str| match fields.get(&at(tier)) {
        "" => Ok(None),
        // A percentage has two decimals at most, as amounts of euro have.
        typed => match minor_units(typed, Currency::Eur).map(u32::try_from) {
            Some(Ok(rate)) => Ok(Some(rate)),
            _ => Err(at(tier)),
        },
    };
    let [standard, intermediate, reduced, super_reduced] = TIERS.map(rate);
    let standard = standard?.ok_or_else(|| at("standard"))?;
    let rates = TaxRates { standard, intermediate: intermediate?, reduced: reduced?, super_reduced: super_reduced? };
    Ok(TaxRule { country, territory, from: fields.some(&at("from")).map(str::to_owned), rates })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_come_back_from_their_form_as_they_were() {
        let rates = |standard, reduced| TaxRates { standard, intermediate: None, reduced, super_reduced: Some(5) };
        let rule = |country, territory, from: Option<&str>, rates| TaxRule {
            country,
            territory,
            from: from.map(str::to_owned),
            rates,
        };
        let rules = vec![
            rule(Country::De, None, Some("2027-01-01"), rates(2000, Some(750))),
            rule(Country::Pt, Some(Territory::Madeira), None, rates(2255, None)),
        ];
        let mut fields = fields_of(&AdminTaxes { version: 3, rules: rules.clone(), rates: vec![] });
        assert_eq!((rows(&fields), rules_of(&fields)), (4, Ok(rules)));
        assert_eq!(
            (fields.get("standard.0"), fields.get("reduced.0"), fields.get("standard.1")),
            ("20", "7.5", "22.55")
        );
        assert_eq!(fields.get("super_reduced.0"), "0.05");
        // Without a place a rate is gone, and one that cannot be read is named.
        fields.set("place.0", "");
        assert_eq!(rules_of(&fields).map(|rules| rules.len()), Ok(1));
        fields.set("reduced.1", "much");
        assert_eq!(rules_of(&fields), Err("reduced.1".to_owned()));
        fields.set("reduced.1", "");
        fields.set("standard.1", "");
        assert_eq!(rules_of(&fields), Err("standard.1".to_owned()));
        fields.set("place.1", "Atlantis");
        assert_eq!(rules_of(&fields), Err("place.1".to_owned()));
    }
}
