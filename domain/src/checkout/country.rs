//! The countries the shop knows.

use serde::{Deserialize, Serialize};

use crate::Currency;

/// A country the shop delivers to (ISO 3166-1 alpha-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the codes are the standard's")]
pub enum Country {
    At,
    Au,
    Be,
    Br,
    Ca,
    Ch,
    Cn,
    De,
    Dk,
    Es,
    Fi,
    Fr,
    Gb,
    Gr,
    Ie,
    In,
    It,
    Jp,
    Lu,
    Mx,
    Nl,
    Pl,
    Pt,
    Se,
    Us,
}

impl Country {
    /// Every country with its code, in the order of their English names.
    pub const ALL: [(Self, &'static str); 25] = [
        (Self::Au, "AU"),
        (Self::At, "AT"),
        (Self::Be, "BE"),
        (Self::Br, "BR"),
        (Self::Ca, "CA"),
        (Self::Cn, "CN"),
        (Self::Dk, "DK"),
        (Self::Fi, "FI"),
        (Self::Fr, "FR"),
        (Self::De, "DE"),
        (Self::Gr, "GR"),
        (Self::In, "IN"),
        (Self::Ie, "IE"),
        (Self::It, "IT"),
        (Self::Jp, "JP"),
        (Self::Lu, "LU"),
        (Self::Mx, "MX"),
        (Self::Nl, "NL"),
        (Self::Pl, "PL"),
        (Self::Pt, "PT"),
        (Self::Es, "ES"),
        (Self::Se, "SE"),
        (Self::Ch, "CH"),
        (Self::Gb, "GB"),
        (Self::Us, "US"),
    ];

    /// The two-letter code.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|entry| entry.0 == self).map_or("", |entry| entry.1)
    }

    /// The country with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().find(|entry| entry.1 == code).map(|entry| entry.0)
    }

    /// Whether it is a member of the European Union.
    pub const fn is_in_eu(self) -> bool {
        match self {
            Self::At
            | Self::Be
            | Self::De
            | Self::Dk
            | Self::Es
            | Self::Fi
            | Self::Fr
            | Self::Gr
            | Self::Ie
            | Self::It
            | Self::Lu
            | Self::Nl
            | Self::Pl
            | Self::Pt
            | Self::Se => true,
            Self::Au
            | Self::Br
            | Self::Ca
            | Self::Ch
            | Self::Cn
            | Self::Gb
            | Self::In
            | Self::Jp
            | Self::Mx
            | Self::Us => false,
        }
    }

    /// What is paid with there.
    pub const fn currency(self) -> Currency {
        match self {
            Self::Au => Currency::Aud,
            Self::Br => Currency::Brl,
            Self::Ca => Currency::Cad,
            Self::Ch => Currency::Chf,
            Self::Cn => Currency::Cny,
            Self::Dk => Currency::Dkk,
            Self::Gb => Currency::Gbp,
            Self::In => Currency::Inr,
            Self::Jp => Currency::Jpy,
            Self::Mx => Currency::Mxn,
            Self::Pl => Currency::Pln,
            Self::Se => Currency::Sek,
            Self::Us => Currency::Usd,
            Self::At
            | Self::Be
            | Self::De
            | Self::Es
            | Self::Fi
            | Self::Fr
            | Self::Gr
            | Self::Ie
            | Self::It
            | Self::Lu
            | Self::Nl
            | Self::Pt => Currency::Eur,
        }
    }

    /// The zone (IANA) by whose clocks a day begins there, as far as law is concerned: that of its capital, and where
    /// there are several that in which most people live.
    pub const fn time_zone(self) -> &'static str {
        match self {
            Self::At => "Europe/Vienna",
            Self::Au => "Australia/Sydney",
            Self::Be => "Europe/Brussels",
            Self::Br => "America/Sao_Paulo",
            Self::Ca => "America/Toronto",
            Self::Ch => "Europe/Zurich",
            Self::Cn => "Asia/Shanghai",
            Self::De => "Europe/Berlin",
            Self::Dk => "Europe/Copenhagen",
            Self::Es => "Europe/Madrid",
            Self::Fi => "Europe/Helsinki",
            Self::Fr => "Europe/Paris",
            Self::Gb => "Europe/London",
            Self::Gr => "Europe/Athens",
            Self::Ie => "Europe/Dublin",
            Self::In => "Asia/Kolkata",
            Self::It => "Europe/Rome",
            Self::Jp => "Asia/Tokyo",
            Self::Lu => "Europe/Luxembourg",
            Self::Mx => "America/Mexico_City",
            Self::Nl => "Europe/Amsterdam",
            Self::Pl => "Europe/Warsaw",
            Self::Pt => "Europe/Lisbon",
            Self::Se => "Europe/Stockholm",
            Self::Us => "America/New_York",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_is_listed_once() {
        for (country, code) in Country::ALL {
            assert_eq!(country.code(), code);
            assert_eq!(Country::of_code(code), Some(country));
        }
    }
}
