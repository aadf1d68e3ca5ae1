//! Colours, and how well one is told from another.

use std::fmt;
use std::str::FromStr;

/// Red, green and blue of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub [u8; 3]);

impl FromStr for Colour {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or(())?;
        let part = |at: usize| {
            let digits = &digits[at..at + 2];
            let are_digits = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            u8::from_str_radix(digits, 16).ok().filter(|_| are_digits).ok_or(())
        };
        Ok(Self([part(0)?, part(2)?, part(4)?]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{:06x}", u32::from_be_bytes([0, red, green, blue]))
    }
}

impl Colour {
    /// How much light it gives back, from 0 to 1 (WCAG 2.2, *relative luminance*).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well the two are told apart, from 1 to 21 (WCAG 2.2, *contrast ratio*).
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The same with so much white in it, from 0 to 1.
    pub(super) fn lightened(self, white: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 255")]
        let mix = |part: u8| (f64::from(part) + (255.0 - f64::from(part)) * white).round() as u8;
        Self(self.0.map(mix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_that_everybody_works_out() {
        let colour = |text: &str| text.parse::<Colour>().expect("a colour");
        let near = |a: f64, b: f64| assert!((a - b).abs() < 0.01, "{a} {b}");
        near(colour("#000000").contrast(colour("#ffffff")), 21.0);
        near(colour("#777777").contrast(colour("#ffffff")), 4.48);
        near(colour("#ff0000").contrast(colour("#ffffff")), 3.998);
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in ["", "#", "#fff", "9c3b1f", "#+c3b1f", "#9c3b1", "#9c3b1ff", "#äääa"] {
            assert_eq!(text.parse::<Colour>(), Err(()), "{text}");
        }
    }
}
