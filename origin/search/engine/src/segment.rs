//! What is known of the values in a segment before any product is counted: which ordinals are whose, and how those are
//! shown that were shown lately. It takes reading all of its terms, once, for a segment never changes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::columnar::{Column, StrColumn, TermOrdHit};
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

use crate::terms::{ShownValue, beginning, found_by, parts};

/// Values that are kept as they are shown, of one field in one segment: some megabytes.
const MAX_SHOWN: usize = 8_192;
/// Chosen values of which it is kept where they are.
const MAX_PLACES: usize = 1_024;

/// Which ordinals are whose.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// Each property with the ordinals of its values, in their order.
    pub(crate) properties: Vec<(String, Range<usize>)>,
    /// Where each of them is.
    places: HashMap<String, usize>,
    /// Of each ordinal, which value it is: the same may be written in several ways, which are beside each other.
    values: Vec<u32>,
}

impl Layout {
    fn read(column: &StrColumn) -> tantivy::Result<Self> {
        let mut all = Self { values: Vec::with_capacity(column.num_terms()), ..Self::default() };
        let (mut last_code, mut terms) = (Vec::new(), column.dictionary().stream()?);
        while terms.advance() {
            let (key, code) = parts(terms.key());
            let is_same_property = all.properties.last().is_some_and(|(known, _)| known.as_bytes() == key);
            all.add(key, !is_same_property, !is_same_property || last_code != code);
            last_code.clear();
            last_code.extend_from_slice(code);
        }
        Ok(all)
    }

    /// Adds the next ordinal, of this property, and whether that and the value are others than those before.
    fn add(&mut self, key: &[u8], is_other_property: bool, is_other_value: bool) {
        let ordinal = self.values.len();
        let value = self.values.last().map_or(0, |last| last + u32::from(is_other_value));
        self.values.push(value);
        match self.properties.last_mut() {
            Some((_, ordinals)) if !is_other_property => ordinals.end = ordinal + 1,
            _ => {
                let key = String::from_utf8_lossy(key).into_owned();
                self.places.insert(key.clone(), self.properties.len());
                self.properties.push((key, ordinal..ordinal + 1));
            }
        }
    }

    /// The ordinals of a property's values.
    pub(crate) fn property(&self, key: &str) -> Range<usize> {
        self.places.get(key).map_or(0..0, |place| self.properties[*place].1.clone())
    }

    /// How many different values these ordinals, which rise, are.
    pub(crate) fn different(&self, ordinals: impl Iterator<Item = usize>) -> usize {
        let mut last = None;
        let others = ordinals.map(|ordinal| self.values[ordinal]);
        others.filter(|value| last.replace(*value) != Some(*value)).count()
    }
}

/// The values of one field in one segment.
pub(crate) struct SegmentValues {
    /// The ordinals of each product's values.
    pub(crate) column: StrColumn,
    pub(crate) layout: Layout,
    shown: Mutex<HashMap<usize, Arc<ShownValue>>>,
    places: Mutex<HashMap<String, Range<usize>>>,
}

impl SegmentValues {
    fn read(column: StrColumn) -> tantivy::Result<Self> {
        let layout = Layout::read(&column)?;
        Ok(Self { column, layout, shown: Mutex::default(), places: Mutex::default() })
    }

