//! Text that is put into HTML by hand, escaped as Leptos escapes it.

use std::borrow::Cow;

/// Text that may stand between tags.
pub fn escape_text(text: &str) -> Cow<'_, str> {
    escape::<false>(text)
}

/// Text that may stand between the double quotation marks of an attribute.
pub fn escape_attribute(text: &str) -> Cow<'_, str> {
    escape::<true>(text)
}

fn escape<const QUOTES: bool>(text: &str) -> Cow<'_, str> {
    let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>') || (QUOTES && byte == b'"');
    // Without an early end, many bytes are looked at at once. Few texts have any of these.
    if !text.bytes().fold(false, |found, byte| found | is_special(byte)) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| is_special(*byte)) {
        escaped.push_str(&text[from..at]);
        escaped.push_str(match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        from = at + 1;
    }
    escaped.push_str(&text[from..]);
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn text_is_escaped_as_leptos_does_it() {
        for text in ["", "plain", "a & b", "<b>\"it's\"</b>", "&amp;", "ä > ö", "\u{a0}`=/"] {
            let by_leptos = view! { <p title=text.to_owned()>{text.to_owned()}</p> }.to_html();
            let by_hand = format!("<p title=\"{}\">{}</p>", escape_attribute(text), escape_text(text));
            // Leptos puts a blank where there is no text.
            assert_eq!(by_hand, by_leptos.replace("> </p>", "></p>"), "{text}");
        }
    }
}
