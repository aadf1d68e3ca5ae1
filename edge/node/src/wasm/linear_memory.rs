//! How much memory an instance has, and may have.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::{ResourceLimiter, StoreLimits, StoreLimitsBuilder};

/// Bytes of linear memory of one instance, told to whoever has a clone of it.
#[derive(Clone, Debug, Default)]
pub struct LinearMemory(Arc<AtomicUsize>);

impl LinearMemory {
    /// Its bytes now. Linear memory only grows.
    pub fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// Bounds what an instance may have, and notes what it has.
#[derive(Debug)]
pub struct MemoryLimiter {
    limits: StoreLimits,
    memory: LinearMemory,
}

impl MemoryLimiter {
    /// Lets a memory have so many bytes at most.
    pub fn new(most: usize) -> Self {
        Self { limits: StoreLimitsBuilder::new().memory_size(most).build(), memory: LinearMemory::default() }
    }

    /// What is noted.
    pub fn memory(&self) -> &LinearMemory {
        &self.memory
    }
}

impl ResourceLimiter for MemoryLimiter {
    fn memory_growing(&mut self, current: usize, desired: usize, most: Option<usize>) -> wasmtime::Result<bool> {
        let allowed = self.limits.memory_growing(current, desired, most)?;
        if allowed {
            self.memory.0.fetch_add(desired.saturating_sub(current), Ordering::Relaxed);
        }
        Ok(allowed)
    }

    fn table_growing(&mut self, current: usize, desired: usize, most: Option<usize>) -> wasmtime::Result<bool> {
        self.limits.table_growing(current, desired, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_allowed_is_noted() {
        let mut limiter = MemoryLimiter::new(1_000);
        let memory = limiter.memory().clone();
        assert!(limiter.memory_growing(0, 400, None).expect("a decision"));
        assert!(limiter.memory_growing(400, 900, Some(900)).expect("a decision"));
        assert!(!limiter.memory_growing(900, 1_001, None).expect("a decision"), "more than it may have");
        assert!(!limiter.memory_growing(900, 950, Some(900)).expect("a decision"), "more than its type has");
        assert_eq!(memory.bytes(), 900);
    }
}
