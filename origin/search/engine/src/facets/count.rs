//! Counts values over the products of a list in one pass. A product that all choices admit counts for every value that it
//! has; one that all admit but those of a single property counts for the values of that property: so the counts of a
//! property are of the list without what is chosen of it.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn, TermOrdHit};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::choose::may_tell_apart;
use super::segment::{KnownSegments, SegmentValues};
use super::terms::{ShownValue, beginning};

/// Which values are read once they are counted: there may be tens of thousands, and most are of properties that are not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Those of properties that may be shown.
    Shown,
    /// All: what tests hold the others against.
    #[cfg(test)]
    All,
}

/// What is counted of a list.
pub(super) struct Counter {
    /// The name of the field with the values as they are shown.
    pub(super) values: String,
    /// The name of the field with the prices.
    pub(super) price: String,
    /// The chosen values of each property.
    pub(super) chosen: Vec<(String, Vec<String>)>,
    /// The chosen prices.
    pub(super) prices: Option<RangeInclusive<u64>>,
    pub(super) reading: Reading,
    pub(super) segments: Arc<KnownSegments>,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Products that all choices admit.
    pub(crate) total: u64,
    /// Each value by property and code, with how many products have it.
    pub(crate) values: HashMap<(String, String), Counted>,
    /// The prices of products that all choices admit but perhaps those of prices, in no order.
    pub(crate) prices: Vec<u64>,
}

/// A value, with how many products have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) products: u64,
    /// As most of them write it.
    pub(crate) shown: ShownValue,
    /// How many these are.
    alike: u64,
}

impl Counts {
    fn add(&mut self, shown: ShownValue, products: u64) {
        let key = (shown.key.clone(), shown.code.clone());
        match self.values.get_mut(&key) {
            None => _ = self.values.insert(key, Counted { products, shown, alike: products }),
            Some(known) => {
                known.products += products;
                if (products, &known.shown) > (known.alike, &shown) {
                    (known.alike, known.shown) = (products, shown);
                }
            }
        }
    }
}

/// What a choice of one property admits, in one segment's ordinals.
struct Choice {
    /// Of all values of the property.
    property: Range<u64>,
    /// Of each chosen one, in their order, for a range of numbers may be thousands: each may be written in several ways.
    values: Vec<Range<u64>>,
}

pub(super) struct SegmentCounter {
    values: Option<(StrColumn, Arc<SegmentValues>)>,
    price: Option<Column<u64>>,
    choices: Vec<Choice>,
    prices: Option<RangeInclusive<u64>>,
    found: SegmentCounts,
    /// The values of the product that is looked at.
    ordinals: Vec<u64>,
}

/// What was counted in a segment.
#[derive(Default)]
pub(super) struct SegmentCounts {
    total: u64,
    prices: Vec<u64>,
    values: Option<(StrColumn, Arc<SegmentValues>)>,
    /// By the ordinal of the value.
    counts: Vec<u32>,
}

