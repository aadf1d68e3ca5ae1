//! The colour that most of a picture has.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A colour in sRGB, written `#f7f2e9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// From 0 to 255.
    pub red: u8,
    /// From 0 to 255.
    pub green: u8,
    /// From 0 to 255.
    pub blue: u8,
}

/// How much light each sixteenth of a part of a colour gives (WCAG 2.2's relative luminance), in ten-thousandths.
const LIGHT: [u32; 16] = [0, 56, 160, 331, 578, 908, 1329, 1845, 2462, 3185, 4020, 4969, 6038, 7231, 8550, 10_000];

impl Colour {
    /// Its parts red, green and blue in sixteenths, from 0 to 15: so finely pages show it.
    pub fn sixteenths(self) -> [u8; 3] {
        [self.red, self.green, self.blue].map(|part| part / 17 + u8::from(part % 17 > 8))
    }

    /// Whether black can be read on it better than white, as pages show it.
    pub fn is_light(self) -> bool {
        let [red, green, blue] = self.sixteenths().map(|part| LIGHT[usize::from(part)]);
        2126 * red + 7152 * green + 722 * blue > 1791 * 10_000
    }
}

impl Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06x}", u32::from_be_bytes([0, self.red, self.green, self.blue]))
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl FromStr for Colour {
    type Err = &'static str;

    /// # Errors
    /// If it is not written with six digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ADVICE: &str = "a colour is a # and six hexadecimal digits, such as #f7f2e9";
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or(ADVICE)?;
        let part = |at: usize| {
            let pair = &digits[at..at + 2];
            // A sign would be taken, too.
            let is_hex = pair.bytes().all(|byte| byte.is_ascii_hexdigit());
            u8::from_str_radix(pair, 16).ok().filter(|_| is_hex).ok_or(ADVICE)
        };
        Ok(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits() {
        let linen = Colour { red: 0xF7, green: 0xF2, blue: 0xE9 };
        assert_eq!(linen.to_string(), "#f7f2e9");
        for text in ["#f7f2e9", "#F7F2E9"] {
            assert_eq!(text.parse(), Ok(linen));
        }
        for text in ["", "#", "f7f2e9", "#f7f2e", "#f7f2e9a", "#+7f2e9", "#f7f2eg", "#äää", "red"] {
            text.parse::<Colour>().expect_err(text);
        }
        assert_eq!(serde_json::to_value(linen).expect("JSON"), "#f7f2e9");
        assert_eq!(serde_json::from_str::<Colour>("\"#f7f2e9\"").expect("a colour"), linen);
    }

    #[test]
    fn what_is_written_on_it_can_be_read() {
        // A contrast of 4.5 is what WCAG asks of texts, and either black or white has it on every colour.
        let luminance = |colour: Colour| {
            let part = |byte: u8| {
                let part = f64::from(byte) / 255.0;
                if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(colour.red) + 0.7152 * part(colour.green) + 0.0722 * part(colour.blue)
        };
        let steps = || (0..=15).map(|step| step * 17);
        assert_eq!(Colour { red: 0, green: 8, blue: 9 }.sixteenths(), [0, 0, 1]);
        assert_eq!(Colour { red: 255, green: 247, blue: 246 }.sixteenths(), [15, 15, 14]);
        for (red, green, blue) in steps().flat_map(|r| steps().flat_map(move |g| steps().map(move |b| (r, g, b)))) {
            let colour = Colour { red, green, blue };
            let ground = luminance(colour);
            let contrast = if colour.is_light() { (ground + 0.05) / 0.05 } else { 1.05 / (ground + 0.05) };
            assert!(contrast >= 4.5, "{colour}: {contrast}");
        }
    }
}
