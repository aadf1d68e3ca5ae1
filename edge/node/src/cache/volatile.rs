//! The fact table: what purges said of how things are now, by tag (ADR 12).
//!
//! It lies beside the tags' versions and is brought up to date before they rise: who sees the new
//! version of a tag also sees the values that came with it. A tag that is not in the table has no values,
//! and what depends on it is fetched anew when its version has risen. So the table may forget any tag
//! at any time, and that is how its memory is bounded.

use std::sync::Arc;

use api::Tag;
use api::volatile::{Carried, VolatileValues};
use bytes::Bytes;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use serde_json::Value;

use freshness::TagVersions;

/// Bytes of values kept in total, keys included.
const CAPACITY: u64 = 64 * 1024 * 1024;
/// Bytes reckoned for an entry beside its key and what the worker is given, twice: it is kept as
/// it is worked with, too.
const OVERHEAD: usize = 256;

/// VolatileValues by tag. Written by the purge subscriber alone.
#[derive(Debug)]
pub struct VolatileTable {
    known: Cache<Arc<str>, Arc<Known>>,
}

#[derive(Debug)]
struct Known {
    values: VolatileValues,
    /// As the worker reads them.
    written: Bytes,
}

impl Default for VolatileTable {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl VolatileTable {
    /// An empty table of at most so many bytes.
    fn with_capacity(bytes: u64) -> Self {
        let known = Cache::builder()
            .max_capacity(bytes)
            // What was told last is asked for next.
            .eviction_policy(EvictionPolicy::lru())
            .weigher(|tag: &Arc<str>, known: &Arc<Known>| {
                u32::try_from(tag.len() + 2 * known.written.len() + OVERHEAD).unwrap_or(u32::MAX)
            })
            .build();
        Self { known }
    }

    /// What is known of a tag, as JSON.
    pub fn get(&self, tag: &str) -> Option<Bytes> {
        self.known.get(tag).map(|known| known.written.clone())
    }

    /// Takes in what an event of `subject` says of its tags. Called before the versions of `tags` rise.
    pub fn take_in(&self, sequence: u64, subject: &str, data: &Value, named: &[Tag], tags: &TagVersions) {
        let carried = Carried::of(subject, data);
        for tag in named {
            if !tag.is_volatile() {
                continue;
            }
            let before = self.known.get(tag.as_str()).map(|known| known.values.clone());
            let after = VolatileValues::after(before, tag, tags.version(tag.as_str()), sequence, carried.as_ref());
            if let Some(values) = after {
                let written = serde_json::to_vec(&values).expect("values are plain data").into();
                self.known.insert(tag.as_str().into(), Arc::new(Known { values, written }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const SUBJECT: &str = api::event::AVAILABILITY_CHANGED;

    fn event(left: u32, version: i64) -> (Value, Vec<Tag>) {
        let product = uuid(1);
        let availability = json!({ "state": "low", "left": left });
        let data = json!({ "sku": "MUG", "products": [product], "version": version, "availability": availability });
        (data, vec![format!("s:{product}").parse().expect("a tag")])
    }

    fn uuid(number: u32) -> String {
        format!("00000000-0000-0000-0000-{number:012}")
    }

    fn known(table: &VolatileTable, tag: &str) -> Option<VolatileValues> {
        table.get(tag).map(|bytes| serde_json::from_slice(&bytes).expect("as it was written"))
    }

    #[test]
    fn values_are_complete_since_the_last_purge_without_them() {
        let (table, tags) = (VolatileTable::default(), TagVersions::default());
        tags.purge(40, ["all"]);
        let (data, named) = event(3, 1);
        table.take_in(41, SUBJECT, &data, &named, &tags);
        let values = known(&table, named[0].as_str()).expect("told");
        assert_eq!((values.since, values.version, values.stock.len()), (40, 41, 1));
        tags.purge(41, &named);
        table.take_in(42, SUBJECT, &json!({ "sku": "MUG" }), &named, &tags);
        let values = known(&table, named[0].as_str()).expect("told before");
        assert_eq!((values.since, values.version, values.stock.len()), (42, 42, 1));
        tags.purge(42, &named);
        // Everything was purged in between, as after a gap.
        tags.purge(50, ["all"]);
        let (data, named) = event(2, 2);
        table.take_in(51, SUBJECT, &data, &named, &tags);
        let values = known(&table, named[0].as_str()).expect("told");
        assert_eq!((values.since, values.version), (50, 51));
    }

    #[test]
    fn what_carries_no_values_leaves_none() {
        let (table, tags) = (VolatileTable::default(), TagVersions::default());
        let named: Vec<Tag> = serde_json::from_value(json!(["p:1", "pr:1", "not a tag"])).expect("text");
        table.take_in(1, api::event::PRODUCT_CHANGED, &json!({ "product": uuid(1) }), &named, &tags);
        assert!(named.iter().all(|tag| table.get(tag.as_str()).is_none()));
    }

    #[test]
    fn memory_is_bounded_and_what_is_forgotten_is_not_complete() {
        let (table, tags) = (VolatileTable::with_capacity(10_000), TagVersions::default());
        let (_, named) = event(1, 1);
        for number in 0..100 {
            let tag: Tag = format!("s:{}", uuid(number)).parse().expect("a tag");
            let availability = json!({ "state": "out" });
            let data = json!({ "sku": "MUG", "products": [uuid(number)], "version": 1, "availability": availability });
            table.take_in(u64::from(number) + 1, SUBJECT, &data, std::slice::from_ref(&tag), &tags);
            tags.purge(u64::from(number) + 1, [tag]);
        }
        table.known.run_pending_tasks();
        assert!(table.known.weighted_size() <= 10_000, "{}", table.known.weighted_size());
        assert!(table.get(named[0].as_str()).is_none(), "it was told long ago");
        // Told anew: what was told before is not known any more.
        let (data, _) = event(1, 2);
        table.take_in(200, SUBJECT, &data, &named, &tags);
        assert_eq!(known(&table, named[0].as_str()).expect("told").since, 2, "its version was 2");
    }
}