impl Collector for Counter {
    type Fruit = Counts;
    type Child = SegmentCounter;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounter> {
        let values = segment.fast_fields().str(&self.values)?;
        let price = segment.fast_fields().column_opt(&self.price)?;
        let mut choices = Vec::new();
        for (key, codes) in &self.chosen {
            let property = ordinals(values.as_ref(), key, None)?;
            let chosen = codes.iter().map(|code| ordinals(values.as_ref(), key, Some(code)));
            let mut values: Vec<Range<u64>> = chosen.collect::<tantivy::Result<_>>()?;
            values.sort_unstable_by_key(|range| (range.start, range.end));
            choices.push(Choice { property, values });
        }
        let counts = vec![0; values.as_ref().map_or(0, |values| values.num_terms())];
        let values = values.map(|values| {
            let known = self.segments.of(segment, &self.values, &values)?;
            tantivy::Result::Ok((values, known))
        });
        let found = SegmentCounts { counts, ..SegmentCounts::default() };
        let (values, prices) = (values.transpose()?, self.prices.clone());
        Ok(SegmentCounter { values, price, choices, prices, found, ordinals: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<SegmentCounts>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        // Of each property: the sum of what has each of its values, and how many different ones there are at least.
        let mut sums: HashMap<&str, (u64, usize)> = HashMap::new();
        for segment in &segments {
            all.total += segment.total;
            all.prices.extend(&segment.prices);
            let Some((_, known)) = &segment.values else { continue };
            for (key, ordinals) in &known.properties {
                let (products, different) = sums.entry(key).or_default();
                *products += segment.counts[ordinals.clone()].iter().map(|count| u64::from(*count)).sum::<u64>();
                *different = known.different(ordinals.clone(), &segment.counts).max(*different);
            }
        }
        let is_read = |key: &str| match self.reading {
            Reading::Shown => {
                let (products, different) = sums.get(key).copied().unwrap_or_default();
                let is_chosen = self.chosen.iter().any(|(chosen, _)| chosen == key);
                is_chosen || may_tell_apart(products, different, all.total)
            }
            #[cfg(test)]
            Reading::All => true,
        };
        let read: Vec<Vec<u64>> = segments.iter().map(|segment| segment.ordinals(is_read)).collect();
        for (segment, ordinals) in segments.iter().zip(read) {
            let Some((values, _)) = &segment.values else { continue };
            let mut counted = ordinals.iter().map(|ordinal| segment.counts[*ordinal as usize]);
            values.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
                let products = counted.next().unwrap_or_default();
                if let Some(shown) = ShownValue::read(term) {
                    all.add(shown, products.into());
                }
            })?;
        }
        Ok(all)
    }
}

impl SegmentCounts {
    /// The ordinals of what is counted of such properties, in their order.
    fn ordinals(&self, is_read: impl Fn(&str) -> bool) -> Vec<u64> {
        let Some((_, known)) = &self.values else { return Vec::new() };
        let read = known.properties.iter().filter(|(key, _)| is_read(key)).flat_map(|(_, ordinals)| ordinals.clone());
        read.filter(|ordinal| self.counts[*ordinal] > 0).map(|ordinal| ordinal as u64).collect()
    }
}

impl SegmentCollector for SegmentCounter {
    type Fruit = SegmentCounts;

    fn collect(&mut self, product: DocId, _: Score) {
        self.ordinals.clear();
        if let Some((values, _)) = &self.values {
            // All of them at once: one by one, each would be looked for anew.
            let column = values.ords();
            let rows = column.index.value_row_ids(product);
            self.ordinals.resize(rows.len(), 0);
            column.values.get_range(rows.start.into(), &mut self.ordinals);
        }
        let price = self.price.as_ref().and_then(|price| price.first(product));
        let is_priced = self.prices.as_ref().is_none_or(|prices| price.is_some_and(|price| prices.contains(&price)));
        let is_in = |ranges: &[Range<u64>], known: u64| {
            let place = ranges.partition_point(|range| range.end <= known);
            ranges.get(place).is_some_and(|range| range.contains(&known))
        };
        let has = |ranges: &[Range<u64>]| self.ordinals.iter().any(|known| is_in(ranges, *known));
        let mut kept_out = self.choices.iter().filter(|choice| !has(&choice.values));
        let counts = &mut self.found.counts;
        match (kept_out.next(), kept_out.next(), is_priced) {
            (None, _, true) => {
                self.found.total += 1;
                self.ordinals.iter().for_each(|known| counts[*known as usize] += 1);
                self.found.prices.extend(price);
            }
            (None, _, false) => self.found.prices.extend(price),
            (Some(choice), None, true) => {
                let own = self.ordinals.iter().filter(|known| choice.property.contains(known));
                own.for_each(|known| counts[*known as usize] += 1);
            }
            _ => {}
        }
    }

    fn harvest(self) -> SegmentCounts {
        SegmentCounts { values: self.values, ..self.found }
    }
}

/// The ordinals of a property's values, or of one of them however it is written.
fn ordinals(values: Option<&StrColumn>, key: &str, code: Option<&str>) -> tantivy::Result<Range<u64>> {
    let Some(values) = values else { return Ok(0..0) };
    let mut ends = [0, 0];
    for (end, text) in ends.iter_mut().zip(beginning(key, code)) {
        *end = match values.dictionary().term_ord_or_next(text)? {
            TermOrdHit::Exact(ordinal) | TermOrdHit::Next(ordinal) => ordinal,
        };
    }
    Ok(ends[0]..ends[1])
}
