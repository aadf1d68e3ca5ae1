//! What became of a search: a product was opened, or put into the cart. Counted as searches are, and never by whom.
//!
//! Nothing is added to links for that. A browser says by itself which page led to the next one, and within the shop it says
//! it in full: so whoever sees a product's page being asked for knows from which search.

use domain::search::normalize_query;
use domain::{Locale, Market, Slug};
use serde::{Deserialize, Serialize};

use crate::endpoint;

/// Counts that a product was opened, or put into the cart, after a search. It is a sample: the reply says nothing of
/// whether it counts, for what has no limit for one client has none for a thousand that pretend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSearchOutcome {
    /// What was looked for.
    pub q: String,
    /// Language and currency: `eu`, `de`, `us`, or one that the shop has made: `en-gb`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub market: Market,
    /// The product.
    #[cfg_attr(feature = "openapi", schemars(with = "String"))]
    pub slug: Slug,
    /// Whether it was put into the cart; else it was opened.
    #[serde(default)]
    pub added: bool,
}

endpoint!(CreateSearchOutcome: POST "/v1/search/outcomes", Anyone, "Counts that a product was opened, or put into the cart, after a search." => ());

/// What became of searches for one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeCount {
    /// The language of the market.
    pub locale: Locale,
    /// The query in its normal form.
    pub query: String,
    /// The product's address.
    pub slug: Slug,
    /// How often it was opened.
    pub clicks: u32,
    /// How often it was put into the cart.
    pub additions: u32,
}

/// A longer address of a page is no search of anybody's.
const MAX_REFERRER: usize = 2048;

impl CreateSearchOutcome {
    /// What it means that `referrer` led to the product page at `path`; none if one is none of ours, or the first is no
    /// search. `public` is the shop's address without a slash at its end.
    pub fn of_click(public: &str, referrer: &str, path: &str) -> Option<Self> {
        // Most requests are for something else, and each is looked at.
        let (market, path) = Market::of_path(path);
        let slug = path.strip_prefix("/products/")?.parse().ok()?;
        let q = query_of(public, referrer, market)?;
        Some(Self { q, market, slug, added: false })
    }

    /// The same of a product that was put into the cart on a page that `referrer` has led to.
    pub fn of_addition(public: &str, referrer: &str, market: Market, slug: Slug) -> Option<Self> {
        let q = query_of(public, referrer, market)?;
        Some(Self { q, market, slug, added: true })
    }
}

/// What was looked for on the page at this address, in its normal form; none if it is no search of this shop and market.
fn query_of(public: &str, referrer: &str, market: Market) -> Option<String> {
    let target = referrer.strip_prefix(public).filter(|_| referrer.len() <= MAX_REFERRER)?;
    let (path, query) = target.split_once('?').filter(|(path, _)| path.starts_with('/'))?;
    let (known, path) = Market::of_path(path);
    if known != market || path.trim_matches('/') != "search" {
        return None;
    }
    let query = query.split('#').next().unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_html_form::from_str(query).ok()?;
    // The page reads the last of several.
    let q = pairs.into_iter().rev().find(|(name, _)| name == "q")?.1;
    Some(normalize_query(&q)).filter(|q| !q.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOP: &str = "https://shop.example";

    #[test]
    fn a_click_is_what_a_search_of_this_shop_has_led_to() {
        let click = |referrer: &str, path: &str| {
            let click = CreateSearchOutcome::of_click(SHOP, referrer, path)?;
            Some((click.q, click.market, click.slug.to_string()))
        };
        let mug = |q: &str, market| Some((q.to_owned(), market, "harbour-mug".to_owned()));
        let found = "/products/harbour-mug";
        assert_eq!(click("https://shop.example/search?q=Blue+Mug", found), mug("blue mug", Market::Eu));
        assert_eq!(
            click("https://shop.example/de/search?page=2&q=%C3%B6l&sort=newest#top", "/de/products/harbour-mug"),
            mug("öl", Market::De)
        );
        assert_eq!(click("https://shop.example/search/?q=tea&q=mug", found), mug("mug", Market::Eu));
        for (referrer, path) in [
            ("https://shop.example/search?q=mug", "/products"),
            ("https://shop.example/search?q=mug", "/products/harbour-mug/more"),
            ("https://shop.example/search?q=mug", "/products/Harbour%20Mug"),
            ("https://shop.example/search?q=mug", "/collections/table"),
            ("https://shop.example/search?q=mug", "/de/products/harbour-mug"),
            ("https://shop.example/search?q=+", found),
            ("https://shop.example/search", found),
            ("https://shop.example/products?q=mug", found),
            ("https://shop.example.evil.example/search?q=mug", found),
            ("https://shop.examplesearch/?q=mug", found),
            ("https://evil.example/search?q=mug", found),
            ("http://shop.example/search?q=mug", found),
            ("", found),
        ] {
            assert_eq!(click(referrer, path), None, "{referrer} {path}");
        }
        let long = format!("https://shop.example/search?q={}", "x".repeat(MAX_REFERRER));
        assert_eq!(click(&long, found), None);
    }

    #[test]
    fn an_addition_is_of_the_search_that_led_to_its_page() {
        let slug: Slug = "harbour-mug".parse().expect("a slug");
        let of = |referrer: &str, market| CreateSearchOutcome::of_addition(SHOP, referrer, market, slug.clone());
        let added = of("https://shop.example/de/search?q=Becher", Market::De).expect("a search");
        assert_eq!((added.q.as_str(), added.added), ("becher", true));
        assert_eq!(of("https://shop.example/de/search?q=Becher", Market::Eu), None);
        assert_eq!(of("https://shop.example/de/collections/table", Market::De), None);
    }
}
