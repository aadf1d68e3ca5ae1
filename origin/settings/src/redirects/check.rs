//! What may lead where.

use std::collections::{BTreeMap, BTreeSet};

use api::Audience;
use api::site::{self, Address, FOLDERS, Kind, plain_path};
use domain::Market;

/// Bytes of a path in plain spelling.
const MAX_PATH: usize = 500;
/// How often one address may lead on before a page is there.
const MAX_STEPS: usize = 5;

/// An address of the shop that was here before, in plain spelling. What export files say before its path, `https://` and a
/// host, is left out.
///
/// # Errors
/// What is to be mended, in a sentence.
pub(super) fn from(said: &str) -> Result<String, &'static str> {
    let said = said.trim();
    let path = match said.strip_prefix("https://").or_else(|| said.strip_prefix("http://")) {
        Some(rest) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => said,
    };
    if !path.starts_with('/') || path.chars().any(char::is_control) {
        return Err("Give the old address as a path that begins with a slash, such as /products/mug.html.");
    }
    if path.contains(['?', '#']) {
        return Err("An address is known by its path alone: leave out what stands behind the question mark or the #.");
    }
    let plain = plain_path(path).into_owned();
    if plain.len() > MAX_PATH {
        return Err("An address has at most 500 letters; one that is not of a to z counts for several.");
    }
    let Address { kind, path: page, .. } = Address::of(&plain);
    let first = plain[1..].split('/').next().unwrap_or_default();
    if kind != Kind::Page || FOLDERS.contains(&first) || site::audience(&plain, None) == Audience::Private {
        return Err("This is an address of the shop's own, which leads nowhere else.");
    }
    if site::page(page).is_some_and(|page| !page.path.contains(':')) {
        return Err("There is a page of the shop at this address: nobody would be led elsewhere.");
    }
    Ok(plain)
}

/// A path of this shop, in plain spelling, with its query and the place on the page if there are any.
///
/// # Errors
/// What is to be mended, in a sentence.
pub(super) fn to(said: &str) -> Result<String, &'static str> {
    let said = said.trim();
    // Browsers take `//` and `/\` for the beginning of a host.
    if !said.starts_with('/') || said.starts_with("//") || said.contains('\\') || said.chars().any(char::is_control) {
        return Err(
            "Give the new address as a path of this shop that begins with one slash, such as /products/harbour-mug.",
        );
    }
    let (path, rest) = said.split_at(said.find(['?', '#']).unwrap_or(said.len()));
    if !rest.chars().all(|c| c.is_ascii_graphic() && !"\"'<>^`{|}".contains(c)) {
        return Err(
            "Behind the question mark or the #, percent-encode blanks, quotation marks and letters that are not of a to z.",
        );
    }
    let plain = plain_path(path);
    if Address::of(&plain).kind != Kind::Page {
        return Err("The new address has to be a page of this shop.");
    }
    let target = format!("{plain}{rest}");
    match target.len() <= MAX_PATH {
        true => Ok(target),
        false => Err("An address has at most 500 letters; one that is not of a to z counts for several."),
    }
}

/// An address in whichever market: one that holds in all of them may lead from one to another.
pub(super) fn bare(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    Market::of_path(path).1
}

/// Which addresses lead on to which, in whichever market.
pub(super) struct Ways<'a>(BTreeMap<&'a str, BTreeSet<&'a str>>);

impl<'a> Ways<'a> {
    /// Those of these addresses and their targets.
    pub fn of(all: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut ways: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (from, to) in all {
            ways.entry(bare(from)).or_default().insert(bare(to));
        }
        Self(ways)
    }

    /// What whoever is led from an address may pass.
    pub fn passed<'b>(&'b self, from: &'b str) -> BTreeSet<&'b str> {
        let mut passed = BTreeSet::from([bare(from)]);
        for _ in 0..MAX_STEPS {
            let next: Vec<&str> = passed.iter().filter_map(|here| self.0.get(here)).flatten().copied().collect();
            passed.extend(next);
        }
        passed
    }

    /// Whether whoever is led from an address comes to an end.
    ///
    /// # Errors
    /// Why not, in a sentence.
    pub fn ends(&self, from: &str) -> Result<(), &'static str> {
        let begun = bare(from);
        let mut at = BTreeSet::from([begun]);
        for _ in 0..MAX_STEPS {
            at = at.iter().filter_map(|here| self.0.get(here)).flatten().copied().collect();
            if at.contains(begun) {
                return Err("This leads back to where it begins: name a page of the shop.");
            }
            if at.is_empty() {
                return Ok(());
            }
        }
        // The last of so many steps may be the page.
        match at.iter().any(|here| self.0.contains_key(here)) {
            true => Err("This leads on and on: name the page at the end of it."),
            false => Ok(()),
        }
    }
}
