//! Which properties, and which of their values, a list is narrowed by.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use api::catalog::admin::AdminAttribute;
use api::catalog::properties::{PropertyKind, number_of};
use api::search::{Facet, FacetValue, Filters};
use domain::Locale;

use super::count::Counts;
use super::ranges::ranges;
use super::terms::ShownValue;

/// Properties that are shown, beside those of which something is chosen.
pub(super) const MAX_FACETS: usize = 8;
/// Values of one property that are shown, beside those that are chosen.
pub(super) const MAX_VALUES: usize = 40;
/// A property is shown if at least one product in so many has it.
const COVERS: u64 = 4;
/// With so many values nobody looks for where they are different: a property with more must have products that share them.
const FEW: usize = 12;

/// A property with all its values.
struct Candidate {
    kind: PropertyKind,
    /// Sum of what has each of its values: no less than how many products have it.
    products: u64,
    values: Vec<(ShownValue, u64)>,
}

/// The properties to show, as they are `declared` and then those that most products have first, with `chosen` among them: values that no product of the
/// list has are there with none.
pub(super) fn choose(
    counts: Counts,
    chosen: Vec<ShownValue>,
    filters: &Filters,
    declared: &[AdminAttribute],
    locale: Locale,
) -> Vec<Facet> {
    let of = |key: &str| declared.iter().find(|declared| declared.key == key);
    let is_filterable = |key: &str| of(key).is_none_or(|declared| declared.filterable);
    let position = |key: &str| of(key).map_or(0, |declared| declared.position);
    let total = counts.total;
    let mut candidates: BTreeMap<String, Candidate> = BTreeMap::new();
    let absent =
        chosen.into_iter().filter(|value| !counts.values.contains_key(&(value.key.clone(), value.code.clone())));
    let absent: Vec<(ShownValue, u64)> = absent.map(|value| (value, 0)).collect();
    let counted = counts.values.into_values().map(|counted| (counted.shown, counted.products));
    for (shown, products) in counted.chain(absent) {
        let none = || Candidate { kind: shown.kind, products: 0, values: Vec::new() };
        let candidate = candidates.entry(shown.key.clone()).or_insert_with(none);
        // What some products say in words and others in numbers is words.
        candidate.kind = candidate.kind.min(shown.kind);
        candidate.products += products;
        candidate.values.push((shown, products));
    }
    let mut shown: Vec<(String, Candidate)> = candidates
        .into_iter()
        .filter(|(key, candidate)| filters.has_key(key) || (is_filterable(key) && tells_apart(candidate, total)))
        .collect();
    shown.sort_by_key(|(key, candidate)| {
        (position(key), Reverse(candidate.products.min(total)), candidate.values.len(), key.clone())
    });
    let mut others = 0;
    shown.retain(|(key, _)| {
        let is_chosen = filters.has_key(key);
        others += usize::from(!is_chosen);
        is_chosen || others <= MAX_FACETS
    });
    shown.into_iter().filter_map(|(key, candidate)| facet(key, candidate, filters, locale)).collect()
}

/// Whether the products of a list of `total` differ in a property, and enough of them have it, and share what they have.
fn tells_apart(candidate: &Candidate, total: u64) -> bool {
    let (products, values) = (candidate.products, candidate.values.len());
    let varies = values > 1 || products < total;
    varies && may_tell_apart(products, values, total)
}

/// Whether a property may be shown by which a list of `total` is told apart: `products` is the sum of what has each of its
/// values, of which there are so many at least. More of them only make it less likely.
pub(super) fn may_tell_apart(products: u64, values: usize, total: u64) -> bool {
    let is_shared = values <= FEW || values as u64 * 2 <= products;
    total > 1 && products.saturating_mul(COVERS) >= total && is_shared
}

fn facet(key: String, candidate: Candidate, filters: &Filters, locale: Locale) -> Option<Facet> {
    let Candidate { kind, mut values, .. } = candidate;
    let ranges = match kind {
        PropertyKind::Number => {
            values.sort_by(by_number);
            ranges(&key, &values, filters, locale)
        }
        _ => Vec::new(),
    };
    values.sort_by(|(one, products), (other, others)| others.cmp(products).then_with(|| one.cmp(other)));
    let all = values.len();
    let mut place = 0;
    values.retain(|(value, _)| {
        place += 1;
        place <= MAX_VALUES || filters.has(&key, &value.code)
    });
    let more = u32::try_from(all - values.len()).unwrap_or(u32::MAX);
    if kind == PropertyKind::Number {
        values.sort_by(by_number);
    }
    let name = values.first()?.0.name();
    let value = |(value, products): (ShownValue, u64)| FacetValue {
        label: value.label(),
        products,
        chosen: filters.has(&key, &value.code),
        swatch: value.swatch,
        code: value.code,
    };
    let values = values.into_iter().map(value).collect();
    Some(Facet { name, kind, values, more, ranges, key })
}

fn by_number((one, _): &(ShownValue, u64), (other, _): &(ShownValue, u64)) -> Ordering {
    let number = |value: &ShownValue| number_of(&value.code).unwrap_or(f64::MAX);
    number(one).total_cmp(&number(other)).then_with(|| one.code.cmp(&other.code))
}
