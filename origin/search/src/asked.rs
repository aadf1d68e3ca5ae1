//! The list that is asked for. Several endpoints say it by the same parameters, each beside what it alone knows.

use api::catalog::Sort;
use api::search::{Filters, ListFacets, ListFound, Search};
use domain::search::normalize_query;
use domain::{Market, Slug};
use origin_search_engine::{List, Steering};

/// A list of products, and what it is narrowed to: see [`List`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedList {
    /// What is looked for, as people mean it.
    pub(crate) query: String,
    pub(crate) market: Market,
    sort: Sort,
    collection: Option<Slug>,
    filter: Filters,
    min: Option<u32>,
    max: Option<u32>,
}

impl AskedList {
    /// The list as the merchant's rules have it.
    pub(crate) fn list<'a>(&'a self, steering: Option<&'a Steering>) -> List<'a> {
        let Self { query, market, sort, collection, filter, min, max } = self;
        let (market, sort, min, max) = (*market, *sort, *min, *max);
        List { query, market, sort, collection: collection.as_ref(), filters: filter, min, max, steering }
    }
}

/// Takes the parameters that they share from endpoints. They are not one struct there: a query of an address has texts
/// alone, of which serde makes numbers only where it is told their type, as it is not of fields that are flattened.
macro_rules! asked_by {
    ($($endpoint:ident),*) => { $(
        impl From<&$endpoint> for AskedList {
            fn from(asked: &$endpoint) -> Self {
                Self {
                    query: normalize_query(&asked.q),
                    market: asked.market,
                    sort: asked.sort,
                    collection: asked.collection.clone(),
                    filter: asked.filter.clone(),
                    min: asked.min,
                    max: asked.max,
                }
            }
        }
    )* };
}

asked_by!(Search, ListFacets, ListFound);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_that_say_the_same_ask_for_one_list() {
        let filter: Filters = "colour~ink".parse().expect("readable");
        let collection: Option<Slug> = Some("table".parse().expect("a slug"));
        let (sort, market, min, max) = (Sort::Newest, Market::De, Some(1), Some(50));
        let q = " Blue  MUG ";
        let search =
            Search { sort, min, max, collection: collection.clone(), filter: filter.clone(), ..Search::of(q, market) };
        let facets = ListFacets {
            sort,
            min,
            max,
            collection: collection.clone(),
            filter: filter.clone(),
            ..ListFacets::of(q, market)
        };
        let found = ListFound { sort, min, max, collection, filter, ..ListFound::of(q, market) };
        let asked = AskedList::from(&search);
        assert_eq!([AskedList::from(&facets), AskedList::from(&found)], [asked.clone(), asked.clone()]);
        let list = asked.list(None);
        assert_eq!((list.query, list.sort, list.min, list.max), ("blue mug", sort, min, max));
        assert!(list.filters.has_key("colour") && list.collection.is_some_and(|slug| slug.as_str() == "table"));
    }
}
