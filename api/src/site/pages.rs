//! Every page: its path, its audience, what it reads of the query, whether it takes a form.
//!
//! `cargo xtask tidy` compares the paths with the routes in `app/src/routes.rs`.

use serde::Serialize;

use crate::endpoint::audience::{Audience, CacheClass};

/// What crawlers are told of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Crawlers {
    /// The sitemap lists it.
    Listed,
    /// The sitemap lists an address of it for each thing of the catalogue, and each page of the merchant's own.
    ListedByCatalog,
    /// `robots.txt` asks them to leave it alone.
    Disallowed,
}

/// A page of the shop. The paths are without market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Its path, with parameters as the router writes them: `/products/:slug`.
    pub path: &'static str,
    /// The first segment of its path; empty for the home page.
    pub section: &'static str,
    /// For whom it is.
    pub audience: Audience,
    /// Who may keep it.
    pub cache: CacheClass,
    /// The query parameters it reads. Of a public page no others reach a cache's key, or the page.
    pub parameters: &'static [&'static str],
    /// Whether its own form is posted to it.
    pub takes_form: bool,
    /// What crawlers are told of it.
    pub crawlers: Crawlers,
}

/// What a list of products reads of the query.
const LIST: &[&str] = &["filter", "max", "min", "page", "sort"];

/// Every page. Of two paths that match the same address the first one counts.
pub const PAGES: &[Page] = &[
    public("/").listed(),
    public("/products").reads(LIST).listed(),
    public("/products/:slug").reads(&["variant"]).listed_by_catalog(),
    public("/collections").listed(),
    public("/collections/:slug").reads(LIST).listed_by_catalog(),
    public("/pages/:slug").reads(&["version"]).listed_by_catalog(),
    private("/cart").reads(&["left_out", "problem"]).takes_form(),
    private("/challenge").reads(&["for", "passed"]).takes_form(),
    private("/checkout").reads(&["address"]).takes_form(),
    private("/account").takes_form(),
    private("/account/addresses").takes_form(),
    private("/account/addresses/edit").reads(&["address"]).takes_form(),
    private("/account/cards").takes_form(),
    private("/account/data").takes_form(),
    private("/account/delete").takes_form(),
    private("/account/details").takes_form(),
    private("/account/email").takes_form(),
    private("/account/email/code").takes_form(),
    private("/account/identities").reads(&["problem"]).takes_form(),
    private("/account/passkeys").takes_form(),
    private("/account/password").takes_form(),
    private("/account/sessions").takes_form(),
    private("/login").reads(&["next", "problem"]).takes_form(),
    private("/login/code").reads(&["next"]).takes_form(),
    private("/login/code/enter").reads(&["next"]).takes_form(),
    private("/login/identity").takes_form(),
    private("/login/link").reads(&["token"]).takes_form(),
    private("/login/with/:provider").reads(&["next"]),
    private("/login/with/:provider/return").reads(&["code", "error", "iss", "state"]),
    private("/register").reads(&["next"]).takes_form(),
    private("/orders/find").takes_form(),
    private("/orders/:id").reads(&["token"]).takes_form(),
    private("/orders/:id/withdrawal").takes_form(),
    private("/orders/:id/return").takes_form(),
    private("/preview").reads(&["token"]),
    public("/search").reads(&["filter", "max", "min", "page", "q", "sort"]),
    public("/offline"),
];

/// The page at `path`, which has its market taken off; none if there is none. Slashes at the end, or more than
/// one in a row, make no difference, as they make none to the router.
pub fn page(path: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| matches(page.path, path))
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut expected, mut given) = (segments(pattern), segments(path));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(expected), Some(given)) if expected.starts_with(':') || expected == given => {}
            _ => return false,
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

const fn public(path: &'static str) -> Page {
    Page {
        path,
        section: section(path),
        audience: Audience::Public,
        cache: CacheClass::UntilPurged,
        parameters: &[],
        takes_form: false,
        crawlers: Crawlers::Disallowed,
    }
}

const fn private(path: &'static str) -> Page {
    Page { audience: Audience::Private, cache: CacheClass::Never, ..public(path) }
}

impl Page {
    const fn reads(self, parameters: &'static [&'static str]) -> Self {
        Self { parameters, ..self }
    }

    const fn takes_form(self) -> Self {
        Self { takes_form: true, ..self }
    }

    const fn listed(self) -> Self {
        Self { crawlers: Crawlers::Listed, ..self }
    }

    const fn listed_by_catalog(self) -> Self {
        Self { crawlers: Crawlers::ListedByCatalog, ..self }
    }
}

const fn section(path: &str) -> &str {
    let (_, rest) = path.split_at(1);
    let mut end = 0;
    while end < rest.len() && rest.as_bytes()[end] != b'/' {
        end += 1;
    }
    rest.split_at(end).0
}
