//! `spin:key-value@3.0.0` over a bounded store in memory.
//!
//! It holds only what can be fetched again. The keys of the feed of purges ([`FeedKey`]) are read-only for the
//! worker. Older values are withheld while purges do not arrive, so that the worker may trust in them.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use api::edge::feed::FeedKey;
use moka::sync::Cache;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

use crate::cache::memory::allocated;
use crate::cache::volatile::VolatileTable;
use crate::wasm::runtime::{Spin, SpinView};
use crate::zstandard;
use freshness::clock::{self, Clock};
use freshness::{MAX_IN_ONE_CACHE, TagVersions};

pub use crate::wasm::runtime::bindings::spin::key_value::key_value::{Error, Host, HostStore, HostStoreWithStore};

/// The one store label there is.
pub const DEFAULT_STORE: &str = "default";

/// Bytes kept in total, keys included, as they are kept.
const CAPACITY: u64 = 64 * 1024 * 1024;
/// Bytes of one value at most.
const MAX_VALUE: usize = 4 * 1024 * 1024;
/// Bytes reckoned for an entry beside its key and value, with those of the cache itself.
const OVERHEAD: usize = 350;
/// Values of so many bytes are kept compressed: less is not worth it, and more takes too long.
const COMPRESSED: RangeInclusive<usize> = 400..=256 * 1024;

/// Values the worker keeps between requests, shared by all instances of a node.
#[derive(Debug)]
pub struct KeyValue {
    entries: Cache<String, Stored>,
    tags: Arc<TagVersions>,
    volatile: Arc<VolatileTable>,
    clock: Clock,
}

#[derive(Clone, Debug)]
struct Stored {
    value: Value,
    /// Milliseconds of the store's clock.
    stored: u64,
}

/// A value as it is kept.
#[derive(Clone, Debug)]
enum Value {
    Plain(Arc<[u8]>),
    /// Zstandard, and the bytes of the value itself.
    Compressed(Arc<[u8]>, usize),
}

impl Value {
    fn new(value: &[u8]) -> Self {
        let coded = if COMPRESSED.contains(&value.len()) { zstandard::compress(value, 1).ok() } else { None };
        match coded {
            Some(coded) if coded.len() < value.len() => Self::Compressed(coded.into(), value.len()),
            _ => Self::Plain(value.into()),
        }
    }

    fn size(&self) -> usize {
        let (Self::Plain(kept) | Self::Compressed(kept, _)) = self;
        allocated(kept.len() + 16)
    }

    /// The value itself. None only if memory was damaged: then it can be fetched again.
    fn read(&self) -> Option<Vec<u8>> {
        match self {
            Self::Plain(value) => Some(value.to_vec()),
            Self::Compressed(coded, length) => zstandard::decompress(coded, *length).ok(),
        }
    }
}

/// What an open store resource stands for.
#[derive(Debug)]
pub struct OpenStore;

