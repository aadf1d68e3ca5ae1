//! The typeface: Noto Sans, which has Latin, Greek and Cyrillic letters and digits of one width.

use std::sync::LazyLock;

use ttf_parser::{Face as Parsed, GlyphId};

/// A weight of the typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Regular,
    Bold,
}

pub(crate) struct Font {
    pub(crate) data: &'static [u8],
    pub(crate) parsed: Parsed<'static>,
}

static REGULAR: LazyLock<Font> = LazyLock::new(|| Font::of(notosans::REGULAR_TTF));
static BOLD: LazyLock<Font> = LazyLock::new(|| Font::of(notosans::BOLD_TTF));

impl Font {
    fn of(data: &'static [u8]) -> Self {
        Self { data, parsed: Parsed::parse(data, 0).expect("the font in the program is a font") }
    }

    /// A length in the font's own units, as thousandths of its size.
    pub(crate) fn thousandths(&self, units: impl Into<f32>) -> f32 {
        units.into() * 1000.0 / f32::from(self.parsed.units_per_em())
    }
}

impl Face {
    pub(crate) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    pub(crate) fn font(self) -> &'static Font {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }

    /// The glyph of a character and the character it stands for: what the typeface does not have is
    /// a question mark.
    pub(crate) fn glyph(self, character: char) -> (u16, char) {
        let known = |character| self.font().parsed.glyph_index(character).map(|GlyphId(id)| (id, character));
        known(character).or_else(|| known('?')).unwrap_or((0, character))
    }

    /// How far a glyph moves on, in thousandths of the size.
    pub(crate) fn advance(self, glyph: u16) -> f32 {
        let font = self.font();
        font.thousandths(font.parsed.glyph_hor_advance(GlyphId(glyph)).unwrap_or_default())
    }

    /// How wide a text is in points.
    pub(crate) fn width(self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(self.glyph(character).0)).sum::<f32>() * size / 1000.0
    }

    /// The text in lines no wider than `width` points. It is broken at blanks and after hyphens, and
    /// anywhere in a word that is too long for a line.
    pub(crate) fn wrap(self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_inclusive([' ', '-', '/']) {
            if self.width(&format!("{line}{}", word.trim_end()), size) > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for character in word.chars() {
                line.push(character);
                if character != ' ' && self.width(&line, size) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(character);
                }
            }
        }
        lines.push(line);
        lines.iter().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_europe_are_there() {
        for face in Face::ALL {
            for character in "ÄÖÜäöüßẞ€£¥ –−×„“’ąćęłńóśźżçåøñ ΑΒΓαβγ АБВабвЖж".chars()
            {
                assert_eq!(face.glyph(character).1, character);
            }
            // All digits are as wide as each other: amounts stand in columns.
            let digit = face.width("0", 10.0);
            assert!("123456789".chars().all(|digits| face.width(&digits.to_string(), 10.0) == digit));
            assert_eq!(face.glyph('漢').1, '?');
        }
    }

    #[test]
    fn text_is_broken_where_it_may_and_where_it_must() {
        let wrap = |text: &str, width| Face::Regular.wrap(text, 10.0, width);
        assert_eq!(wrap("Harbour mug", 500.0), ["Harbour mug"]);
        assert_eq!(wrap("Harbour mug", 50.0), ["Harbour", "mug"]);
        assert_eq!(wrap("Becher-Untersetzer", 60.0), ["Becher-", "Untersetzer"]);
        let long = wrap(&"x".repeat(400), 100.0);
        assert!(long.len() > 10 && long.concat() == "x".repeat(400));
        assert!(long.iter().all(|line| Face::Regular.width(line, 10.0) <= 100.0));
        assert_eq!(wrap("x", 1.0), ["x"]);
        assert_eq!(wrap("  ", 10.0), Vec::<String>::new());
    }
}
