//! A mail's parts, written out as plain text and as HTML.

use domain::Locale;

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
    Lines(String, Vec<String>),
    /// Names and amounts.
    Table(Vec<(String, String)>),
    /// A link and what it leads to.
    Link(String, String),
}

impl Part {
    pub(crate) fn paragraph(text: &str) -> Self {
        Self::Paragraph(text.to_owned())
    }
}

impl Message {
    /// The message in both forms.
    pub(crate) fn words(&self) -> Words {
        Words { subject: self.subject.clone(), text: self.text(), html: self.html() }
    }

    fn text(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => text.clone(),
            Part::Lines(name, lines) => format!("{name}:\n{}", lines.join("\n")),
            Part::Table(rows) => {
                rows.iter().map(|(name, amount)| format!("{name}: {amount}")).collect::<Vec<_>>().join("\n")
            }
            Part::Link(name, address) => format!("{name}: {address}"),
        };
        let parts: Vec<String> = std::iter::once(self.subject.clone()).chain(self.parts.iter().map(part)).collect();
        parts.join("\n\n") + "\n"
    }

    fn html(&self) -> String {
        let part = |part: &Part| match part {
            Part::Paragraph(text) => format!("<p>{}</p>\n", escape(text)),
            Part::Lines(name, lines) => {
                let lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
                format!("<p>{}:<br>{}</p>\n", escape(name), lines.join("<br>"))
            }
            Part::Table(rows) => {
                let row = |(name, amount): &(String, String)| {
                    format!("<tr><td>{}</td><td align=\"right\">{}</td></tr>\n", escape(name), escape(amount))
                };
                format!("<table cellpadding=\"4\">\n{}</table>\n", rows.iter().map(row).collect::<String>())
            }
            Part::Link(name, address) => format!("<p><a href=\"{}\">{}</a></p>\n", escape(address), escape(name)),
        };
        format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\n<body>\n\
             <h1>{subject}</h1>\n{}</body></html>\n",
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
    fn both_forms_say_the_same_and_text_stays_text() {
        let message = Message {
            locale: Locale::De,
            subject: "A & B".to_owned(),
            parts: vec![
                Part::paragraph("<script>"),
                Part::Lines("To".to_owned(), vec!["Ada".to_owned(), "Mill Lane".to_owned()]),
                Part::Table(vec![("Mug".to_owned(), "1 €".to_owned()), ("Bowl".to_owned(), "2 €".to_owned())]),
                Part::Link("See".to_owned(), "https://shop.example/?a=\"&b".to_owned()),
            ],
        };
        let words = message.words();
        let text =
            "A & B\n\n<script>\n\nTo:\nAda\nMill Lane\n\nMug: 1 €\nBowl: 2 €\n\nSee: https://shop.example/?a=\"&b\n";
        assert_eq!(words.text, text);
        for part in [
            "<html lang=\"de\">",
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
