//! Where a shopper shops: a language and a currency, named by the first part of the URL.
//!
//! A page's URL says all that it depends on, so that a cache needs no cookie to tell pages apart.

use serde::{Deserialize, Serialize};

use crate::checkout::{Country, PriceMode};
use crate::{Currency, Locale};

/// A language with the currency prices are shown and orders are placed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Market {
    /// English, euro; at the root of the site.
    #[default]
    Eu,
    /// German, euro; under `/de`.
    De,
    /// English, US dollar; under `/us`.
    Us,
}

impl Market {
    /// Every market.
    pub const ALL: [Self; 3] = [Self::Eu, Self::De, Self::Us];

    /// The language of the market's pages.
    pub const fn locale(self) -> Locale {
        match self {
            Self::Eu | Self::Us => Locale::En,
            Self::De => Locale::De,
        }
    }

    /// The currency of the market's prices.
    pub const fn currency(self) -> Currency {
        match self {
            Self::Eu | Self::De => Currency::Eur,
            Self::Us => Currency::Usd,
        }
    }

    /// Where its shoppers are taken to live until they say where the parcel goes.
    pub const fn country(self) -> Country {
        match self {
            Self::Eu | Self::De => Country::De,
            Self::Us => Country::Us,
        }
    }

    /// Whether the market's prices hold the tax: shoppers see them before anyone knows where they live.
    pub const fn price_mode(self) -> PriceMode {
        PriceMode::customary(self.country())
    }

    /// What the market's paths begin with: empty, `/de` or `/us`.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Eu => "",
            Self::De => "/de",
            Self::Us => "/us",
        }
    }

    /// The market's word on the wire and in forms: `eu`, `de` or `us`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::De => "de",
            Self::Us => "us",
        }
    }

    /// The tag for `hreflang`.
    pub const fn hreflang(self) -> &'static str {
        match self {
            Self::Eu => "en",
            Self::De => "de",
            Self::Us => "en-US",
        }
    }

    /// The market of `path` and the rest of it, which always begins with `/`.
    pub fn of_path(path: &str) -> (Self, &str) {
        for market in [Self::De, Self::Us] {
            match path.strip_prefix(market.prefix()) {
                Some("") => return (market, "/"),
                Some(rest) if rest.starts_with('/') => return (market, rest),
                _ => {}
            }
        }
        (Self::Eu, path)
    }

    /// `path` (which begins with `/`) in this market: `/cart` becomes `/de/cart`.
    pub fn path(self, path: &str) -> String {
        match (self.prefix(), path) {
            ("", path) => path.to_owned(),
            (prefix, "/") => prefix.to_owned(),
            (prefix, path) => format!("{prefix}{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_segment_names_the_market() {
        assert_eq!(Market::of_path("/"), (Market::Eu, "/"));
        assert_eq!(Market::of_path("/de"), (Market::De, "/"));
        assert_eq!(Market::of_path("/de/cart"), (Market::De, "/cart"));
        assert_eq!(Market::of_path("/us/products/a"), (Market::Us, "/products/a"));
        assert_eq!(Market::of_path("/design"), (Market::Eu, "/design"));
    }

    #[test]
    fn prices_hold_the_tax_except_in_america() {
        let modes = Market::ALL.map(Market::price_mode);
        assert_eq!(modes, [PriceMode::TaxIncluded, PriceMode::TaxIncluded, PriceMode::TaxExcluded]);
    }

    #[test]
    fn paths_round_trip() {
        for market in Market::ALL {
            for path in ["/", "/cart", "/products/harbour-mug"] {
                assert_eq!(Market::of_path(&market.path(path)), (market, path));
            }
        }
    }
}
