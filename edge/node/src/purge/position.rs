//! Where a node stands in the stream, and what each message makes stale.

use std::sync::{Arc, Mutex, PoisonError};

use api::edge::purge::Purge;
use freshness::{ALL, PurgeKind, TagVersions};
use serde_json::Value;

use crate::cache::cursor::StreamCursor;
use crate::cache::volatile::VolatileTable;

/// Where a node stands, for others to look up; nothing before its first look at the stream.
pub type SharedCursor = Mutex<Option<StreamCursor>>;

/// The sequence of the last event that was read; 0 before the first look at the stream.
pub fn read_sequence(cursor: &SharedCursor) -> u64 {
    cursor.lock().unwrap_or_else(PoisonError::into_inner).map_or(0, |cursor| cursor.next.saturating_sub(1))
}

/// Where the node stands in the stream.
#[derive(Debug, Default)]
pub struct Position {
    cursor: Arc<SharedCursor>,
    /// Whether there are pages from before a restart, and the stream was not looked at since.
    keeps: bool,
    /// Added to stream sequences, so that they also rise across a stream that begins anew.
    base: u64,
}

impl Position {
    /// Where `cursor` says; `keeps` says whether pages were kept across a restart.
    pub fn new(cursor: Arc<SharedCursor>, keeps: bool) -> Self {
        Self { cursor, keeps, base: 0 }
    }

    fn cursor(&self) -> Option<StreamCursor> {
        *self.cursor.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn move_to(&self, cursor: StreamCursor) {
        *self.cursor.lock().unwrap_or_else(PoisonError::into_inner) = Some(cursor);
    }

    /// Finds the sequence to read from, and purges everything if anything was missed, as hard as what was missed may have
    /// been. The stream was made at
    /// `created` (nanoseconds since 1970) and has the sequences from `first` to `last`.
    pub fn resume(&mut self, created: i64, first: u64, last: u64, tags: &TagVersions) -> u64 {
        let keeps = std::mem::take(&mut self.keeps);
        let next = match self.cursor() {
            // What was stored before the first look may already be untrue, and a purge by the number of nothing, as in a
            // stream that is empty, would concern none of it.
            None => {
                self.base = u64::from(last == 0);
                self.purge(PurgeKind::Hard, last, [ALL], tags);
                last + 1
            }
            Some(cursor) if cursor.created != created || last + 1 < cursor.next => {
                tracing::warn!("the stream of purges began anew, so every stored page is outdated");
                self.base = tags.applied().max(cursor.next) + 1;
                self.purge(PurgeKind::Hard, last, [ALL], tags);
                last + 1
            }
            Some(cursor) if first > cursor.next => {
                tracing::warn!("purges were lost, so every stored page is outdated");
                self.purge(PurgeKind::Hard, first - 1, [ALL], tags);
                first
            }
            Some(cursor) => {
                if keeps {
                    // As if it had stood here all the time.
                    self.purge(PurgeKind::Soft, cursor.next - 1, [ALL], tags);
                }
                cursor.next
            }
        };
        self.move_to(StreamCursor { created, next });
        next
    }

    /// Applies one message.
    pub fn apply(&mut self, sequence: u64, payload: &[u8], tags: &TagVersions, volatile: &VolatileTable) {
        let cursor = self.cursor();
        let next = cursor.map_or(sequence, |cursor| cursor.next);
        match serde_json::from_slice::<Purge>(payload).ok() {
            Some(Purge { tags: named, hard: true, .. }) if sequence <= next => {
                // Even with what it says of how things are now, nothing older may be shown.
                volatile.take_in(self.base + sequence, "", &Value::Null, &named, tags);
                tags.apply(PurgeKind::Hard, self.base + sequence, named);
            }
            Some(Purge { tags: named, subject, data, hard: false }) if sequence <= next => {
                // The order matters: who sees the new versions also sees the volatile values.
                volatile.take_in(self.base + sequence, &subject, &data, &named, tags);
                self.purge(PurgeKind::Soft, sequence, named, tags);
            }
            Some(_) => {
                tracing::warn!(sequence, "purges are missing before this one, purging everything");
                self.purge(PurgeKind::Hard, sequence, [ALL], tags);
            }
            None => {
                tracing::warn!(sequence, "a purge cannot be read, purging everything");
                self.purge(PurgeKind::Hard, sequence, [ALL], tags);
            }
        }
        if let Some(cursor) = cursor {
            self.move_to(StreamCursor { next: cursor.next.max(sequence + 1), ..cursor });
        }
    }

    fn purge<T: AsRef<str>>(
        &self,
        kind: PurgeKind,
        sequence: u64,
        named: impl IntoIterator<Item = T>,
        tags: &TagVersions,
    ) {
        tags.apply(kind, self.base + sequence, named);
    }
}
