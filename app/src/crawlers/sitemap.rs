//! What crawlers are told: which addresses there are, and which to leave alone.

use std::fmt::Write;

use api::catalog::AddressEntry;
use api::site::{Crawlers, FUNCTIONS, PAGES, SITEMAP, sitemap_part_path};
use domain::Market;

use crate::ui::escape::escape_text;

/// Addresses in one file. Crawlers take 50,000; a file of so many would be 30 MB, made and sent at once.
const MAX_URLS: usize = 10_000;
/// Links in one file: each language version names all of them, so they grow by the square of the markets. The worker holds
/// a file as a whole, and this many are some six megabytes.
const MAX_LINKS: usize = 40_000;

/// The shop's sitemap: in every one of `markets` the pages that are always there, and `entries`. `public_url` is the shop's own
/// address without a trailing slash. A shop of more pages than fit into one file has as `part` 0 the list of its
/// files, and as the others these; none if there is no such part.
pub fn sitemap(entries: &[AddressEntry], markets: &[Market], public_url: &str, part: u32) -> Option<String> {
    let entries = entries.iter().map(|entry| (entry.path.as_str(), Some(entry.changed_on.as_str())));
    let fixed = PAGES.iter().filter(|page| page.crawlers == Crawlers::Listed).map(|page| (page.path, None));
    let pages: Vec<_> = fixed.chain(entries).collect();
    let mut parts = pages.chunks(pages_in_a_file(markets.len()));
    match (part, parts.len()) {
        (0, 0 | 1) => Some(urls(&pages, markets, public_url)),
        (0, count) => Some(index(count, public_url)),
        (_, 0 | 1) => None,
        (part, _) => Some(urls(parts.nth(usize::try_from(part).ok()? - 1)?, markets, public_url)),
    }
}

