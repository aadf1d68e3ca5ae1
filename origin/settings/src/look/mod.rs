//! How the shop looks: whether it can be read.

mod colour;

use api::problem::Problem;
use api::settings::{Accent, Look};

use self::colour::Colour;
use crate::picture;

/// What the accent stands on, and what stands on it, on light pages: `--paper`, `--card` and `--warn-ground` of
/// `style/tokens.css`.
const LIGHT: [Colour; 3] = [Colour([0xf7, 0xf2, 0xe9]), Colour([0xff, 0xfd, 0xf8]), Colour([0xf7, 0xe3, 0xd8])];
/// The same on dark pages.
const DARK: [Colour; 3] = [Colour([0x16, 0x19, 0x1a]), Colour([0x1e, 0x22, 0x23]), Colour([0x38, 0x23, 0x1b])];
/// What small letters need at least (WCAG 2.2, 1.4.3).
const NEEDED: f64 = 4.5;

/// The look as it is kept.
///
/// # Errors
/// A problem with the field to mend.
pub(crate) fn checked(said: &Look) -> Result<Look, Problem> {
    let logo = said.logo.as_ref().map(|logo| picture::checked("look.logo", logo)).transpose()?;
    Ok(Look { logo, accent: said.accent.as_ref().map(accent).transpose()? })
}

fn accent(said: &Accent) -> Result<Accent, Problem> {
    let light = colour("look.accent.light", &said.light)?;
    readable("look.accent.light", light, &LIGHT, "light", "darker")?;
    let dark = match said.dark.trim() {
        "" => for_dark(light),
        dark => colour("look.accent.dark", dark)?,
    };
    readable("look.accent.dark", dark, &DARK, "dark", "lighter")?;
    Ok(Accent { light: light.to_string(), dark: dark.to_string() })
}

fn colour(field: &str, said: &str) -> Result<Colour, Problem> {
    let detail = "A colour is written as # and six digits of 0 to 9 and a to f, such as #9c3b1f.";
    said.trim().parse().map_err(|()| Problem::field(field, detail))
}

fn readable(field: &str, colour: Colour, grounds: &[Colour], pages: &str, way: &str) -> Result<(), Problem> {
    let least = least_contrast(colour, grounds);
    if least >= NEEDED {
        return Ok(());
    }
    let detail = format!(
        "{colour} cannot be read well on {pages} pages: its contrast there is {least:.1} : 1, and small letters need {NEEDED} : 1. Choose a {way} one."
    );
    Err(Problem::field(field, detail))
}

fn least_contrast(colour: Colour, grounds: &[Colour]) -> f64 {
    grounds.iter().map(|ground| colour.contrast(*ground)).fold(f64::INFINITY, f64::min)
}

/// The same colour with as much white in it as it takes to be read on dark pages.
fn for_dark(light: Colour) -> Colour {
    let mixes = (0..=20_u8).map(|step| light.lightened(f64::from(step) / 20.0));
    mixes.into_iter().find(|mix| least_contrast(*mix, &DARK) >= NEEDED).unwrap_or(Colour([0xff; 3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(light: &str, dark: &str) -> Result<Accent, Problem> {
        accent(&Accent { light: light.to_owned(), dark: dark.to_owned() })
    }

    #[test]
    fn what_is_built_in_may_be_set() {
        let built_in = set("#9C3B1F", "#ee9a77").expect("it is what the shop has");
        assert_eq!((built_in.light.as_str(), built_in.dark.as_str()), ("#9c3b1f", "#ee9a77"));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_what_to_do() {
        for (light, dark, field, way) in [
            ("#ffd700", "", "look.accent.light", "darker"),
            ("#9c3b1f", "#9c3b1f", "look.accent.dark", "lighter"),
            ("red", "", "look.accent.light", "six digits"),
            ("#12345g", "", "look.accent.light", "six digits"),
            ("#9c3b1f", "url(x)", "look.accent.dark", "six digits"),
        ] {
            let problem = set(light, dark).expect_err(light);
            assert_eq!(problem.field.as_deref(), Some(field), "{light} {dark}");
            assert!(problem.detail.contains(way), "{}", problem.detail);
        }
    }

    #[test]
    fn any_colour_that_is_good_by_day_has_one_for_the_night() {
        for light in ["#000000", "#9c3b1f", "#00008b", "#5a005a", "#0a5c36", "#8b0000"] {
            let made = set(light, "").unwrap_or_else(|problem| panic!("{light}: {}", problem.detail));
            assert_eq!(set(light, &made.dark), Ok(made));
        }
    }

    #[test]
    fn the_grounds_are_those_of_the_pages() {
        let tokens = include_str!("../../../../style/tokens.css");
        for (name, place) in [("paper", 0), ("card", 1), ("warn-ground", 2)] {
            let expected = format!("--{name}: light-dark({}, {});", LIGHT[place], DARK[place]);
            assert!(tokens.contains(&expected), "{expected}");
        }
    }
}
