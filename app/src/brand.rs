//! The shop's large picture. Its name, and how it speaks of itself, are in `words/<language>/brand.ftl`.

use api::catalog::Picture;
use domain::Locale;

/// The large picture of the home page.
pub fn picture(locale: Locale) -> Picture {
    let alt = words::brand(locale).picture().to_owned();
    Picture { path: "hero/home".to_owned(), alt, width: 1600, height: 900, option: Default::default() }
}
