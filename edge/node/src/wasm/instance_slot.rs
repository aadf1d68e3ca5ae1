//! Makes an instance serve so many requests at a time, bodies included.
//!
//! wasmtime counts a request as done when its response head is there. The body is still
//! being written then, and a further request on the same instance could trap and cut it. A
//! permit lasts until the host holds the whole answer, and counts until then.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use futures::task::AtomicWaker;

/// What one instance serves.
#[derive(Debug, Default)]
pub struct InstanceSlot {
    held: AtomicUsize,
    waker: AtomicWaker,
}

impl InstanceSlot {
    /// How many answers are still being made or read.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Acquire)
    }

    /// Has `waker` called when a permit ends, for the instance must be told that it is free.
    pub fn wake_on_release(&self, waker: &Waker) {
        self.waker.register(waker);
    }
}

/// Held by the host while it reads an answer; ends on drop.
#[derive(Debug, Default)]
pub struct SlotPermit(OnceLock<Arc<InstanceSlot>>);

impl SlotPermit {
    /// Ties the permit to the instance that took the request.
    pub fn begin(&self, slot: &Arc<InstanceSlot>) {
        if self.0.set(Arc::clone(slot)).is_ok() {
            slot.held.fetch_add(1, Ordering::AcqRel);
        }
    }
}

impl Drop for SlotPermit {
    fn drop(&mut self) {
        if let Some(slot) = self.0.get() {
            slot.held.fetch_sub(1, Ordering::AcqRel);
            slot.waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_free_when_its_last_lease_ends() {
        let slot = Arc::new(InstanceSlot::default());
        let (first, second) = (SlotPermit::default(), SlotPermit::default());
        assert_eq!(slot.held(), 0);
        first.begin(&slot);
        first.begin(&slot);
        second.begin(&slot);
        assert_eq!(slot.held(), 2);
        drop(first);
        assert_eq!(slot.held(), 1);
        drop(second);
        drop(SlotPermit::default());
        assert_eq!(slot.held(), 0);
    }
}
