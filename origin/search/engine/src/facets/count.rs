//! Counts values over the products of a list in one pass. A product that all choices admit counts for every value that it
//! has; one that all admit but those of a single property counts for the values of that property: so the counts of a
//! property are of the list without what is chosen of it.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn, TermOrdHit};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::terms::{ShownValue, beginning};

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
    values: Option<StrColumn>,
    price: Option<Column<u64>>,
    choices: Vec<Choice>,
    prices: Option<RangeInclusive<u64>>,
    /// By the ordinal of the value.
    counts: Vec<u32>,
    found: Counts,
    /// The values of the product that is looked at.
    ordinals: Vec<u64>,
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
        let (found, ordinals) = (Counts::default(), Vec::new());
        Ok(SegmentCounter { values, price, choices, prices: self.prices.clone(), counts, found, ordinals })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counts>>) -> tantivy::Result<Counts> {
        let mut all = Counts::default();
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            all.prices.extend(segment.prices);
            for counted in segment.values.into_values() {
                all.add(counted.shown, counted.products);
            }
        }
        Ok(all)
    }
}

impl SegmentCollector for SegmentCounter {
    type Fruit = tantivy::Result<Counts>;

    fn collect(&mut self, product: DocId, _: Score) {
        self.ordinals.clear();
        if let Some(values) = &self.values {
            self.ordinals.extend(values.term_ords(product));
        }
        let price = self.price.as_ref().and_then(|price| price.first(product));
        let is_priced = self.prices.as_ref().is_none_or(|prices| price.is_some_and(|price| prices.contains(&price)));
        let is_in = |ranges: &[Range<u64>], known: u64| {
            let place = ranges.partition_point(|range| range.end <= known);
            ranges.get(place).is_some_and(|range| range.contains(&known))
        };
        let has = |ranges: &[Range<u64>]| self.ordinals.iter().any(|known| is_in(ranges, *known));
        let mut kept_out = self.choices.iter().filter(|choice| !has(&choice.values));
        match (kept_out.next(), kept_out.next(), is_priced) {
            (None, _, true) => {
                self.found.total += 1;
                self.ordinals.iter().for_each(|known| self.counts[*known as usize] += 1);
                self.found.prices.extend(price);
            }
            (None, _, false) => self.found.prices.extend(price),
            (Some(choice), None, true) => {
                let own = self.ordinals.iter().filter(|known| choice.property.contains(known));
                own.for_each(|known| self.counts[*known as usize] += 1);
            }
            _ => {}
        }
    }

    fn harvest(mut self) -> tantivy::Result<Counts> {
        let Some(values) = self.values else { return Ok(self.found) };
        let counted: Vec<(u64, u32)> = (0..).zip(self.counts).filter(|(_, products)| *products > 0).collect();
        let ordinals: Vec<u64> = counted.iter().map(|(ordinal, _)| *ordinal).collect();
        let mut counts = counted.into_iter().map(|(_, products)| products);
        let found = &mut self.found;
        values.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
            let products = counts.next().unwrap_or_default();
            if let Some(shown) = ShownValue::read(term) {
                found.add(shown, products.into());
            }
        })?;
        Ok(self.found)
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
