//! What crawlers are told: which addresses there are, and which to leave alone.

use std::fmt::Write;

use api::catalog::AddressEntry;
use api::site::{Crawlers, FUNCTIONS, PAGES, SITEMAP};
use domain::Market;

use crate::ui::escape::escape_text;

/// A sitemap, in every market, of the pages that are always there and of `entries`. `public_url` is the shop's own address without a
/// trailing slash.
pub fn sitemap(entries: &[AddressEntry], public_url: &str) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let entries = entries.iter().map(|entry| (entry.path.as_str(), Some(entry.changed_on.as_str())));
    let fixed = PAGES.iter().filter(|page| page.crawlers == Crawlers::Listed);
    for (path, changed_on) in fixed.map(|page| (page.path, None)).chain(entries) {
        // One entry a page, in the default market; the others are its alternates.
        let address = |market: Market| escape_text(&format!("{public_url}{}", market.path(path))).into_owned();
        out.push_str("<url>");
        append(&mut out, format_args!("<loc>{}</loc>", address(Market::default())));
        if let Some(date) = changed_on {
            append(&mut out, format_args!("<lastmod>{}</lastmod>", escape_text(date)));
        }
        for market in Market::ALL {
            let (language, address) = (market.hreflang(), address(market));
            let link = format_args!(r#"<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>"#);
            append(&mut out, link);
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

/// The shop's `robots.txt`.
pub fn robots(public_url: &str) -> String {
    let mut out = String::from("User-agent: *\n");
    for market in Market::ALL {
        for path in disallowed() {
            append(&mut out, format_args!("Disallow: {}\n", market.path(path)));
        }
    }
    append(&mut out, format_args!("Disallow: {FUNCTIONS}\n\nSitemap: {public_url}{SITEMAP}\n"));
    out
}

/// What the addresses begin with that crawlers are kept from: a page's section, with the slash after it if the page
/// lies below; once for pages that stand beside each other.
fn disallowed() -> impl Iterator<Item = &'static str> {
    let pages = PAGES.iter().filter(|page| page.crawlers == Crawlers::Disallowed);
    let starts = pages.map(|page| &page.path[..(page.section.len() + 2).min(page.path.len())]);
    let mut before = "";
    starts.filter(move |start| std::mem::replace(&mut before, start) != *start)
}

fn append(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a String takes all text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_names_itself_in_every_market() {
        let entry = AddressEntry { path: "/products/mug".to_owned(), changed_on: "2026-03-01".to_owned() };
        let map = sitemap(&[entry], "https://shop.example");
        assert_eq!(map.matches("<url>").count(), 4);
        let own = "<url><loc>https://shop.example/products/mug</loc><lastmod>2026-03-01</lastmod>";
        assert!(map.contains(own), "{map}");
        assert!(map.contains(r#"hreflang="de" href="https://shop.example/de/products/mug"/>"#), "{map}");
        assert!(map.contains(r#"hreflang="en-US" href="https://shop.example/us"/>"#), "{map}");
    }

    #[test]
    fn robots_are_kept_from_carts() {
        let text = robots("https://shop.example");
        assert!(text.contains("\nDisallow: /de/cart\n"), "{text}");
        assert!(text.ends_with("Sitemap: https://shop.example/sitemap.xml\n"), "{text}");
        let own: Vec<&str> = text.lines().take_while(|line| !line.contains("/de")).skip(1).collect();
        let expect = ["/cart", "/checkout", "/account", "/login", "/register", "/orders/", "/search"];
        assert_eq!(own, expect.map(|path| format!("Disallow: {path}")));
    }
}
