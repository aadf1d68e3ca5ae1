//! What a mail may say.

use api::problem::Problem;
use api::settings::{MailKind, MailText, MailTexts, UpdateMails};
use domain::Locale;
use domain::catalog::Localized;
use domain::settings::{InvalidTemplate, Template};

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
        let text = checked(*kind, said)?;
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

fn checked(kind: MailKind, said: &MailText) -> Result<MailText, Problem> {
    let text = |name: &str, text: &Option<Localized>, check: fn(&str, &str) -> Result<String, Problem>| match text {
        Some(text) => {
            let field = format!("texts.{}.{name}", kind.code());
            let text = localized(&field, text, check)?;
            text.iter().flat_map(said_in).try_for_each(|text| filled(kind, &field, text))?;
            Ok(text)
        }
        None => Ok(None),
    };
    Ok(MailText {
        subject: text("subject", &said.subject, |field, text| line(field, text, SUBJECT))?,
        introduction: text("introduction", &said.introduction, paragraph)?,
        closing: text("closing", &said.closing, paragraph)?,
    })
}

/// A text in every language in which there is one.
fn said_in(text: &Localized) -> impl Iterator<Item = &str> {
    let translations = Locale::ALL.into_iter().filter_map(|locale| text.translation(locale));
    std::iter::once(text.en.as_str()).chain(translations)
}

fn paragraph(field: &str, text: &str) -> Result<String, Problem> {
    let text = lines(field, text, PARAGRAPH)?;
    if text.chars().count() > PARAGRAPH {
        return Err(Problem::field(field, format!("This cannot be set: it is longer than {PARAGRAPH} characters.")));
    }
    Ok(text)
}

/// Refuses a text in which a name in braces stands for nothing that the mail is about.
fn filled(kind: MailKind, field: &str, text: &str) -> Result<(), Problem> {
    let known = kind.variables();
    let wrong = match text.parse::<Template>() {
        Ok(template) => match template.variables().find(|variable| !known.contains(variable)) {
            Some(unknown) => format!("“{{{}}}” stands for nothing in this mail", unknown.name()),
            None => return Ok(()),
        },
        Err(InvalidTemplate::Unknown(unknown)) => format!("“{{{unknown}}}” stands for nothing in this mail"),
        Err(InvalidTemplate::Brace) => "A brace stands alone: there are none but those of names".to_owned(),
    };
    let known: Vec<String> = known.iter().map(|variable| format!("{{{}}}", variable.name())).collect();
    Err(Problem::field(field, format!("{wrong}. What can be filled in: {}.", known.join(", "))))
}
