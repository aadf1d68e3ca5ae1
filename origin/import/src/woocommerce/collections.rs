//! Collections of categories, which are trees, and of grouped products.

use std::collections::HashMap;
use std::io;

use api::catalog::{CollectionDocument, MAX_COLLECTION_LEVELS};
use domain::Slug;
use domain::catalog::Localized;

use super::columns::parts;
use crate::html;
use crate::note::{Note, Topic, shown};
use crate::noted::Noted;
use crate::row::named;
use crate::shopify::groups::hash;
use crate::values::address;

/// As many collections as a product stands in.
const MAX_OF_ONE: usize = 50;
/// As many words on what belongs to a group as are remembered.
const MAX_MEMBERS: usize = 100_000;
/// What stands between the names of a path.
const BETWEEN: &str = " › ";
/// As the catalogue takes titles, at most.
const MAX_TITLE: usize = 300;

/// The collections of a file.
#[derive(Default)]
pub struct Collections {
    /// The addresses that were given, as hashes, and to which path.
    given: Noted,
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

    /// The collections of a product: each category with those above it, under which it stands, and its groups. The names are
    /// what groups call it.
    pub fn of(
        &mut self,
        categories: &str,
        names: &[String],
        line: u64,
        notes: &mut Vec<Note>,
    ) -> (Vec<Slug>, Vec<CollectionDocument>) {
        let mut all: Vec<CollectionDocument> = Vec::new();
        for path in parts(categories) {
            self.branch(&path, line, &mut all, notes);
        }
        for name in names {
            let groups = self.groups.get(&hash(name)).into_iter().flatten();
            all.extend(groups.map(|(slug, title)| named(slug.clone(), title)));
        }
        let mut kept: Vec<CollectionDocument> = Vec::new();
        for document in all {
            if kept.iter().any(|known| known.slug == document.slug) {
                continue;
            }
            if kept.len() == MAX_OF_ONE {
                let title = shown(&document.title.en);
                let text = format!("it stands in more than {MAX_OF_ONE} categories; “{title}” was left out");
                notes.push(Note::new(line, Topic::LeftOut, text));
                break;
            }
            kept.push(document);
        }
        (kept.iter().map(|document| document.slug.clone()).collect(), kept)
    }

    /// A category with those above it, from the top, each under the one before it. Its address is made of all their names.
    fn branch(&mut self, path: &str, line: u64, all: &mut Vec<CollectionDocument>, notes: &mut Vec<Note>) {
        let names = path.split('>').map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<&str> = names.take(MAX_OF_ONE + 1).collect();
        let mut above: Vec<Slug> = Vec::new();
        for level in 0..names.len() {
            // What is deeper than collections go stands under the last that it can, called by the rest of its path.
            let place = level.min(MAX_COLLECTION_LEVELS - 1);
            let slug = self.slug(&names[..=level].join(BETWEEN));
            let title = names[place..=level].join(BETWEEN);
            if level == MAX_COLLECTION_LEVELS {
                let text = format!(
                    "collections stand under each other at most {MAX_COLLECTION_LEVELS} deep; “{}” stands on the last level",
                    shown(&title)
                );
                notes.push(Note::new(line, Topic::Changed, text));
            }
            let parent = place.checked_sub(1).map(|place| above[place].clone());
            above.push(slug.clone());
            if all.len() <= MAX_OF_ONE && !all.iter().any(|known| known.slug == slug) {
                all.push(CollectionDocument { parent, ..named(slug, &title) });
            }
        }
    }

    /// What went wrong with what is remembered, if anything did.
    pub fn fault(&mut self) -> Option<io::Error> {
        self.given.fault()
    }

    /// An address that no other collection of the file has.
    fn slug(&mut self, title: &str) -> Slug {
        let mut slug = address::of(title);
        if self.given.get(hash(slug.as_str())).is_some_and(|other| other != hash(title)) {
            slug = address::told_apart(title);
        }
        self.given.insert_new(hash(slug.as_str()), hash(title));
        slug
    }
}
