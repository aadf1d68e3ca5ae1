//! Collections of categories, which are trees, and of grouped products.

use std::collections::HashMap;

use api::catalog::CollectionDocument;
use domain::Slug;
use domain::catalog::Localized;

use super::columns::parts;
use crate::html;
use crate::note::{Note, Topic, shown};
use crate::row::named;
use crate::shopify::groups::hash;
use crate::values::address;

/// As many collections as a product stands in.
const MAX_OF_ONE: usize = 50;
/// As many words on what belongs to a group as are remembered.
const MAX_MEMBERS: usize = 100_000;
/// As the catalogue takes titles, at most.
const MAX_TITLE: usize = 300;

/// The collections of a file.
#[derive(Default)]
pub struct Collections {
    /// The addresses that were given, as hashes, and to which path.
    given: HashMap<u64, u64>,
    /// The groups that a product stands in, by a hash of its name.
    groups: HashMap<u64, Vec<(Slug, String)>>,
    members: usize,
}

impl Collections {
    /// Hears of a grouped product and what belongs to it, by `id:12` or a SKU.
    ///
    /// # Errors
    /// If it has no name, or there are too many.
    pub fn group(&mut self, title: &str, members: &[String]) -> Result<(), String> {
        if title.is_empty() {
            return Err("it is a grouped product without a name: give it one".to_owned());
        }
        if title.chars().count() > MAX_TITLE {
            return Err(format!("its name is longer than {MAX_TITLE} characters: shorten it"));
        }
        self.members += members.len();
        if self.members > MAX_MEMBERS {
            return Err(format!("the file has more than {MAX_MEMBERS} things in grouped products: split it"));
        }
        let slug = self.slug(title);
        for member in members {
            let lower = member.to_lowercase();
            let name = if lower.starts_with("id:") { lower } else { format!("sku:{lower}") };
            self.groups.entry(hash(&name)).or_default().push((slug.clone(), title.to_owned()));
        }
        Ok(())
    }

    /// The collection that a grouped product becomes.
    ///
    /// # Errors
    /// If its text cannot be read.
    pub fn document(&mut self, title: &str, description: &str) -> Result<CollectionDocument, String> {
        let slug = self.slug(title);
        let description = Localized::same(html::plain_text(&super::text(description))?.text);
        Ok(CollectionDocument { description, ..named(slug, title) })
    }

    /// The collections of a product: each category with those above it, and its groups. The names are what groups call
    /// it.
    pub fn of(
        &mut self,
        categories: &str,
        names: &[String],
        line: u64,
        notes: &mut Vec<Note>,
    ) -> (Vec<Slug>, Vec<CollectionDocument>) {
        let mut titles: Vec<String> = Vec::new();
        for path in parts(categories) {
            let mut title = String::new();
            for part in path.split('>').map(str::trim).filter(|part| !part.is_empty()).take(MAX_OF_ONE + 1) {
                title = if title.is_empty() { part.to_owned() } else { format!("{title} › {part}") };
                if !titles.contains(&title) && titles.len() <= MAX_OF_ONE {
                    titles.push(title.clone());
                }
            }
        }
        let mut all: Vec<(Slug, String)> = titles.into_iter().map(|title| (self.slug(&title), title)).collect();
        for name in names {
            all.extend(self.groups.get(&hash(name)).into_iter().flatten().cloned());
        }
        let mut kept: Vec<(Slug, String)> = Vec::new();
        for (slug, title) in all {
            if kept.iter().any(|(known, _)| *known == slug) {
                continue;
            }
            if kept.len() == MAX_OF_ONE {
                let text = format!("it stands in more than {MAX_OF_ONE} categories; “{}” was left out", shown(&title));
                notes.push(Note::new(line, Topic::LeftOut, text));
                break;
            }
            kept.push((slug, title));
        }
        let documents = kept.iter().map(|(slug, title)| named(slug.clone(), title)).collect();
        (kept.into_iter().map(|(slug, _)| slug).collect(), documents)
    }

    /// An address that no other collection of the file has.
    fn slug(&mut self, title: &str) -> Slug {
        let mut slug = address::of(title);
        if self.given.get(&hash(slug.as_str())).is_some_and(|other| *other != hash(title)) {
            slug = address::told_apart(title);
        }
        self.given.entry(hash(slug.as_str())).or_insert_with(|| hash(title));
        slug
    }
}
