//! Instances of one kind, which answer requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;

use bytes::Bytes;
use http::{Request, Response};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::wasm::instances::line::{Called, Line, Order, Seat};
use crate::wasm::instances::{self, MadeOf, event_loop};

/// Why a request has no answer.
#[derive(Debug)]
pub enum InstanceError {
    /// There are too many instances, or no memory for one.
    NoInstance(wasmtime::Error),
    /// The instance failed while it answered.
    Call(wasmtime::Error),
    /// The instance has ended before it answered: it trapped, here or in another request, or was ended from outside.
    Ended,
}

/// A request, and who waits for the answer.
pub struct Job {
    /// What is asked.
    pub request: Request<Bytes>,
    /// Whoever waits; gone if it has waited too long.
    pub answer: oneshot::Sender<Result<Response<Bytes>, InstanceError>>,
}

/// Instances of one kind.
pub struct Pool {
    made_of: Arc<MadeOf>,
    /// Requests that one of them answers at once at most.
    at_once: usize,
    line: Mutex<Line<Job>>,
}

impl Pool {
    /// No instances yet.
    pub fn new(made_of: &Arc<MadeOf>, at_once: usize, order: Order) -> Arc<Self> {
        Arc::new(Self { made_of: Arc::clone(made_of), at_once, line: Mutex::new(Line::new(order)) })
    }

    /// Has an instance answer a request, a new one if none is free.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn answer(self: &Arc<Self>, request: Request<Bytes>) -> Result<Response<Bytes>, InstanceError> {
        let (answer, told) = oneshot::channel();
        let called = self.line().push(Job { request, answer });
        self.call(called);
        told.await.unwrap_or(Err(InstanceError::Ended))
    }

    fn call(self: &Arc<Self>, called: Called) {
        match called {
            Called::Free(waker) => waker.wake(),
            Called::New(seat) => {
                let place = Place { seat, pool: Arc::clone(self) };
                // There is none where the program is ending.
                if let Ok(runtime) = Handle::try_current() {
                    runtime.spawn(Self::run(place));
                }
            }
        }
    }

    async fn run(place: Place) {
        let pool = Arc::clone(&place.pool);
        match instances::made(&pool.made_of).await {
            Ok(instance) => event_loop::run(instance, place, pool.at_once).await,
            Err(error) => place.give_up(error),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line<Job>> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One instance's place among those of its pool, which it leaves as it ends.
pub struct Place {
    seat: Seat,
    pool: Arc<Pool>,
}

impl Place {
    /// The request that has waited for longest. If there is none, `context` is woken when there is one.
    pub fn take(&mut self, context: &Context<'_>) -> Option<Job> {
        self.pool.line().take(&mut self.seat, context.waker())
    }

    /// The instance takes no request for now.
    pub fn leave(&mut self) {
        if self.seat.is_expected() {
            let instead = self.pool.line().leave(&mut self.seat);
            if let Some(called) = instead {
                self.pool.call(called);
            }
        }
    }

    /// Says that there is no instance for the request that this one was started for.
    fn give_up(mut self, error: wasmtime::Error) {
        let job = self.pool.line().give_up(&mut self.seat);
        if let Some(job) = job {
            // Whoever waited may have gone.
            drop(job.answer.send(Err(InstanceError::NoInstance(error))));
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave();
    }
}
