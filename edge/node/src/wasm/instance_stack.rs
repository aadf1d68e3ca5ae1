//! Instances that serve one request at a time, of which the one that served last serves next.
//!
//! What an instance worked on last lies in the processor's caches. wasmtime's queue wakes the instance that has waited
//! longest, so that as many take turns as were ever busy at once, and each request finds the memory of its instance cold.
//! On a stack those that are free lie in the order in which they were used, and what lies below idles until it ends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use wasmtime_wasi_http::handler::{ProxyHandler, Request, Response};

use crate::wasm::instance_slot::SlotPermit;
use crate::wasm::instances::{Instances, MadeOf};

/// The seats whose instances are free, the one that was used last on top.
pub struct InstanceStack {
    made_of: Arc<MadeOf>,
    free: Mutex<Vec<Arc<Seat>>>,
}

impl InstanceStack {
    /// A stack of no instance yet.
    pub fn new(made_of: &Arc<MadeOf>) -> Arc<Self> {
        Arc::new(Self { made_of: Arc::clone(made_of), free: Mutex::default() })
    }

    /// Has the instance on top serve a request, or a new one if none is free.
    ///
    /// # Errors
    /// As [`ProxyHandler::handle`].
    pub async fn handle(self: &Arc<Self>, permit: Arc<SlotPermit>, request: Request) -> wasmtime::Result<Response> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let seat = free.unwrap_or_else(|| Seat::new(self));
        seat.handler.handle(permit, request).await
    }
}

/// Where one instance is given its requests. If it has ended meanwhile, the next request has another one made for the seat.
pub struct Seat {
    handler: ProxyHandler<Instances>,
    stack: Weak<InstanceStack>,
    /// Whether its instance has taken a request since it was last put on the stack.
    taken: AtomicBool,
}

impl Seat {
    fn new(stack: &Arc<InstanceStack>) -> Arc<Self> {
        Arc::new_cyclic(|seat| Self {
            handler: Instances::seated(&stack.made_of, seat),
            stack: Arc::downgrade(stack),
            taken: AtomicBool::new(false),
        })
    }

    /// Its instance takes a request.
    pub fn take(&self) {
        self.taken.store(true, Ordering::Release);
    }

    /// Its instance is free: it goes on top of the stack, unless it is there or a request is just being given to it.
    pub fn free(self: &Arc<Self>) {
        if self.taken.swap(false, Ordering::AcqRel)
            && let Some(stack) = self.stack.upgrade()
        {
            stack.free.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(self));
        }
    }
}
