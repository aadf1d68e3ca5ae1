//! Parts of countries whose tax is not that of the country, told by their postal codes.
//!
//! What lies outside the area of VAT is an export (Directive 2006/112/EC, art. 146): no tax is charged, whoever
//! receives the parcel may owe some where it arrives, and the invoice says so. What belongs to another state but is
//! taxed as this one (art. 7) is in the table too, so that it can be told from what was forgotten.

use serde::{Deserialize, Serialize};

use super::TaxRates;
use super::territories::TERRITORIES;
use crate::checkout::Country;
use crate::checkout::address::postal_code;

/// A part of a country with tax rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "places have the names they have")]
pub enum Territory {
    Aland,
    Azores,
    Busingen,
    Campione,
    CanaryIslands,
    Ceuta,
    FrenchOverseas,
    Gibraltar,
    Greenland,
    Guernsey,
    Helgoland,
    IsleOfMan,
    Jersey,
    Jungholz,
    Liechtenstein,
    Livigno,
    Madeira,
    Melilla,
    Mittelberg,
    Monaco,
    MountAthos,
    NorthernIreland,
    Samnaun,
    SanMarino,
    VaticanCity,
}

/// What tax a territory knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vat {
    /// None of the country's: a delivery there is an export.
    None,
    /// The country's.
    AsTheCountry,
    /// Its own rates.
    Rates(TaxRates),
}

/// A row of the table.
pub(super) struct Row {
    pub territory: Territory,
    /// The country in whose addresses it is found.
    pub country: Country,
    pub codes: &'static [Codes],
    pub vat: Vat,
    /// What says so.
    pub source: &'static str,
}

/// Postal codes without blanks and dashes.
pub(super) enum Codes {
    /// That begin with digits from here to there.
    Range(&'static str, &'static str),
    /// Whose letters in front are these: a British postcode area.
    Area(&'static str),
}

impl Codes {
    fn hold(&self, code: &str) -> bool {
        match self {
            Self::Range(from, to) => code.get(..from.len()).is_some_and(|begin| *from <= begin && begin <= *to),
            Self::Area(area) => {
                code.strip_prefix(area).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            }
        }
    }
}

impl Territory {
    /// The territory that a postal code of a country lies in, if it is one: the code may be as it was typed.
    pub fn of(country: Country, postal_code: &str) -> Option<Self> {
        let code = postal_code::compact(country, postal_code)?;
        let holds = |row: &&Row| row.country == country && row.codes.iter().any(|codes| codes.hold(&code));
        TERRITORIES.iter().find(holds).map(|row| row.territory)
    }

    /// The country in whose addresses it is found.
    pub fn country(self) -> Country {
        self.row().country
    }

