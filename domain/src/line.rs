//! One line of text that a person typed: a name, a street, a town.
//!
//! The rules are those of PRECIS for free text (RFC 8264, 4.3: the FreeformClass): tabs and every other
//! blank are a space, the text is brought into NFC, and what nobody can see or print is refused: control
//! and format characters, private use, unassigned and default-ignorable code points. They make two
//! different texts look the same, turn the direction of a label round, or are a name of nothing. Let in
//! are ZERO WIDTH JOINER and NON-JOINER between two letters, where Persian, Hindi and other scripts need
//! them (RFC 5892, appendix A), and variation selectors behind the character they belong to, with which
//! some Japanese write their names.

use icu_normalizer::ComposingNormalizer;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Why a text is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Nothing in it that can be read: neither a letter nor a digit.
    #[error("there is nothing to read in it")]
    Empty,
    /// More characters than fit.
    #[error("it is longer than {0} characters")]
    TooLong(usize),
    /// A character that nobody can see.
    #[error("it holds the invisible character U+{:04X}; type it anew instead of pasting it", u32::from(*.0))]
    Invisible(char),
}

/// The line as it is kept: in NFC, without blanks around it, and with single spaces for those in it. Not
/// empty, and of at most `most` characters.
///
/// # Errors
/// What is wrong with the text.
pub fn line(text: &str, most: usize) -> Result<String, LineError> {
    let blank = |c: char| if is_blank(c) { ' ' } else { c };
    let spaced: String = text.chars().map(blank).collect();
    let words: Vec<&str> = spaced.split(' ').filter(|word| !word.is_empty()).collect();
    let line = nfc(&words.join(" "));
    if let Some(hidden) = invisible(&line) {
        return Err(LineError::Invisible(hidden));
    }
    if !line.chars().any(char::is_alphanumeric) {
        return Err(LineError::Empty);
    }
    if line.chars().count() > most { Err(LineError::TooLong(most)) } else { Ok(line) }
}

/// The same for a line that may be left out: an empty one is empty.
///
/// # Errors
/// What is wrong with the text.
pub fn optional_line(text: &str, most: usize) -> Result<String, LineError> {
    if text.chars().all(is_blank) { Ok(String::new()) } else { line(text, most) }
}

/// The text in Unicode's normalization form C.
pub(crate) fn nfc(text: &str) -> String {
    ComposingNormalizer::new_nfc().normalize(text).into_owned()
}

/// Whether it is a tab or a space of any width.
pub(crate) fn is_blank(c: char) -> bool {
    c == '\t' || category(c) == GeneralCategory::SpaceSeparator
}

/// The first character that nobody can see.
pub(crate) fn invisible(text: &str) -> Option<char> {
    let chars: Vec<char> = text.chars().collect();
    let is_hidden = |at: &usize| {
        let around = |at: Option<usize>| at.and_then(|at| chars.get(at)).copied();
        !is_visible(around(at.checked_sub(1)), chars[*at], around(Some(at + 1)))
    };
    (0..chars.len()).find(is_hidden).map(|at| chars[at])
}

fn is_visible(before: Option<char>, c: char, after: Option<char>) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator, PrivateUse, Surrogate, Unassigned};
    match c {
        '\u{200c}' | '\u{200d}' => before.is_some_and(is_letter) && after.is_some_and(is_letter),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => before.is_some_and(|c| c != ' ' && !is_ignorable(c)),
        _ => {
            let hidden = matches!(
                category(c),
                Control | Format | LineSeparator | ParagraphSeparator | PrivateUse | Surrogate | Unassigned
            );
            !hidden && !is_ignorable(c)
        }
    }
}

/// A letter, or a mark on one: the virama that joiners follow is one.
fn is_letter(c: char) -> bool {
    use GeneralCategory::{NonspacingMark, SpacingMark};
    c.is_alphabetic() || matches!(category(c), NonspacingMark | SpacingMark)
}

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn c12_every_blank_is_a_space_and_none_is_kept_around_or_twice() {
        for typed in ["Mill Lane 1", "\tMill\tLane 1 ", "Mill\u{a0}Lane\u{3000}1", "Mill  Lane \t 1"] {
            assert_eq!(line(typed, 120).as_deref(), Ok("Mill Lane 1"), "{typed:?}");
        }
    }

    #[test]
    fn c13_l13_what_nobody_can_see_is_refused() {
        for hidden in [
            '\u{0}',
            '\n',
            '\r',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{180e}',
            '\u{200b}',
            '\u{200e}',
            '\u{202a}',
            '\u{202e}',
            '\u{2028}',
            '\u{2029}',
            '\u{2060}',
            '\u{2066}',
            '\u{3164}',
            '\u{e000}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{e0041}',
            '\u{10ffff}',
        ] {
            for text in [format!("Ada{hidden}Lovelace"), format!("{hidden}"), format!("Ada{hidden}")] {
                // A control character at the end is not trimmed away: nothing is changed that is not a blank.
                assert_eq!(line(&text, 120), Err(LineError::Invisible(hidden)), "U+{:04X}", u32::from(hidden));
            }
        }
    }

    #[test]
    fn c13_a_line_has_something_to_read() {
        for nothing in ["", " ", "\t", "-", "…", "\u{2800}", "🎁", "\u{301}"] {
            assert_eq!(line(nothing, 120), Err(LineError::Empty), "{nothing:?}");
        }
        assert_eq!(optional_line(" \t\u{3000}", 120).as_deref(), Ok(""));
        assert_eq!(optional_line("\u{200b}", 120), Err(LineError::Invisible('\u{200b}')));
    }

    #[test]
    fn names_of_the_world_are_taken_as_they_are() {
        for name in [
            "Ada Lovelace",
            "D’Angelo-O'Brien, Jr.",
            "Nguyễn Thị Minh Khai",
            "علی‌رضا",
            "क्‍षत्रिय",
            "辻\u{e0100}村",
            "渡邉 美和",
            "Ελένη",
            "3M",
            "Müller & Söhne 🎁",
        ] {
            assert_eq!(line(name, 120).as_deref(), Ok(name), "{name}");
        }
        assert_eq!(line("Mu\u{308}ller", 120).as_deref(), Ok("Müller"));
    }

    #[test]
    fn joiners_and_selectors_need_what_they_belong_to() {
        for text in ["\u{200d}a", "a\u{200d}", "a \u{200c}b", "a\u{200d}\u{200d}b", "\u{fe0f}a", "a \u{e0100}b"] {
            assert!(matches!(line(text, 120), Err(LineError::Invisible(_))), "{text:?}");
        }
    }

    #[test]
    fn length_counts_characters() {
        assert!(line(&"ü".repeat(120), 120).is_ok());
        assert_eq!(line(&"ü".repeat(121), 120), Err(LineError::TooLong(120)));
    }

    proptest! {
        #[test]
        fn a_line_is_a_line_again(text in "\\PC{0,40}|.{0,40}") {
            if let Ok(kept) = line(&text, 120) {
                prop_assert_eq!(line(&kept, 120), Ok(kept.clone()));
                prop_assert!(!kept.chars().any(|c| c.is_control()));
            }
        }
    }
}