impl KeyValue {
    /// An empty store that answers tag versions from `tags` and what is known of tags from `volatile`.
    pub fn new(tags: Arc<TagVersions>, volatile: Arc<VolatileTable>) -> Self {
        let entries = Cache::builder()
            .max_capacity(CAPACITY)
            .weigher(|key: &String, entry: &Stored| {
                let bytes = allocated(key.len()) + entry.value.size() + OVERHEAD;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .build();
        Self { entries, tags, volatile, clock: clock::now }
    }

    /// The same, whose time another clock tells.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The value of a key, if there is one.
    pub fn get(&self, key: &str) -> Option<Vec<u8>> {
        match FeedKey::parse(key) {
            Some(FeedKey::Guarded) => Some(b"1".to_vec()),
            Some(FeedKey::Applied) => Some(self.tags.applied().to_string().into_bytes()),
            Some(FeedKey::State) => self.tags.is_live().then(|| self.tags.changes().to_string().into_bytes()),
            Some(FeedKey::Version(tag)) => decimal(self.tags.version(tag)),
            Some(FeedKey::Versions(tags)) => self.tags.is_live().then(|| self.versions(tags).into_bytes()),
            Some(FeedKey::Hard(tag)) => decimal(self.tags.hard_version(tag)),
            Some(FeedKey::Volatile(tag)) => self.volatile.get(tag).map(Vec::from),
            None => {
                let entry = self.entries.get(key)?;
                let age = Duration::from_millis((self.clock)().saturating_sub(entry.stored));
                let trusted = self.tags.is_live() || age < MAX_IN_ONE_CACHE;
                if trusted { entry.value.read() } else { None }
            }
        }
    }

    /// How far purges have come, and then the version of each of these tags.
    fn versions(&self, tags: &str) -> String {
        let mut text = self.tags.applied().to_string();
        for tag in tags.split(' ') {
            text.push(' ');
            text.push_str(&self.tags.version(tag).to_string());
        }
        text
    }

    /// Stores a value.
    ///
    /// # Errors
    /// `AccessDenied` for a key of the purge feed, `Other` for a value above 4 MiB.
    pub fn set(&self, key: String, value: Vec<u8>) -> Result<(), Error> {
        if FeedKey::parse(&key).is_some() {
            return Err(Error::AccessDenied);
        }
        if value.len() > MAX_VALUE {
            return Err(Error::Other("the value is larger than 4 MiB".into()));
        }
        let entry = Stored { value: Value::new(&value), stored: (self.clock)() };
        self.entries.insert(key, entry);
        Ok(())
    }

    /// Removes a key; one that is absent is no error.
    ///
    /// # Errors
    /// `AccessDenied` for a key of the purge feed.
    pub fn delete(&self, key: &str) -> Result<(), Error> {
        if FeedKey::parse(key).is_some() {
            return Err(Error::AccessDenied);
        }
        self.entries.invalidate(key);
        Ok(())
    }

    /// How many entries there are, and their bytes, about.
    pub fn size(&self) -> (u64, u64) {
        self.entries.run_pending_tasks();
        (self.entries.entry_count(), self.entries.weighted_size())
    }

    /// All keys the worker has set.
    pub fn keys(&self) -> Vec<String> {
        self.entries.iter().map(|(key, _)| key.as_ref().clone()).collect()
    }
}

fn decimal(version: u64) -> Option<Vec<u8>> {
    (version > 0).then(|| version.to_string().into_bytes())
}

impl Host for SpinView<'_> {}

impl HostStore for SpinView<'_> {
    async fn drop(&mut self, store: Resource<OpenStore>) -> wasmtime::Result<()> {
        self.table.delete(store)?;
        Ok(())
    }
}

/// The node's store, once it is sure that `store` is open.
fn opened<T: Send + 'static>(
    accessor: &Accessor<T, Spin>,
    store: &Resource<OpenStore>,
) -> wasmtime::Result<Arc<KeyValue>> {
    accessor.with(|mut access| {
        let view = access.get();
        view.table.get(store)?;
        Ok(Arc::clone(&view.shared.key_value))
    })
}

