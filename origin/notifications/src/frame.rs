//! A mail's parts, written out as plain text and as HTML.

use api::catalog::Text;
use domain::Locale;

/// How mails look where styles are kept; where they are not, headings, tables and links are still what they are.
/// Colours are the reader's own, so that mails are light or dark as the rest of their programs.
const STYLE: &str = "\
    body { max-width: 36rem; margin: 0 auto; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }\n\
    h1 { font: 500 1.5rem/1.25 Georgia, serif; margin: 0 0 1.25rem; }\n\
    table { width: 100%; border-collapse: collapse; margin: 0 0 1.25rem; font-variant-numeric: tabular-nums; }\n\
    td { padding: .4rem 0; border-bottom: 1px solid #8886; vertical-align: top; }\n\
    td + td { padding-left: 1rem; }\n\
    p > a { display: inline-block; padding: .6rem 1.2rem; border: 1px solid; border-radius: 3px; color: inherit; }\n";

/// A mail's words, as plain text and as HTML.
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// What a mail says: its subject, which is its heading too, and its parts from top to bottom.
pub(crate) struct Message {
    pub(crate) locale: Locale,
    pub(crate) subject: String,
    pub(crate) parts: Vec<Part>,
}

/// A part of a mail.
pub(crate) enum Part {
    /// A sentence or more.
    Paragraph(String),
    /// Texts below each other, with what they are above them.
    Lines(String, Vec<Line>),
    /// Names and amounts.
    Table(Vec<(Line, String)>),
    /// A link and what it leads to.
    Link(String, String),
}

/// Texts beside each other, some of which may be in another language than the mail.
pub(crate) struct Line(pub(crate) Vec<Text>);

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self(vec![Text::plain(text)])
    }
}

impl Line {
    fn text(&self) -> String {
        self.0.iter().map(Text::bare).collect()
    }

    /// Whoever reads it aloud is told where its language changes.
    fn html(&self) -> String {
        let part = |text: &Text| match text.lang() {
            Some(lang) => format!("<span lang=\"{}\">{}</span>", lang.code(), escape(text.bare())),
            None => escape(text.bare()),
        };
        self.0.iter().map(part).collect()
    }
}

impl Part {
    pub(crate) fn paragraph(text: &str) -> Self {
        Self::Paragraph(text.to_owned())
    }

    pub(crate) fn lines(name: &str, lines: impl IntoIterator<Item = impl Into<Line>>) -> Self {
        Self::Lines(name.to_owned(), lines.into_iter().map(Into::into).collect())
    }

    pub(crate) fn table(rows: impl IntoIterator<Item = (impl Into<Line>, String)>) -> Self {
        Self::Table(rows.into_iter().map(|(name, amount)| (name.into(), amount)).collect())
    }
}

impl Message {
    /// The message as one of the shop of this name, which its subject says unless it does already: whoever finds it among
    /// others, or is told by several shops, knows from whom it is.
    pub(crate) fn of_shop(mut self, shop: &str) -> Self {
        if !self.subject.contains(shop) {
            self.subject = words::mails(self.locale).subject_of_shop(&self.subject, shop);
        }
        self
    }

    /// The message in both forms.
    pub(crate) fn words(&self) -> Words {
        Words { subject: self.subject.clone(), text: self.text(), html: self.html() }
    }

    fn text(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => text.clone(),
            Part::Lines(name, lines) => {
                format!("{name}:\n{}", lines.iter().map(Line::text).collect::<Vec<_>>().join("\n"))
            }
            Part::Table(rows) => {
                rows.iter().map(|(name, amount)| format!("{}: {amount}", name.text())).collect::<Vec<_>>().join("\n")
            }
            Part::Link(name, address) => format!("{name}: {address}"),
        };
        let parts: Vec<String> = std::iter::once(self.subject.clone()).chain(self.parts.iter().map(part)).collect();
        parts.join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => format!("<p>{}</p>\n", escape(text).replace('\n', "<br>\n")),
            Part::Lines(name, lines) => {
                let lines: Vec<String> = lines.iter().map(Line::html).collect();
                format!("<p>{}:<br>{}</p>\n", escape(name), lines.join("<br>"))
            }
            Part::Table(rows) => {
                let row = |(name, amount): &(Line, String)| {
                    format!("<tr><td>{}</td><td align=\"right\">{}</td></tr>\n", name.html(), escape(amount))
                };
                format!("<table cellpadding=\"4\">\n{}</table>\n", rows.iter().map(row).collect::<String>())
            }
            Part::Link(name, address) => format!("<p><a href=\"{}\">{}</a></p>\n", escape(address), escape(name)),
        };
        format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{subject}</title>\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <style>\n{STYLE}</style></head>\n<body>\n<h1>{subject}</h1>\n{}</body></html>\n",
            self.locale.code(),
            self.parts.iter().map(part).collect::<String>(),
            subject = escape(&self.subject),
        )
    }
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shop_is_named_once_in_subject_and_head() {
        let message = |subject: &str| Message { locale: Locale::En, subject: subject.to_owned(), parts: Vec::new() };
        let words = message("Your order 1001").of_shop("Kontor & Sons").words();
        assert_eq!(words.subject, "Your order 1001 (Kontor & Sons)");
        assert!(words.text.starts_with("Your order 1001 (Kontor & Sons)\n"), "{}", words.text);
        assert!(words.html.contains("<h1>Your order 1001 (Kontor &amp; Sons)</h1>"), "{}", words.html);
        assert_eq!(message("Kontor: 1001").of_shop("Kontor").words().subject, "Kontor: 1001");
    }

    #[test]
    fn both_forms_say_the_same_and_text_stays_text() {
        let message = Message {
            locale: Locale::De,
            subject: "A & B".to_owned(),
            parts: vec![
                Part::paragraph("<script>"),
                Part::lines("To", ["Ada", "Mill Lane"].map(str::to_owned)),
                Part::table([("Mug", "1 €"), ("Bowl", "2 €")].map(|(name, price)| (name.to_owned(), price.to_owned()))),
                Part::Link("See".to_owned(), "https://shop.example/?a=\"&b".to_owned()),
            ],
        };
        let words = message.words();
        let text =
            "A & B\n\n<script>\n\nTo:\nAda\nMill Lane\n\nMug: 1 €\nBowl: 2 €\n\nSee: https://shop.example/?a=\"&b\n";
        assert_eq!(words.text, text);
        for part in [
            "<html lang=\"de\">",
            "<meta name=\"color-scheme\" content=\"light dark\">",
            "<h1>A &amp; B</h1>",
            "<p>&lt;script&gt;</p>",
            "<p>To:<br>Ada<br>Mill Lane</p>",
            "<tr><td>Bowl</td><td align=\"right\">2 €</td></tr>",
            "<a href=\"https://shop.example/?a=&quot;&amp;b\">See</a>",
        ] {
            assert!(words.html.contains(part), "{part}: {}", words.html);
        }
    }
}
