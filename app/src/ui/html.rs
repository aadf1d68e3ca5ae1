//! HTML that is written as text. Of what nothing in the browser wakes up a view would be made only to be turned into
//! text at once, with an allocation for each of its elements, attributes and texts. It would have empty comments, too,
//! where lists end or something is absent: for whoever finds places again in the browser, which nobody does here.

use api::catalog::Text;
#[cfg(feature = "ssr")]
use api::settings::{HomeBlockView, PageView};
use domain::Market;
use leptos::prelude::{AnyView, IntoAny as _};
#[cfg(feature = "ssr")]
use leptos::prelude::{IntoView, RenderHtml as _};
use leptos::tachys::html::InertElement;
#[cfg(feature = "ssr")]
use leptos::tachys::view::Position;
#[cfg(feature = "ssr")]
use memchr::memchr;
#[cfg(feature = "ssr")]
use serde::Serialize;

#[cfg(feature = "ssr")]
use super::escape::write_json;
use super::escape::{write_attribute, write_text};
use super::language::Name;

/// HTML that is being written.
#[derive(Debug)]
pub struct Html(String);

impl Html {
    /// None yet, with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Adds tags, or whatever else is HTML. Only what stands in the program can be: whatever was typed by somebody goes
    /// through [`Self::text`] or [`Self::value`].
    pub fn html(&mut self, html: &'static str) -> &mut Self {
        self.push(html)
    }

    fn push(&mut self, html: &str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds text between tags. Leptos puts a blank where there is none.
    pub fn text(&mut self, text: &str) -> &mut Self {
        match text {
            "" => self.0.push(' '),
            text => write_text(&mut self.0, text),
        }
        self
    }

    /// Adds to the value of an attribute, between its double quotation marks.
    pub fn value(&mut self, text: &str) -> &mut Self {
        write_attribute(&mut self.0, text);
        self
    }

    /// Ends a tag that was begun, with the language of `text` and `rest`, and adds the text.
    pub fn said<'a>(&mut self, rest: &'static str, text: impl Into<Name<'a>>) -> &mut Self {
        let text = text.into();
        self.attribute("lang", text.lang()).html(rest).text(text.bare())
    }

    /// Adds a text of the merchant's between tags, in an element of its own where its language is not the page's.
    pub fn phrase(&mut self, text: &Text) -> &mut Self {
        match text.lang() {
            Some(_) => self.html("<span").said(">", text).html("</span>"),
            None => self.text(text.bare()),
        }
    }

