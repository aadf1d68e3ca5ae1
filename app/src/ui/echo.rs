//! What somebody has typed, said back to them.

use std::borrow::Cow;

/// The longest that is said back, in characters. Of what is longer everybody knows by then what it was.
const MAX_SHOWN: usize = 60;

/// As much of the text as can stand in a sentence.
pub fn echo(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_SHOWN) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_said_whole_and_the_rest_begun() {
        let fits = "ü".repeat(MAX_SHOWN);
        assert_eq!(echo(&fits), fits);
        assert_eq!(echo(&format!("{fits}x")), format!("{fits}…"));
        assert_eq!(echo(&"laptop ".repeat(20)), format!("{} lapt…", ["laptop"; 8].join(" ")));
        assert_eq!(echo(""), "");
    }
}
