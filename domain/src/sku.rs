//! Stock keeping units.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many characters a SKU has at most; the shops that merchants come from allow no more.
pub const MAX_CHARS: usize = 255;

/// A stock keeping unit: what names one variant in the stock room. It is the merchant's, so any text that can be
/// printed on one line is one: letters of any script, signs, and single spaces inside, at most 255 characters.
///
/// It is kept and compared letter by letter. `A-1` and `a-1` are two SKUs, because they are two in the programs that
/// merchants come from, and of two that the shop took for one, one would be lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sku(String);

/// The text is not a SKU.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a SKU is printable text of at most 255 characters, with single spaces inside and none around, and more than dots"
)]
pub struct InvalidSku;

impl Sku {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sku {
    type Err = InvalidSku;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let short = text.chars().nth(MAX_CHARS).is_none();
        let printable = !text.chars().any(is_invisible) && !text.chars().any(|c| c.is_whitespace() && c != ' ');
        // An address cannot end in “.” or “..”, however they are written.
        let named = text.bytes().any(|byte| !matches!(byte, b'.' | b' '));
        let spaced = text.trim() == text && !text.contains("  ");
        (short && printable && named && spaced).then(|| Self(text.to_owned())).ok_or(InvalidSku)
    }
}

impl TryFrom<String> for Sku {
    type Error = InvalidSku;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sku> for String {
    fn from(sku: Sku) -> Self {
        sku.0
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether nothing is to be seen of a character, so that two texts might look the same and not be: controls, format
/// characters, fillers, and what stands for no character (Unicode 17, general category Cc, Cf, Zl, Zp and Cn's
/// noncharacters, and `Default_Ignorable_Code_Point`).
pub const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}'
        | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffd}'..='\u{ffff}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a05_any_printable_text_is_a_sku() {
        for good in [
            "TBL-MUG-OAT",
            "3920564",
            "a/b_c.d",
            "14:193#Black;5:361385#L",
            "RoseRing+GoldRing",
            "HOOK(2)",
            "MUSIC/CD/123",
            "Größe 5",
            "高階護膝",
            "100%",
            "a?b=c&d",
            "…",
            "\"x\"",
            &"ä".repeat(MAX_CHARS),
        ] {
            assert!(good.parse::<Sku>().is_ok(), "{good}");
        }
        for bad in [
            "",
            " ",
            " a",
            "a ",
            "a  b",
            ".",
            "..",
            ". .",
            "a\0",
            "a\tb",
            "a\u{a0}b",
            "a\u{200b}b",
            "\u{202e}a",
            &"ä".repeat(256),
        ] {
            assert_eq!(bad.parse::<Sku>(), Err(InvalidSku), "{bad:?}");
        }
        assert_ne!("A-1".parse::<Sku>(), "a-1".parse::<Sku>(), "case is kept");
    }

    proptest! {
        #[test]
        fn a_sku_is_kept_as_it_is(text in ".{0,40}") {
            if let Ok(sku) = text.parse::<Sku>() {
                prop_assert_eq!(sku.as_str(), &text);
                prop_assert!(!text.chars().any(char::is_control));
            }
        }
    }
}
