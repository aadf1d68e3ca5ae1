//! What may be set.

use api::problem::Problem;
use api::settings::{ShopSettings, UpdateSettings};
use domain::catalog::Localized;
use domain::line::optional_line;
use domain::{Email, Locale};

/// Characters of the shop's name: it stands beside search and cart on a phone.
const NAME: usize = 40;
/// Characters of the line that says what the shop sells.
const TAGLINE: usize = 120;
/// Characters of what it says of itself.
const ABOUT: usize = 2_000;
/// Characters of the company's name.
const COMPANY: usize = 120;
/// Lines of the address, and characters of each.
const ADDRESS: (usize, usize) = (6, 80);
/// Characters of a telephone number, with its spaces.
const PHONE: usize = 40;
/// Characters of a number for value added tax: the longest there are have fourteen, and some write them with spaces.
const VAT_ID: usize = 20;
/// Characters of a time zone's name; the longest there is has 30.
const TIME_ZONE: usize = 60;

/// What is set after a change of what was set before.
///
/// # Errors
/// A problem with the field to mend.
pub(crate) fn applied(change: &UpdateSettings, before: &ShopSettings) -> Result<ShopSettings, Problem> {
    let one_line = |field: &str, said: &Option<String>, kept: &Option<String>, most| match said {
        None => Ok(kept.clone()),
        Some(text) => line(field, text, most).map(some),
    };
    Ok(ShopSettings {
        name: one_line("name", &change.name, &before.name, NAME)?,
        tagline: match &change.tagline {
            None => before.tagline.clone(),
            Some(text) => localized("tagline", text, |field, text| line(field, text, TAGLINE))?,
        },
        about: match &change.about {
            None => before.about.clone(),
            Some(text) => localized("about", text, paragraphs)?,
        },
        company: one_line("company", &change.company, &before.company, COMPANY)?,
        address: match &change.address {
            None => before.address.clone(),
            Some(text) => some(address(text)?),
        },
        email: match &change.email {
            None => before.email.clone(),
            Some(text) => some(email(text.trim())?),
        },
        phone: match &change.phone {
            None => before.phone.clone(),
            Some(text) => some(phone(text)?),
        },
        vat_id: one_line("vat_id", &change.vat_id, &before.vat_id, VAT_ID)?,
        time_zone: one_line("time_zone", &change.time_zone, &before.time_zone, TIME_ZONE)?,
    })
}

/// An empty text takes away what was set.
fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

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
fn lines(field: &str, text: &str, most: usize) -> Result<String, Problem> {
    let lines: Result<Vec<String>, Problem> = text.trim().lines().map(|one| line(field, one, most)).collect();
    Ok(lines?.join("\n").trim().to_owned())
}

fn paragraphs(field: &str, text: &str) -> Result<String, Problem> {
    let text = lines(field, text, ABOUT)?;
    match text.chars().count() {
        0..=ABOUT => Ok(text),
        _ => Err(Problem::field(field, format!("This cannot be set: it is longer than {ABOUT} characters."))),
    }
}

fn address(text: &str) -> Result<String, Problem> {
    let (most_lines, most) = ADDRESS;
    let text = lines("address", text, most)?;
    if text.lines().count() > most_lines {
        return Err(Problem::field("address", format!("An address has at most {most_lines} lines.")));
    }
    Ok(text)
}

fn email(text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let email: Result<Email, _> = text.parse();
    email.map(|email| email.as_str().to_owned()).map_err(|fault| Problem::field("email", format!("{fault}.")))
}

fn phone(text: &str) -> Result<String, Problem> {
    let text = line("phone", text, PHONE)?;
    let is_of_numbers = |c: char| c.is_ascii_digit() || " +()-/.".contains(c);
    match text.chars().all(is_of_numbers) {
        true => Ok(text),
        false => {
            Err(Problem::field("phone", "A telephone number has digits, spaces, and of + ( ) - / . what it needs."))
        }
    }
}
