//! What a mail may say.

use api::problem::Problem;
use api::settings::{MailText, MailTexts, UpdateMails};
use domain::catalog::Localized;
use domain::settings::Template;

use crate::texts::{line, lines, localized};

/// Characters of the sender's name: mail programs show no more.
const SENDER: usize = 60;
/// Characters of a subject before it is filled in.
const SUBJECT: usize = 120;
/// Characters of a paragraph.
const PARAGRAPH: usize = 1_000;

/// What is set after a change of what was set before.
///
/// # Errors
/// A problem with the field to mend: `texts.order_shipped.subject`.
pub(super) fn applied(change: &UpdateMails, before: &MailTexts) -> Result<MailTexts, Problem> {
    let sender_name = match &change.sender_name {
        None => before.sender_name.clone(),
        Some(said) => Some(sender(said)?).filter(|name| !name.is_empty()),
    };
    let mut texts = before.texts.clone();
    for (kind, said) in &change.texts {
        let text = checked(&format!("texts.{}", kind.code()), said)?;
        if text.is_built_in() {
            texts.remove(kind);
        } else {
            texts.insert(*kind, text);
        }
    }
    Ok(MailTexts { sender_name, texts })
}

/// A name that stands beside an address: none that looks like another address.
fn sender(said: &str) -> Result<String, Problem> {
    let name = line("sender_name", said, SENDER)?;
    match name.contains(['@', '<', '>', '"', '\\']) {
        true => Err(Problem::field(
            "sender_name",
            "A sender's name is a name: leave out @, angle brackets and quotation marks.",
        )),
        false => Ok(name),
    }
}

fn checked(at: &str, said: &MailText) -> Result<MailText, Problem> {
    let text = |name: &str, text: &Option<Localized>, check: fn(&str, &str) -> Result<String, Problem>| match text {
        Some(text) => localized(&format!("{at}.{name}"), text, check),
        None => Ok(None),
    };
    Ok(MailText {
        subject: text("subject", &said.subject, |field, text| filled(field, line(field, text, SUBJECT)?))?,
        introduction: text("introduction", &said.introduction, paragraph)?,
        closing: text("closing", &said.closing, paragraph)?,
    })
}

fn paragraph(field: &str, text: &str) -> Result<String, Problem> {
    let text = lines(field, text, PARAGRAPH)?;
    if text.chars().count() > PARAGRAPH {
        return Err(Problem::field(field, format!("This cannot be set: it is longer than {PARAGRAPH} characters.")));
    }
    filled(field, text)
}

/// A text in which every name in braces is known.
fn filled(field: &str, text: String) -> Result<String, Problem> {
    let template: Result<Template, _> = text.parse();
    template.map_err(|fault| Problem::field(field, format!("{fault}.")))?;
    Ok(text)
}