/// How many pages one file holds that have an address in each of so many markets, and there a link to each of them and to
/// the default one.
fn pages_in_a_file(markets: usize) -> usize {
    let markets = markets.max(1);
    (MAX_URLS / markets).min(MAX_LINKS / (markets * (markets + 1))).max(1)
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const SCHEMA: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// The list of `count` files.
fn index(count: usize, public_url: &str) -> String {
    let mut out = format!("{DECLARATION}<sitemapindex xmlns=\"{SCHEMA}\">\n");
    for part in 1..=count {
        append(&mut out, format_args!("<sitemap><loc>{public_url}{}</loc></sitemap>\n", sitemap_part_path(part)));
    }
    out.push_str("</sitemapindex>\n");
    out
}

/// The pages by path and day of the last change. Each language version has an entry of its own, which names all of
/// them and, for whoever reads none of these languages, the default one.
fn urls(pages: &[(&str, Option<&str>)], markets: &[Market], public_url: &str) -> String {
    let mut out = format!("{DECLARATION}<urlset xmlns=\"{SCHEMA}\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n");
    for (path, changed_on) in pages {
        let address = |market: Market| escape_text(&format!("{public_url}{}", market.path(path)));
        let mut alternates = String::new();
        let languages = markets.iter().map(|market| (market.hreflang(), *market));
        for (language, market) in languages.chain([("x-default", Market::default())]) {
            let address = address(market);
            let link = format_args!(r#"<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>"#);
            append(&mut alternates, link);
        }
        for &market in markets {
            append(&mut out, format_args!("<url><loc>{}</loc>", address(market)));
            if let Some(date) = changed_on {
                append(&mut out, format_args!("<lastmod>{}</lastmod>", escape_text(date)));
            }
            append(&mut out, format_args!("{alternates}</url>\n"));
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// The `robots.txt` of a shop that has these markets.
pub fn robots(markets: &[Market], public_url: &str) -> String {
    let mut out = String::from("User-agent: *\n");
    for market in markets {
        for path in disallowed() {
            append(&mut out, format_args!("Disallow: {}\n", market.path(path)));
        }
    }
    append(&mut out, format_args!("Disallow: {FUNCTIONS}\n\nSitemap: {public_url}{SITEMAP}\n"));
    out
}

/// What the addresses begin with that crawlers are kept from: a page's section, with the slash after it if the page
/// lies below; once for neighbours that begin alike.
fn disallowed() -> impl Iterator<Item = &'static str> {
    let pages = PAGES.iter().filter(|page| page.crawlers == Crawlers::Disallowed);
    let starts = pages.map(|page| &page.path[..(page.section.len() + 2).min(page.path.len())]);
    let mut before = None;
    starts.filter(move |start| {
        let is_covered = before.is_some_and(|before| start.starts_with(before));
        before = if is_covered { before } else { Some(*start) };
        !is_covered
    })
}

fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes all text");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(count: usize) -> Vec<AddressEntry> {
        let entry = |number| AddressEntry { path: format!("/products/p{number}"), changed_on: "2026-03-01".to_owned() };
        (0..count).map(entry).collect()
    }

    #[test]
    fn i02_each_language_version_has_an_entry_that_names_all() {
        let map =
            sitemap(&entries(1), &Market::ALL, "https://shop.example", 0).expect("the first part is always there");
        assert_eq!(map.matches("<url>").count(), 4 * Market::ALL.len());
        for market in Market::ALL {
            let own = format!("https://shop.example{}", market.path("/products/p0"));
            let entry = map.lines().find(|line| line.contains(&format!("<loc>{own}</loc>"))).expect("an entry");
            assert!(entry.contains("<lastmod>2026-03-01</lastmod>"), "{entry}");
            for (language, path) in [
                ("en", "/products/p0"),
                ("de", "/de/products/p0"),
                ("en-US", "/us/products/p0"),
                ("x-default", "/products/p0"),
            ] {
                let link =
                    format!(r#"<xhtml:link rel="alternate" hreflang="{language}" href="https://shop.example{path}"/>"#);
                assert!(entry.contains(&link), "{entry}");
            }
            assert_eq!(entry.matches("<xhtml:link").count(), Market::ALL.len() + 1);
        }
        assert!(map.contains("<loc>https://shop.example/us</loc>"), "{map}");
        assert_eq!(sitemap(&entries(1), &Market::ALL, "https://shop.example", 1), None);
    }

    #[test]
    fn i02_a_large_shop_has_a_list_of_files_which_together_hold_all() {
        let all = entries(2 * (MAX_URLS / Market::ALL.len()));
        let part = |number| sitemap(&all, &Market::ALL, "https://shop.example", number);
        let index = part(0).expect("the first part is always there");
        assert_eq!(index.matches("<sitemap>").count(), 3);
        assert!(index.contains("<loc>https://shop.example/sitemap-3.xml</loc>"), "{index}");
        let files: Vec<String> = (1..=3).map(|number| part(number).expect("it is listed")).collect();
        assert!(files.iter().all(|file| file.matches("<url>").count() <= MAX_URLS));
        let urls: usize = files.iter().map(|file| file.matches("<url>").count()).sum();
        assert_eq!(urls, (all.len() + 3) * Market::ALL.len());
        assert_eq!((part(4), part(u32::MAX)), (None, None));
    }

    #[test]
    fn a_file_of_a_shop_of_many_markets_is_no_larger_than_the_worker_can_hold() {
        let lands = ["gb", "ch", "se", "dk", "no", "pl", "at", "fr", "it", "es", "nl", "be", "ie", "fi"];
        let words = ["en", "de"].into_iter().flat_map(|language| lands.map(|land| format!("{language}-{land}")));
        let made = words.filter_map(|word| Market::of_code(&word));
        let markets: Vec<Market> = Market::ALL.into_iter().chain(made).collect();
        assert!(markets.len() > 20, "{}", markets.len());
        let all = entries(500);
        let part = |number| sitemap(&all, &markets, "https://shop.example", number);
        let count = part(0).expect("the list of files").matches("<sitemap>").count();
        let files = (1..=count).map(|number| part(u32::try_from(number).expect("few")).expect("it is listed"));
        let mut urls = 0;
        for file in files {
            assert!(file.matches("<xhtml:link").count() <= MAX_LINKS && file.len() < 8_000_000, "{}", file.len());
            urls += file.matches("<url>").count();
        }
        assert_eq!(urls, (all.len() + 3) * markets.len());
        assert_eq!((pages_in_a_file(0), pages_in_a_file(1_000)), (MAX_URLS, 1), "there is one page in each at least");
    }

    #[test]
    fn markets_that_are_closed_are_not_told_of() {
        let map = sitemap(&entries(1), &[Market::Eu, Market::De], "https://shop.example", 0).expect("a map");
        assert!(map.contains("<loc>https://shop.example/de/products/p0</loc>") && !map.contains("/us"), "{map}");
    }

    #[test]
    fn robots_are_kept_from_carts() {
        let made = Market::of_code("en-gb").expect("a market that can be made");
        let every = [Market::ALL.as_slice(), &[made]].concat();
        assert!(robots(&every, "https://shop.example").contains("\nDisallow: /en-gb/cart\n"));
        let text = robots(&Market::ALL, "https://shop.example");
        assert!(text.contains("\nDisallow: /de/cart\n"), "{text}");
        assert!(text.ends_with("Sitemap: https://shop.example/sitemap.xml\n"), "{text}");
        let own: Vec<&str> = text.lines().take_while(|line| !line.contains("/de")).skip(1).collect();
        let expect = [
            "/cart",
            "/challenge",
            "/checkout",
            "/account",
            "/login",
            "/register",
            "/orders/",
            "/preview",
            "/search",
            "/offline",
        ];
        assert_eq!(own, expect.map(|path| format!("Disallow: {path}")));
    }
}
