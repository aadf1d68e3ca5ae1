//! What may be set.

use api::problem::Problem;
use api::settings::{ShopSettings, UpdateSettings};
use domain::{Email, Market};

use crate::look;
use crate::texts::{line, lines, localized};

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
/// Markets that a shop makes: each page names all that are open, and each is in every one of them.
const MARKETS: usize = 40;
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
    let markets_made = match &change.markets_made {
        None => before.markets_made.clone(),
        Some(made) => made_markets(made)?,
    };
    let is_there = |market: &Market| !market.is_made() || markets_made.contains(market);
    let markets_closed = match &change.markets_closed {
        // Of a market that is taken away nothing is left.
        None => before.markets_closed.iter().copied().filter(is_there).collect(),
        Some(closed) => markets(closed, is_there)?,
    };
    one_of_each(&markets_made, &markets_closed)?;
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
        look: match &change.look {
            None => before.look.clone(),
            Some(look) => look::checked(look)?,
        },
        features_off: match &change.features_off {
            None => before.features_off.clone(),
            Some(off) => once_each(off),
        },
        features_on: match &change.features_on {
            None => before.features_on.clone(),
            Some(on) => once_each(on),
        },
        markets_made,
        markets_closed,
        time_zone: one_line("time_zone", &change.time_zone, &before.time_zone, TIME_ZONE)?,
    })
}

/// Each once, in one order.
fn once_each<T: Copy + Ord>(said: &[T]) -> Vec<T> {
    let mut each = said.to_vec();
    each.sort_unstable();
    each.dedup();
    each
}

/// Each once, in the order in which they are named.
fn made_markets(said: &[Market]) -> Result<Vec<Market>, Problem> {
    let refused = |detail: String| Err(Problem::field("markets_made", detail));
    if said.len() > MARKETS {
        return refused(format!("A shop makes {MARKETS} markets at most."));
    }
    for (at, market) in said.iter().enumerate() {
        if !market.is_made() {
            return refused(format!("Every shop has the market “{}”: it need not be made.", market.code()));
        }
        if said[..at].contains(market) {
            return refused(format!("The market “{}” is named twice; name it once.", market.code()));
        }
    }
    Ok(said.to_vec())
}

/// Search engines are told of pages by language and country, so of these there is one market that is open.
fn one_of_each(made: &[Market], closed: &[Market]) -> Result<(), Problem> {
    let open: Vec<Market> = Market::ALL.iter().chain(made).copied().filter(|market| !closed.contains(market)).collect();
    for (at, market) in open.iter().enumerate() {
        if let Some(other) = open[..at].iter().find(|other| other.hreflang() == market.hreflang()) {
            let detail = format!(
                "The markets “{}” and “{}” are for the same language and country, and search engines tell markets by these: close one of them.",
                other.code(),
                market.code()
            );
            return Err(Problem::field("markets_closed", detail));
        }
    }
    Ok(())
}

/// The first is where the pages of the others lead when they are closed.
fn markets(closed: &[Market], is_there: impl Fn(&Market) -> bool) -> Result<Vec<Market>, Problem> {
    if let Some(other) = closed.iter().find(|market| !is_there(market)) {
        let detail = format!("The shop has no market “{}” to close: make it first, by “markets_made”.", other.code());
        return Err(Problem::field("markets_closed", detail));
    }
    match closed.contains(&Market::default()) {
        true => {
            let detail = format!(
                "The market “{}” cannot be closed: the addresses of those that are closed lead there.",
                Market::default().code()
            );
            Err(Problem::field("markets_closed", detail))
        }
        false => Ok(once_each(closed)),
    }
}

/// An empty text takes away what was set.
fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
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
