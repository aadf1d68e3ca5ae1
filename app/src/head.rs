//! What a page says of itself to browsers, search engines and link previews.

use api::media::PictureFormat;
use api::site::theme_path;
use domain::Market;

use crate::brand::{APPLE_SIDE, Brand};
use crate::context::RequestContext;
use crate::ui::html::Html;

/// A page's title, description and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What the page shows; the shop's name is added. Empty on the page that shows the shop itself.
    pub title: String,
    /// The language of that, where it is not the page's.
    pub lang: Option<&'static str>,
    /// One or two sentences for search results.
    pub description: String,
    /// The page's one address without market, with the part of the query that makes it another
    /// page. None keeps the page out of search engines.
    pub canonical: Option<String>,
    /// Whether search engines may show it: one that is shown of another's [canonical](Self::canonical) address is kept out.
    pub is_indexed: bool,
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
            is_indexed: true,
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
            is_indexed: false,
            picture: None,
            kind: "website",
        }
    }

    /// All of it as HTML for the document's head.
    pub fn html(self, request: &RequestContext, brand: &Brand) -> String {
        let (site, market) = (&request.site.public_url, request.market);
        let name = brand.name(market.locale());
        let (shown, title) = match self.title.as_str() {
            "" => (name, format!("{name} · {}", brand.tagline(market.locale()).bare())),
            shown => (shown, format!("{shown} · {name}")),
        };
        let description = if self.description.is_empty() { String::new() } else { shorten(&self.description) };
        let mut html = Html::with_capacity(2048);
        if !description.is_empty() {
            meta(&mut html, "name", "description", &[&description]);
        }
        if !self.is_indexed {
            meta(&mut html, "name", "robots", &["noindex"]);
        }
        if let Some(path) = &self.canonical {
            let of = |market: Market| {
                let [prefix, rest] = market.path_parts(path);
                [site.as_str(), prefix, rest]
            };
            link(&mut html, "canonical", None, &of(market));
            for other in brand.settings().markets() {
                link(&mut html, "alternate", Some(other.hreflang()), &of(other));
            }
            link(&mut html, "alternate", Some("x-default"), &of(Market::default()));
            meta(&mut html, "property", "og:url", &of(market));
        }
        meta(&mut html, "property", "og:type", &[self.kind]);
        meta(&mut html, "property", "og:site_name", &[name]);
        meta(&mut html, "property", "og:title", &[shown]);
        meta(&mut html, "property", "og:locale", &[market.open_graph()]);
        if !description.is_empty() {
            meta(&mut html, "property", "og:description", &[&description]);
        }
        if let Some(picture) = &self.picture {
            meta(&mut html, "property", "og:image", &[site, picture]);
            meta(&mut html, "name", "twitter:card", &["summary_large_image"]);
        }
        if let Some(accent) = &brand.settings().look.accent {
            link(&mut html, "stylesheet", None, &[&theme_path(&accent.light, &accent.dark)]);
        }
        icons(&mut html, brand);
        html.html("<title").attribute("lang", self.lang).html(">").text(&title).html("</title>");
        html.into_text()
    }
}

/// What stands for the shop in a tab and on the home screen of a phone.
fn icons(html: &mut Html, brand: &Brand) {
    match brand.storefront().icons {
        None => html.html("<link href=\"/favicon.svg\" rel=\"icon\" type=\"image/svg+xml\">"),
        Some(_) => {
            let icon = brand.icon(PictureFormat::Icon, 192);
            html.html("<link href=\"").value(&icon).html("\" rel=\"icon\" type=\"image/png\">")
        }
    };
    link(html, "apple-touch-icon", None, &[&brand.icon(PictureFormat::Icon, APPLE_SIDE)]);
}

/// A `meta` element, named by one of two attributes. Its content is told in parts.
fn meta(html: &mut Html, by: &'static str, name: &'static str, content: &[&str]) {
    html.html("<meta ").html(by).html("=\"").html(name).html("\" content=\"");
    for part in content {
        html.value(part);
    }
    html.html("\">");
}

/// A `link` element, whose address is told in parts.
fn link(html: &mut Html, rel: &'static str, hreflang: Option<&str>, href: &[&str]) {
    html.html("<link href=\"");
    for part in href {
        html.value(part);
    }
    html.html("\"").attribute("hreflang", hreflang).html(" rel=\"").html(rel).html("\">");
}

