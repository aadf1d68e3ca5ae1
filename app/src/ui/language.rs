//! The language of texts that are not in the page's.

use domain::Locale;

/// The value of `lang` for a text that nobody translated; none of one in the page's language (WCAG 2.2, 3.1.2).
pub fn language(untranslated: bool) -> Option<&'static str> {
    untranslated.then(|| Locale::default().code())
}
