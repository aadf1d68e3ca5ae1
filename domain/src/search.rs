//! What a search query is.

/// The longest query that is looked at, in characters.
pub const MAX_QUERY_CHARS: usize = 200;

/// A query as people mean it: trimmed, blanks collapsed, control characters gone, cut to
/// [`MAX_QUERY_CHARS`]. Two queries with the same normal form have the same answer, so caches key on it.
pub fn normalize_query(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_QUERY_CHARS * 4).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let cut: String = words.join(" ").to_lowercase().chars().take(MAX_QUERY_CHARS).collect();
    cut.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn queries_that_mean_the_same_are_the_same() {
        assert_eq!(normalize_query("  Blue\t\nMUG "), "blue mug");
        assert_eq!(normalize_query("\u{0}"), "");
    }

    proptest! {
        #[test]
        fn normalizing_twice_changes_nothing(text in "\\PC{0,400}") {
            let once = normalize_query(&text);
            prop_assert!(once.chars().count() <= MAX_QUERY_CHARS);
            prop_assert_eq!(normalize_query(&once), once);
        }
    }
}