    /// Adds an attribute if it has a value.
    pub fn attribute(&mut self, name: &'static str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.html(" ").html(name).html("=\"").value(value).html("\"");
        }
        self
    }

    /// Adds an address in a market to the value of an attribute: `path` is without the market and begins with `/`.
    pub fn path(&mut self, market: Market, path: &str) -> &mut Self {
        for part in market.path_parts(path) {
            self.value(part);
        }
        self
    }

    /// Adds HTML that the origin has made of a merchant's Markdown ([`PageView::html`]): nobody else's may come this way.
    #[cfg(feature = "ssr")]
    pub fn of_page(&mut self, page: &PageView) -> &mut Self {
        self.push(page.html.bare())
    }

    /// Adds HTML that the origin has made of a merchant's Markdown for the home page; nothing for a block without.
    #[cfg(feature = "ssr")]
    pub fn of_home(&mut self, block: &HomeBlockView) -> &mut Self {
        match block {
            HomeBlockView::Text { html, .. } => self.push(html.bare()),
            _ => self,
        }
    }

    /// Adds other HTML.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        self.push(&other.0)
    }

    /// Adds a text in JSON between the tags of a `script`, which it cannot end.
    #[cfg(feature = "ssr")]
    pub fn quoted(&mut self, text: &str) -> &mut Self {
        self.html("\"").in_json(text).html("\"")
    }

    /// Adds to such a text, between its quotation marks.
    #[cfg(feature = "ssr")]
    pub fn in_json(&mut self, text: &str) -> &mut Self {
        write_json(&mut self.0, text);
        self
    }

    /// Adds JSON between the tags of a `script`, which no text in it can end.
    #[cfg(feature = "ssr")]
    pub fn json(&mut self, data: &impl Serialize) -> &mut Self {
        let data = serde_json::to_string(data).expect("plain data");
        let mut rest = data.as_str();
        while let Some(at) = memchr(b'<', rest.as_bytes()) {
            self.push(&rest[..at]).html("\\u003c");
            rest = &rest[at + 1..];
        }
        self.push(rest)
    }

    /// What stands between the beginning of an island's tag and what the island is told.
    #[cfg(feature = "ssr")]
    pub const TOLD: &str = " data-props=\"";

    /// Adds the tag of an island, of which `tag` is the beginning, with what it is told.
    #[cfg(feature = "ssr")]
    pub fn island(&mut self, tag: &'static str, told: &impl Serialize) -> &mut Self {
        let told = serde_json::to_string(told).expect("plain data");
        self.html(tag).html(Self::TOLD).value(&told).html("\">")
    }

    /// Adds the HTML of a view.
    #[cfg(feature = "ssr")]
    pub fn of(&mut self, view: impl IntoView) -> &mut Self {
        let view = view.into_view();
        self.0.reserve(view.html_len());
        // As `to_html` does it, into a text of its own.
        view.to_html_with_buf(&mut self.0, &mut Position::FirstChild, true, false, Vec::new());
        self
    }

    /// Adds how many there are of something.
    pub fn count(&mut self, count: usize) -> &mut Self {
        self.number(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Adds a number.
    pub fn number(&mut self, number: u32) -> &mut Self {
        if number >= 10 {
            self.number(number / 10);
        }
        self.0.push(char::from_digit(number % 10, 10).expect("one digit"));
        self
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }

    /// The same as a view.
    pub fn view(self) -> AnyView {
        InertElement::new(self.0).into_any()
    }
}

#[cfg(test)]
mod tests {
    use domain::Locale;

    use super::*;

    #[test]
    fn whatever_is_not_html_is_escaped() {
        let mut html = Html::with_capacity(0);
        html.html("<p title=\"").value("a \"b\" & <c>").html("\"").attribute("lang", Some("\"")).attribute("id", None);
        html.html(">").text("a \"b\" & <c>").number(0).number(1_203).html("</p>");
        let expected = "<p title=\"a &quot;b&quot; &amp; &lt;c&gt;\" lang=\"&quot;\">a \"b\" &amp; &lt;c&gt;01203</p>";
        assert_eq!(html.into_text(), expected);
    }

    #[test]
    fn j02_a_text_is_written_with_its_language() {
        let mut html = Html::with_capacity(0);
        html.html("<p").said(" class=\"lead\">", &Text::kept("A <mug>", Some(Locale::En))).html("</p>");
        html.html("<p").said(">", &Text::plain("Ein Becher")).html("</p>");
        assert_eq!(html.into_text(), "<p lang=\"en\" class=\"lead\">A &lt;mug&gt;</p><p>Ein Becher</p>");
        let mut html = Html::with_capacity(0);
        html.phrase(&Text::kept("A <mug>", Some(Locale::En))).phrase(&Text::plain("Ein Becher"));
        assert_eq!(html.into_text(), "<span lang=\"en\">A &lt;mug&gt;</span>Ein Becher");
    }

    #[test]
    fn an_address_is_that_of_its_market() {
        for market in Market::ALL {
            for path in ["/", "/products", "/a&b"] {
                let mut html = Html::with_capacity(0);
                html.path(market, path);
                assert_eq!(html.into_text(), market.path(path).replace('&', "&amp;"));
            }
        }
    }

    #[test]
    fn no_text_ends_a_script() {
        for text in ["", "<", "a<b<</script>ä<", "\u{1}\"<\n"] {
            let mut html = Html::with_capacity(0);
            html.json(&[text]);
            let text = serde_json::to_string(&[text]).expect("plain data").replace('<', "\\u003c");
            assert_eq!(html.into_text(), text);
        }
    }
}