    /// How the values at these ordinals, which rise, are shown.
    pub(crate) fn shown(&self, ordinals: &[usize]) -> tantivy::Result<Vec<Option<Arc<ShownValue>>>> {
        let mut shown: Vec<Option<Arc<ShownValue>>> = {
            let known = lock(&self.shown);
            ordinals.iter().map(|ordinal| known.get(ordinal).cloned()).collect()
        };
        let unknown: Vec<usize> =
            ordinals.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(ordinal, _)| *ordinal).collect();
        if !unknown.is_empty() {
            let mut read = Vec::with_capacity(unknown.len());
            let wanted: Vec<u64> = unknown.iter().map(|ordinal| *ordinal as u64).collect();
            self.column
                .dictionary()
                .sorted_ords_to_term_cb(&wanted, |term| read.push(ShownValue::read(term).map(Arc::new)))?;
            let mut known = lock(&self.shown);
            for (ordinal, read) in unknown.iter().zip(&read) {
                if let Some(read) = read {
                    // What was kept first is not what is asked for most.
                    if known.len() >= MAX_SHOWN {
                        known.clear();
                    }
                    known.insert(*ordinal, read.clone());
                }
            }
            drop(known);
            let mut read = read.into_iter();
            for place in shown.iter_mut().filter(|place| place.is_none()) {
                *place = read.next().flatten();
            }
        }
        Ok(shown)
    }

    /// The ordinals of a value, however it is written.
    pub(crate) fn place(&self, key: &str, code: &str) -> tantivy::Result<Range<usize>> {
        let value = found_by(key, code);
        if let Some(known) = lock(&self.places).get(&value) {
            return Ok(known.clone());
        }
        let mut ends = [0, 0];
        for (end, text) in ends.iter_mut().zip(beginning(key, Some(code))) {
            let (TermOrdHit::Exact(ordinal) | TermOrdHit::Next(ordinal)) =
                self.column.dictionary().term_ord_or_next(text)?;
            *end = usize::try_from(ordinal).unwrap_or(usize::MAX).min(self.column.num_terms());
        }
        let mut places = lock(&self.places);
        if places.len() >= MAX_PLACES {
            places.clear();
        }
        places.insert(value, ends[0]..ends[1]);
        Ok(ends[0]..ends[1])
    }
}

/// What is known of all segments that are read.
#[derive(Default)]
pub(crate) struct KnownSegments {
    values: Mutex<HashMap<(SegmentId, String), Arc<SegmentValues>>>,
    numbers: Mutex<HashMap<(SegmentId, String), Column<u64>>>,
}

impl KnownSegments {
    /// The values of a field, read if they are not known; none if no product of the segment has any.
    pub(crate) fn values(&self, segment: &SegmentReader, field: &str) -> tantivy::Result<Option<Arc<SegmentValues>>> {
        let name = (segment.segment_id(), field.to_owned());
        if let Some(known) = lock(&self.values).get(&name) {
            return Ok(Some(known.clone()));
        }
        let Some(column) = segment.fast_fields().str(field)? else { return Ok(None) };
        // Not while the lock is held: others count meanwhile.
        let read = Arc::new(SegmentValues::read(column)?);
        lock(&self.values).insert(name, read.clone());
        Ok(Some(read))
    }

    /// The numbers of a field; none if no product of the segment has any.
    pub(crate) fn numbers(&self, segment: &SegmentReader, field: &str) -> tantivy::Result<Option<Column<u64>>> {
        let name = (segment.segment_id(), field.to_owned());
        if let Some(known) = lock(&self.numbers).get(&name) {
            return Ok(Some(known.clone()));
        }
        let column = segment.fast_fields().column_opt::<u64>(field)?;
        if let Some(column) = &column {
            lock(&self.numbers).insert(name, column.clone());
        }
        Ok(column)
    }

    /// Forgets segments that a searcher does not read any more.
    pub(crate) fn keep(&self, searcher: &Searcher) {
        let is_read = |id: SegmentId| searcher.segment_readers().iter().any(|segment| segment.segment_id() == id);
        lock(&self.values).retain(|(id, _), _| is_read(*id));
        lock(&self.numbers).retain(|(id, _), _| is_read(*id));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_written_in_two_ways_is_one() {
        let mut layout = Layout::default();
        for (key, is_other_property, is_other_value) in [
            ("brand", true, true),
            ("colour", true, true),
            ("colour", false, false),
            ("colour", false, true),
            ("colour", false, true),
        ] {
            layout.add(key.as_bytes(), is_other_property, is_other_value);
        }
        assert_eq!((layout.property("brand"), layout.property("colour"), layout.property("size")), (0..1, 1..5, 0..0));
        for (ordinals, expect) in [(vec![1, 2, 4], 2), (vec![2, 3], 2), (vec![1, 2], 1), (vec![0, 1], 2), (vec![], 0)] {
            assert_eq!(layout.different(ordinals.iter().copied()), expect, "{ordinals:?}");
        }
    }
}
