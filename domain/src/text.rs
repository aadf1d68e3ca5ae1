//! Text that has been parsed: whoever holds one of these need not check it again.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $error:ident, $message:literal, $parse:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        #[doc = concat!("The text is not a ", stringify!($name), ".")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        #[error($message)]
        pub struct $error;

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let parse: fn(&str) -> Option<String> = $parse;
                parse(text).map(Self).ok_or($error)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(
    /// The readable part of a product's or collection's URL: `a-z`, `0-9` and single inner dashes,
    /// at most 255 characters.
    Slug,
    InvalidSlug,
    "a slug has lower-case letters, digits and dashes only, such as “harbour-mug”",
    |text| {
        let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        (text.len() <= 255 && text.split('-').all(word)).then(|| text.to_owned())
    }
);

text!(
    /// What a shopper types to get a promotion: 3 to 40 letters, digits and dashes. Kept in upper
    /// case and without blanks, so that `summer 10` and `SUMMER10` are the same.
    PromotionCode,
    InvalidPromotionCode,
    "a promotion code has 3 to 40 letters, digits and dashes, such as “SUMMER10”",
    |text| {
        let code: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        ((3..=40).contains(&code.len()) && code.bytes().all(allowed)).then_some(code)
    }
);

text!(
    /// What a shopper types to pay with a gift card: 16 characters of Crockford's base 32, 80 bits.
    /// Kept in upper case without blanks and dashes; `O` counts as `0`, `I` and `L` as `1`.
    GiftCardCode,
    InvalidGiftCardCode,
    "a gift card's code has 16 letters and digits, such as “7K2M-9QXA-4TBD-W0HE”",
    |text| {
        let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = typed.map(|c| match c.to_ascii_uppercase() { 'O' => '0', 'I' | 'L' => '1', c => c }).collect();
        (code.len() == 16 && code.bytes().all(|byte| CROCKFORD.contains(&byte))).then_some(code)
    }
);

/// The digits of Crockford's base 32: none looks like another.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl GiftCardCode {
    /// The code of 80 bits, which should be random.
    pub fn of_bits(bits: [u8; 10]) -> Self {
        let mut rest = bits.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        let mut digits = [0; 16];
        for digit in digits.iter_mut().rev() {
            *digit = CROCKFORD[(rest % 32) as usize];
            rest /= 32;
        }
        Self(digits.iter().map(|byte| char::from(*byte)).collect())
    }

    /// The code as people read it: in groups of four.
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..16).step_by(4).map(|at| &self.0[at..at + 4]).collect();
        groups.join("-")
    }

    /// Its last four characters, which may be shown to anybody.
    pub fn last_four(&self) -> &str {
        &self.0[12..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs() {
        for good in ["a", "harbour-mug", "7up"] {
            assert_eq!(good.parse::<Slug>().map(String::from), Ok(good.to_owned()));
        }
        for bad in ["", "-a", "a-", "a--b", "A", "ä", "a b", "a/b", &"a".repeat(256)] {
            assert_eq!(bad.parse::<Slug>(), Err(InvalidSlug), "{bad}");
        }
    }

    #[test]
    fn promotion_codes() {
        for typed in ["SUMMER10", " summer 10 ", "Summer10"] {
            assert_eq!(typed.parse::<PromotionCode>().map(String::from), Ok("SUMMER10".to_owned()));
        }
        for bad in ["", "ab", "söm", "a_b", &"a".repeat(41)] {
            assert_eq!(bad.parse::<PromotionCode>(), Err(InvalidPromotionCode), "{bad}");
        }
    }

    #[test]
    fn gift_card_codes() {
        for typed in ["7K2M-9QXA-4TBD-W0HE", " 7k2m9qxa4tbdwohe", "7K2M 9QXA 4TBD W0HE"] {
            let code: GiftCardCode = typed.parse().expect("a code");
            assert_eq!((code.grouped().as_str(), code.last_four()), ("7K2M-9QXA-4TBD-W0HE", "W0HE"));
        }
        for bad in ["", "7K2M-9QXA-4TBD-W0H", "7K2M-9QXA-4TBD-W0HEE", "7K2M-9QXA-4TBD-W0HU", "7K2M-9QXA-4TBD-W0Hé"] {
            assert_eq!(bad.parse::<GiftCardCode>(), Err(InvalidGiftCardCode), "{bad}");
        }
        assert_eq!(GiftCardCode::of_bits([0; 10]).as_str(), "0000000000000000");
        assert_eq!(GiftCardCode::of_bits([255; 10]).as_str(), "ZZZZZZZZZZZZZZZZ");
        assert_eq!(GiftCardCode::of_bits([0, 0, 0, 0, 0, 0, 0, 0, 0, 33]).as_str(), "0000000000000011");
    }

    proptest! {
        #[test]
        fn a_gift_card_s_code_is_read_as_it_is_written(bits: [u8; 10]) {
            let code = GiftCardCode::of_bits(bits);
            prop_assert_eq!(code.grouped().to_lowercase().parse::<GiftCardCode>(), Ok(code));
        }
    }
}
