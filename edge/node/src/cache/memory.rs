//! Bytes that stored things take in memory.

use freshness::Freshness;

/// Bytes that so many on the heap take with what the allocator adds.
pub fn allocated(length: usize) -> usize {
    (length + 8).next_multiple_of(16).max(32)
}

/// Bytes that a record of freshness takes.
pub fn of_freshness(freshness: &Freshness) -> usize {
    let tags = freshness.tags.iter().map(|tag| size_of::<Box<str>>() + allocated(tag.len()));
    size_of::<Freshness>() + tags.sum::<usize>()
}
