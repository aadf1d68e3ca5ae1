//! Where a shopper shops: a language and a currency, named by the first part of the URL.
//!
//! A page's URL says all that it depends on, so that a cache needs no cookie to tell pages apart. The word of a market that
//! a merchant has made says all that the market is, so that no program has to be told of it: whoever reads `en-gb` has the
//! market. Which of them the shop has is data (ADR 97).

mod made;

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::checkout::{Country, PriceMode};
use crate::{Currency, Locale};

pub use made::Made;

/// A language with the currency prices are shown and orders are placed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Market {
    /// English, euro; at the root of the site.
    #[default]
    Eu,
    /// German, euro; under `/de`.
    De,
    /// English, US dollar; under `/us`.
    Us,
    /// One that a merchant has made, or might; under its word.
    Made(Made),
}

/// What a market is. All that differs between markets is said here.
#[derive(Debug)]
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

const EU: Row = Row {
    code: "eu",
    prefix: "",
    locale: Locale::En,
    currency: Currency::Eur,
    country: Country::De,
    address_country: None,
    hreflang: "en",
    open_graph: "en_GB",
};

const DE: Row = Row {
    code: "de",
    prefix: "/de",
    locale: Locale::De,
    currency: Currency::Eur,
    country: Country::De,
    address_country: Some(Country::De),
    hreflang: "de",
    open_graph: "de_DE",
};

const US: Row = Row {
    code: "us",
    prefix: "/us",
    locale: Locale::En,
    currency: Currency::Usd,
    country: Country::Us,
    address_country: Some(Country::Us),
    hreflang: "en-US",
    open_graph: "en_US",
};

impl Market {
    /// The markets that every shop has.
    pub const ALL: [Self; 3] = [Self::Eu, Self::De, Self::Us];

    /// The market of a language, a country and a currency that a merchant may make.
    ///
    /// # Errors
    /// Why there is none.
    pub fn made(locale: Locale, country: Country, currency: Currency) -> Result<Self, NoMarket> {
        let is_there = |market: &Self| {
            (market.locale(), market.address_country(), market.currency()) == (locale, Some(country), currency)
        };
        if let Some(market) = Self::ALL.into_iter().find(is_there) {
            return Err(NoMarket::IsThere(market));
        }
        // Prices in a currency hold the tax, or do not: they are set once for all markets that have it.
        if let Some(other) = Self::ALL.into_iter().find(|market| market.currency() == currency)
            && other.price_mode() != PriceMode::customary(country)
        {
            return Err(NoMarket::TaxDiffers(currency, country));
        }
        // In the countries where tax is added, no currency but their own has prices without it.
        if PriceMode::customary(country) == PriceMode::TaxExcluded && currency != country.currency() {
            return Err(NoMarket::TaxDiffers(currency, country));
        }
        Ok(Self::Made(Made::of(locale, country, currency)))
    }

    /// Whether it is there only where a merchant has made it.
    pub const fn is_made(self) -> bool {
        matches!(self, Self::Made(_))
    }

    const fn row(self) -> &'static Row {
        match self {
            Self::Eu => &EU,
            Self::De => &DE,
            Self::Us => &US,
            Self::Made(made) => made.row(),
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

    /// What the market's paths begin with: empty, `/de`, `/us` or `/en-gb`.
    pub const fn prefix(self) -> &'static str {
        self.row().prefix
    }

    /// The market's word on the wire and in forms: `eu`, `de`, `us` or `en-gb`.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The market that has this word: one of those that every shop has, or one that this shop may have.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|market| market.code() == code).or_else(|| made::read(code))
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
        let first = path.strip_prefix('/').map(|path| path.split_once('/').map_or(path, |(first, _)| first));
        let named = first.and_then(Self::of_code).filter(|market| !market.prefix().is_empty());
        match named {
            None => (Self::Eu, path),
            Some(market) => match &path[market.prefix().len()..] {
                "" => (market, "/"),
                rest => (market, rest),
            },
        }
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

/// Why a language, a country and a currency are no market that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMarket {
    /// Every shop has it.
    #[error("there is a market for this already: “{}”", .0.code())]
    IsThere(Market),
    /// Prices in this currency are set with the tax, and shoppers in this country are shown them without, or the other way
    /// round.
    #[error("prices in {0} and the prices that shoppers in {code} are shown differ in whether they hold the tax; choose another currency", code = .1.code())]
    TaxDiffers(Currency, Country),
}

