//! What is known of the values in a segment before any product is counted: which ordinals are whose. It takes reading all
//! of its terms, once, for a segment never changes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

use super::terms::parts;

/// The values of one field in one segment.
#[derive(Debug, Default)]
pub(crate) struct SegmentValues {
    /// Each property with the ordinals of its values, in their order.
    pub(super) properties: Vec<(String, Range<usize>)>,
    /// Of each ordinal, whether it is another value than the one before it: the same may be written in several ways.
    begins: Vec<bool>,
}

impl SegmentValues {
    fn read(values: &StrColumn) -> tantivy::Result<Self> {
        let mut all = Self { properties: Vec::new(), begins: Vec::with_capacity(values.num_terms()) };
        let (mut last_code, mut terms) = (Vec::new(), values.dictionary().stream()?);
        while terms.advance() {
            let (key, code) = parts(terms.key());
            let ordinal = all.begins.len();
            let is_same_property = all.properties.last().is_some_and(|(known, _)| known.as_bytes() == key);
            all.begins.push(!is_same_property || last_code != code);
            last_code.clear();
            last_code.extend_from_slice(code);
            match all.properties.last_mut() {
                Some((_, ordinals)) if is_same_property => ordinals.end = ordinal + 1,
                _ => all.properties.push((String::from_utf8_lossy(key).into_owned(), ordinal..ordinal + 1)),
            }
        }
        Ok(all)
    }

    /// How many different values of these are counted.
    pub(super) fn different(&self, ordinals: Range<usize>, counts: &[u32]) -> usize {
        let (mut different, mut is_counted) = (0, true);
        for (begins, count) in self.begins[ordinals.clone()].iter().zip(&counts[ordinals]) {
            is_counted &= !begins;
            if *count > 0 && !is_counted {
                (different, is_counted) = (different + 1, true);
            }
        }
        different
    }
}

/// The values of all segments that are read.
#[derive(Debug, Default)]
pub(crate) struct KnownSegments(Mutex<HashMap<(SegmentId, String), Arc<SegmentValues>>>);

impl KnownSegments {
    /// The values of a field, read if they are not known.
    pub(super) fn of(
        &self,
        segment: &SegmentReader,
        field: &str,
        values: &StrColumn,
    ) -> tantivy::Result<Arc<SegmentValues>> {
        let name = (segment.segment_id(), field.to_owned());
        if let Some(known) = self.lock().get(&name) {
            return Ok(known.clone());
        }
        // Not while the lock is held: others count meanwhile.
        let read = Arc::new(SegmentValues::read(values)?);
        self.lock().insert(name, read.clone());
        Ok(read)
    }

    /// Forgets segments that a searcher does not read any more.
    pub(super) fn keep(&self, searcher: &Searcher) {
        let is_read = |id: SegmentId| searcher.segment_readers().iter().any(|segment| segment.segment_id() == id);
        self.lock().retain(|(id, _), _| is_read(*id));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<(SegmentId, String), Arc<SegmentValues>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_written_in_two_ways_is_one() {
        let values =
            SegmentValues { properties: vec![("colour".to_owned(), 0..4)], begins: vec![true, false, true, true] };
        assert_eq!(values.different(0..4, &[1, 2, 0, 3]), 2);
        assert_eq!(values.different(0..4, &[0, 2, 1, 0]), 2);
        assert_eq!(values.different(2..4, &[9, 9, 0, 0]), 0);
    }
}
