//! What a search query is, and what a list of products is narrowed by.

/// The longest query that is looked at, in characters.
pub const MAX_QUERY_CHARS: usize = 200;

/// A query as people mean it: trimmed, blanks collapsed, control characters gone, cut to
/// [`MAX_QUERY_CHARS`]. Two queries with the same normal form have the same answer, so caches key on it.
pub fn normalize_query(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_QUERY_CHARS * 4).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let whole = words.join(" ").to_lowercase();
    let Some((end, next)) = whole.char_indices().nth(MAX_QUERY_CHARS) else { return whole };
    let cut = &whole[..end];
    // Half a word is another word, which nobody looks for, and which might be taken for one that is misspelt.
    let end = if next == ' ' { cut.len() } else { cut.rfind(' ').unwrap_or(cut.len()) };
    cut[..end].trim_end().to_owned()
}

/// The longest code of a property or of one of its values, in characters.
pub const MAX_FACET_CODE_CHARS: usize = 64;

/// What names a property, or one of its values, in addresses: `Dark blue` is `dark-blue`. Of texts that differ only in
/// capitals, blanks and signs it is the same, so that they are one value; but for signs that tell things apart (`C++`,
/// `C#`, `50 %`). Empty if there is neither letter nor digit. It has nothing but letters, digits, `.`, `_` and `-`.
pub fn facet_code(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '+' => code.push_str("plus"),
            '#' => code.push_str("sharp"),
            '%' => code.push_str("percent"),
            c if c.is_alphanumeric() || matches!(c, '.' | '_') => code.push(c),
            _ if code.is_empty() || code.ends_with('-') => {}
            _ => code.push('-'),
        }
    }
    let cut: String = code.chars().take(MAX_FACET_CODE_CHARS).collect();
    let cut = cut.trim_end_matches('-');
    if cut.contains(char::is_alphanumeric) { cut.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn queries_that_mean_the_same_are_the_same() {
        assert_eq!(normalize_query("  Blue\t\nMUG "), "blue mug");
        assert_eq!(normalize_query("\u{0}"), "");
        // What is too long ends with a whole word; if it is only one, wherever it must.
        assert_eq!(normalize_query(&"laptop ".repeat(1500)), ["laptop"; 28].join(" "));
        assert_eq!(normalize_query(&"x".repeat(500)), "x".repeat(MAX_QUERY_CHARS));
        let fits = format!("{} and more", "x".repeat(MAX_QUERY_CHARS));
        assert_eq!(normalize_query(&fits), "x".repeat(MAX_QUERY_CHARS));
    }

    #[test]
    fn values_that_read_alike_have_one_code() {
        let check = |text: &str, expect: &str| assert_eq!(facet_code(text), expect, "{text}");
        check(" Dark  Blue ", "dark-blue");
        check("USB-C / USB 2.0", "usb-c-usb-2.0");
        check("C++", "cplusplus");
        check("C#", "csharp");
        check("50 %", "50-percent");
        check("Größe", "größe");
        check("capacity_ml", "capacity_ml");
        for nothing in ["", "  ", "–", "~,:", "..", "_"] {
            check(nothing, "");
        }
    }

    proptest! {
        #[test]
        fn a_code_is_its_own(text in "\\PC{0,100}") {
            let once = facet_code(&text);
            prop_assert!(once.chars().count() <= MAX_FACET_CODE_CHARS);
            prop_assert!(!once.contains(['~', ',', '=', '&', ' ', '\u{1f}']), "{}", once);
            prop_assert_eq!(facet_code(&once), once);
        }

        #[test]
        fn normalizing_twice_changes_nothing(text in "\\PC{0,400}") {
            let once = normalize_query(&text);
            prop_assert!(once.chars().count() <= MAX_QUERY_CHARS);
            prop_assert_eq!(normalize_query(&once), once);
        }
    }
}
