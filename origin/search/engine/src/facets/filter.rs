//! What a list is narrowed to, as a query to the index.

use std::ops::{Bound, RangeInclusive};

use api::search::Filters;
use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, Query, RangeQuery, TermQuery, TermSetQuery};
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
        // A range of numbers may be thousands of values.
        let any = codes.iter().map(|code| Term::from_field_text(fields.values, &found_by(key, code)));
        parts.push(Box::new(TermSetQuery::new(any)));
    }
    if let Some((field, prices)) = prices {
        parts.push(within(field, prices));
    }
    (!parts.is_empty()).then(|| Box::new(BooleanQuery::intersection(parts)) as Box<dyn Query>)
}

/// Products with a number in a range; none if it ends before it begins.
fn within(field: Field, range: &RangeInclusive<u64>) -> Box<dyn Query> {
    let bound = |number: &u64| Bound::Included(Term::from_field_u64(field, *number));
    match (range.is_empty(), *range.end()) {
        (true, _) => Box::new(EmptyQuery),
        (false, u64::MAX) => Box::new(RangeQuery::new(bound(range.start()), Bound::Unbounded)),
        (false, _) => Box::new(RangeQuery::new(bound(range.start()), bound(range.end()))),
    }
}

/// Products with just this text in a field.
pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}
