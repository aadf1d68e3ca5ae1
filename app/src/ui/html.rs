//! HTML that is written as text. Of what nothing in the browser wakes up a view would be made only to be turned into
//! text at once, with an allocation for each of its elements, attributes and texts. It would have empty comments, too,
//! where lists end or something is absent: for whoever finds places again in the browser, which nobody does here.

use api::catalog::Text;
use leptos::prelude::{AnyView, IntoAny as _};
#[cfg(feature = "ssr")]
use leptos::prelude::{IntoView, RenderHtml as _};
use leptos::tachys::html::InertElement;

use super::escape::{escape_attribute, escape_text};
use super::language::lang;

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
            "" => self.html(" "),
            text => self.push(&escape_text(text)),
        }
    }

    /// Adds to the value of an attribute, between its double quotation marks.
    pub fn value(&mut self, text: &str) -> &mut Self {
        self.push(&escape_attribute(text))
    }

    /// Ends a tag that was begun, with the language of `text` and `rest`, and adds the text.
    pub fn said(&mut self, rest: &'static str, text: &Text) -> &mut Self {
        self.attribute("lang", lang(text)).html(rest).text(text.bare())
    }

    /// Adds an attribute if it has a value.
    pub fn attribute(&mut self, name: &'static str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.html(" ").html(name).html("=\"").value(value).html("\"");
        }
        self
    }

    /// Adds the HTML of a view.
    #[cfg(feature = "ssr")]
    pub fn of(&mut self, view: impl IntoView) -> &mut Self {
        self.push(&view.into_view().to_html())
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
    }
}
