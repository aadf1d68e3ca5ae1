//! Numbers with their units: `27inch` for “27 inch”, “27 Zoll” and “27″”.

use super::lexemes::{Gap, Lexeme};
use super::units::unit;

/// A word that stands behind numbers, too, without being a unit: “2 in 1”.
const IN: &str = "in";

/// A number with its unit.
pub(crate) struct Measure {
    /// What it is called however its unit is written: in each reading of the number.
    pub(crate) words: Vec<String>,
    /// The lexeme behind it.
    pub(crate) end: usize,
    /// Whether its unit is written otherwise.
    pub(super) is_renamed: bool,
}

impl Measure {
    /// The measure that begins with the number at `start`.
    pub(crate) fn at(lexemes: &[Lexeme], start: usize) -> Option<Self> {
        let number = lexemes.get(start).filter(|lexeme| lexeme.is_number)?;
        let next = |place: usize| lexemes.get(place).filter(|lexeme| lexeme.gap != Gap::Break);
        let (unit, end, is_renamed) = match number.unit {
            Some(unit) => (unit, start + 1, true),
            None => {
                let written = next(start + 1)?;
                if written.text == IN && next(start + 2).is_some_and(|behind| behind.is_number) {
                    return None;
                }
                let unit = unit(&written.text)?;
                (unit, start + 2, written.text != unit)
            }
        };
        Some(Self { words: number.forms().map(|form| format!("{form}{unit}")).collect(), end, is_renamed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{fold, lexemes};

    fn check(text: &str, expect: &[&str]) {
        let found = Measure::at(&lexemes(&fold(text)), 0).map(|measure| measure.words).unwrap_or_default();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_unit_has_one_name_however_it_is_written() {
        for inches in [
            "27 inch",
            "27inch",
            "27-inch",
            "27 inches",
            "27 in",
            "27in",
            "27 Zoll",
            "27\"",
            "27”",
            "27″",
            "27''",
            "27\" x",
        ] {
            check(inches, &["27inch"]);
        }
        check("15,6 Zoll", &["15.6inch"]);
        check("15.6\"", &["15.6inch"]);
        for liters in ["1.5 l", "1,5l", "1.50 Liter", "1.5 litres", "1,5 ltr"] {
            check(liters, &["1.5l"]);
        }
        check("1.500 gramm", &["1.5g", "1500g"]);
        check("6 Fuß", &["6ft"]);
        check("65 Watt", &["65w"]);
    }

    #[test]
    fn what_is_no_unit_is_none() {
        for other in
            ["2 in 1", "27", "27. Inch", "27 monitors", "1984\"", "\"15\"", "“3”", "17\"wxga", "inch 27", "9'", ""]
        {
            check(other, &[]);
        }
    }
}