impl<T: Send + 'static> HostStoreWithStore<T> for Spin {
    async fn open(accessor: &Accessor<T, Self>, label: String) -> wasmtime::Result<Result<Resource<OpenStore>, Error>> {
        if label != DEFAULT_STORE {
            return Ok(Err(Error::AccessDenied));
        }
        accessor.with(|mut access| Ok(Ok(access.get().table.push(OpenStore)?)))
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<Option<Vec<u8>>, Error>> {
        Ok(Ok(opened(accessor, &store)?.get(&key)))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        Ok(opened(accessor, &store)?.set(key, value))
    }

    async fn delete(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        Ok(opened(accessor, &store)?.delete(&key))
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<bool, Error>> {
        Ok(Ok(opened(accessor, &store)?.get(&key).is_some()))
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<OpenStore>,
    ) -> wasmtime::Result<(StreamReader<String>, FutureReader<Result<(), Error>>)> {
        let keys = opened(accessor, &store)?.keys();
        accessor.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            let ended = FutureReader::new(&mut access, async { wasmtime::error::Ok(Ok(())) })?;
            Ok((keys, ended))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use freshness::PurgeKind;

    #[test]
    fn the_purge_feed_is_read_only_for_the_worker() {
        let tags = Arc::new(TagVersions::default());
        let store = KeyValue::new(Arc::clone(&tags), Arc::default());
        assert_eq!(store.get("t:p:1"), None);
        assert_eq!(store.get("@seq"), Some(b"0".to_vec()));
        tags.purge(41, ["p:1"]);
        assert_eq!(store.get("t:p:1"), Some(b"41".to_vec()));
        assert_eq!(store.get("@seq"), Some(b"41".to_vec()));
        assert_eq!(store.get("h:p:1"), None);
        tags.purge_here(PurgeKind::Hard, ["p:1"]);
        assert_eq!(store.get("h:p:1"), Some(b"42".to_vec()));
        for key in ["t:p:1", "t:", "v:p:1", "v:", "h:p:1", "h:", "f:s:1", "f:", "@seq", "@state", "@guarded"] {
            assert!(matches!(store.set(key.into(), vec![]), Err(Error::AccessDenied)), "{key}");
            assert!(matches!(store.delete(key), Err(Error::AccessDenied)), "{key}");
        }
    }

    #[test]
    fn the_state_is_told_while_purges_arrive_and_changes_with_each() {
        let tags = Arc::new(TagVersions::default());
        let store = KeyValue::new(Arc::clone(&tags), Arc::default());
        assert_eq!(store.get("@state"), None);
        tags.set_live(true);
        let before = store.get("@state");
        tags.purge(9, ["p:1"]);
        let after = store.get("@state");
        // One that comes late changes it too, though the newest is the same.
        tags.purge(7, ["p:2"]);
        assert!(before.is_some() && before != after && after != store.get("@state"));
        tags.set_live(false);
        assert_eq!(store.get("@state"), None);
    }

    #[test]
    fn versions_of_several_tags_are_told_at_once_while_purges_arrive() {
        let tags = Arc::new(TagVersions::default());
        let store = KeyValue::new(Arc::clone(&tags), Arc::default());
        tags.purge(7, ["p:1"]);
        tags.purge(9, ["s:2"]);
        assert_eq!(store.get("v:p:1 p:2 s:2"), None);
        tags.set_live(true);
        assert_eq!(store.get("v:p:1 p:2 s:2"), Some(b"9 7 0 9".to_vec()));
    }

    #[test]
    fn values_are_kept_and_removed() {
        let store = KeyValue::new(Arc::default(), Arc::default());
        store.set("a".into(), b"1".to_vec()).expect("an ordinary key");
        assert_eq!(store.get("a"), Some(b"1".to_vec()));
        store.delete("a").expect("an ordinary key");
        assert_eq!(store.get("a"), None);
        assert!(store.set("b".into(), vec![0; MAX_VALUE + 1]).is_err());
    }

    #[test]
    fn large_values_take_less_room_and_come_back_whole() {
        let store = KeyValue::new(Arc::default(), Arc::default());
        let noise = |length: u64| (0..length).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect();
        let text = |length: usize| "a mug, ".repeat(length / 7).into_bytes();
        let values: [Vec<u8>; 6] =
            [vec![], text(399), text(7_000), text(MAX_VALUE), noise(7_000), noise(MAX_VALUE as u64)];
        for value in values {
            store.set("a".into(), value.clone()).expect("an ordinary key");
            assert!(store.get("a") == Some(value));
        }
        store.set("a".into(), text(70_000)).expect("an ordinary key");
        assert!(store.size().1 < 1_000, "{:?}", store.size());
    }
}
