//! Texts as they are kept.

use api::problem::Problem;
use domain::Locale;
use domain::catalog::Localized;
use domain::line::optional_line;

/// A line, or nothing.
pub(crate) fn line(field: &str, text: &str, most: usize) -> Result<String, Problem> {
    optional_line(text, most).map_err(|fault| Problem::field(field, format!("This cannot be set: {fault}.")))
}

/// A text in each language that it was given in; none if there is none in any. English stands in for the others, so it is
/// needed.
pub(crate) fn localized(
    field: &str,
    text: &Localized,
    check: impl Fn(&str, &str) -> Result<String, Problem>,
) -> Result<Option<Localized>, Problem> {
    let english = check(field, &text.en)?;
    let is_empty = english.is_empty();
    let mut kept = Localized::same(english);
    for locale in Locale::ALL.into_iter().filter(|locale| *locale != Locale::default()) {
        let translated = check(field, text.translation(locale).unwrap_or_default())?;
        if translated.is_empty() {
            continue;
        }
        if is_empty {
            let detail = "Say it in English too: that stands in for every language it is not translated into.";
            return Err(Problem::field(field, detail));
        }
        kept = kept.with(locale, translated);
    }
    Ok((!is_empty).then_some(kept))
}

/// Lines as they are kept, each by itself. An empty one stays where it parts others.
pub(crate) fn lines(field: &str, text: &str, most: usize) -> Result<String, Problem> {
    let lines: Result<Vec<String>, Problem> = text.trim().lines().map(|one| line(field, one, most)).collect();
    Ok(lines?.join("\n").trim().to_owned())
}
