//! Which events a webhook wants.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A pattern of subjects, as NATS has them: `*` stands for one word, `>` at the end for all that
/// follow. It begins with `shop.`; at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subjects(String);

/// The text is not a pattern of subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("subjects look like shop.orders.placed, shop.orders.* or shop.>")]
pub struct InvalidSubjects;

impl Subjects {
    /// The pattern's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether events of `subject` are among them.
    pub fn contain(&self, subject: &str) -> bool {
        let mut words = subject.split('.');
        for wanted in self.0.split('.') {
            match (wanted, words.next()) {
                (">", Some(_)) => return true,
                ("*", Some(_)) => {}
                (wanted, Some(word)) if wanted == word => {}
                _ => return false,
            }
        }
        words.next().is_none()
    }
}

impl FromStr for Subjects {
    type Err = InvalidSubjects;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let word = |word: &str| word == "*" || (!word.is_empty() && word.bytes().all(letters));
        let inner = text.strip_prefix("shop.").filter(|_| text.len() <= 100).ok_or(InvalidSubjects)?;
        let (before, last) = inner.rsplit_once('.').map_or((None, inner), |(before, last)| (Some(before), last));
        let shaped = before.is_none_or(|before| before.split('.').all(word)) && (last == ">" || word(last));
        if shaped { Ok(Self(text.to_owned())) } else { Err(InvalidSubjects) }
    }
}

impl TryFrom<String> for Subjects {
    type Error = InvalidSubjects;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Subjects> for String {
    fn from(subjects: Subjects) -> Self {
        subjects.0
    }
}

impl fmt::Display for Subjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_choose_subjects() {
        let check = |pattern: &str, subject: &str, expect: bool| {
            let pattern: Subjects = pattern.parse().expect("a pattern");
            assert_eq!(pattern.contain(subject), expect, "{pattern} {subject}");
        };
        check("shop.orders.placed", "shop.orders.placed", true);
        check("shop.orders.placed", "shop.orders.placed.twice", false);
        check("shop.orders.placed", "shop.orders", false);
        check("shop.orders.*", "shop.orders.placed", true);
        check("shop.orders.*", "shop.orders", false);
        check("shop.orders.*", "shop.catalog.product_changed", false);
        check("shop.*.placed", "shop.orders.placed", true);
        check("shop.>", "shop.orders.placed", true);
        check("shop.>", "shop", false);
        check("shop.orders.>", "shop.orders.placed.twice", true);
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in ["", "shop", "shop.", "orders.*", "shop..a", "shop.>.a", "shop.A", "shop.a b", "shop.a*", "shop.%"] {
            assert_eq!(bad.parse::<Subjects>(), Err(InvalidSubjects), "{bad}");
        }
        assert!(format!("shop.{}", "a".repeat(96)).parse::<Subjects>().is_err());
    }
}
