//! What one instance does from its beginning to its end.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::future::{Either, select};
use futures::stream::{FuturesUnordered, Stream as _};
use tokio::time::Sleep;
use wasmtime::component::Accessor;

use crate::wasm::instances::entry::Entry;
use crate::wasm::instances::pool::{InstanceError, Job, Place};
use crate::wasm::instances::{Instance, MadeOf, is_used_up};
use crate::wasm::linear_memory::LinearMemory;
use crate::wasm::runtime::Guest;

/// How long an idle instance is kept.
const IDLE: Duration = Duration::from_secs(10);

/// Serves requests with an instance until it is used up, has been idle for long, traps or takes too long.
pub async fn run(instance: Instance, made_of: &MadeOf, place: Place, at_once: usize) {
    let Instance { mut store, entry, alive: _alive } = instance;
    let MadeOf { timeout, stopping, .. } = made_of;
    let memory = store.data().memory().clone();
    let watch = Watch::new();
    let result = {
        let serving = Serving { entry: &entry, memory, watch: &watch, place: &place, at_once };
        let mut events = pin!(store.run_concurrent(async |instance| serving.serve(instance).await));
        let mut deadline = Deadline { timeout: *timeout, sleep: Box::pin(tokio::time::sleep(Duration::ZERO)) };
        poll_fn(|context| {
            loop {
                watch.has_looked.store(false, Ordering::Relaxed);
                if let Poll::Ready(end) = events.as_mut().poll(context) {
                    return Poll::Ready(end);
                }
                // A busy loop yields to here and to nothing within.
                let (is_idle, since) = watch.doing();
                if deadline.poll(context, is_idle, since).is_ready() {
                    let end = if is_idle { Ok(()) } else { Err(wasmtime::format_err!("it took too long")) };
                    return Poll::Ready(end);
                }
                if !watch.has_looked.load(Ordering::Relaxed) {
                    // It is in the middle of something, and looks for no request before that is done.
                    place.leave();
                    return Poll::Pending;
                }
                // All that could be done has been: what it serves waits, so that it may take more.
                if watch.waits.swap(true, Ordering::Relaxed) {
                    return Poll::Pending;
                }
            }
        })
        .await
    };
    // Whoever waits need not wait for its memory to be given back.
    drop(place);
    if let Err(error) = result
        && !stopping.load(Ordering::Relaxed)
    {
        tracing::warn!(error = format!("{error:#}"), "an instance of the worker was ended");
    }
}

/// What is known of an instance outside its event loop, where a busy loop cannot prevent it from being ended.
struct Watch {
    /// Whether it is idle, and since when it is, or when it took the last of the requests that it serves.
    doing: Mutex<(bool, Instant)>,
    /// Whether all that it serves waits for something.
    waits: AtomicBool,
    /// Whether it has looked for requests since this was last asked.
    has_looked: AtomicBool,
}

impl Watch {
    fn new() -> Self {
        let doing = Mutex::new((true, Instant::now()));
        Self { doing, waits: AtomicBool::new(true), has_looked: AtomicBool::new(false) }
    }

    fn doing(&self) -> (bool, Instant) {
        *self.doing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn does(&self, is_idle: bool, since: Instant) {
        *self.doing.lock().unwrap_or_else(PoisonError::into_inner) = (is_idle, since);
    }
}

/// Says when an instance has taken too long, or has been idle for long.
struct Deadline {
    timeout: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl Deadline {
    fn poll(&mut self, context: &mut Context<'_>, is_idle: bool, since: Instant) -> Poll<()> {
        let deadline = tokio::time::Instant::from_std(since + if is_idle { IDLE } else { self.timeout });
        // Nearly always it lies behind the one that is waited for, and a timer is not worth being moved at each request.
        if deadline < self.sleep.deadline() {
            self.sleep.as_mut().reset(deadline);
        }
        while self.sleep.as_mut().poll(context).is_ready() {
            if deadline <= tokio::time::Instant::now() {
                return Poll::Ready(());
            }
            self.sleep.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}

/// An instance within its event loop.
struct Serving<'a> {
    entry: &'a Entry,
    memory: LinearMemory,
    watch: &'a Watch,
    place: &'a Place,
    at_once: usize,
}

impl Serving<'_> {
    /// Takes requests from its pool and answers them, until it takes no more and nothing is left to be done. After one that
    /// was not answered as it should be it takes none.
    async fn serve(&self, instance: &Accessor<Guest>) {
        let func = self.entry.func();
        let mut calls = pin!(FuturesUnordered::new());
        let mut begun = Vec::new();
        let (mut served, mut takes_more) = (0, true);
        poll_fn(|context| {
            self.watch.has_looked.store(true, Ordering::Relaxed);
            loop {
                while let Poll::Ready(Some(call)) = calls.as_mut().poll_next(context) {
                    let Ended { since, is_well } = call;
                    takes_more &= is_well;
                    if let Some(ended) = begun.iter().position(|start| *start == since) {
                        begun.swap_remove(ended);
                    }
                    self.watch.does(false, begun.iter().max().copied().unwrap_or_else(Instant::now));
                }
                takes_more &= !is_used_up(served, self.memory.bytes());
                // Another one answers sooner what this one would only get to after what it is busy with.
                let is_waiting = calls.is_empty() || self.watch.waits.load(Ordering::Relaxed);
                let has_room = is_waiting && calls.len() < self.at_once;
                let is_ready = instance.poll_ready_for_concurrent_call(func, context).is_ready();
                if !takes_more || !has_room || !is_ready {
                    self.place.leave();
                } else if let Some(job) = self.place.take(context) {
                    if job.answer.is_closed() {
                        // Whoever asked was told that there is no answer.
                        continue;
                    }
                    let since = Instant::now();
                    served += 1;
                    begun.push(since);
                    self.watch.does(false, since);
                    self.watch.waits.store(false, Ordering::Relaxed);
                    calls.push(self.answer(instance, job, since));
                    continue;
                }
                // What was begun beside an answer may still be going on.
                if !calls.is_empty() || instance.poll_no_interesting_tasks(context).is_pending() {
                    return Poll::Pending;
                }
                if !takes_more {
                    return Poll::Ready(());
                }
                if !self.watch.doing().0 {
                    self.watch.does(true, Instant::now());
                }
                return Poll::Pending;
            }
        })
        .await;
    }

    /// Answers a request. Where nobody waits for the answer any more it is late, and what goes on of it does so unheard.
    async fn answer(&self, instance: &Accessor<Guest>, job: Job, since: Instant) -> Ended {
        let Job { request, mut answer } = job;
        let answered = match select(pin!(self.entry.answer(instance, request)), pin!(answer.closed())).await {
            Either::Left((answered, _)) => Some(answered),
            Either::Right(((), _)) => None,
        };
        let is_well = answered.as_ref().is_some_and(Result::is_ok);
        if let Some(answered) = answered {
            // They may have gone just now.
            drop(answer.send(answered.map_err(InstanceError::Call)));
        }
        Ended { since, is_well }
    }
}

/// A request that the instance is done with.
struct Ended {
    since: Instant,
    /// Whether it was answered, and in time.
    is_well: bool,
}
