//! Instances of one kind, which answer requests.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;

use bytes::Bytes;
use http::{Request, Response};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use wasmtime::format_err;

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

    fn call(self: &Arc<Self>, called: Option<Called>) {
        match called {
            Some(Called::Free(waker)) => waker.wake(),
            Some(Called::New(seat)) => {
                let place = Place { seat: Mutex::new(seat), pool: Arc::clone(self) };
                // There is none where the program is ending.
                if let Ok(runtime) = Handle::try_current() {
                    runtime.spawn(Self::run(place));
                }
            }
            None => {}
        }
    }

    async fn run(place: Place) {
        let pool = Arc::clone(&place.pool);
        let made = tokio::time::timeout(pool.made_of.timeout, instances::made(&pool.made_of)).await;
        match made.unwrap_or_else(|_| Err(format_err!("it took too long"))) {
            Ok(instance) => event_loop::run(instance, &pool.made_of, place, pool.at_once).await,
            Err(error) => place.give_up(InstanceError::NoInstance(error)),
        }
    }

    fn line(&self) -> MutexGuard<'_, Line<Job>> {
        locked(&self.line)
    }
}

/// One instance's place among those of its pool, which it leaves as it ends.
pub struct Place {
    seat: Mutex<Seat>,
    pool: Arc<Pool>,
}

impl Place {
    /// The request that has waited for longest. If there is none, `context` is woken when there is one.
    pub fn take(&self, context: &Context<'_>) -> Option<Job> {
        let mut seat = locked(&self.seat);
        self.pool.line().take(&mut seat, context.waker())
    }

    /// The instance takes no request for now.
    pub fn leave(&self) {
        let instead = {
            let mut seat = locked(&self.seat);
            if seat.is_expected() { self.pool.line().leave(&mut seat) } else { None }
        };
        self.pool.call(instead);
    }

    /// Says why there is no instance for the request that this one was started for.
    fn give_up(&self, error: InstanceError) {
        let job = {
            let mut seat = locked(&self.seat);
            self.pool.line().give_up(&mut seat)
        };
        if let Some(job) = job {
            // Whoever waited may have gone.
            drop(job.answer.send(Err(error)));
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // One that never looked ends with the program, or panics as it begins.
        if locked(&self.seat).is_new() {
            self.give_up(InstanceError::Ended);
        } else {
            self.leave();
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
