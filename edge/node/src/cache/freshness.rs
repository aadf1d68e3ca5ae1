//! What something stored depends on, and how long it is true.

use crate::cache::lifetime::{Age, FreshnessLifetime};
use crate::cache::tags::Tags;

/// Of a page without its fragments, or of a fragment.
#[derive(Debug)]
pub struct Freshness {
    /// What it depends on.
    pub tags: Box<[Box<str>]>,
    /// The newest purge applied before it was asked for.
    pub filled_at: u64,
    /// How long it is good by the clock.
    pub life: FreshnessLifetime,
}

impl Freshness {
    /// Whether no purge since the fill concerns it.
    pub fn is_current(&self, tags: &Tags) -> bool {
        tags.is_current(self.filled_at, &self.tags)
    }

    /// Whether it is as good as a new one.
    pub fn is_fresh(&self, now: u64, tags: &Tags) -> bool {
        matches!(self.life.age(now, tags), Age::Fresh(_)) && self.is_current(tags)
    }

    /// Bytes it takes in memory.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.tags.iter().map(|tag| size_of::<Box<str>>() + allocated(tag.len())).sum::<usize>()
    }
}

/// Bytes that so many on the heap take with what the allocator adds.
pub fn allocated(length: usize) -> usize {
    (length + 8).next_multiple_of(16).max(32)
}
