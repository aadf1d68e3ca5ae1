//! What may stand on a page.

use api::problem::Problem;
use domain::catalog::Localized;

use super::store::Document;
use crate::markdown;
use crate::texts::{line, localized};

/// Characters of a title.
const TITLE: usize = 100;
/// Characters of a description: search engines show half of that.
const DESCRIPTION: usize = 320;
/// Characters of a page in one language: the longest terms have half of it.
const BODY: usize = 50_000;

/// The texts of a page as they are kept.
///
/// # Errors
/// A problem with the field to mend.
pub(super) fn document(said: &Document) -> Result<Document, Problem> {
    let title = localized("title", &said.title, |field, text| line(field, text, TITLE))?;
    let title = title.ok_or_else(|| Problem::field("title", "Give the page a title in English."))?;
    let description = localized("description", &said.description, |field, text| line(field, text, DESCRIPTION))?;
    let body = localized("body", &said.body, body)?;
    let nothing = || Localized::same("");
    Ok(Document { title, description: description.unwrap_or_else(nothing), body: body.unwrap_or_else(nothing) })
}

fn body(field: &str, text: &str) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n").trim_end().to_owned();
    if text.chars().count() > BODY {
        return Err(Problem::field(
            field,
            format!("A page has at most {BODY} characters in a language; make two of it."),
        ));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Problem::field(field, "There is a control character in the text; type that place anew."));
    }
    match markdown::fault(&text) {
        Some(fault) => Err(Problem::field(field, format!("{fault} Write it flatter."))),
        None => Ok(text),
    }
}
