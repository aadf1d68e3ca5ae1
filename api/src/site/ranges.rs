//! Ranges of numbers that somebody has typed. A form without scripts can only say one field a number: `from.watts=10` and
//! `to.watts=20`. That is another spelling of `filter=watts~10..20`, to which whoever asks so is led: caches, links and
//! search engines know the one.

use std::collections::BTreeMap;

use domain::Market;
use domain::search::facet_code;

use super::page;
use crate::catalog::properties::spelled;
use crate::endpoint::percent_encoded;

/// What the names of the fields begin with, in their order.
pub const RANGE_FIELDS: [&str; 2] = ["from.", "to."];

/// Digits of the longest number.
const MAX_DIGITS: usize = 24;

/// The query with what is typed into these fields as it is asked for otherwise, and without fields that are empty. None if
/// there are no such fields, or the page at `path` lists nothing that could be narrowed.
pub(super) fn folded(path: &str, query: &str) -> Option<String> {
    // Nearly every query has none.
    if !RANGE_FIELDS.iter().any(|field| query.contains(field)) {
        return None;
    }
    if !page(Market::of_path(path).1).is_some_and(|page| page.parameters.contains(&"filter")) {
        return None;
    }
    let mut typed: BTreeMap<String, [String; 2]> = BTreeMap::new();
    let mut kept = Vec::new();
    let mut is_typed = false;
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let field = RANGE_FIELDS.iter().position(|field| name.starts_with(field));
        match field {
            Some(end) => {
                is_typed = true;
                let [key, value] = [&name[RANGE_FIELDS[end].len()..], value].map(text);
                // No property is called otherwise.
                if !value.is_empty() && facet_code(&key) == key && !key.is_empty() {
                    typed.entry(key).or_default()[end] = value;
                }
            }
            None if value.is_empty() => {}
            None => kept.push(pair.to_owned()),
        }
    }
    let filters = typed.iter().map(|(key, [from, to])| {
        let code = format!("{}..{}", number(from), number(to));
        format!("filter={}~{}", percent_encoded(key), percent_encoded(&code))
    });
    is_typed.then(|| kept.into_iter().chain(filters).collect::<Vec<_>>().join("&"))
}

/// What a form sends as this.
fn text(encoded: &str) -> String {
    let text = percent_encoding::percent_decode_str(&encoded.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.trim().to_owned()
}

/// A number as addresses spell it. What is none stays what it is, as far as addresses can say it: so the page can tell that
/// it is none.
fn number(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let number = text.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
    let code = number.map(spelled).filter(|code| code.len() <= MAX_DIGITS);
    code.or_else(|| {
        Some(facet_code(text)).filter(|code| (1..=MAX_DIGITS).contains(&code.len()) && !code.contains(".."))
    })
    .unwrap_or_else(|| "x".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{respelt, target};

    #[test]
    fn a_typed_range_is_led_to_the_address_that_links_have() {
        for (path, query, expect) in [
            ("/products", "from.watts=10&to.watts=20", Some("/products?filter=watts~10..20")),
            (
                "/de/search",
                "q=lampe&from.watts=&to.watts=2%2C50&min=&max=",
                Some("/de/search?q=lampe&filter=watts~..2.5"),
            ),
            ("/search/", "q=tea&from.litres=+1.0+", Some("/search?q=tea&filter=litres~1..")),
            ("/search", "q=tea&from.depth=-3&to.depth=-0", Some("/search?q=tea&filter=depth~minus3..0")),
            ("/search", "q=tea&from.watts=&to.watts=&sort=", Some("/search?q=tea")),
            ("/products", "from.watts=", Some("/products")),
            (
                "/products",
                "to.gr%C3%B6%C3%9Fe=4&filter=colour~ink",
                Some("/products?filter=colour~ink&filter=gr%C3%B6%C3%9Fe~..4"),
            ),
            // The last of several counts, as everywhere.
            ("/products", "to.watts=4&to.watts=5", Some("/products?filter=watts~..5")),
            // What is no number stays none, and is told on the page.
            ("/products", "from.watts=many&to.watts=1e99", Some("/products?filter=watts~many..1e99")),
            ("/products", "from.watts=%21%21&to.watts=NaN", Some("/products?filter=watts~x..nan")),
            ("/products", "from.=4&to.A+b=4", Some("/products")),
            ("/products/mug", "from.watts=10", None),
            ("/cart", "from.watts=10", None),
            ("/v1/products", "from.watts=10", None),
            ("/search", "q=from.+here&sort=newest", None),
            ("/search", "q=tea&up.from.watts=3", None),
        ] {
            let led = respelt(path, Some(query));
            assert_eq!(led.as_deref(), expect, "{path}?{query}");
            if let Some(led) = led {
                let (path, query) =
                    led.split_once('?').map_or((led.as_str(), None), |(path, query)| (path, Some(query)));
                assert_eq!(respelt(path, query), None, "once is enough");
                assert_eq!(target(path, query).matches('&').count(), query.unwrap_or_default().matches('&').count());
            }
        }
    }
}
