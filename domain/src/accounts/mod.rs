//! Who may have an account: passwords long enough to matter, names that fit on a label, codes that are mailed, what
//! is agreed to.

mod browser;
mod code;
mod consent;

pub use browser::{MAX_BROWSER, browser};
pub use code::{InvalidSignInCode, SignInCode};
pub use consent::ConsentPurpose;

use icu_normalizer::DecomposingNormalizer;
use serde::{Deserialize, Serialize};

use crate::line::{LineError, is_blank, line, nfc};

/// The most characters of a name to greet by.
pub const MAX_NAME: usize = 80;

/// The name to greet somebody by, as it is kept: one line of at most [`MAX_NAME`] characters.
///
/// # Errors
/// What is wrong with it.
pub fn name(text: &str) -> Result<String, LineError> {
    line(text, MAX_NAME)
}

/// A new password: 10 to 200 characters, any of them but control characters (NIST SP 800-63B, 3.1.1.2:
/// length over rules). It is prepared as RFC 8265 wants it (OpaqueString): every blank is a space, and the
/// text is in NFC, so that the same keys of another computer are the same password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Password(String);

/// The text cannot be a password here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a password has at least 10 and at most 200 characters, none of them a line's end or another control character"
)]
pub struct InvalidPassword;

impl Password {
    /// The password in clear, for hashing only.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The spellings under which what somebody typed may have been hashed: as passwords are prepared now,
    /// then, if they differ, as it was typed and with its marks apart, which is how passwords were kept
    /// before they were prepared. Nearly always there is one.
    pub fn spellings(typed: &str) -> Vec<String> {
        let apart = DecomposingNormalizer::new_nfd().normalize(typed).into_owned();
        let mut spellings = vec![prepared(typed)];
        for other in [typed.to_owned(), apart] {
            if !spellings.contains(&other) {
                spellings.push(other);
            }
        }
        spellings
    }
}

/// The text by the rules of OpaqueString (RFC 8265, 4.2.2).
fn prepared(text: &str) -> String {
    // A tab is a control character and no blank there.
    let blank = |c: char| if c != '\t' && is_blank(c) { ' ' } else { c };
    nfc(&text.chars().map(blank).collect::<String>())
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl TryFrom<String> for Password {
    type Error = InvalidPassword;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let password = prepared(&text);
        let fits = (10..=200).contains(&password.chars().count()) && !password.chars().any(char::is_control);
        if fits { Ok(Self(password)) } else { Err(InvalidPassword) }
    }
}

impl From<Password> for String {
    fn from(password: Password) -> Self {
        password.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_the_only_rule_and_the_password_is_never_printed() {
        assert!(Password::try_from("short".to_owned()).is_err());
        assert!(Password::try_from("x".repeat(201)).is_err());
        assert!(Password::try_from("correct\nhorse".to_owned()).is_err());
        let password = Password::try_from("correct horse".to_owned()).expect("long enough");
        assert_eq!(format!("{password:?}"), "Password(…)");
        assert_eq!(password.reveal(), "correct horse");
    }

    #[test]
    fn c17_a_password_is_the_same_however_its_marks_are_typed() {
        let (composed, apart) = ("Pässwörter sind lang", "Pa\u{308}sswo\u{308}rter\u{a0}sind lang");
        let password = |text: &str| Password::try_from(text.to_owned()).expect("long enough");
        assert_eq!(password(composed), password(apart));
        for typed in [composed, apart] {
            let spellings = Password::spellings(typed);
            assert_eq!(spellings[0], composed);
            assert!(spellings.iter().any(|spelling| spelling == typed), "{spellings:?}");
            assert!(spellings.len() <= 3);
        }
        // What was hashed with its marks apart is found by whoever types them together.
        assert!(Password::spellings("Pässwort").contains(&"Pa\u{308}sswort".to_owned()));
        assert_eq!(Password::spellings("correct horse"), ["correct horse"]);
    }

    #[test]
    fn a_name_to_greet_by_is_a_line() {
        assert_eq!(name("\tAda  Lovelace ").as_deref(), Ok("Ada Lovelace"));
        assert_eq!(name(&"x".repeat(81)), Err(LineError::TooLong(80)));
        assert_eq!(name("a\u{202e}b"), Err(LineError::Invisible('\u{202e}')));
    }
}
