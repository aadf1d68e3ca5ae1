//! The countries the shop knows.

use serde::{Deserialize, Serialize};

/// A country the shop delivers to (ISO 3166-1 alpha-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_listed_once() {
        for (country, code, _, _) in Country::ALL {
            assert_eq!(country.code(), code);
        }
    }
}
