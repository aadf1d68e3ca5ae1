//! Counts values over the products of a list in one pass. A product that all choices admit counts for every value that it
//! has; one that all admit but those of a single property counts for the values of that property: so the counts of a
//! property are of the list without what is chosen of it.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::counters::Counters;
use crate::segment::{KnownSegments, SegmentValues};
use crate::terms::ShownValue;

/// Properties of which something may be chosen at once: more than anybody may ask for.
pub(super) const MAX_CHOICES: u8 = 63;

/// What is counted of a list.
pub(super) struct Counter {
    /// The name of the field with the values as they are shown.
    pub(super) values: String,
    /// The name of the field with the prices.
    pub(super) price: String,
    /// The chosen values of each property, of [`MAX_CHOICES`] at most.
    pub(super) chosen: Vec<(String, Vec<String>)>,
    /// The chosen prices.
    pub(super) prices: Option<RangeInclusive<u64>>,
    pub(super) segments: Arc<KnownSegments>,
}

/// What was counted.
#[derive(Default)]
pub(crate) struct Counts {
    /// Products that all choices admit.
    pub(crate) total: u64,
    /// The prices of products that all choices admit but perhaps those of prices, in no order.
    pub(crate) prices: Vec<u64>,
    /// The values of each segment.
    segments: Vec<(Arc<SegmentValues>, Counters)>,
}

/// What is known of a property before its values are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    /// The sum of what has each of its values.
    pub(super) products: u64,
    /// How many different ones there are at least.
    pub(super) different: usize,
}

/// A value, with how many products have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CountedValue {
    pub(crate) products: u64,
    /// As most of them write it.
    pub(crate) shown: Arc<ShownValue>,
    /// How many these are.
    alike: u64,
}

impl Counts {
    /// Each property of which something was counted.
    pub(super) fn properties(&self) -> HashMap<&str, Sum> {
        let mut sums: HashMap<&str, Sum> = HashMap::new();
        for (values, counters) in &self.segments {
            for (key, ordinals) in &values.layout.properties {
                let products: u64 = counters.of(ordinals.clone()).map(|(_, count)| u64::from(count)).sum();
                if products > 0 {
                    let sum = sums.entry(key).or_default();
                    let different = values.layout.different(counters.of(ordinals.clone()).map(|(ordinal, _)| ordinal));
                    sum.products += products;
                    sum.different = sum.different.max(different);
                }
            }
        }
        sums
    }

    /// The values of a property that were counted, in no order.
    pub(super) fn values(&self, key: &str) -> tantivy::Result<Vec<CountedValue>> {
        let mut read = Vec::new();
        for (values, counters) in &self.segments {
            let (ordinals, counts): (Vec<usize>, Vec<u32>) = counters.of(values.layout.property(key)).unzip();
            let shown = values.shown(&ordinals)?.into_iter().zip(counts);
            read.extend(shown.filter_map(|(shown, products)| Some((shown?, products))));
        }
        let mut all: Vec<CountedValue> = Vec::with_capacity(read.len());
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(read.len());
        for (shown, products) in &read {
            let products = u64::from(*products);
            let place = *places.entry(&shown.code).or_insert(all.len());
            match all.get_mut(place) {
                None => all.push(CountedValue { products, shown: shown.clone(), alike: products }),
                Some(known) => {
                    known.products += products;
                    if (products, &known.shown) > (known.alike, shown) {
                        (known.alike, known.shown) = (products, shown.clone());
                    }
                }
            }
        }
        Ok(all)
    }
}

pub(super) struct SegmentCounter {
    values: Option<Arc<SegmentValues>>,
    price: Option<Column<u64>>,
    /// All values of each property of which something is chosen, as ordinals.
    properties: Vec<Range<usize>>,
    /// Of each ordinal, the bit of the property of which it is a chosen value; 0 if it is none. Empty if nothing is chosen.
    marks: Vec<u8>,
    /// The bits of all properties of which something is chosen.
    wanted: u64,
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
    values: Option<Arc<SegmentValues>>,
    counters: Counters,
}

impl Collector for Counter {
    type Fruit = Counts;
    type Child = SegmentCounter;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounter> {
        let values = self.segments.values(segment, &self.values)?;
        let price = self.segments.numbers(segment, &self.price)?;
        let terms = values.as_ref().map_or(0, |values| values.column.num_terms());
        let mut marks = vec![0; if self.chosen.is_empty() { 0 } else { terms }];
        let (mut properties, mut wanted) = (Vec::new(), 0);
        for ((key, codes), bit) in self.chosen.iter().zip(1..=MAX_CHOICES) {
            wanted |= 1_u64 << bit;
            properties.push(values.as_ref().map_or(0..0, |values| values.layout.property(key)));
            for code in codes {
                let place = values.as_ref().map(|values| values.place(key, code)).transpose()?.unwrap_or_default();
                marks[place].fill(bit);
            }
        }
        let found = SegmentCounts { values: values.clone(), counters: Counters::new(terms), ..Default::default() };
        let prices = self.prices.clone();
        Ok(SegmentCounter { values, price, properties, marks, wanted, prices, found, ordinals: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<SegmentCounts>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for segment in segments {
            all.total += segment.total;
            all.prices.extend(segment.prices);
            all.segments.extend(segment.values.map(|values| (values, segment.counters)));
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentCounter {
    type Fruit = SegmentCounts;

    fn collect(&mut self, product: DocId, _: Score) {
        self.ordinals.clear();
        if let Some(values) = &self.values {
            // All of them at once: one by one, each would be looked for anew.
            let column = values.column.ords();
            let rows = column.index.value_row_ids(product);
            self.ordinals.resize(rows.len(), 0);
            column.values.get_range(rows.start.into(), &mut self.ordinals);
        }
        let price = self.price.as_ref().and_then(|price| price.first(product));
        let is_priced = self.prices.as_ref().is_none_or(|prices| price.is_some_and(|price| prices.contains(&price)));
        let mut lacking = self.wanted;
        if lacking != 0 {
            self.ordinals.iter().for_each(|known| lacking &= !(1_u64 << self.marks[*known as usize]));
        }
        let counters = &mut self.found.counters;
        match (lacking.count_ones(), is_priced) {
            (0, true) => {
                self.found.total += 1;
                self.ordinals.iter().for_each(|known| counters.add(*known));
                self.found.prices.extend(price);
            }
            (0, false) => self.found.prices.extend(price),
            (1, true) => {
                let property = &self.properties[lacking.trailing_zeros() as usize - 1];
                let own = self.ordinals.iter().filter(|known| property.contains(&(**known as usize)));
                own.for_each(|known| counters.add(*known));
            }
            _ => {}
        }
    }

    fn harvest(self) -> SegmentCounts {
        self.found
    }
}
