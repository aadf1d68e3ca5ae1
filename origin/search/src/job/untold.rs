//! What the index has taken in of stock, and caches may not know.

use std::collections::BTreeSet;

use api::Tag;
use domain::Slug;

/// Stock that caches may not know of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Untold {
    /// None.
    #[default]
    None,
    /// That of products in these collections, or in none.
    Of(BTreeSet<Slug>),
    /// That of any.
    All,
}

impl Untold {
    /// Adds what they may not know either.
    pub(super) fn add(&mut self, other: Self) {
        *self = match (std::mem::take(self), other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::None, one) | (one, Self::None) => one,
            (Self::Of(one), Self::Of(other)) => Self::Of(one.into_iter().chain(other).collect()),
        };
    }

    /// The tags of what follows from it; none if nothing does.
    pub(super) fn tags(&self) -> Vec<Tag> {
        match self {
            Self::None => Vec::new(),
            Self::Of(collections) => {
                let of_collections = collections.iter().map(Tag::search_collection_stock);
                std::iter::once(Tag::search_by_stock()).chain(of_collections).collect()
            }
            Self::All => vec![Tag::search_by_stock(), Tag::search_collections_stock()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(slugs: &[&str]) -> Untold {
        Untold::Of(slugs.iter().map(|slug| slug.parse().expect("a slug")).collect())
    }

    #[test]
    fn what_is_untold_adds_up_and_names_no_collection_that_it_does_not_concern() {
        let mut untold = Untold::None;
        assert!(untold.tags().is_empty());
        untold.add(of(&[]));
        let names = |untold: &Untold| untold.tags().iter().map(|tag| tag.as_str().to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&untold), ["search-by-stock"], "a product in no collection is in searches");
        untold.add(of(&["table"]));
        untold.add(Untold::None);
        untold.add(of(&["bath", "table"]));
        assert_eq!(names(&untold), ["search-by-stock", "scs:bath", "scs:table"]);
        untold.add(Untold::All);
        untold.add(of(&["bath"]));
        assert_eq!(names(&untold), ["search-by-stock", "scs"]);
    }
}
