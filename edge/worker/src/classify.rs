//! What is asked: read from the path alone, before anything else is looked at.

use api::Audience;
use api::edge::fragments;
use api::site::{self, Address};
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
    /// `/sitemap.xml`, or one of the files that it lists.
    Sitemap,
    /// `/feeds/google.xml` of a market, or another part of it.
    Feed,
    /// `/robots.txt`.
    Robots,
    /// `/manifest.webmanifest`.
    Manifest,
    /// `/theme-9c3b1f-ee9a77.css`.
    Theme,
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

/// Classifies a request's path by the site map.
pub fn classify(path: &str) -> Classified {
    let address = Address::of(path);
    let kind = match (address.kind, address.audience) {
        (site::Kind::Sitemap, _) => Kind::Sitemap,
        (site::Kind::Feed, _) => Kind::Feed,
        (site::Kind::Robots, _) => Kind::Robots,
        (site::Kind::Manifest, _) => Kind::Manifest,
        (site::Kind::Theme, _) => Kind::Theme,
        (site::Kind::Endpoint, _) => Kind::Api,
        (site::Kind::Function, _) => Kind::Function,
        (site::Kind::Edge, _) if path == fragments::PATH => Kind::Fragments,
        (site::Kind::Edge | site::Kind::Page, Audience::Public) => Kind::Page,
        (site::Kind::Edge | site::Kind::Page, Audience::Private) => Kind::PersonalPage,
    };
    Classified { kind, market: address.market, path: address.path.to_owned() }
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
        check("/de/feeds/google.xml", Kind::Feed, Market::De, "/feeds/google.xml");
        check("/manifest.webmanifest", Kind::Manifest, Market::Eu, "/manifest.webmanifest");
        check("/theme-9c3b1f-ee9a77.css", Kind::Theme, Market::Eu, "/theme-9c3b1f-ee9a77.css");
        check("/theme-9c3b1f-ee9a7;.css", Kind::Page, Market::Eu, "/theme-9c3b1f-ee9a7;.css");
    }
}
