//! Parts of countries, as far as delivery tells them apart.

use serde::{Deserialize, Serialize};

use crate::checkout::{Country, Destination, Territory};

/// A part of a country that is in another zone than the rest of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Area {
    /// A part that tax tells apart too.
    Territory {
        /// Which.
        territory: Territory,
    },
    /// Addresses whose postal codes begin with digits or letters from here to there.
    PostalCode {
        /// The country whose codes they are.
        country: Country,
        /// The first beginning, such as `10`, without blanks and dashes.
        from: String,
        /// The last, of the same length.
        to: String,
    },
}

impl Area {
    /// The country it is a part of.
    pub fn country(&self) -> Country {
        match self {
            Self::Territory { territory } => territory.country(),
            Self::PostalCode { country, .. } => *country,
        }
    }

    /// How closely an area says where an address is, if that is in it: postal codes say it more closely than
    /// territories.
    pub(super) fn holds(&self, to: &Destination) -> Option<u8> {
        match self {
            Self::Territory { territory } => (to.territory == Some(*territory)).then_some(1),
            Self::PostalCode { country, from, to: last } => {
                let code = to.postal_code.as_ref().filter(|_| to.country == *country)?.as_str();
                let begin = code.get(..from.len())?;
                (from.as_str() <= begin && begin <= last.as_str()).then_some(2)
            }
        }
    }

    /// Whether some address is in both and neither says it more closely.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Territory { territory }, Self::Territory { territory: other }) => territory == other,
            (Self::PostalCode { country, from, to }, Self::PostalCode { country: there, from: first, to: last }) => {
                // All codes that begin with the longer bounds begin with what they share with the shorter ones.
                let shared = from.len().min(first.len());
                let cut = |bound: &str| bound.get(..shared).map(str::to_owned);
                country == there && cut(from) <= cut(last) && cut(first) <= cut(to)
            }
            _ => false,
        }
    }

    /// What to mend, if anything.
    pub(super) fn fault(&self) -> Option<String> {
        let Self::PostalCode { from, to, .. } = self else { return None };
        let is_plain = |bound: &str| {
            (1..=10).contains(&bound.len())
                && bound.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        };
        if !is_plain(from) || !is_plain(to) {
            return Some(format!(
                "“{from}” to “{to}” is no range of postal codes; give how they begin, in capital letters and digits, without blanks and dashes"
            ));
        }
        if from.len() != to.len() {
            return Some(format!("“{from}” and “{to}” differ in length; give as many characters of both"));
        }
        (from > to).then(|| format!("“{from}” comes after “{to}”; put the first one first"))
    }

    /// The area as a message names it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Territory { territory } => territory.code().to_owned(),
            Self::PostalCode { country, from, to } => format!("{} {from}–{to}", country.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(country: Country, from: &str, to: &str) -> Area {
        Area::PostalCode { country, from: from.into(), to: to.into() }
    }

    #[test]
    fn an_area_holds_the_codes_that_begin_so() {
        let check = |area: &Area, country, code: &str, expect: bool| {
            assert_eq!(area.holds(&Destination::new(country, Some(code))).is_some(), expect, "{area:?} {code}");
        };
        let berlin = codes(Country::De, "10", "14");
        check(&berlin, Country::De, "10115", true);
        check(&berlin, Country::De, "14199", true);
        check(&berlin, Country::De, "15000", false);
        check(&berlin, Country::Fr, "10115", false);
        check(&codes(Country::Gb, "SW1", "SW9"), Country::Gb, "sw1a 1aa", true);
        check(&Area::Territory { territory: Territory::Helgoland }, Country::De, "27498", true);
        check(&Area::Territory { territory: Territory::Helgoland }, Country::De, "27499", false);
        assert_eq!(berlin.holds(&Country::De.into()), None, "nobody has typed a code");
    }

    #[test]
    fn areas_that_share_an_address_overlap() {
        let check = |a: (&str, &str), b: (&str, &str), expect: bool| {
            let (a, b) = (codes(Country::De, a.0, a.1), codes(Country::De, b.0, b.1));
            assert_eq!((a.overlaps(&b), b.overlaps(&a)), (expect, expect), "{a:?} {b:?}");
        };
        check(("10", "14"), ("14", "19"), true);
        check(("10", "14"), ("15", "19"), false);
        check(("10", "14"), ("14199", "14199"), true);
        check(("10", "14"), ("1", "1"), true);
        check(("2", "3"), ("10115", "19999"), false);
        check(("10115", "10117"), ("10118", "10119"), false);
        assert!(!codes(Country::De, "1", "9").overlaps(&codes(Country::Fr, "1", "9")));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        let fault = |from: &str, to: &str| codes(Country::De, from, to).fault().unwrap_or_default();
        assert_eq!(fault("10", "14"), "");
        for (from, to, said) in [
            ("", "", "no range"),
            ("1 0", "1 4", "no range"),
            ("10", "149", "differ in length"),
            ("14", "10", "first one first"),
        ] {
            assert!(fault(from, to).contains(said), "{from} {to}: {}", fault(from, to));
        }
    }
}
