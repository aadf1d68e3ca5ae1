//! What a list is narrowed to, as a query to the index.

use std::ops::{Bound, RangeInclusive};

use api::search::Filters;
use tantivy::Term;
use tantivy::query::{BooleanQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::terms::found_by;
use crate::fields::Fields;

/// Products that have one of the chosen values of each property, and cost what is chosen; none if nothing is.
pub(super) fn filter(
    filters: &Filters,
    prices: Option<(Field, &RangeInclusive<u64>)>,
    fields: &Fields,
) -> Option<Box<dyn Query>> {
    let mut parts: Vec<Box<dyn Query>> = Vec::new();
    for (key, codes) in filters.keys() {
        let any = codes.iter().map(|code| term(fields.values, &found_by(key, code)));
        parts.push(Box::new(BooleanQuery::union(any.collect())));
    }
    if let Some((field, prices)) = prices {
        let bound = |price: &u64| Bound::Included(Term::from_field_u64(field, *price));
        parts.push(Box::new(RangeQuery::new(bound(prices.start()), bound(prices.end()))));
    }
    (!parts.is_empty()).then(|| Box::new(BooleanQuery::intersection(parts)) as Box<dyn Query>)
}

/// Products with just this text in a field.
pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}
