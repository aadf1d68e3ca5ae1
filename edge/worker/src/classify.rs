//! What is asked: read from the path alone, before anything else is looked at.

use api::edge::fragments;
use domain::Market;

/// What kind of thing a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A page that is the same for everybody.
    Page,
    /// A page about the one who asks.
    PersonalPage,
    /// A server function.
    Function,
    /// The JSON API.
    Api,
    /// Single fragments of pages, for the host.
    Fragments,
    /// `/sitemap.xml`.
    Sitemap,
    /// `/robots.txt`.
    Robots,
}

/// A path with its market taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classified {
    /// What it names.
    pub kind: Kind,
    /// The market of its first segment.
    pub market: Market,
    /// The rest, which begins with `/`.
    pub path: String,
}

/// Pages about the one who asks, with everything below them.
const PERSONAL: [&str; 6] = ["/cart", "/checkout", "/orders", "/login", "/register", "/account"];

/// Classifies a request's path.
pub fn classify(path: &str) -> Classified {
    let (market, rest) = Market::of_path(path);
    // `//host` in a link would lead away from the shop.
    let rest = match rest.trim_start_matches('/') {
        "" => "/",
        trimmed => &rest[rest.len() - trimmed.len() - 1..],
    };
    let under = |prefix: &str| rest.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let kind = match path {
        "/sitemap.xml" => Kind::Sitemap,
        "/robots.txt" => Kind::Robots,
        fragments::PATH => Kind::Fragments,
        _ if path.starts_with("/v1/") => Kind::Api,
        _ if path.starts_with("/api/") => Kind::Function,
        _ if PERSONAL.into_iter().any(under) => Kind::PersonalPage,
        _ => Kind::Page,
    };
    Classified { kind, market, path: rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_it_all() {
        let check = |path, kind, market, rest: &str| {
            assert_eq!(classify(path), Classified { kind, market, path: rest.to_owned() });
        };
        check("/", Kind::Page, Market::Eu, "/");
        check("/de/products/a", Kind::Page, Market::De, "/products/a");
        check("/us/cart", Kind::PersonalPage, Market::Us, "/cart");
        check("/cartography", Kind::Page, Market::Eu, "/cartography");
        check("/orders/1", Kind::PersonalPage, Market::Eu, "/orders/1");
        check("/api/cart/add_line", Kind::Function, Market::Eu, "/api/cart/add_line");
        check("/v1/products", Kind::Api, Market::Eu, "/v1/products");
        check("/de/v1/products", Kind::Page, Market::De, "/v1/products");
        check("/de//evil.example", Kind::Page, Market::De, "/evil.example");
        check("//evil.example", Kind::Page, Market::Eu, "/evil.example");
        check("/de//cart", Kind::PersonalPage, Market::De, "/cart");
        check("/_edge/fragments", Kind::Fragments, Market::Eu, "/_edge/fragments");
        check("/de/_edge/fragments", Kind::Page, Market::De, "/_edge/fragments");
        check("/sitemap.xml", Kind::Sitemap, Market::Eu, "/sitemap.xml");
    }
}
