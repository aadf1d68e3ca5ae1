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

/// What a market is. All that differs between markets is said here.
struct Row {
    code: &'static str,
    prefix: &'static str,
    locale: Locale,
    currency: Currency,
    country: Country,
    address_country: Option<Country>,
    hreflang: &'static str,
    open_graph: &'static str,
}

impl Market {
    /// Every market.
    pub const ALL: [Self; 3] = [Self::Eu, Self::De, Self::Us];

    const fn row(self) -> Row {
        match self {
            Self::Eu => Row {
                code: "eu",
                prefix: "",
                locale: Locale::En,
                currency: Currency::Eur,
                country: Country::De,
                address_country: None,
                hreflang: "en",
                open_graph: "en_GB",
            },
            Self::De => Row {
                code: "de",
                prefix: "/de",
                locale: Locale::De,
                currency: Currency::Eur,
                country: Country::De,
                address_country: Some(Country::De),
                hreflang: "de",
                open_graph: "de_DE",
            },
            Self::Us => Row {
                code: "us",
                prefix: "/us",
                locale: Locale::En,
                currency: Currency::Usd,
                country: Country::Us,
                address_country: Some(Country::Us),
                hreflang: "en-US",
                open_graph: "en_US",
            },
        }
    }

    /// The language of the market's pages.
    pub const fn locale(self) -> Locale {
        self.row().locale
    }

    /// The currency of the market's prices.
    pub const fn currency(self) -> Currency {
        self.row().currency
    }

    /// Where its shoppers are taken to live until they say where the parcel goes.
    pub const fn country(self) -> Country {
        self.row().country
    }

    /// Whether the law of the EU says how its prices are shown.
    pub const fn is_in_eu(self) -> bool {
        self.country().is_in_eu()
    }

    /// The country an empty form of an address begins with; none where shoppers live in many.
    pub const fn address_country(self) -> Option<Country> {
        self.row().address_country
    }

    /// Whether the market's prices hold the tax: shoppers see them before anyone knows where they live.
    pub const fn price_mode(self) -> PriceMode {
        PriceMode::customary(self.country())
    }

    /// What the market's paths begin with: empty, `/de` or `/us`.
    pub const fn prefix(self) -> &'static str {
        self.row().prefix
    }

    /// The market's word on the wire and in forms: `eu`, `de` or `us`.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The market that has this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|market| market.code() == code)
    }

    /// The tag for `hreflang`.
    pub const fn hreflang(self) -> &'static str {
        self.row().hreflang
    }

    /// The market for `og:locale`: `en_GB`.
    pub const fn open_graph(self) -> &'static str {
        self.row().open_graph
    }

    /// The market of `path` and the rest of it, which always begins with `/`.
    pub fn of_path(path: &str) -> (Self, &str) {
        for market in Self::ALL.into_iter().filter(|market| !market.prefix().is_empty()) {
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
        self.path_parts(path).concat()
    }

    /// What [`Self::path`] puts together, for whoever writes it at once.
    pub fn path_parts(self, path: &str) -> [&str; 2] {
        match (self.prefix(), path) {
            ("", path) => ["", path],
            (prefix, "/") => [prefix, ""],
            (prefix, path) => [prefix, path],
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
