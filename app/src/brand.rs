//! Who the shop is: its name and how it speaks of itself.

use domain::Locale;

/// The shop's name.
pub const NAME: &str = "Selvedge Demo";

/// One line that says what the shop sells.
pub const fn tagline(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "Good things for home and outdoors, made to be kept.",
        Locale::De => "Gute Dinge für drinnen und draußen, gemacht, um zu bleiben.",
    }
}

/// A few sentences about the shop.
pub const fn about(locale: Locale) -> &'static str {
    match locale {
        Locale::En => {
            "We look for plain, well-made objects from small European workshops: linen, stoneware, wool and canvas that get better with use."
        }
        Locale::De => {
            "Wir suchen schlichte, gut gemachte Dinge aus kleinen europäischen Werkstätten: Leinen, Steinzeug, Wolle und Segeltuch, die mit dem Gebrauch schöner werden."
        }
    }
}
