//! Text as it is compared: without accents, case, markup and signs.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Text without what is not read aloud or differs by habit: HTML tags, trade mark signs, accents, case.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in without_signs(text).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            // A size: 90 × 200.
            '*' if folded.ends_with(|c: char| c.is_ascii_digit()) => folded.push_str(" x "),
            '×' | '✕' | '✖' | '⨯' => folded.push_str(" x "),
            other => folded.push(other),
        }
    }
    folded
}

fn without_signs(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = tag(rest).or_else(|| sign(rest));
        match skipped {
            Some(length) => {
                kept.push(' ');
                rest = &rest[length..];
            }
            None => {
                kept.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    kept
}

/// The length of the HTML tag at the start of `text`. “a < b” has none.
fn tag(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let begins = inner.strip_prefix('/').unwrap_or(inner).starts_with(|c: char| c.is_ascii_alphabetic() || c == '!');
    // A tag that is never closed, or only kilobytes later, is not one: searching for its end must not
    // cost the square of the text's length.
    let window = inner.len().min(1000);
    let end = inner.as_bytes()[..window].iter().position(|byte| *byte == b'>')?;
    begins.then_some(end + 2)
}

/// The length of the trade mark sign at the start of `text`.
fn sign(text: &str) -> Option<usize> {
    let spelled = ["(tm)", "(r)", "(c)", "(TM)", "(R)", "(C)"];
    let drawn = ["™", "®", "©", "℠"];
    spelled.iter().chain(&drawn).find(|sign| text.starts_with(**sign)).map(|sign| sign.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_times_sign_is_an_x() {
        assert_eq!(fold("90×200"), "90 x 200");
        assert_eq!(fold("90 ✕ 200"), "90  x  200");
    }
}
