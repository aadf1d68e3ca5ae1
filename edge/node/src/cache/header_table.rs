//! Header fields that many pages have alike, kept once.

use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::cache::memory::allocated;
use crate::http::cache_status::CACHE_STATUS;
use crate::http::timing::SERVER_TIMING;

/// Sets kept at most. Nearly all pages of a shop have one of a few.
const MAX_SETS: usize = 64;
/// Bytes of a set at most.
const MAX_SET: usize = 16 * 1024;

/// Fields that each answer has for itself. In a set they stand without a value, to keep their places: a copy of a set would
/// else be copied once more when they are added to it, which took a thirtieth of a cached page.
const OWN: [HeaderName; 6] =
    [CACHE_STATUS, header::ETAG, header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::AGE, SERVER_TIMING];

/// The sets of header fields that pages share.
#[derive(Debug, Default)]
pub struct HeaderTable(Mutex<Vec<Arc<HeaderMap>>>);

/// Header fields of a page.
#[derive(Clone, Debug)]
pub struct Fields {
    /// The fields, and the places of those that each answer has for itself.
    map: Arc<HeaderMap>,
    /// Bytes they take because of this page.
    pub size: usize,
}

impl Fields {
    /// The fields.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.map.iter().filter(|(name, value)| !(value.is_empty() && OWN.contains(name)))
    }

    /// A copy for one answer, which sets those that it has for itself, or removes them.
    pub fn copy(&self) -> HeaderMap {
        HeaderMap::clone(&self.map)
    }
}

/// Removes a field that the answer does not have, if nobody has given it a value.
pub fn without(headers: &mut HeaderMap, own: HeaderName) {
    if headers.get(&own).is_some_and(HeaderValue::is_empty) {
        headers.remove(own);
    }
}

impl HeaderTable {
    /// These fields, of which there may be others' copy. They count for the page that keeps them for
    /// itself alone: what is shared is little, however many pages there are.
    pub fn share(&self, mut map: HeaderMap) -> Fields {
        for own in OWN {
            map.entry(own).or_insert(HeaderValue::from_static(""));
        }
        let size = size(&map);
        if size > MAX_SET {
            return Fields { map: Arc::new(map), size };
        }
        let mut sets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = sets.iter().find(|set| ***set == map) {
            return Fields { map: Arc::clone(set), size: 0 };
        }
        let map = Arc::new(map);
        if sets.len() >= MAX_SETS {
            sets.retain(|set| Arc::strong_count(set) > 1);
        }
        if sets.len() >= MAX_SETS {
            return Fields { map, size };
        }
        sets.push(Arc::clone(&map));
        Fields { map, size: 0 }
    }
}

/// Bytes that header fields take in memory, about.
fn size(map: &HeaderMap) -> usize {
    // An entry has a name, a value and two indices; the table of indices is the power of two above.
    let entries = map.capacity() * 104 + (map.capacity() * 4).next_power_of_two();
    size_of::<HeaderMap>() + entries + map.values().map(|value| allocated(value.len())).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(value: usize) -> HeaderMap {
        HeaderMap::from_iter([(header::LINK, HeaderValue::from(value))])
    }

    #[test]
    fn the_same_fields_are_kept_once() {
        let shared = HeaderTable::default();
        let (first, second, other) = (shared.share(fields(1)), shared.share(fields(1)), shared.share(fields(2)));
        assert!(Arc::ptr_eq(&first.map, &second.map));
        assert!(!Arc::ptr_eq(&first.map, &other.map));
        assert_eq!((first.size, second.size, other.size), (0, 0, 0));
    }

    #[test]
    fn places_are_no_fields() {
        let kept = HeaderTable::default().share(fields(1));
        assert_eq!(kept.iter().map(|(name, _)| name).collect::<Vec<_>>(), [header::LINK]);
        let mut copy = kept.copy();
        assert_eq!(copy.len(), 1 + OWN.len());
        for own in OWN {
            without(&mut copy, own);
        }
        assert_eq!(copy, fields(1));
        // What the worker has coded itself says so.
        let coded = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))]);
        let mut copy = HeaderTable::default().share(coded).copy();
        without(&mut copy, header::CONTENT_ENCODING);
        assert_eq!(copy[header::CONTENT_ENCODING], "gzip");
    }

    #[test]
    fn there_are_never_many_sets_and_who_keeps_another_pays_for_it() {
        let shared = HeaderTable::default();
        let mut held: Vec<Fields> = (0..MAX_SETS).map(|number| shared.share(fields(number))).collect();
        assert!(shared.share(fields(MAX_SETS)).size > 100);
        held.pop();
        assert_eq!(shared.share(fields(MAX_SETS)).size, 0, "nobody has the last one any more");
        assert_eq!(shared.0.lock().expect("no panic").len(), MAX_SETS);
        let large =
            HeaderMap::from_iter([(header::LINK, HeaderValue::from_maybe_shared("a".repeat(MAX_SET)).expect("ASCII"))]);
        assert!(shared.share(large).size > MAX_SET);
    }
}
