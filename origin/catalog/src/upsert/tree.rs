//! What collections there are: which stands under which, which have rules, and which addresses lead to them.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::{CollectionDocument, MAX_COLLECTION_LEVELS, MAX_RULED_COLLECTIONS};
use domain::Slug;
use sqlx::PgConnection;

use crate::store;

/// Every collection, with what there is to know before one is written. The database itself refuses a circle and a branch
/// that is too deep; this says so in time, of each document by itself.
#[derive(Default)]
pub(crate) struct Tree {
    /// What each collection stands under, if it stands under one.
    parents: BTreeMap<Slug, Option<Slug>>,
    ruled: BTreeSet<Slug>,
    /// Which collection a former address leads to.
    former: BTreeMap<Slug, Slug>,
}

impl Tree {
    /// Reads it. The caller holds the lock of the catalogue.
    pub(crate) async fn read(tx: &mut PgConnection) -> sqlx::Result<Self> {
        let rows: Vec<(String, Option<String>, bool)> =
            sqlx::query_as("select slug, parent, rule is not null from catalog.collections")
                .fetch_all(&mut *tx)
                .await?;
        let slug = |slug: &str| store::stored::<Slug>(slug).map_err(|error| sqlx::Error::Decode(error.into()));
        let mut tree = Self::default();
        for (name, parent, is_ruled) in rows {
            let name = slug(&name)?;
            if is_ruled {
                tree.ruled.insert(name.clone());
            }
            tree.parents.insert(name, parent.as_deref().map(slug).transpose()?);
        }
        let rows: Vec<(String, String)> =
            sqlx::query_as("select slug, collection from catalog.former_collection_slugs").fetch_all(tx).await?;
        for (former, now) in rows {
            tree.former.insert(slug(&former)?, slug(&now)?);
        }
        Ok(tree)
    }

    /// The document with its parent by the address that it has.
    pub(super) fn by_now(&self, document: &CollectionDocument) -> CollectionDocument {
        let parent = document.parent.as_ref().map(|slug| self.former.get(slug).unwrap_or(slug).clone());
        CollectionDocument { parent, ..document.clone() }
    }

    /// Why a collection cannot be kept as it is said, if it cannot.
    pub(super) fn fault(&self, document: &CollectionDocument) -> Option<String> {
        if let Some(now) = self.former.get(&document.slug) {
            return Some(format!("its address leads to the collection “{now}”: name that one, or choose another"));
        }
        if document.rule.is_some() && !self.ruled.contains(&document.slug) && self.ruled.len() >= MAX_RULED_COLLECTIONS
        {
            return Some(format!("{MAX_RULED_COLLECTIONS} collections have rules, which is all that may"));
        }
        self.misplaced(&document.slug, document.parent.as_ref())
    }

    /// Why a collection cannot stand there, if it cannot.
    pub(crate) fn misplaced(&self, slug: &Slug, parent: Option<&Slug>) -> Option<String> {
        let parent = parent?;
        let parent = self.former.get(parent).unwrap_or(parent);
        let above = self.above(parent);
        if parent == slug || above.contains(&slug) {
            return Some(format!("“{slug}” would stand under itself: “{parent}” is, or stands under, it"));
        }
        if !self.parents.contains_key(parent) {
            return Some(format!("there is no collection “{parent}” for it to stand under: make that one first"));
        }
        (above.len() + self.levels(slug) > MAX_COLLECTION_LEVELS).then(|| {
            format!("it would stand too deep: at most {MAX_COLLECTION_LEVELS} collections stand under each other")
        })
    }

    /// A collection and all above it, as far as that may go.
    fn above<'a>(&'a self, slug: &'a Slug) -> Vec<&'a Slug> {
        let next = |slug: &&'a Slug| self.parents.get(*slug)?.as_ref();
        std::iter::successors(Some(slug), next).take(MAX_COLLECTION_LEVELS + 1).collect()
    }

    /// How many levels a collection is with all that stands under it.
    fn levels(&self, slug: &Slug) -> usize {
        let below = self.parents.keys().filter_map(|one| self.above(one).iter().position(|above| *above == slug));
        below.max().unwrap_or_default() + 1
    }

    /// What a collection stands under.
    pub(super) fn parent(&self, slug: &Slug) -> Option<Slug> {
        self.parents.get(slug)?.clone()
    }

    /// Takes in a collection that is about to be written.
    pub(super) fn add(&mut self, document: &CollectionDocument) {
        self.parents.insert(document.slug.clone(), document.parent.clone());
        match document.rule {
            Some(_) => _ = self.ruled.insert(document.slug.clone()),
            None => _ = self.ruled.remove(&document.slug),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::collection;
    use api::catalog::CollectionRule;

    fn slug(text: &str) -> Slug {
        text.parse().expect("a slug")
    }

    fn under(name: &str, parent: &str) -> CollectionDocument {
        CollectionDocument { parent: Some(slug(parent)), ..collection(name, name) }
    }

    /// Five levels from `a` to `e`, and `x` beside them with `y` under it.
    fn tree() -> Tree {
        let mut tree = Tree::default();
        for document in [collection("a", "a"), under("b", "a"), under("c", "b"), under("d", "c"), under("e", "d")] {
            assert_eq!(tree.fault(&document), None, "{}", document.slug);
            tree.add(&document);
        }
        tree.add(&collection("x", "x"));
        tree.add(&under("y", "x"));
        tree
    }

    #[test]
    fn nothing_stands_under_itself_nor_too_deep_nor_under_what_is_not_there() {
        let tree = tree();
        for (name, parent, said) in [
            ("a", "a", "under itself"),
            ("a", "e", "under itself"),
            ("b", "d", "under itself"),
            ("new", "e", "too deep"),
            ("x", "d", "too deep"),
            ("new", "nowhere", "no collection “nowhere”"),
        ] {
            let fault = tree.fault(&under(name, parent)).expect("it cannot stand there");
            assert!(fault.contains(said), "{name} under {parent}: {fault}");
        }
        for (name, parent) in [("new", "d"), ("x", "c"), ("e", "x"), ("d", "a"), ("y", "d")] {
            assert_eq!(tree.fault(&under(name, parent)), None, "{name} under {parent}");
        }
    }

    #[test]
    fn a_former_address_names_what_it_leads_to_and_nothing_else() {
        let mut tree = tree();
        tree.former.insert(slug("old"), slug("a"));
        assert_eq!(tree.by_now(&under("new", "old")).parent, Some(slug("a")));
        assert!(tree.fault(&under("new", "old")).is_none());
        assert!(tree.fault(&under("a", "old")).is_some_and(|fault| fault.contains("under itself")));
        assert!(tree.fault(&collection("old", "Old")).is_some_and(|fault| fault.contains("“a”")));
    }

    #[test]
    fn so_many_rules_and_no_more() {
        let rule = Some(CollectionRule { any: false, conditions: vec![] });
        let ruled = |number: usize| CollectionDocument { rule: rule.clone(), ..collection(&format!("r{number}"), "R") };
        let mut tree = Tree::default();
        for number in 0..MAX_RULED_COLLECTIONS {
            assert_eq!(tree.fault(&ruled(number)), None);
            tree.add(&ruled(number));
        }
        assert!(tree.fault(&ruled(99)).is_some_and(|fault| fault.contains("rules")));
        assert_eq!(tree.fault(&ruled(0)), None, "it has one already");
        tree.add(&collection("r0", "R"));
        assert_eq!(tree.fault(&ruled(99)), None);
    }
}
