//! Markets that a merchant makes of a language, a country and a currency.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::{PoisonError, RwLock};

use super::{Market, Row};
use crate::checkout::Country;
use crate::{Currency, Locale};

/// A market made of a language, a country and a currency. Its word is made of their codes: `en-gb`, and `de-ch-eur` where the
/// currency is not the country's own.
#[derive(Clone, Copy, Debug)]
pub struct Made(&'static Row);

/// The texts of those that were ever named in this process, in order. They follow from what the market is, so this is no
/// state but work that is done once; and there are no more than languages, countries and currencies make.
static NAMED: RwLock<Vec<&'static Row>> = RwLock::new(Vec::new());

type Parts = (Locale, Country, Currency);

const fn parts(row: &Row) -> Parts {
    (row.locale, row.country, row.currency)
}

impl Made {
    pub(super) fn of(locale: Locale, country: Country, currency: Currency) -> Self {
        let wanted = (locale, country, currency);
        let found = |rows: &[&'static Row]| rows.binary_search_by_key(&wanted, |row| parts(row));
        // Whoever panicked has left the list as it was: what is put into it is made before.
        let named = NAMED.read().unwrap_or_else(PoisonError::into_inner);
        if let Ok(at) = found(&named) {
            return Self(named[at]);
        }
        drop(named);
        let row: &'static Row = Box::leak(Box::new(row_of(wanted)));
        let mut named = NAMED.write().unwrap_or_else(PoisonError::into_inner);
        match found(&named) {
            Ok(at) => Self(named[at]),
            Err(at) => {
                named.insert(at, row);
                Self(row)
            }
        }
    }

    pub(super) const fn row(self) -> &'static Row {
        self.0
    }
}

fn row_of((locale, country, currency): Parts) -> Row {
    let (language, land) = (locale.code(), country.code());
    let code = match currency == country.currency() {
        true => format!("{language}-{land}"),
        false => format!("{language}-{land}-{}", currency.code()),
    };
    let prefix: &'static str = Box::leak(format!("/{}", code.to_ascii_lowercase()).into_boxed_str());
    Row {
        code: &prefix[1..],
        prefix,
        locale,
        currency,
        country,
        address_country: Some(country),
        hreflang: Box::leak(format!("{language}-{land}").into_boxed_str()),
        open_graph: Box::leak(format!("{language}_{land}").into_boxed_str()),
    }
}

/// The market with this word, if it is one that can be made. Each has one word: small letters, and no currency that is the
/// country's own.
pub(super) fn read(code: &str) -> Option<Market> {
    if !code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return None;
    }
    let (language, rest) = code.split_once('-')?;
    let (land, currency) = rest.split_once('-').map_or((rest, None), |(land, currency)| (land, Some(currency)));
    let (locale, country) = (Locale::of_code(language)?, Country::of_code(&land.to_ascii_uppercase())?);
    let currency = match currency {
        None => country.currency(),
        Some(currency) => currency.parse().ok().filter(|currency| *currency != country.currency())?,
    };
    Market::made(locale, country, currency).ok()
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        parts(self.0) == parts(other.0)
    }
}

impl Eq for Made {}

impl Hash for Made {
    fn hash<H: Hasher>(&self, state: &mut H) {
        parts(self.0).hash(state);
    }
}

impl PartialOrd for Made {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Made {
    fn cmp(&self, other: &Self) -> Ordering {
        parts(self.0).cmp(&parts(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_market_that_can_be_made_has_one_word_and_is_read_from_it() {
        let mut words = std::collections::BTreeSet::new();
        for locale in Locale::ALL {
            for (country, _) in Country::ALL {
                for currency in Currency::ALL {
                    let Ok(market) = Market::made(locale, country, currency) else { continue };
                    assert!(words.insert(market.code()), "{} twice", market.code());
                    assert_eq!(Market::of_code(market.code()), Some(market));
                    assert_eq!((market.locale(), market.country(), market.currency()), (locale, country, currency));
                    assert_eq!(market.prefix(), format!("/{}", market.code()));
                }
            }
        }
        assert!(words.contains("en-gb") && words.contains("de-at"), "{words:?}");
    }

    #[test]
    fn another_spelling_is_no_market() {
        for word in [
            "en-GB",
            "en-gb-gbp",
            "EN-gb",
            "en_gb",
            "en-gb-",
            "en-gb-xyz",
            "xx-gb",
            "en-xx",
            "en",
            "en-us",
            "de-de",
            "",
        ] {
            assert_eq!(Market::of_code(word), None, "{word}");
        }
    }
}