    /// Its word in data: `canary_islands`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Aland => "aland",
            Self::Azores => "azores",
            Self::Busingen => "busingen",
            Self::Campione => "campione",
            Self::CanaryIslands => "canary_islands",
            Self::Ceuta => "ceuta",
            Self::FrenchOverseas => "french_overseas",
            Self::Gibraltar => "gibraltar",
            Self::Greenland => "greenland",
            Self::Guernsey => "guernsey",
            Self::Helgoland => "helgoland",
            Self::IsleOfMan => "isle_of_man",
            Self::Jersey => "jersey",
            Self::Jungholz => "jungholz",
            Self::Liechtenstein => "liechtenstein",
            Self::Livigno => "livigno",
            Self::Madeira => "madeira",
            Self::Melilla => "melilla",
            Self::Mittelberg => "mittelberg",
            Self::Monaco => "monaco",
            Self::MountAthos => "mount_athos",
            Self::NorthernIreland => "northern_ireland",
            Self::Samnaun => "samnaun",
            Self::SanMarino => "san_marino",
            Self::VaticanCity => "vatican_city",
        }
    }

    /// The territory that has this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::all().find(|territory| territory.code() == code)
    }

    /// Every territory there is.
    pub fn all() -> impl Iterator<Item = Self> {
        TERRITORIES.iter().map(|row| row.territory)
    }

    /// What tax it knows by law.
    pub fn vat(self) -> Vat {
        self.row().vat
    }

    /// Whether a delivery there is an export, without tax.
    pub fn is_export(self) -> bool {
        self.vat() == Vat::None
    }

    /// The law that says so.
    pub fn source(self) -> &'static str {
        self.row().source
    }

    fn row(self) -> &'static Row {
        // A test has every territory in the table.
        TERRITORIES.iter().find(|row| row.territory == self).unwrap_or(&TERRITORIES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::{TaxClass, TaxTable};

    fn check(country: Country, codes: &[&str], expect: Option<Territory>) {
        for code in codes {
            assert_eq!(Territory::of(country, code), expect, "{country:?} {code}");
        }
    }

    #[test]
    fn c05_every_territory_is_told_by_the_first_and_last_of_its_codes_and_not_by_their_neighbours() {
        use Country::{At, Ch, De, Dk, Es, Fi, Fr, Gb, Gr, It, Pt};
        use Territory::*;
        check(Es, &["35000", "35001", "35999", "38001", "38999"], Some(CanaryIslands));
        check(Es, &["51001", "51080"], Some(Ceuta));
        check(Es, &["52001", "52080"], Some(Melilla));
        check(Es, &["34999", "36001", "37999", "39001", "50999", "28013", "07001"], None);
        check(De, &["27498", "D-27498"], Some(Helgoland));
        check(De, &["78266"], Some(Busingen));
        check(De, &["27497", "27499", "78265", "78267", "10115"], None);
        check(It, &["23041"], Some(Livigno));
        check(It, &["22061"], Some(Campione));
        check(It, &["47890", "47899"], Some(SanMarino));
        check(It, &["00120"], Some(VaticanCity));
        check(It, &["23040", "23042", "22060", "22062", "47889", "47900", "00119", "00121", "20121"], None);
        check(Fi, &["22100", "22999", "AX-22100"], Some(Aland));
        check(Fi, &["21999", "23100", "00100"], None);
        check(
            Fr,
            &[
                "97100", "97133", "97150", "97200", "97300", "97400", "97500", "97600", "98400", "98600", "98713",
                "98800",
            ],
            Some(FrenchOverseas),
        );
        check(Fr, &["98000", "98099"], Some(Monaco));
        check(Fr, &["20000", "75001", "97000", "96999", "98100", "98900"], None);
        check(Gb, &["JE2 3AB", "je11ab"], Some(Jersey));
        check(Gb, &["GY1 1AA", "GY9 0AA"], Some(Guernsey));
        check(Gb, &["IM1 1AA"], Some(IsleOfMan));
        check(Gb, &["BT1 1AA", "BT94 5AA"], Some(NorthernIreland));
        check(Gb, &["GX11 1AA"], Some(Gibraltar));
        check(Gb, &["SW1A 1AA", "B1 1AA", "G1 1AA", "M1 1AE", "N1 9GU"], None);
        check(Gr, &["63086", "630 87"], Some(MountAthos));
        check(Gr, &["63085", "63088", "105 57"], None);
        check(Pt, &["9000-001", "9400-999", "9000"], Some(Madeira));
        check(Pt, &["9500-001", "9980-999"], Some(Azores));
        check(Pt, &["8999-999", "1100-148"], None);
        check(At, &["6691"], Some(Jungholz));
        check(At, &["6991", "6993"], Some(Mittelberg));
        check(At, &["6690", "6692", "6990", "6994", "1010"], None);
        check(Ch, &["9485", "9498"], Some(Liechtenstein));
        check(Ch, &["7562", "7563"], Some(Samnaun));
        check(Ch, &["9484", "9499", "7561", "7564", "8001"], None);
        check(Dk, &["3900", "3992"], Some(Greenland));
        check(Dk, &["3899", "4000", "1050"], None);
        // A code of one country is none of another.
        check(De, &["35001", "38001", "97200", "22100", "98000"], None);
    }

    #[test]
    fn c05_what_is_outside_the_area_of_vat_is_taxed_at_nothing() {
        let table = TaxTable::default();
        let rate = |country, code: &str, class| {
            table.rates_in(country, Territory::of(country, code)).expect("a country with rates").rate(class)
        };
        for (country, code) in
            [(Country::Es, "35001"), (Country::De, "27498"), (Country::Fr, "97200"), (Country::Gb, "JE2 3AB")]
        {
            for class in [TaxClass::Standard, TaxClass::Intermediate, TaxClass::Reduced, TaxClass::SuperReduced] {
                assert_eq!(rate(country, code, class), 0, "{country:?} {code}");
            }
        }
        assert_eq!(rate(Country::Es, "28013", TaxClass::Standard), 2100);
        assert_eq!(rate(Country::Fr, "98000", TaxClass::Standard), 2000, "Monaco is taxed as France");
        assert_eq!(rate(Country::Gb, "IM1 1AA", TaxClass::Standard), 2000, "the Isle of Man as the United Kingdom");
        assert_eq!(rate(Country::Gb, "BT1 1AA", TaxClass::Standard), 2000);
        assert_eq!(rate(Country::Pt, "9000-001", TaxClass::Standard), 2200);
        assert_eq!(rate(Country::Pt, "9500-001", TaxClass::Reduced), 400);
        assert_eq!(rate(Country::At, "6991", TaxClass::Standard), 1900);
        assert_eq!(rate(Country::At, "6991", TaxClass::Reduced), 1000);
    }

    #[test]
    fn a_territorys_word_is_that_of_its_data() {
        for territory in Territory::all() {
            assert_eq!(serde_json::to_value(territory).expect("a word"), territory.code());
            assert_eq!(Territory::of_code(territory.code()), Some(territory));
        }
    }

    #[test]
    fn every_territory_is_in_the_table_once_with_its_source() {
        let mut listed: Vec<_> = TERRITORIES.iter().map(|row| row.territory).collect();
        assert!(listed.is_sorted_by(|a, b| a < b), "in the order of the type, each once");
        listed.retain(|territory| territory.row().territory == *territory);
        // The last of the type is the last of the table, and none between is missing.
        assert_eq!(listed.last(), Some(&Territory::VaticanCity));
        assert_eq!(listed.len(), Territory::VaticanCity as usize + 1);
        for row in &TERRITORIES {
            assert!(!row.source.is_empty() && !row.codes.is_empty(), "{:?}", row.territory);
            if let Vat::Rates(rates) = row.vat {
                TaxTable::try_from(std::collections::BTreeMap::from([(row.country, rates)])).expect("sound rates");
            }
        }
    }
}