/// The words of a text, a blank between each two.
pub(crate) fn flat(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !flat.is_empty() {
            flat.push(' ');
        }
        flat.push_str(word);
    }
    flat
}

/// The first 160 characters or so, cut at a blank.
fn shorten(text: &str) -> String {
    let flat = flat(text);
    match flat.char_indices().nth(158) {
        None => flat,
        Some((end, _)) => {
            let cut = flat[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &flat[..cut])
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use leptos::html;
    use leptos::prelude::*;

    use super::*;
    use crate::shell::tests::{heads, is_same, odd, request};

    /// One of Open Graph's elements, whose attribute is none of HTML's.
    fn open_graph(property: &'static str, content: impl Into<String>) -> AnyView {
        html::meta().attr("property", property).content(content.into()).into_any()
    }

    /// The same as a view: an element each, in the order in which Leptos' own components for heads put their
    /// attributes. A name, a title or an address is a value of the view, which escapes it.
    pub(crate) fn view(head: Head, request: &RequestContext, brand: &Brand) -> AnyView {
        let (site, market) = (request.site.public_url.clone(), request.market);
        let name = brand.name(market.locale()).to_owned();
        let (shown, title) = match head.title.is_empty() {
            true => (name.clone(), format!("{name} · {}", brand.tagline(market.locale()).bare())),
            false => (head.title.clone(), format!("{} · {name}", head.title)),
        };
        let description = (!head.description.is_empty()).then(|| shorten(&head.description));
        let picture = head.picture.map(|picture| format!("{site}{picture}"));
        let is_kept_out = !head.is_indexed;
        let addresses = head.canonical.map(|path| {
            let of = |market: Market| format!("{site}{}", market.path(&path));
            let alternate = |(language, address)| view! { <link href=address hreflang=language rel="alternate"/> };
            let languages = brand.settings().markets().map(|market| (market.hreflang(), of(market)));
            let alternates = languages.chain([("x-default", of(Market::default()))]);
            view! {
                <link href=of(market) rel="canonical"/>
                {alternates.map(alternate).collect_view()}
                {open_graph("og:url", of(market))}
            }
        });
        view! {
            {description.clone().map(|text| view! { <meta name="description" content=text/> })}
            {is_kept_out.then(|| view! { <meta name="robots" content="noindex"/> })}
            {addresses}
            {open_graph("og:type", head.kind)}
            {open_graph("og:site_name", name)}
            {open_graph("og:title", shown)}
            {open_graph("og:locale", market.open_graph())}
            {description.map(|text| open_graph("og:description", text))}
            {picture.map(|address| {
                view! {
                    {open_graph("og:image", address)}
                    <meta name="twitter:card" content="summary_large_image"/>
                }
            })}
            {brand.settings().look.accent.as_ref().map(|accent| {
                view! { <link href=theme_path(&accent.light, &accent.dark) rel="stylesheet"/> }
            })}
            {match &brand.storefront().icons {
                None => view! { <link href="/favicon.svg" rel="icon" type="image/svg+xml"/> }.into_any(),
                Some(path) => {
                    view! { <link href=format!("/media/{path}-192.icon.png") rel="icon" type="image/png"/> }.into_any()
                }
            }}
            <link href=brand.icon(PictureFormat::Icon, APPLE_SIDE) rel="apple-touch-icon"/>
            <title lang=head.lang>{title}</title>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for market in Market::ALL {
            let request = request(market, "/", false);
            for (head, brand) in heads().into_iter().flat_map(|head| [(head.clone(), Brand::default()), (head, odd())])
            {
                is_same(&head.clone().html(&request, &brand), view(head, &request, &brand));
            }
        }
    }

    #[test]
    fn values_cannot_end_their_attribute() {
        let mut html = Html::with_capacity(0);
        meta(&mut html, "name", "description", &["a \"b\" <c>", " & 'd'"]);
        assert_eq!(html.into_text(), "<meta name=\"description\" content=\"a &quot;b&quot; &lt;c&gt; &amp; 'd'\">");
    }

    #[test]
    fn long_descriptions_are_cut_at_a_blank() {
        assert_eq!(shorten(" a\n b "), "a b");
        let long = "wörd ".repeat(60);
        let short = shorten(&long);
        assert!(short.chars().count() <= 160 && short.ends_with("wörd …"), "{short}");
    }
}
