//! Numbers from one to another: chosen, they stand for all values between them that some product has.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::catalog::Text;
use api::catalog::properties::{PropertyKind, number_of, range_of, spelled};
use api::search::{FacetRange, Filters};
use domain::Locale;
use tantivy::Searcher;

use crate::fields::shown_values_name;
use crate::segment::KnownSegments;
use crate::terms::ShownValue;

/// With more different numbers than this there are ranges to choose.
const MANY: usize = 12;
/// Ranges that there are to choose.
const RANGES: u64 = 5;

/// What is chosen, with the values of each range in its place. One in which no product has a value stays as it is: a value
/// that none has.
pub(super) fn expanded(searcher: &Searcher, known: &KnownSegments, filters: &Filters) -> tantivy::Result<Filters> {
    let mut pairs = Vec::new();
    for (key, code) in filters.values() {
        let within = match range_of(code) {
            Some(range) => numbers(searcher, known, key, usize::MAX, |number| range.contains(&number))?,
            None => Vec::new(),
        };
        if within.is_empty() {
            pairs.push(format!("{key}~{code}"));
        }
        pairs.extend(within.into_iter().map(|code| format!("{key}~{code}")));
    }
    Ok(Filters::of_pairs(pairs.iter().map(String::as_str)))
}

/// Whether a property has numbers, so that ranges of it can be chosen.
pub(super) fn has_numbers(searcher: &Searcher, known: &KnownSegments, key: &str) -> tantivy::Result<bool> {
    Ok(!numbers(searcher, known, key, 1, |_| true)?.is_empty())
}

/// Values of which one may be enough are read so many at once.
const READ_AT_ONCE: usize = 1_024;

/// The codes of a property's values that are such numbers, so many at most.
fn numbers(
    searcher: &Searcher,
    known: &KnownSegments,
    key: &str,
    most: usize,
    is_such: impl Fn(f64) -> bool,
) -> tantivy::Result<Vec<String>> {
    let field = shown_values_name(Locale::default());
    let mut codes = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let Some(values) = known.values(segment, &field)? else { continue };
        let ordinals: Vec<usize> = values.layout.property(key).collect();
        for some in ordinals.chunks(READ_AT_ONCE) {
            let numbers = values
                .shown(some)?
                .into_iter()
                .flatten()
                .filter(|shown| shown.kind == PropertyKind::Number && number_of(&shown.code).is_some_and(&is_such));
            codes.extend(numbers.take(most - codes.len()).map(|shown| shown.code.clone()));
            if codes.len() >= most {
                return Ok(codes.into_iter().collect());
            }
        }
    }
    Ok(codes.into_iter().collect())
}

/// The ranges to choose of values, each with how many products have it: none if they are few.
pub(super) fn ranges(
    key: &str,
    values: &[(Arc<ShownValue>, u64)],
    filters: &Filters,
    locale: Locale,
) -> Vec<FacetRange> {
    let mut numbered: Vec<(f64, &ShownValue, u64)> = values
        .iter()
        .filter_map(|(value, products)| Some((number_of(&value.code)?, &**value, *products)))
        .filter(|(_, _, products)| *products > 0)
        .collect();
    numbered
        .sort_by(|(one, first, _), (other, second, _)| one.total_cmp(other).then_with(|| first.code.cmp(&second.code)));
    let mut ranges = Vec::new();
    if numbered.len() > MANY {
        let all: u64 = numbered.iter().map(|(_, _, products)| products).sum();
        let (mut seen, mut first) = (0, None);
        for (place, (number, value, products)) in numbered.iter().enumerate() {
            seen += products;
            let (from, from_value) = *first.get_or_insert((*number, *value));
            let next = numbered.get(place + 1).map(|(number, _, _)| *number);
            // The same number may have several units: no range ends between them.
            let is_full = seen * RANGES >= all * (ranges.len() as u64 + 1) && next != Some(*number);
            if is_full || next.is_none() {
                let code = format!("{}..{}", spelled(from), spelled(*number));
                let (lowest, highest) = (from_value.label(), value.label());
                let is_one = lowest.bare() == highest.bare();
                let label = if is_one { highest } else { Text::joined(&[lowest, highest], " – ") };
                ranges.push(FacetRange { chosen: filters.has(key, &code), typed: false, code, label });
                first = None;
            }
        }
    }
    let chosen = filters.keys().filter(|(known, _)| *known == key).flat_map(|(_, codes)| codes);
    for code in chosen.filter(|code| range_of(code).is_some()) {
        if ranges.iter().all(|range| range.code != *code) {
            let label = Text::plain(written(code, locale));
            ranges.push(FacetRange { code: code.clone(), label, chosen: true, typed: true });
        }
    }
    ranges
}

/// A range as people write it: “0,5 – 2”, “≥ 10”, and “17” if it goes no further.
fn written(code: &str, locale: Locale) -> String {
    let (from, to) = code.split_once("..").unwrap_or_default();
    let number = |text: &str| text.replace("minus", "-").replace('.', locale.numbers().point.encode_utf8(&mut [0; 4]));
    match (from, to) {
        (from, "") => format!("≥ {}", number(from)),
        ("", to) => format!("≤ {}", number(to)),
        (from, to) if from == to => number(from),
        (from, to) => format!("{} – {}", number(from), number(to)),
    }
}
