//! Which properties, and which of their values, a list is narrowed by.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use api::catalog::admin::AdminAttribute;
use api::catalog::properties::{PropertyKind, number_of};
use api::search::{Facet, FacetValue, Filters};
use domain::Locale;

use super::count::Counts;
use super::ranges::ranges;
use crate::terms::ShownValue;

/// Properties that are shown, beside those of which something is chosen.
pub(super) const MAX_FACETS: usize = 8;
/// Values of one property that are shown, beside those that are chosen.
pub(super) const MAX_VALUES: usize = 40;
/// A property is shown if at least one product in so many has it.
const COVERS: u64 = 4;
/// With so many values nobody looks for where they are different: a property with more must have products that share them.
const FEW: usize = 12;

/// Which values are read once they are counted: there may be tens of thousands, and most are of properties that are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Those of properties that may be shown.
    Shown,
    /// All: what tests hold the others against.
    #[cfg(test)]
    All,
}

/// A property that may be shown.
struct Rank<'a> {
    key: &'a str,
    position: i32,
    /// The sum of what has each of its values: no less than how many products have it.
    products: u64,
    is_chosen: bool,
}

/// A value, with how many products have it.
type Value = (Arc<ShownValue>, u64);

/// A property with all its values.
struct Candidate {
    kind: PropertyKind,
    values: Vec<Value>,
}

/// The properties to show, as they are `declared` and then those that most products have first, with `chosen` among them: values that no product of the
/// list has are there with none.
pub(super) fn choose(
    counts: &Counts,
    chosen: &[Arc<ShownValue>],
    filters: &Filters,
    declared: &[AdminAttribute],
    (locale, reading): (Locale, Reading),
) -> tantivy::Result<Vec<Facet>> {
    let of = |key: &str| declared.iter().find(|declared| declared.key == key);
    let total = counts.total;
    let mut sums = counts.properties();
    for value in chosen {
        sums.entry(&value.key).or_default();
    }
    let may_be_shown = |products, different| match reading {
        Reading::Shown => may_tell_apart(products, different, total),
        #[cfg(test)]
        Reading::All => true,
    };
    let ranks = sums.into_iter().filter_map(|(key, sum)| {
        let (declared, is_chosen) = (of(key), filters.has_key(key));
        let is_filterable = declared.is_none_or(|declared| declared.filterable);
        let is_one = is_chosen || (is_filterable && may_be_shown(sum.products, sum.different));
        let position = declared.map_or(0, |declared| declared.position);
        is_one.then_some(Rank { key, position, products: sum.products, is_chosen })
    });
    let mut ranks: Vec<Rank<'_>> = ranks.collect();
    let place = |rank: &Rank<'_>| (rank.position, Reverse(rank.products.min(total)));
    ranks.sort_unstable_by_key(place);
    let (mut facets, mut others) = (Vec::new(), 0);
    for alike in ranks.chunk_by(|one, other| place(one) == place(other)) {
        // What comes behind the last that is shown need not be read.
        let is_full = others >= MAX_FACETS;
        let mut group = Vec::new();
        for rank in alike.iter().filter(|rank| rank.is_chosen || !is_full) {
            let candidate = Candidate::read(counts, rank.key, chosen)?;
            if rank.is_chosen || tells_apart(&candidate, rank.products, total) {
                group.push((rank, candidate));
            }
        }
        group.sort_by_key(|(rank, candidate)| (candidate.values.len(), rank.key));
        for (rank, candidate) in group {
            others += usize::from(!rank.is_chosen);
            if rank.is_chosen || others <= MAX_FACETS {
                facets.extend(facet(rank.key, candidate, filters, locale));
            }
        }
    }
    Ok(facets)
}

impl Candidate {
    fn read(counts: &Counts, key: &str, chosen: &[Arc<ShownValue>]) -> tantivy::Result<Self> {
        let mut values: Vec<Value> =
            counts.values(key)?.into_iter().map(|counted| (counted.shown, counted.products)).collect();
        for absent in chosen.iter().filter(|value| value.key == key) {
            if values.iter().all(|(known, _)| known.code != absent.code) {
                values.push((absent.clone(), 0));
            }
        }
        // What some products say in words and others in numbers is words.
        let kind = values.iter().map(|(value, _)| value.kind).min().unwrap_or(PropertyKind::Term);
        Ok(Self { kind, values })
    }
}

/// Whether the products of a list of `total` differ in a property, and enough of them have it, and share what they have.
fn tells_apart(candidate: &Candidate, products: u64, total: u64) -> bool {
    let values = candidate.values.len();
    let varies = values > 1 || products < total;
    varies && may_tell_apart(products, values, total)
}

/// Whether a property may be shown by which a list of `total` is told apart: `products` is the sum of what has each of its
/// values, of which there are so many at least. More of them only make it less likely.
pub(super) fn may_tell_apart(products: u64, values: usize, total: u64) -> bool {
    let is_shared = values <= FEW || values as u64 * 2 <= products;
    total > 1 && products.saturating_mul(COVERS) >= total && is_shared
}

fn facet(key: &str, candidate: Candidate, filters: &Filters, locale: Locale) -> Option<Facet> {
    let Candidate { kind, mut values } = candidate;
    let is_number = kind == PropertyKind::Number;
    let ranges = if is_number { ranges(key, &values, filters, locale) } else { Vec::new() };
    let all = values.len();
    if all > MAX_VALUES {
        values.select_nth_unstable_by(MAX_VALUES - 1, by_products);
        let mut place = 0;
        values.retain(|(value, _)| {
            place += 1;
            place <= MAX_VALUES || filters.has(key, &value.code)
        });
    }
    let more = u32::try_from(all - values.len()).unwrap_or(u32::MAX);
    values.sort_by(if is_number { by_number } else { by_products });
    let name = values.first()?.0.name();
    let value = |(value, products): Value| FacetValue {
        label: value.label(),
        products,
        chosen: filters.has(key, &value.code),
        swatch: value.swatch.clone(),
        code: value.code.clone(),
    };
    let values = values.into_iter().map(value).collect();
    Some(Facet { name, kind, values, more, ranges, key: key.to_owned() })
}

fn by_products((one, products): &Value, (other, others): &Value) -> Ordering {
    others.cmp(products).then_with(|| one.cmp(other))
}

fn by_number((one, _): &Value, (other, _): &Value) -> Ordering {
    let number = |value: &ShownValue| number_of(&value.code).unwrap_or(f64::MAX);
    number(one).total_cmp(&number(other)).then_with(|| one.code.cmp(&other.code))
}
