//! The key under which a page is stored, and the target the worker is asked for.

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::http::route;

/// Query parameters that change a page, beside those beginning with `filter.`.
const KEPT: [&str; 10] = ["page", "sort", "q", "variant", "colour", "size", "currency", "after", "limit", "skus"];

/// Bytes of a key at most; the rest of a longer one is hashed.
const MAX_KEY: usize = 512;

/// Path and query with everything removed that no page depends on, so that links which
/// differ only in campaign parameters share one stored page.
pub fn normalised<'a>(path: &'a str, query: Option<&str>) -> Cow<'a, str> {
    let Some(query) = query.filter(|query| !query.is_empty()) else { return Cow::Borrowed(path) };
    let all = route::is_wire(path);
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && (all || is_kept(pair))).collect();
    if pairs.is_empty() {
        return Cow::Borrowed(path);
    }
    pairs.sort_unstable();
    Cow::Owned(format!("{path}?{}", pairs.join("&")))
}

/// The key of a normalised target.
pub fn key(target: &str) -> Cow<'_, str> {
    if target.len() <= MAX_KEY {
        return Cow::Borrowed(target);
    }
    let start = target.floor_char_boundary(MAX_KEY / 2);
    let digest = Sha256::digest(target.as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    // No normalised target holds a `#`, so a hashed key equals no plain one.
    Cow::Owned(format!("{}#{digest}", &target[..start]))
}

fn is_kept(pair: &str) -> bool {
    let name = pair.split_once('=').map_or(pair, |(name, _)| name);
    KEPT.contains(&name) || name.starts_with("filter.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(path: &str, query: &str, expect: &str) {
        let query = (!query.is_empty()).then_some(query);
        assert_eq!(normalised(path, query), expect, "{path} {query:?}");
    }

    #[test]
    fn only_parameters_that_matter_are_kept_in_order() {
        check("/", "", "/");
        check("/products/a", "utm_source=x&gclid=1", "/products/a");
        check("/search", "q=tea&page=2", "/search?page=2&q=tea");
        check("/search", "page=2&q=tea", "/search?page=2&q=tea");
        check("/c/a", "filter.size=m&sort=price&fbclid=1", "/c/a?filter.size=m&sort=price");
        check("/c/a", "filter=m&pages=1&Q=1", "/c/a");
        check("/c/a", "&&q=&", "/c/a?q=");
        check("/c/a", "variant", "/c/a?variant");
    }

    #[test]
    fn the_wire_keeps_every_parameter() {
        check("/v1/products", "ids=2&fields=a", "/v1/products?fields=a&ids=2");
        check("/v1products", "ids=2", "/v1products");
    }

    #[test]
    fn long_targets_get_a_short_key_of_their_own() {
        let (a, b) = (format!("/search?q={}a", "x".repeat(600)), format!("/search?q={}b", "x".repeat(600)));
        assert_ne!(key(&a), key(&b));
        assert_eq!(key(&a), key(&a));
        assert!(key(&a).len() <= MAX_KEY);
        assert_eq!(key("/search?q=a"), "/search?q=a");
        let wide = format!("/{}", "ü".repeat(400));
        assert!(key(&wide).len() <= MAX_KEY);
    }

    proptest! {
        #[test]
        fn the_order_of_parameters_never_matters(
            mut pairs in prop::collection::vec(("[a-z.]{1,6}", "[a-z0-9]{0,4}"), 0..6),
        ) {
            let join = |pairs: &[(String, String)]| {
                pairs.iter().map(|(n, v)| format!("filter.{n}={v}")).collect::<Vec<_>>().join("&")
            };
            let forward = join(&pairs);
            pairs.reverse();
            let backward = join(&pairs);
            prop_assert_eq!(normalised("/c", Some(&forward)), normalised("/c", Some(&backward)));
        }
    }
}
