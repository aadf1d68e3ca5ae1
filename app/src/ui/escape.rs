//! Text that is put into HTML by hand, escaped as Leptos escapes it.

/// Bytes that are looked at together.
const WORD: usize = size_of::<u64>();

/// Text that may stand between tags.
#[cfg(feature = "ssr")]
pub fn escape_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    write_text(&mut escaped, text);
    escaped
}

/// Writes text that may stand between tags.
pub fn write_text(to: &mut String, text: &str) {
    write(to, text, special::<false>, put);
}

/// Writes text that may stand between the double quotation marks of an attribute.
pub fn write_attribute(to: &mut String, text: &str) {
    write(to, text, special::<true>, put);
}

/// Writes text that may stand between the quotation marks of a text in JSON, and ends no `script`.
#[cfg(feature = "ssr")]
pub fn write_json(to: &mut String, text: &str) {
    write(to, text, special_in_json, put_into_json);
}

/// Writes text of which `put` writes those bytes that `find` finds. `find` may find zeros, which stand behind the end.
#[inline]
fn write(to: &mut String, text: &str, find: impl Fn(u64) -> u64, put: impl Fn(&mut String, u8)) {
    let (mut from, mut at) = (0, 0);
    while at < text.len() {
        let found = find(word(&text.as_bytes()[at..]));
        if found == 0 {
            at += WORD;
            continue;
        }
        // The first one is found exactly.
        at += found.trailing_zeros() as usize / 8;
        let Some(byte) = text.as_bytes().get(at) else { break };
        to.push_str(&text[from..at]);
        put(to, *byte);
        at += 1;
        from = at;
    }
    to.push_str(&text[from..]);
}

fn put(to: &mut String, byte: u8) {
    to.push_str(match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        _ => "&quot;",
    });
}

#[cfg(feature = "ssr")]
fn put_into_json(to: &mut String, byte: u8) {
    let short = match byte {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        b'\n' => "\\n",
        b'\r' => "\\r",
        b'\t' => "\\t",
        0x08 => "\\b",
        0x0c => "\\f",
        _ => "\\u00",
    };
    to.push_str(short);
    if short.len() > 2 {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).expect("less than sixteen");
        to.extend([digit(byte >> 4), digit(byte & 0xf)]);
    }
}

/// The first eight bytes, the first of them the lowest; zeros behind the end.
#[inline]
fn word(text: &[u8]) -> u64 {
    match (text.first_chunk::<WORD>(), text.split_first_chunk::<4>()) {
        (Some(word), _) => u64::from_le_bytes(*word),
        (None, Some((first, rest))) => u64::from(u32::from_le_bytes(*first)) | few(rest) << 32,
        (None, None) => few(text),
    }
}

/// Less than four bytes, likewise.
#[inline]
fn few(text: &[u8]) -> u64 {
    text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// A word whose lowest byte that is not zero is where the first byte is that must be escaped.
#[inline]
const fn special<const QUOTES: bool>(word: u64) -> u64 {
    // Two of them differ in one bit, and so do the other two: each pair takes one look.
    let angles = zeros(word & every(!0b10) ^ every(b'<' & !0b10));
    let others = match QUOTES {
        true => zeros(word & every(!0b100) ^ every(b'&' & !0b100)),
        false => zeros(word ^ every(b'&')),
    };
    angles | others
}

/// Likewise what must be escaped in JSON, and the sign that a tag begins with.
#[cfg(feature = "ssr")]
#[inline]
const fn special_in_json(word: u64) -> u64 {
    let controls = word.wrapping_sub(every(b' ')) & !word & every(0x80);
    controls | zeros(word ^ every(b'"')) | zeros(word ^ every(b'\\')) | zeros(word ^ every(b'<'))
}

/// Eight times this byte.
const fn every(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; WORD])
}

/// The highest bit of each byte that is zero, and perhaps of others above the first of those.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(every(1)) & !word & every(0x80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::prelude::*;

    #[test]
    fn text_is_escaped_as_leptos_does_it() {
        for text in ["", "plain", "a & b", "<b>\"it's\"</b>", "&amp;", "ä > ö", "\u{a0}`=/"] {
            let by_leptos = view! { <p title=text.to_owned()>{text.to_owned()}</p> }.to_html();
            let (mut attribute, mut between) = (String::new(), String::new());
            write_attribute(&mut attribute, text);
            write_text(&mut between, text);
            let by_hand = format!("<p title=\"{attribute}\">{between}</p>");
            // Leptos puts a blank where there is no text.
            assert_eq!(by_hand, by_leptos.replace("> </p>", "></p>"), "{text}");
        }
    }
    #[cfg(feature = "ssr")]
    #[test]
    fn a_text_in_json_is_what_serde_makes_of_it_and_ends_no_script() {
        let others = [
            '\u{0}', '\u{1}', '\u{8}', '\t', '\n', '\u{c}', '\r', '\u{1f}', ' ', '"', '\\', '<', '/', 'a', '\u{7f}',
            'ä', '\u{a0}', '€',
        ];
        for before in 0..18 {
            for after in [0, 1, 5, 9] {
                for (one, other) in others.iter().flat_map(|one| others.iter().map(move |other| (one, other))) {
                    let text = format!("{}{one}{other}{}", "x".repeat(before), "y".repeat(after));
                    let mut by_hand = String::from("\"");
                    write_json(&mut by_hand, &text);
                    by_hand.push('"');
                    let by_serde = serde_json::to_string(&text).expect("plain data");
                    assert_eq!(by_hand, by_serde.replace('<', "\\u003c"), "{text:?}");
                }
            }
        }
    }

    /// As one would write it down.
    fn plainly(text: &str, quotes: bool) -> String {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        if quotes { text.replace('"', "&quot;") } else { text }
    }

    #[test]
    fn whatever_must_be_escaped_is_wherever_it_stands() {
        // Those that are escaped, those that differ from them in a bit, and what has the highest bit.
        let others = [
            "&", "<", ">", "\"", "\0", "\u{1}", "a", "$", " ", "8", ":", "?", "=", "'", "#", "%", "ä", "\u{bc}", "€",
            "😀",
        ];
        for before in 0..20 {
            for after in [0, 1, 3, 4, 7, 8, 9] {
                for (one, other) in others.iter().flat_map(|one| others.iter().map(move |other| (one, other))) {
                    let text = format!("{}{one}{other}{}", "x".repeat(before), "y".repeat(after));
                    let (mut attribute, mut between) = (String::new(), String::new());
                    write_attribute(&mut attribute, &text);
                    write_text(&mut between, &text);
                    assert_eq!((attribute, between), (plainly(&text, true), plainly(&text, false)), "{text:?}");
                }
            }
        }
    }
}
