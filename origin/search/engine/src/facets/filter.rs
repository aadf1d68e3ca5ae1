//! What a list is narrowed to, as a query to the index.

use std::collections::BTreeSet;
use std::ops::{Bound, RangeInclusive};

use api::search::Filters;
use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, Occur, Query, RangeQuery, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::fields::Fields;
use crate::terms::found_by;

/// So many values are looked for one by one; a range of numbers may be thousands of them.
const FEW: usize = 16;

/// Products that have one of the chosen values of each property, and cost what is chosen; none if nothing is.
pub(super) fn filter(
    filters: &Filters,
    prices: Option<(Field, &RangeInclusive<u64>)>,
    fields: &Fields,
) -> Option<Box<dyn Query>> {
    let mut parts: Vec<Box<dyn Query>> = Vec::new();
    parts.extend(filters.keys().map(|(key, codes)| any_of(key, codes, fields)));
    if let Some((field, prices)) = prices {
        parts.push(within(field, prices));
    }
    (!parts.is_empty()).then(|| Box::new(BooleanQuery::intersection(parts)) as Box<dyn Query>)
}

/// Products that have one of the chosen values of each property but one at most: no other counts for anything. None if
/// that is all products.
pub(super) fn all_but_one(filters: &Filters, fields: &Fields) -> Option<Box<dyn Query>> {
    let each: Vec<_> = filters.keys().map(|(key, codes)| any_of(key, codes, fields)).collect();
    let needed = each.len().checked_sub(1).filter(|needed| *needed > 0)?;
    let each = each.into_iter().map(|one| (Occur::Should, one)).collect();
    Some(Box::new(BooleanQuery::with_minimum_required_clauses(each, needed)))
}

/// Products that have one of these values of a property.
fn any_of(key: &str, codes: &BTreeSet<String>, fields: &Fields) -> Box<dyn Query> {
    let value = |code: &String| Term::from_field_text(fields.values, &found_by(key, code));
    if codes.len() > FEW {
        return Box::new(TermSetQuery::new(codes.iter().map(value)));
    }
    let each = codes.iter().map(|code| term(fields.values, &found_by(key, code)));
    Box::new(BooleanQuery::union(each.collect()))
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
