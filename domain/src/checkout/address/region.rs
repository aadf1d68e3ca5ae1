//! States, provinces and prefectures, where a country's addresses have them.
//!
//! Which countries do is what the Universal Postal Union's addressing sheets say; the codes and names are those of
//! ISO 3166-2, where a country's post has abbreviations of its own those (`regions.tsv`: country, code, name as it
//! is written, and further names that are understood).

use icu_normalizer::DecomposingNormalizer;

use super::postal_code;
use crate::checkout::Country;

static REGIONS: &str = include_str!("regions.tsv");

/// A state, province or prefecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    country: Country,
    /// Its abbreviation: `CA`.
    pub code: &'static str,
    /// Its name: `California`.
    pub name: &'static str,
    /// Further names, with tabs between them.
    also: &'static str,
}

impl Region {
    /// What is written on a parcel: the abbreviation where people write it, otherwise the name.
    pub const fn written(&self) -> &'static str {
        match self.country {
            Country::Au | Country::Br | Country::Ca | Country::It | Country::Us => self.code,
            _ => self.name,
        }
    }

    fn is_called(&self, folded: &str) -> bool {
        [self.code, self.name].into_iter().chain(self.also.split('\t')).any(|name| fold(name) == folded)
    }
}

/// The regions of a country; none where addresses do without.
pub fn regions(country: Country) -> impl Iterator<Item = Region> {
    REGIONS.lines().filter_map(move |line| {
        let (_, rest) = line.split_once('\t').filter(|(code, _)| *code == country.code())?;
        let (code, names) = rest.split_once('\t')?;
        let (name, also) = names.split_once('\t').unwrap_or((names, ""));
        Some(Region { country, code, name, also })
    })
}

/// Whether an address of the country needs one.
pub fn is_required(country: Country) -> bool {
    regions(country).next().is_some()
}

/// The region by its code or one of its names, in any case and with or without accents.
pub fn read(country: Country, typed: &str) -> Option<Region> {
    let folded = fold(typed);
    regions(country).find(|region| !folded.is_empty() && region.is_called(&folded))
}

/// The region that a postal code lies in, where the code says so: shoppers of Spain and Italy need not name what
/// they have named already.
pub fn of_postal_code(country: Country, typed: &str) -> Option<Region> {
    let code = postal_code::compact(country, typed)?;
    let table = match country {
        Country::Es => SPAIN,
        Country::It => ITALY,
        _ => return None,
    };
    let (_, region) = entries(table).find(|(prefix, _)| code.starts_with(prefix))?;
    regions(country).find(|known| known.code == region)
}

/// The first digits of codes and the region they lie in.
fn entries(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.split(' ').filter_map(|entry| entry.split_once('='))
}

/// A name without its accents, case and punctuation.
fn fold(name: &str) -> String {
    let apart = DecomposingNormalizer::new_nfd().normalize(name);
    apart.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The first two digits of a Spanish code are the province's number (Correos).
static SPAIN: &str = "\
    01=VI 02=AB 03=A 04=AL 05=AV 06=BA 07=PM 08=B 09=BU 10=CC 11=CA 12=CS 13=CR 14=CO 15=C 16=CU 17=GI \
    18=GR 19=GU 20=SS 21=H 22=HU 23=J 24=LE 25=L 26=LO 27=LU 28=M 29=MA 30=MU 31=NA 32=OR 33=O 34=P \
    35=GC 36=PO 37=SA 38=TF 39=S 40=SG 41=SE 42=SO 43=T 44=TE 45=TO 46=V 47=VA 48=BI 49=ZA 50=Z 51=CE \
    52=ML";

/// The codes of Italy that lie in one province for certain (Poste Italiane); whoever lives elsewhere says where.
static ITALY: &str = "\
    001=RM 01=VT 02=RI 03=FR 04=LT 05=TR 06=PG 071=SS 081=NU 091=CA 101=TO 11=AO 12=CN 131=VC 138=BI \
    139=BI 14=AT 15=AL 16=GE 17=SV 18=IM 19=SP 201=MI 209=MB 21=VA 22=CO 230=SO 231=SO 238=LC 239=LC \
    24=BG 25=BS 260=CR 261=CR 268=LO 269=LO 27=PV 280=NO 281=NO 288=VB 289=VB 29=PC 30=VE 31=TV 32=BL \
    331=UD 341=TS 35=PD 36=VI 37=VR 38=TN 39=BZ 40=BO 41=MO 42=RE 43=PR 44=FE 45=RO 46=MN 479=RN 48=RA \
    501=FI 52=AR 53=SI 54=MS 55=LU 56=PI 57=LI 58=GR 60=AN 61=PU 62=MC 64=TE 65=PE 66=CH 67=AQ 701=BA \
    72=BR 73=LE 74=TA 80=NA 82=BN 83=AV 84=SA 87=CS 90=PA 95=CT 97=RG";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c06_the_countries_with_regions_have_all_of_them() {
        let with: Vec<_> = Country::ALL.iter().filter(|entry| is_required(entry.0)).map(|entry| entry.0).collect();
        use Country::{Au, Br, Ca, Cn, Es, In, It, Jp, Mx, Us};
        assert_eq!(with, [Au, Br, Ca, Cn, In, It, Jp, Mx, Es, Us]);
        let count = with.iter().map(|country| regions(*country).count()).collect::<Vec<_>>();
        assert_eq!(count, [8, 27, 13, 31, 36, 107, 47, 32, 52, 59]);
        assert_eq!(REGIONS.lines().count(), count.iter().sum::<usize>());
    }

    #[test]
    fn every_region_is_known_by_its_code_its_names_and_what_is_written() {
        for (country, _) in Country::ALL {
            for region in regions(country) {
                let names = [region.code, region.name, region.written()];
                for name in names.into_iter().chain(region.also.split('\t')).filter(|name| !name.is_empty()) {
                    assert_eq!(read(country, &name.to_lowercase()), Some(region), "{country:?} {name}");
                }
            }
        }
    }

    #[test]
    fn a_region_is_found_as_people_write_it() {
        let written = |country, typed: &str| read(country, typed).map(|region| region.written());
        assert_eq!(written(Country::Us, " california "), Some("CA"));
        assert_eq!(written(Country::Us, "N.Y."), Some("NY"));
        assert_eq!(written(Country::Br, "Sao Paulo"), Some("SP"));
        assert_eq!(written(Country::Jp, "東京都"), Some("Tokyo"));
        assert_eq!(written(Country::Jp, "Ōsaka"), Some("Osaka"));
        assert_eq!(written(Country::Es, "alava"), Some("Álava"));
        for nothing in ["", "-", "Bavaria"] {
            assert_eq!(written(Country::Us, nothing), None, "{nothing}");
        }
        assert_eq!(written(Country::De, "Bayern"), None);
    }

    #[test]
    fn where_a_code_lies_is_what_the_code_says() {
        let written = |country, code: &str| of_postal_code(country, code).map(|region| region.written());
        assert_eq!(written(Country::Es, "35001"), Some("Las Palmas"));
        assert_eq!(written(Country::It, "23041"), Some("SO"));
        assert_eq!(written(Country::It, "20121"), Some("MI"));
        assert_eq!(written(Country::It, "07024"), None);
        assert_eq!(written(Country::Us, "94105"), None);
        for (table, country, count) in [(SPAIN, Country::Es, 52), (ITALY, Country::It, 88)] {
            assert_eq!(entries(table).count(), count);
            for (prefix, code) in entries(table) {
                assert!(regions(country).any(|region| region.code == code), "{prefix} {code}");
            }
        }
    }
}
