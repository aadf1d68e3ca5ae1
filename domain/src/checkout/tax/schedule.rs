//! Rates that the merchant sets, each from a day on, over those that are built in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{TaxRates, TaxTable, TaxTableError, Territory};
use crate::checkout::Country;
use crate::date;

/// The rates of a country, or of a part of it that has rates of its own, from a day on until the next rule's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxRule {
    /// The country.
    pub country: Country,
    /// The part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<Territory>,
    /// The first day, such as `2027-01-01`, which begins at midnight there; without it, they have always held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The rates.
    pub rates: TaxRates,
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct TaxRuleError {
    /// The country's code or the territory's word.
    pub place: String,
    /// What to do.
    pub message: String,
}

/// The rates of every country and territory at any time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxSchedule {
    /// What holds before the first change.
    first: TaxTable,
    /// What holds from a moment on, in Unix seconds, the earliest first.
    changes: Vec<(i64, TaxTable)>,
}

impl Default for TaxSchedule {
    /// The built-in rates, always.
    fn default() -> Self {
        Self { first: TaxTable::default(), changes: Vec::new() }
    }
}

impl TaxSchedule {
    /// The built-in rates with rules over them. With each rule comes the moment at which its day begins, in Unix seconds;
    /// of one that has always held it plays no part.
    ///
    /// # Errors
    /// What is wrong with a rule.
    pub fn new(rules: &[(TaxRule, i64)]) -> Result<Self, TaxRuleError> {
        let plain: Vec<TaxRule> = rules.iter().map(|(rule, _)| rule.clone()).collect();
        if let Some(fault) = rules_error(&plain) {
            return Err(fault);
        }
        let mut first = TaxTable::default();
        let mut later: BTreeMap<i64, Vec<&TaxRule>> = BTreeMap::new();
        for (rule, begins) in rules {
            match rule.from {
                None => first.set(rule.country, rule.territory, rule.rates),
                Some(_) => later.entry(*begins).or_default().push(rule),
            }
        }
        let (mut table, mut changes) = (first.clone(), Vec::new());
        for (begins, rules) in later {
            for rule in rules {
                table.set(rule.country, rule.territory, rule.rates);
            }
            changes.push((begins, table.clone()));
        }
        Ok(Self { first, changes })
    }

    /// The rates that hold at a moment, in Unix seconds.
    pub fn at(&self, now: i64) -> &TaxTable {
        let begun = self.changes.iter().rev().find(|(begins, _)| *begins <= now);
        begun.map_or(&self.first, |(_, table)| table)
    }
}

impl TaxRule {
    /// The rule's place as messages name it.
    pub fn place(&self) -> &'static str {
        self.territory.map_or_else(|| self.country.code(), Territory::code)
    }

    fn fault(&self) -> Option<String> {
        if let Some(territory) = self.territory {
            if territory.country() != self.country {
                return Some(format!("it is a part of {}; name that country", territory.country().code()));
            }
            if territory.is_export() {
                let why = territory.source();
                return Some(format!(
                    "it lies outside the area of value added tax, so nothing is taxed there ({why}); leave it out"
                ));
            }
        }
        if self.from.as_deref().is_some_and(|day| !date::is_day(day)) {
            return Some("give the first day as year, month and day, such as 2027-01-01".to_owned());
        }
        match TaxTable::try_from(BTreeMap::from([(self.country, self.rates)])) {
            Ok(_) => None,
            Err(TaxTableError::TooHigh(_)) => Some("a rate is at most 10000 basis points (100 %)".to_owned()),
            Err(TaxTableError::NotFalling(_)) => {
                Some("each tier's rate is at most that of the tier above it".to_owned())
            }
        }
    }
}

