//! Makes an instance serve one request at a time, body included.
//!
//! wasmtime counts a request as done when its response head is there. The body is still
//! being written then, and a second request on the same instance could trap and cut it. A
//! lease lasts until the host holds the whole answer; the instance takes no other request
//! before.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::Waker;

use futures::task::AtomicWaker;

/// Leases of one instance.
#[derive(Debug, Default)]
pub struct Leases {
    held: AtomicUsize,
    waker: AtomicWaker,
}

impl Leases {
    /// Whether no answer is still being read.
    pub fn none_held(&self) -> bool {
        self.held.load(Ordering::Acquire) == 0
    }

    /// Has `waker` called when a lease ends, for the instance must be told that it is free.
    pub fn wake_on_release(&self, waker: &Waker) {
        self.waker.register(waker);
    }
}

/// Held by the host while it reads an answer; ends on drop.
#[derive(Debug, Default)]
pub struct Lease(OnceLock<Arc<Leases>>);

impl Lease {
    /// Ties the lease to the instance that took the request.
    pub fn begin(&self, leases: &Arc<Leases>) {
        if self.0.set(Arc::clone(leases)).is_ok() {
            leases.held.fetch_add(1, Ordering::AcqRel);
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(leases) = self.0.get() {
            leases.held.fetch_sub(1, Ordering::AcqRel);
            leases.waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_free_when_its_last_lease_ends() {
        let leases = Arc::new(Leases::default());
        let (first, second) = (Lease::default(), Lease::default());
        assert!(leases.none_held());
        first.begin(&leases);
        first.begin(&leases);
        second.begin(&leases);
        drop(first);
        assert!(!leases.none_held());
        drop(second);
        assert!(leases.none_held());
        drop(Lease::default());
        assert!(leases.none_held());
    }
}
