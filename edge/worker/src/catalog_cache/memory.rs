//! What an instance remembers of the catalogue, so that it need not be fetched from the store and read again for
//! every page: entries that were right, and as of which state of the purge feed. While the host says that the
//! state is the same, they still are (ADR 30); when it is another, whoever asks finds out whether the purges between
//! the two concern them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use api::client::ReadReply;
use bytes::Bytes;

use super::envelope::Envelope;

/// Bytes of what is remembered at most. Beyond them it begins anew: an instance does not live long.
const CAPACITY: usize = 2 * 1024 * 1024;
/// Bytes reckoned for an entry beside its key and body.
const OVERHEAD: usize = 512;

/// Entries of the catalogue, which are the same for everybody.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    entries: HashMap<Box<str>, Right>,
    bytes: usize,
}

/// An entry that was right as of a state.
#[derive(Clone, Debug)]
pub struct Right {
    /// The state.
    pub state: u64,
    /// All that is needed to judge the entry.
    pub envelope: Arc<Envelope>,
    /// The reply's body.
    pub body: Bytes,
    /// What it says, once it was read.
    pub read: ReadReply,
}

impl Memory {
    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().expect("no panic while holding it")
    }

    /// The entry under `key`.
    pub fn get(&self, key: &str) -> Option<Right> {
        self.remembered().entries.get(key).cloned()
    }

    /// Notes that an entry is right in this state, too.
    pub fn renew(&self, key: &str, state: u64) {
        if let Some(right) = self.remembered().entries.get_mut(key) {
            right.state = state;
        }
    }

    /// Remembers an entry that is right in this state.
    pub fn keep(&self, key: &str, state: u64, envelope: &Envelope, body: &Bytes) {
        let size = size_of_entry(key, body);
        if size > CAPACITY / 4 {
            return;
        }
        let mut remembered = self.remembered();
        if remembered.bytes + size > CAPACITY {
            *remembered = Remembered::default();
        }
        let read = ReadReply::default();
        let right = Right { state, envelope: Arc::new(envelope.clone()), body: body.clone(), read };
        match remembered.entries.insert(key.into(), right) {
            None => remembered.bytes += size,
            Some(before) => remembered.bytes = remembered.bytes + size - size_of_entry(key, &before.body),
        }
    }
}

/// Bytes of an entry, about. What a body says takes as much again as the body, or less.
fn size_of_entry(key: &str, body: &Bytes) -> usize {
    key.len() + 2 * body.len() + OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope() -> Envelope {
        Envelope {
            stored: 0,
            fresh_until: 60,
            stale_until: 600,
            error_until: 600,
            filled_at: 1,
            tags: Vec::new(),
            status: 200,
            content_type: "application/json".to_owned(),
        }
    }

    #[test]
    fn an_entry_is_remembered_for_the_state_it_was_right_in() {
        let memory = Memory::default();
        let known = || memory.get("a").map(|right| (right.state, right.body));
        memory.keep("a", 7, &envelope(), &Bytes::from_static(b"1"));
        assert_eq!(known(), Some((7, Bytes::from_static(b"1"))));
        assert!(memory.get("b").is_none());
        memory.keep("a", 8, &envelope(), &Bytes::from_static(b"22"));
        assert_eq!(known(), Some((8, Bytes::from_static(b"22"))));
        memory.renew("a", 9);
        memory.renew("b", 9);
        assert_eq!(known(), Some((9, Bytes::from_static(b"22"))));
    }

    #[test]
    fn it_takes_no_more_than_its_room() {
        let memory = Memory::default();
        let body = Bytes::from(vec![b'x'; 10_000]);
        for number in 0..1_000 {
            memory.keep(&format!("key {number}"), 1, &envelope(), &body);
            let remembered = memory.remembered();
            assert!(remembered.bytes <= CAPACITY, "{}", remembered.bytes);
            let real: usize = remembered.entries.iter().map(|(key, right)| size_of_entry(key, &right.body)).sum();
            assert_eq!(remembered.bytes, real);
        }
        assert!(memory.get("key 999").is_some());
        memory.keep("large", 1, &envelope(), &Bytes::from(vec![0; CAPACITY]));
        assert!(memory.get("large").is_none());
    }
}