impl Serialize for Market {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Market {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Word)
    }
}

/// Reads a market's word.
struct Word;

impl Visitor<'_> for Word {
    type Value = Market;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the word of a market, such as eu, de, us or en-gb")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Market, E> {
        Market::of_code(word).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(word), &self))
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
        let british = Market::of_code("en-gb").expect("a market that can be made");
        assert_eq!(Market::of_path("/en-gb"), (british, "/"));
        assert_eq!(Market::of_path("/en-gb/cart"), (british, "/cart"));
        for none in ["/eu/cart", "/en-gbx/cart", "/EN-GB", "/en-xx/cart", "cart", ""] {
            assert_eq!(Market::of_path(none), (Market::Eu, none));
        }
    }

    #[test]
    fn a_market_travels_as_its_word() {
        for word in ["eu", "de", "us", "en-gb", "de-ch-eur"] {
            let market: Market = serde_json::from_value(word.into()).expect(word);
            assert_eq!((market.code(), serde_json::to_value(market).expect("text")), (word, word.into()));
        }
        let refused = serde_json::from_str::<Market>("\"fr\"").expect_err("no market");
        assert!(refused.to_string().contains("such as eu, de, us or en-gb"), "{refused}");
        for none in ["7", "null", "{}"] {
            assert!(serde_json::from_str::<Market>(none).is_err(), "{none}");
        }
    }

    #[test]
    fn what_can_be_made_says_what_it_is() {
        let british = Market::made(Locale::En, Country::Gb, Currency::Gbp).expect("it can be made");
        assert_eq!((british.code(), british.prefix(), british.hreflang()), ("en-gb", "/en-gb", "en-GB"));
        assert_eq!((british.open_graph(), british.price_mode()), ("en_GB", PriceMode::TaxIncluded));
        assert_eq!((british.country(), british.address_country()), (Country::Gb, Some(Country::Gb)));
        assert!(british.is_made() && !Market::De.is_made());
        let swiss = Market::made(Locale::De, Country::Ch, Currency::Eur).expect("it can be made");
        assert_eq!((swiss.code(), swiss.currency()), ("de-ch-eur", Currency::Eur));
        assert_eq!(Market::made(Locale::De, Country::De, Currency::Eur), Err(NoMarket::IsThere(Market::De)));
        assert_eq!(Market::made(Locale::En, Country::Us, Currency::Usd), Err(NoMarket::IsThere(Market::Us)));
        for (country, currency) in
            [(Country::Us, Currency::Eur), (Country::De, Currency::Usd), (Country::Us, Currency::Gbp)]
        {
            let refused = Market::made(Locale::En, country, currency).expect_err("the tax differs");
            assert_eq!(refused, NoMarket::TaxDiffers(currency, country));
        }
    }

    #[test]
    fn prices_hold_the_tax_except_in_america() {
        let modes = Market::ALL.map(Market::price_mode);
        assert_eq!(modes, [PriceMode::TaxIncluded, PriceMode::TaxIncluded, PriceMode::TaxExcluded]);
    }

    #[test]
    fn paths_round_trip() {
        let made = ["en-gb", "de-ch-eur"].map(|word| Market::of_code(word).expect("a market that can be made"));
        for market in Market::ALL.into_iter().chain(made) {
            for path in ["/", "/cart", "/products/harbour-mug"] {
                assert_eq!(Market::of_path(&market.path(path)), (market, path));
            }
        }
    }
}