/// What is wrong with rules that are to hold together, if anything.
pub fn rules_error(rules: &[TaxRule]) -> Option<TaxRuleError> {
    let fault = |rule: &TaxRule, message: String| TaxRuleError { place: rule.place().to_owned(), message };
    for (at, rule) in rules.iter().enumerate() {
        if let Some(message) = rule.fault() {
            return Some(fault(rule, message));
        }
        let same = |other: &&TaxRule| {
            (other.country, other.territory, &other.from) == (rule.country, rule.territory, &rule.from)
        };
        if rules[..at].iter().any(|other| same(&other)) {
            let when = rule.from.as_deref().map_or("without a first day".to_owned(), |day| format!("from {day} on"));
            return Some(fault(rule, format!("there are two rules {when}; take one away")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::checkout::TaxClass;

    fn rates(standard: u32, reduced: Option<u32>) -> TaxRates {
        TaxRates { standard, intermediate: None, reduced, super_reduced: None }
    }

    fn rule(country: Country, from: Option<&str>, standard: u32) -> TaxRule {
        TaxRule { country, territory: None, from: from.map(str::to_owned), rates: rates(standard, None) }
    }

    #[test]
    fn a_rate_holds_from_its_day_until_the_next() {
        let rules = [
            (rule(Country::De, Some("2027-07-01"), 2100), 200),
            (rule(Country::De, Some("2027-01-01"), 2000), 100),
            (rule(Country::Fr, None, 2050), 0),
        ];
        let schedule = TaxSchedule::new(&rules).expect("sound");
        let rate = |now, country| schedule.at(now).rates(country).expect("set").rate(TaxClass::Standard);
        let germany: Vec<u32> = [i64::MIN, 99, 100, 199, 200, i64::MAX].map(|now| rate(now, Country::De)).into();
        assert_eq!(germany, [1900, 1900, 2000, 2000, 2100, 2100]);
        assert_eq!((rate(0, Country::Fr), rate(300, Country::Fr)), (2050, 2050), "that has always held");
        assert_eq!(rate(300, Country::At), 2000, "what nobody has set stays as it is built in");
    }

    #[test]
    fn a_territory_has_rates_of_its_own_and_what_is_outside_has_none() {
        let madeira = TaxRule {
            country: Country::Pt,
            territory: Some(Territory::Madeira),
            from: Some("2027-01-01".into()),
            rates: rates(2300, Some(500)),
        };
        let schedule = TaxSchedule::new(&[(madeira.clone(), 100)]).expect("sound");
        let rate = |now| {
            let rates = schedule.at(now).rates_in(Country::Pt, Some(Territory::Madeira)).expect("set");
            (rates.rate(TaxClass::Standard), rates.rate(TaxClass::Reduced))
        };
        assert_eq!((rate(99), rate(100)), ((2200, 400), (2300, 500)));
        let says = |rule: TaxRule| rules_error(&[rule]).map(|fault| fault.to_string()).unwrap_or_default();
        let island = TaxRule { territory: Some(Territory::Helgoland), country: Country::De, ..madeira.clone() };
        assert!(says(island).starts_with("helgoland: it lies outside the area of value added tax"));
        assert!(says(TaxRule { country: Country::Es, ..madeira }).contains("a part of PT"));
    }

    #[test]
    fn rules_that_cannot_be_meant_are_refused() {
        let says = |rules: &[TaxRule]| rules_error(rules).map(|fault| fault.to_string()).unwrap_or_default();
        assert!(says(&[rule(Country::Nl, None, 10_001)]).contains("at most 10000"));
        let raised = TaxRule { rates: rates(900, Some(2100)), ..rule(Country::Nl, None, 0) };
        assert!(says(&[raised]).contains("tier above"));
        for day in ["2027-02-29", "2027-1-1", "soon", "2027-13-01", "2027-01-01T00:00", "+027-01-01"] {
            assert!(says(&[rule(Country::Nl, Some(day), 2100)]).contains("such as 2027-01-01"), "{day}");
        }
        let twice = [rule(Country::Nl, Some("2028-02-29"), 2100), rule(Country::Nl, Some("2028-02-29"), 2200)];
        assert_eq!(says(&twice), "NL: there are two rules from 2028-02-29 on; take one away");
        assert_eq!(says(&[twice[0].clone(), rule(Country::Nl, None, 2200)]), "");
    }

    fn rules() -> impl Strategy<Value = Vec<(TaxRule, i64)>> {
        let country = prop::sample::select(vec![Country::De, Country::Pt, Country::Us]);
        // The days of one month, each of which begins at its own moment.
        let day = prop::option::weighted(0.8, 1_i64..=28);
        let rule = (country, any::<bool>(), day, 0_u32..=10_000);
        prop::collection::vec(rule, 0..12).prop_map(|rules| {
            let mut known = std::collections::BTreeSet::new();
            let rule = |(country, in_part, day, standard): (Country, bool, Option<i64>, u32)| {
                let territory = (in_part && country == Country::Pt).then_some(Territory::Madeira);
                let from = day.map(|day| format!("2027-01-{day:02}"));
                let is_new = known.insert((country, territory, day));
                let rule = TaxRule { country, territory, from, rates: rates(standard, None) };
                is_new.then_some((rule, day.unwrap_or(0) * 100))
            };
            rules.into_iter().filter_map(rule).collect()
        })
    }

    proptest! {
        /// At any moment a place has the rates of the last rule for it that has begun, else those that are built in.
        #[test]
        fn the_last_rule_that_has_begun_counts(rules in rules(), now in 0_i64..3_000) {
            let schedule = TaxSchedule::new(&rules).expect("each place and day once");
            for (country, territory) in
                [(Country::De, None), (Country::Us, None), (Country::Pt, None), (Country::Pt, Some(Territory::Madeira))]
            {
                let of_place = rules.iter().filter(|(rule, _)| (rule.country, rule.territory) == (country, territory));
                let begun = of_place.filter(|(rule, begins)| rule.from.is_none() || *begins <= now);
                // One that has always held is the first of all.
                let last = begun.max_by_key(|(rule, begins)| (rule.from.is_some(), *begins));
                let built_in = TaxTable::default().rates_in(country, territory);
                prop_assert_eq!(schedule.at(now).rates_in(country, territory), last.map(|(rule, _)| rule.rates).or(built_in));
            }
        }
    }
}
