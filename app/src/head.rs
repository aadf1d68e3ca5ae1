//! What a page says of itself to browsers, search engines and link previews.

use domain::Market;
use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

use crate::context::RequestContext;

/// A page's title, description and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What the page shows; the shop's name is added.
    pub title: String,
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
            description: description.into(),
            canonical: Some(canonical.into()),
            picture: None,
            kind: "website",
        }
    }

    /// A page for one shopper, or one without an address of its own.
    pub fn private(title: impl Into<String>) -> Self {
        Self { title: title.into(), description: String::new(), canonical: None, picture: None, kind: "website" }
    }

    /// Puts all of it into the document's head.
    pub fn view(self, request: &RequestContext) -> impl IntoView + use<> {
        let site = request.public_url.clone();
        let brand = words::brand(request.market.locale());
        let title = if self.title == brand.name() {
            format!("{} · {}", brand.name(), brand.tagline())
        } else {
            format!("{} · {}", self.title, brand.name())
        };
        let description = (!self.description.is_empty()).then(|| shorten(&self.description));
        let picture = self.picture.map(|picture| format!("{site}{picture}"));
        let market = request.market;
        let addresses = self.canonical.map(|path| {
            let of = |market: Market| format!("{site}{}", market.path(&path));
            let alternates = Market::ALL.map(|market| (market.hreflang(), of(market)));
            (of(market), alternates, of(Market::default()))
        });
        let private = addresses.is_none();
        view! {
            // The title is put into the document as it is: it must be escaped here.
            <Title text=escape(&title)/>
            {description.clone().map(|text| view! { <Meta name="description" content=text/> })}
            {private.then(|| view! { <Meta name="robots" content="noindex"/> })}
            {addresses.map(|(own, alternates, default)| {
                let alternates = alternates.map(|(language, address)| {
                    view! { <Link rel="alternate" hreflang=language href=address/> }
                });
                view! {
                    <Link rel="canonical" href=own.clone()/>
                    {alternates.into_iter().collect_view()}
                    <Link rel="alternate" hreflang="x-default" href=default/>
                    <Meta property="og:url" content=own/>
                }
            })}
            <Meta property="og:type" content=self.kind/>
            <Meta property="og:site_name" content=brand.name()/>
            <Meta property="og:title" content=self.title/>
            <Meta property="og:locale" content=market.open_graph()/>
            {description.map(|text| view! { <Meta property="og:description" content=text/> })}
            {picture.map(|address| {
                view! {
                    <Meta property="og:image" content=address/>
                    <Meta name="twitter:card" content="summary_large_image"/>
                }
            })}
        }
    }
}

/// Text that may stand between tags.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
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
    fn titles_cannot_end_their_element() {
        assert_eq!(escape("</title><b>&"), "&lt;/title&gt;&lt;b&gt;&amp;");
    }

    #[test]
    fn long_descriptions_are_cut_at_a_blank() {
        assert_eq!(shorten(" a\n b "), "a b");
        let long = "wörd ".repeat(60);
        let short = shorten(&long);
        assert!(short.chars().count() <= 160 && short.ends_with("wörd …"), "{short}");
    }
}
