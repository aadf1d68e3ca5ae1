//! Cells of the shop's own table. A spreadsheet takes a cell that begins with one of a few signs for a formula, and runs it:
//! such a text gets an apostrophe before it, which is taken away again when it is read.

use std::borrow::Cow;

/// Whether a text that begins so may be taken for a formula: the last four are what some keyboards write in their place.
fn begins_formula(letter: char) -> bool {
    matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

/// Whether a text is one that has an apostrophe more in a cell: a formula behind any number of them, or nothing else.
fn is_guarded(text: &str) -> bool {
    let behind = text.trim_start_matches('\'');
    match behind.chars().next() {
        Some(letter) => begins_formula(letter),
        None => !text.is_empty(),
    }
}

/// A text as it stands in a cell.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_guarded(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text.is_empty() || is_guarded(text) => text,
        _ => cell,
    }
}

/// A text that may be missing, as it stands in a cell: one that is there and empty is an apostrophe.
pub fn perhaps(text: Option<&str>) -> Cow<'_, str> {
    match text {
        Some("") => Cow::Borrowed("'"),
        Some(text) => guarded(text),
        None => Cow::Borrowed(""),
    }
}

/// Appends a field to a record, in quotation marks where it needs them.
pub fn append(record: &mut String, cell: &str) {
    if cell.contains([',', ';', '"', '\n', '\r', '\t', '|', ' ']) {
        record.push('"');
        record.push_str(&cell.replace('"', "\"\""));
        record.push('"');
    } else {
        record.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+49 30", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''", "'"] {
            let cell = guarded(text);
            assert!(cell.starts_with('\'') && unguarded(&cell) == text, "{text}");
        }
        for text in ["Mug", "'n Becher", "1-2", "a=b", ""] {
            assert_eq!((guarded(text).as_ref(), unguarded(text)), (text, text));
        }
        assert_eq!((perhaps(Some("")).as_ref(), unguarded("'")), ("'", ""));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_to_the_letter(text in "['=+@a-]{0,6}|\\PC{0,40}") {
            let cell = guarded(&text);
            prop_assert_eq!(unguarded(&cell), text.as_str());
            prop_assert!(!cell.chars().next().is_some_and(begins_formula));
        }
    }
}
