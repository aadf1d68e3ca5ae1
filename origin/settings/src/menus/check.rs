//! What a menu may hold.

use api::problem::Problem;
use api::settings::{MenuColumn, MenuEntry, MenuTarget};
use domain::catalog::Localized;

use crate::texts::{line, localized};

/// Entries of the header, and of a column of the footer.
const MAX_ENTRIES: usize = 8;
/// Columns of the footer.
const MAX_COLUMNS: usize = 3;
/// Characters of a label.
const LABEL: usize = 40;
/// Characters of an address.
const MAX_ADDRESS: usize = 500;

/// The header's entries as they are kept.
///
/// # Errors
/// A problem with the field to mend: `header.2.label`.
pub(super) fn header(said: &[MenuEntry]) -> Result<Vec<MenuEntry>, Problem> {
    entries("header", said)
}

/// The footer's columns as they are kept.
///
/// # Errors
/// A problem with the field to mend: `footer.0.entries.2.label`.
pub(super) fn footer(said: &[MenuColumn]) -> Result<Vec<MenuColumn>, Problem> {
    if said.len() > MAX_COLUMNS {
        return Err(Problem::field("footer", format!("The footer has at most {MAX_COLUMNS} columns.")));
    }
    let column = |(place, column): (usize, &MenuColumn)| {
        let title = label(&format!("footer.{place}.title"), &column.title)?;
        Ok(MenuColumn { title, entries: entries(&format!("footer.{place}.entries"), &column.entries)? })
    };
    said.iter().enumerate().map(column).collect()
}

fn entries(field: &str, said: &[MenuEntry]) -> Result<Vec<MenuEntry>, Problem> {
    if said.len() > MAX_ENTRIES {
        return Err(Problem::field(field, format!("A menu has at most {MAX_ENTRIES} entries.")));
    }
    said.iter().enumerate().map(|(place, said)| entry(&format!("{field}.{place}"), said)).collect()
}

/// An entry as it is kept.
///
/// # Errors
/// A problem with the field to mend, below `field`: its `label` or `to`.
pub(crate) fn entry(field: &str, said: &MenuEntry) -> Result<MenuEntry, Problem> {
    let named = format!("{field}.label");
    let label = match &said.label {
        Some(said) => Some(label(&named, said)?),
        None if matches!(said.to, MenuTarget::Page(_)) => None,
        None => return Err(Problem::field(named, "Say what this entry is called, in English at least.")),
    };
    if let MenuTarget::Address(said) = &said.to {
        address(&format!("{field}.to"), said)?;
    }
    Ok(MenuEntry { label, to: said.to.clone() })
}

fn label(field: &str, said: &Localized) -> Result<Localized, Problem> {
    let checked = localized(field, said, |field, text| line(field, text, LABEL))?;
    checked.ok_or_else(|| Problem::field(field, "Say what this is called, in English at least."))
}

/// A path of the shop's own, or another site's address. Browsers take `//` and `/\` for the beginning of a host.
fn address(field: &str, said: &str) -> Result<(), Problem> {
    let is_plain = said.chars().all(|c| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c));
    let is_path = said.starts_with('/') && !said.starts_with("//");
    let is_site =
        said.strip_prefix("https://").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    match is_plain && said.len() <= MAX_ADDRESS && (is_path || is_site) {
        true => Ok(()),
        false => {
            let detail = "An address is a path of the shop, such as “/search”, or begins with “https://”; blanks and letters beyond ASCII are percent-encoded.";
            Err(Problem::field(field, detail))
        }
    }
}
