//! The collections as a tree.

use api::catalog::admin::{AdminCollection, ListAdminCollections};
use domain::Slug;

use crate::visitor::Visitor;

/// All collections, those under another right behind it, each with how many stand above it.
pub(super) fn arranged(all: &[AdminCollection]) -> Vec<(usize, &AdminCollection)> {
    let mut found = Vec::with_capacity(all.len());
    branch(all, None, 0, &mut found);
    found
}

fn branch<'a>(
    all: &'a [AdminCollection],
    parent: Option<&Slug>,
    level: usize,
    found: &mut Vec<(usize, &'a AdminCollection)>,
) {
    for one in all.iter().filter(|one| one.collection.parent.as_ref() == parent) {
        found.push((level, one));
        branch(all, Some(&one.collection.slug), level + 1, found);
    }
}

/// The collections that another, or a new one, may stand under: all but itself and what stands under it.
pub(super) fn places<'a>(all: &'a [AdminCollection], slug: Option<&Slug>) -> Vec<(usize, &'a AdminCollection)> {
    let mut own = None;
    let is_other = |(level, one): &(usize, &AdminCollection)| {
        if own.is_some_and(|own| *level <= own) {
            own = None;
        }
        if slug == Some(&one.collection.slug) {
            own = Some(*level);
        }
        own.is_none()
    };
    arranged(all).into_iter().filter(is_other).collect()
}

/// All collections. Whoever cannot be told of them edits the rest.
pub(super) async fn all(visitor: &Visitor) -> Vec<AdminCollection> {
    visitor.ask(&ListAdminCollections {}).await.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::catalog::CollectionDocument;
    use domain::catalog::Localized;

    fn one(slug: &str, parent: Option<&str>) -> AdminCollection {
        let collection = CollectionDocument {
            slug: slug.parse().expect("a slug"),
            title: Localized::same(slug),
            description: Localized::default(),
            position: 0,
            image: None,
            parent: parent.map(|parent| parent.parse().expect("a slug")),
            rule: None,
        };
        AdminCollection { version: 1, products: 0, collection, former: Vec::new(), is_filling: false }
    }

    fn all() -> Vec<AdminCollection> {
        let all =
            [("cups", Some("table")), ("bath", None), ("mugs", Some("cups")), ("table", None), ("pots", Some("table"))];
        all.map(|(slug, parent)| one(slug, parent)).into()
    }

    fn names(found: Vec<(usize, &AdminCollection)>) -> Vec<(usize, &str)> {
        found.into_iter().map(|(level, one)| (level, one.collection.slug.as_str())).collect()
    }

    #[test]
    fn each_stands_behind_the_one_above_it_in_the_merchants_order() {
        let all = all();
        let expected = [(0, "bath"), (0, "table"), (1, "cups"), (2, "mugs"), (1, "pots")];
        assert_eq!(names(arranged(&all)), expected);
        assert_eq!(names(places(&all, None)), expected);
    }

    #[test]
    fn none_may_stand_under_itself_or_what_is_under_it() {
        let all = all();
        let others = |slug: &str| names(places(&all, Some(&slug.parse().expect("a slug"))));
        assert_eq!(others("cups"), [(0, "bath"), (0, "table"), (1, "pots")]);
        assert_eq!(others("table"), [(0, "bath")]);
        assert_eq!(others("pots"), [(0, "bath"), (0, "table"), (1, "cups"), (2, "mugs")]);
    }
}
