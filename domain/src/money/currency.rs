//! The currencies that the shop knows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A currency the shop can price in (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Euro, 2 decimals.
    Eur,
    /// United States dollar, 2 decimals.
    Usd,
    /// Pound sterling, 2 decimals.
    Gbp,
    /// Swiss franc, 2 decimals.
    Chf,
    /// Japanese yen, no decimals.
    Jpy,
    /// Kuwaiti dinar, 3 decimals.
    Kwd,
    /// Swedish krona, 2 decimals.
    Sek,
    /// Norwegian krone, 2 decimals.
    Nok,
    /// Danish krone, 2 decimals.
    Dkk,
    /// Polish złoty, 2 decimals.
    Pln,
    /// Czech koruna, 2 decimals.
    Czk,
    /// Hungarian forint, 2 decimals.
    Huf,
    /// Romanian leu, 2 decimals.
    Ron,
    /// Canadian dollar, 2 decimals.
    Cad,
    /// Australian dollar, 2 decimals.
    Aud,
    /// New Zealand dollar, 2 decimals.
    Nzd,
    /// Brazilian real, 2 decimals.
    Brl,
    /// Chinese yuan, 2 decimals.
    Cny,
    /// Indian rupee, 2 decimals.
    Inr,
    /// Mexican peso, 2 decimals.
    Mxn,
}

impl Currency {
    /// Every currency, in the order of declaration.
    pub const ALL: [Self; 20] = [
        Self::Eur,
        Self::Usd,
        Self::Gbp,
        Self::Chf,
        Self::Jpy,
        Self::Kwd,
        Self::Sek,
        Self::Nok,
        Self::Dkk,
        Self::Pln,
        Self::Czk,
        Self::Huf,
        Self::Ron,
        Self::Cad,
        Self::Aud,
        Self::Nzd,
        Self::Brl,
        Self::Cny,
        Self::Inr,
        Self::Mxn,
    ];

    /// The three-letter ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eur => "EUR",
            Self::Usd => "USD",
            Self::Gbp => "GBP",
            Self::Chf => "CHF",
            Self::Jpy => "JPY",
            Self::Kwd => "KWD",
            Self::Sek => "SEK",
            Self::Nok => "NOK",
            Self::Dkk => "DKK",
            Self::Pln => "PLN",
            Self::Czk => "CZK",
            Self::Huf => "HUF",
            Self::Ron => "RON",
            Self::Cad => "CAD",
            Self::Aud => "AUD",
            Self::Nzd => "NZD",
            Self::Brl => "BRL",
            Self::Cny => "CNY",
            Self::Inr => "INR",
            Self::Mxn => "MXN",
        }
    }

    /// How many decimals the minor unit has: 2 for cents.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Jpy => 0,
            Self::Kwd => 3,
            Self::Eur
            | Self::Usd
            | Self::Gbp
            | Self::Chf
            | Self::Sek
            | Self::Nok
            | Self::Dkk
            | Self::Pln
            | Self::Czk
            | Self::Huf
            | Self::Ron
            | Self::Cad
            | Self::Aud
            | Self::Nzd
            | Self::Brl
            | Self::Cny
            | Self::Inr
            | Self::Mxn => 2,
        }
    }

    /// The sign that people write; of a currency whose sign others have too, with letters, or its code.
    pub(super) const fn symbol(self) -> &'static str {
        match self {
            Self::Eur => "€",
            Self::Usd => "$",
            Self::Gbp => "£",
            Self::Jpy => "¥",
            Self::Cad => "CA$",
            Self::Aud => "A$",
            Self::Nzd => "NZ$",
            Self::Brl => "R$",
            Self::Cny => "CN¥",
            Self::Inr => "₹",
            Self::Mxn => "MX$",
            Self::Chf
            | Self::Kwd
            | Self::Sek
            | Self::Nok
            | Self::Dkk
            | Self::Pln
            | Self::Czk
            | Self::Huf
            | Self::Ron => self.code(),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text is not the code of a currency this shop knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a currency this shop knows; use a code such as EUR or USD")]
pub struct UnknownCurrency(String);

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = |currency: &Self| currency.code().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(known).ok_or_else(|| UnknownCurrency(text.chars().take(16).collect()))
    }
}
