//! What a browser may keep of the shop, to be read without the network: the site map as the service worker knows it.
//!
//! The build asks the program `site-map` for it (`api/src/bin/site-map.rs`) and writes it into the worker.

use domain::Market;
use serde::Serialize;

use super::values::REPEATED;
use super::{FORM_ERROR, OFFLINE, PAGES, Page};
use crate::endpoint::audience::{Audience, CacheClass};

/// The site map, as far as the service worker needs it. What is not in it the worker does not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Offline {
    /// What the paths of the markets begin with; empty for the one at the root.
    pub markets: Vec<&'static str>,
    /// The pages that may be kept: those that are the same for everybody, and that caches may keep.
    pub kept: Vec<KeptPage>,
    /// Query parameters that make any page one shopper's.
    pub personal: [&'static str; 2],
    /// Query parameters of which a page reads all that are given.
    pub repeated: [&'static str; 1],
    /// The path of the page that stands in for one that is not kept.
    pub offline: &'static str,
}

/// A page that may be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptPage {
    /// Its path, without market and with parameters as the router writes them: `/products/:slug`.
    pub path: &'static str,
    /// The query parameters it reads, in order. Others make no other page.
    pub parameters: &'static [&'static str],
}

impl Offline {
    /// The site map's.
    pub fn of_site_map() -> Self {
        let kept = PAGES.iter().filter(|page| may_be_kept(page));
        Self {
            markets: Market::ALL.map(Market::prefix).to_vec(),
            kept: kept.map(|page| KeptPage { path: page.path, parameters: page.parameters }).collect(),
            personal: FORM_ERROR,
            repeated: REPEATED,
            offline: OFFLINE,
        }
    }
}

/// Whether a page may be kept once it was seen. The one that stands in for others is there from the beginning.
fn may_be_kept(page: &Page) -> bool {
    page.audience == Audience::Public && page.cache == CacheClass::UntilPurged && page.path != OFFLINE
}

#[cfg(test)]
mod tests {
    use super::super::{audience, page};
    use super::*;

    /// An address of a page.
    fn address(market: Market, path: &str) -> String {
        market.path(&path.replace(":slug", "mug").replace(":id", "7f2c1d3e-0000-4000-8000-000000000001"))
    }

    #[test]
    fn no_personal_page_is_among_those_that_are_kept() {
        let kept = Offline::of_site_map().kept;
        for page in PAGES.iter().filter(|page| page.audience == Audience::Private) {
            assert!(kept.iter().all(|kept| kept.path != page.path), "{}", page.path);
        }
        for market in Market::ALL {
            for kept in &kept {
                let path = address(market, kept.path);
                assert_eq!(audience(&path, None), Audience::Public, "{path}");
                let own = page(Market::of_path(&path).1).expect("a page");
                assert_eq!((own.path, own.parameters), (kept.path, kept.parameters), "{path}");
                for name in FORM_ERROR {
                    assert_eq!(audience(&path, Some(&format!("{name}=1"))), Audience::Private, "{path}");
                }
            }
        }
    }

    /// Two patterns match the same addresses only if they are one, so nothing private hides behind a parameter.
    #[test]
    fn no_pattern_of_a_kept_page_takes_a_private_address() {
        let kept = Offline::of_site_map().kept;
        for private in PAGES.iter().filter(|page| page.audience == Audience::Private) {
            for market in Market::ALL {
                let path = address(market, private.path);
                let segments: Vec<&str> = Market::of_path(&path).1.split('/').filter(|part| !part.is_empty()).collect();
                let taken = kept.iter().find(|kept| {
                    let pattern: Vec<&str> = kept.path.split('/').filter(|part| !part.is_empty()).collect();
                    let mut pairs = pattern.iter().zip(&segments);
                    pattern.len() == segments.len() && pairs.all(|(one, other)| one.starts_with(':') || one == other)
                });
                assert_eq!(taken, None, "{path}");
            }
        }
    }

    #[test]
    fn every_page_for_everybody_is_kept_but_the_one_that_stands_in() {
        let kept = Offline::of_site_map().kept;
        let public = PAGES.iter().filter(|page| page.audience == Audience::Public).map(|page| page.path);
        assert_eq!(
            kept.iter().map(|kept| kept.path).chain([OFFLINE]).collect::<Vec<_>>(),
            public.collect::<Vec<_>>(),
            "the stand-in is the last of the site map"
        );
        assert!(kept.iter().all(|kept| kept.parameters.is_sorted()), "the worker names pages by them, in order");
    }

    #[test]
    fn the_worker_reads_it_by_these_names() {
        let sent = serde_json::to_value(Offline::of_site_map()).expect("plain data");
        assert_eq!(sent["markets"], serde_json::json!(["", "/de", "/us"]));
        assert_eq!(
            sent["kept"][1],
            serde_json::json!({ "path": "/products", "parameters": ["filter", "max", "min", "page", "sort"] })
        );
        assert_eq!(sent["personal"], serde_json::json!(["__err", "__path"]));
        assert_eq!(sent["repeated"], serde_json::json!(["filter"]));
        assert_eq!(sent["offline"], "/offline");
    }
}
