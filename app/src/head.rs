//! What a page says of itself to browsers, search engines and link previews.

use domain::Market;

use crate::context::RequestContext;
use crate::ui::escape::{escape_attribute, escape_text};

/// A page's title, description and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What the page shows; the shop's name is added.
    pub title: String,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'static str>,
    /// One or two sentences for search results.
    pub description: String,
    /// The page's one address without market, with the part of the query that makes it another
    /// page. None keeps the page out of search engines.
    pub canonical: Option<String>,
    /// The address of a picture without the shop's own address.
    pub picture: Option<String>,
    /// Open Graph's word for what the page is.
    pub kind: &'static str,
}

impl Head {
    /// A page that search engines may show.
    pub fn public(title: impl Into<String>, description: impl Into<String>, canonical: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lang: None,
            description: description.into(),
            canonical: Some(canonical.into()),
            picture: None,
            kind: "website",
        }
    }

    /// A page for one shopper, or one without an address of its own.
    pub fn private(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lang: None,
            description: String::new(),
            canonical: None,
            picture: None,
            kind: "website",
        }
    }

    /// All of it as HTML for the document's head.
    pub fn html(self, request: &RequestContext) -> String {
        let (site, market) = (&request.site.public_url, request.market);
        let brand = words::brand(market.locale());
        let title = if self.title == brand.name() {
            format!("{} · {}", brand.name(), brand.tagline())
        } else {
            format!("{} · {}", self.title, brand.name())
        };
        let description = if self.description.is_empty() { String::new() } else { shorten(&self.description) };
        let mut html = String::with_capacity(1536);
        if !description.is_empty() {
            meta(&mut html, "name", "description", &description);
        }
        match &self.canonical {
            None => meta(&mut html, "name", "robots", "noindex"),
            Some(path) => {
                let of = |market: Market| format!("{site}{}", market.path(path));
                link(&mut html, "canonical", None, &of(market));
                for other in Market::ALL {
                    link(&mut html, "alternate", Some(other.hreflang()), &of(other));
                }
                link(&mut html, "alternate", Some("x-default"), &of(Market::default()));
                meta(&mut html, "property", "og:url", &of(market));
            }
        }
        meta(&mut html, "property", "og:type", self.kind);
        meta(&mut html, "property", "og:site_name", brand.name());
        meta(&mut html, "property", "og:title", &self.title);
        meta(&mut html, "property", "og:locale", market.open_graph());
        if !description.is_empty() {
            meta(&mut html, "property", "og:description", &description);
        }
        if let Some(picture) = &self.picture {
            meta(&mut html, "property", "og:image", &format!("{site}{picture}"));
            meta(&mut html, "name", "twitter:card", "summary_large_image");
        }
        html.push_str("<title");
        if let Some(lang) = self.lang {
            html.push_str(" lang=\"");
            html.push_str(lang);
            html.push('"');
        }
        html.push('>');
        html.push_str(&escape_text(&title));
        html.push_str("</title>");
        html
    }
}

/// A `meta` element, named by one of two attributes.
fn meta(html: &mut String, by: &'static str, name: &'static str, content: &str) {
    for part in ["<meta ", by, "=\"", name, "\" content=\""] {
        html.push_str(part);
    }
    html.push_str(&escape_attribute(content));
    html.push_str("\">");
}

/// A `link` element.
fn link(html: &mut String, rel: &'static str, hreflang: Option<&str>, href: &str) {
    html.push_str("<link href=\"");
    html.push_str(&escape_attribute(href));
    if let Some(language) = hreflang {
        html.push_str("\" hreflang=\"");
        html.push_str(&escape_attribute(language));
    }
    for part in ["\" rel=\"", rel, "\">"] {
        html.push_str(part);
    }
}

/// The first 160 characters or so, cut at a blank.
fn shorten(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(158) {
        None => flat,
        Some((end, _)) => {
            let cut = flat[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &flat[..cut])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_end_their_attribute() {
        let mut html = String::new();
        meta(&mut html, "name", "description", "a \"b\" <c> & 'd'");
        assert_eq!(html, "<meta name=\"description\" content=\"a &quot;b&quot; &lt;c&gt; &amp; 'd'\">");
    }

    #[test]
    fn long_descriptions_are_cut_at_a_blank() {
        assert_eq!(shorten(" a\n b "), "a b");
        let long = "wörd ".repeat(60);
        let short = shorten(&long);
        assert!(short.chars().count() <= 160 && short.ends_with("wörd …"), "{short}");
    }
}
