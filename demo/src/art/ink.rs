//! Colours, and the one way they get lighter or darker.

use std::fmt;

/// An opaque sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    red: f32,
    green: f32,
    blue: f32,
}

/// What light things lean towards: warm paper rather than white.
pub const PAPER: Ink = Ink::rgb(255, 250, 240);
/// What dark things lean towards: a blue dusk rather than black, so that shade stays soft.
pub const DUSK: Ink = Ink::rgb(44, 40, 58);
/// Oiled oak.
pub const OAK: Ink = Ink::rgb(201, 160, 112);
/// Walnut.
pub const WALNUT: Ink = Ink::rgb(122, 84, 60);
/// Brushed brass.
pub const BRASS: Ink = Ink::rgb(205, 164, 92);
/// Brushed steel.
pub const STEEL: Ink = Ink::rgb(190, 194, 198);
/// Vegetable-tanned leather.
pub const LEATHER: Ink = Ink::rgb(168, 108, 66);
/// Undyed linen thread.
pub const LINEN: Ink = Ink::rgb(233, 224, 206);

impl Ink {
    /// The colour with these eight-bit channels.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red: red as f32, green: green as f32, blue: blue as f32 }
    }

    /// Reads `#rrggbb`; anything else is no colour.
    pub fn hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = value.to_be_bytes();
        Some(Self::rgb(red, green, blue))
    }

    /// This colour with `share` (0 to 1) of `other` stirred in.
    pub fn mix(self, other: Self, share: f32) -> Self {
        let blend = |a: f32, b: f32| a + (b - a) * share;
        Self {
            red: blend(self.red, other.red),
            green: blend(self.green, other.green),
            blue: blend(self.blue, other.blue),
        }
    }

    /// Towards paper.
    pub fn light(self, share: f32) -> Self {
        self.mix(PAPER, share)
    }

    /// Towards dusk.
    pub fn dark(self, share: f32) -> Self {
        self.mix(DUSK, share)
    }

    /// How bright the eye finds it, 0 to 1.
    pub fn luma(self) -> f32 {
        (0.299 * self.red + 0.587 * self.green + 0.114 * self.blue) / 255.0
    }

    /// A thread that shows on this colour: darker on light cloth, lighter on dark.
    pub fn thread(self, share: f32) -> Self {
        if self.luma() > 0.42 { self.dark(share) } else { self.light(share * 0.8) }
    }
}

impl fmt::Display for Ink {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let byte = |channel: f32| channel.round().clamp(0.0, 255.0) as u8;
        write!(out, "#{}", const_hex::encode([self.red, self.green, self.blue].map(byte)))
    }
}
