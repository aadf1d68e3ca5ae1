//! Which texts are not in the market's language.

use domain::Locale;
use domain::catalog::Localized;
use serde::{Deserialize, Serialize};

/// Which texts of a product are in English on a market of another language, for nobody translated them. Whoever shows
/// them says so (`lang="en"`): a voice that reads English by German rules is not understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Untranslated {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_false")]
    pub title: bool,
    /// The sentence about it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub summary: bool,
    /// What is told of it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub description: bool,
}

impl Untranslated {
    /// Whether all is in the market's language.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether English stands in for `text` in `locale`.
pub fn is_untranslated(text: &Localized, locale: Locale) -> bool {
    locale != Locale::default() && text.translation(locale).is_none() && !text.get(locale).trim().is_empty()
}

/// Whether a flag need not be told.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(crate) const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j02_english_is_foreign_where_it_stands_in_for_a_translation() {
        let text = Localized::same("Mug");
        assert!(is_untranslated(&text, Locale::De) && !is_untranslated(&text, Locale::En));
        assert!(!is_untranslated(&text.with(Locale::De, "Becher"), Locale::De));
        assert!(!is_untranslated(&Localized::same(" "), Locale::De), "there is nothing to read");
    }
}
