//! Refuses what another site made the browser send.

use http::{HeaderMap, Method, header};

/// Whether a write may come from where it comes from. Browsers say so themselves
/// (`Sec-Fetch-Site`, else `Origin`); a caller that says neither is not a browser with cookies.
pub fn is_same_site(method: &Method, headers: &HeaderMap, public_url: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD) {
        return true;
    }
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match headers.get(header::ORIGIN) {
        Some(origin) => origin == public_url,
        None => true,
    }
}

/// Whether a read of something personal may come from where it comes from: not from another site's page, which would
/// lead a shopper to it, or show it. Browsers say so themselves.
pub fn may_read(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site")
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    #[test]
    fn other_sites_cannot_write() {
        let check = |method: Method, pairs: &[(&'static str, &'static str)], expect| {
            let headers =
                pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            assert_eq!(is_same_site(&method, &headers.collect(), "https://shop.example"), expect, "{pairs:?}");
        };
        check(Method::POST, &[("sec-fetch-site", "same-origin")], true);
        check(Method::POST, &[("sec-fetch-site", "cross-site"), ("origin", "https://shop.example")], false);
        check(Method::POST, &[("sec-fetch-site", "same-site")], false);
        check(Method::POST, &[("origin", "https://shop.example")], true);
        check(Method::POST, &[("origin", "https://evil.example")], false);
        check(Method::POST, &[("origin", "null")], false);
        check(Method::POST, &[], true);
        check(Method::GET, &[("origin", "https://evil.example")], true);
    }

    #[test]
    fn m8_other_sites_cannot_read() {
        let from = |site: &'static str| {
            HeaderMap::from_iter([(HeaderName::from_static("sec-fetch-site"), HeaderValue::from_static(site))])
        };
        assert!(!may_read(&from("cross-site")));
        for own in ["same-origin", "same-site", "none"] {
            assert!(may_read(&from(own)), "{own}");
        }
        assert!(may_read(&HeaderMap::new()));
    }
}
