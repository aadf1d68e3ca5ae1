//! A code that is mailed to whoever signs in, and typed back.

use serde::{Deserialize, Serialize};

/// How many digits a code has.
const DIGITS: usize = 8;

/// Eight digits. Blanks and hyphens in what was typed count for nothing: the mail writes the code in two groups.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SignInCode(String);

/// The text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code has eight digits, such as 1234 5678")]
pub struct InvalidSignInCode;

impl SignInCode {
    /// The code of a random number.
    pub fn of_random(number: u64) -> Self {
        Self(format!("{:08}", number % 100_000_000))
    }

    /// The code in clear, for hashing.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The code as it is written for people: `1234 5678`.
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(DIGITS / 2);
        format!("{first} {second}")
    }
}

impl std::fmt::Debug for SignInCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInCode(…)")
    }
}

impl TryFrom<String> for SignInCode {
    type Error = InvalidSignInCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl std::str::FromStr for SignInCode {
    type Err = InvalidSignInCode;

    fn from_str(text: &str) -> Result<Self, InvalidSignInCode> {
        let is_between = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}');
        let digits: Option<String> = text.chars().filter(|c| !is_between(c)).map(digit).collect();
        digits.filter(|digits| digits.len() == DIGITS).map(Self).ok_or(InvalidSignInCode)
    }
}

impl From<SignInCode> for String {
    fn from(code: SignInCode) -> Self {
        code.0
    }
}

/// The digit as ASCII has it. Keyboards of East Asia may type the wide ones.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_grouped() {
        let code = SignInCode::of_random(700_001_234);
        assert_eq!((code.reveal(), code.grouped().as_str()), ("00001234", "0000 1234"));
        for typed in [
            "00001234",
            " 0000 1234\n",
            "0000-1234",
            "0 0 0 0 1 2 3 4",
            "0000\u{a0}1234",
            "０００0１２３４",
            "0000–1234",
        ] {
            assert_eq!(typed.parse(), Ok(code.clone()), "{typed}");
        }
        for bad in ["", "1234", "000012345", "0000123a", "0000.1234", "٠٠٠٠١٢٣٤", "0000 1234 \0"] {
            assert_eq!(bad.parse::<SignInCode>(), Err(InvalidSignInCode), "{bad}");
        }
    }

    #[test]
    fn a_code_is_never_printed() {
        assert_eq!(format!("{:?}", SignInCode::of_random(12_345_678)), "SignInCode(…)");
    }
}
