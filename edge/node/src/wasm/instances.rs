//! Instances of the worker: how they are made, what they serve, and when they end.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::Sleep;
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, ProxyHandler, ProxyPre, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::metrics::Metrics;
use crate::wasm::instance_slot::{InstanceSlot, SlotPermit};
use crate::wasm::instance_stack::Seat;
use crate::wasm::linear_memory::LinearMemory;
use crate::wasm::runtime::{self, Guest, Limits, Shared};

/// Requests one instance serves before it is replaced, which bounds what a leak can grow to. A new one makes and reads
/// once more what an instance keeps, which costs as much as some pages.
const REUSE: usize = 1024;
/// Bytes of linear memory beyond which an instance is replaced, however few it has served.
const GROWN: usize = 10 * 1024 * 1024;
/// How long an idle instance is kept.
const IDLE: Duration = Duration::from_secs(10);

/// Instances that serve so many requests at once each.
pub struct Instances {
    made_of: Arc<MadeOf>,
    at_once: usize,
    /// Whose instance it is, if that is one of a stack.
    seat: Weak<Seat>,
}

impl Instances {
    /// Instances in a queue: the one that has been free for longest is next.
    pub fn queued(made_of: &Arc<MadeOf>, at_once: usize) -> ProxyHandler<Self> {
        ProxyHandler::new(Self { made_of: Arc::clone(made_of), at_once, seat: Weak::new() })
    }

    /// The instance of a seat, which serves one request at a time.
    pub fn seated(made_of: &Arc<MadeOf>, seat: &Weak<Seat>) -> ProxyHandler<Self> {
        ProxyHandler::new(Self { made_of: Arc::clone(made_of), at_once: 1, seat: Weak::clone(seat) })
    }
}

/// What instances are made of, of whatever kind.
pub struct MadeOf {
    /// What runs them.
    pub engine: Engine,
    /// The component, its imports resolved.
    pub proxy: ProxyPre<Guest>,
    /// What all of them use.
    pub shared: Arc<Shared>,
    /// What each may use.
    pub limits: Limits,
    /// How long a request may take.
    pub timeout: Duration,
    /// Whether the node stops, so that the end of an instance is no news.
    pub stopping: Arc<AtomicBool>,
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = InstanceState;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, InstanceState>> {
        let begun = Instant::now();
        let MadeOf { engine, proxy, shared, limits, timeout, stopping } = &*self.made_of;
        let mut store = runtime::store(engine, shared, limits);
        let proxy = proxy.instantiate_async(&mut store).await?;
        let slot = Arc::new(InstanceSlot::default());
        let expiration = Expiration {
            timeout: *timeout,
            slot: Arc::clone(&slot),
            sleep: Box::pin(tokio::time::sleep(Duration::ZERO)),
        };
        let state = InstanceState {
            memory: store.data().memory().clone(),
            at_once: self.at_once,
            seat: self.seat.upgrade(),
            timeout: *timeout,
            slot,
            stopping: Arc::clone(stopping),
            _alive: Alive::new(&shared.metrics),
        };
        shared.metrics.instance_started(begun.elapsed());
        Ok(Instance { store, proxy, view: Guest::http, expiration, state })
    }
}

/// One instance.
pub struct InstanceState {
    memory: LinearMemory,
    /// Requests it may serve at once.
    at_once: usize,
    seat: Option<Arc<Seat>>,
    timeout: Duration,
    slot: Arc<InstanceSlot>,
    stopping: Arc<AtomicBool>,
    _alive: Alive,
}

/// Counts an instance for as long as it lives.
struct Alive(Arc<Metrics>);

impl Alive {
    fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.instances.inc();
        Self(Arc::clone(metrics))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.instances.dec();
    }
}

impl WorkerState for InstanceState {
    type StoreData = Guest;
    type RequestData = Arc<SlotPermit>;

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if is_used_up(total, self.memory.bytes()) {
            ShouldAccept::Never
        } else if concurrent.max(self.slot.held()) < self.at_once {
            if let Some(seat) = &self.seat {
                seat.free();
            }
            ShouldAccept::Yes
        } else {
            ShouldAccept::No
        }
    }

    fn on_request_start(
        &self,
        _store: StoreContextMut<'_, Guest>,
        permit: Arc<SlotPermit>,
        _task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + 'static + Send + Sync>> {
        permit.begin(&self.slot);
        if let Some(seat) = &self.seat {
            seat.take();
        }
        Box::pin(tokio::time::sleep(self.timeout))
    }

    fn drop(&self, _store: Store<Guest>, result: Result<(), wasmtime::Error>) {
        if let Err(error) = result
            && !self.stopping.load(Ordering::Relaxed)
        {
            tracing::warn!(error = format!("{error:#}"), "an instance of the worker was ended");
        }
    }
}

/// Whether an instance that has taken so many requests and has so much memory takes no more. It takes one, whatever it
/// has: the next would have as much.
fn is_used_up(requests: usize, memory: usize) -> bool {
    requests >= REUSE || (requests > 0 && memory > GROWN)
}

/// Ends an instance from outside its event loop, where a busy loop cannot prevent it.
pub struct Expiration {
    timeout: Duration,
    slot: Arc<InstanceSlot>,
    sleep: Pin<Box<Sleep>>,
}

impl WorkerExpiration for Expiration {
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>, status: WorkerStatus, since: Instant) -> Poll<()> {
        self.slot.wake_on_release(context.waker());
        let allowed = match status {
            WorkerStatus::Idle => IDLE,
            WorkerStatus::Requests | WorkerStatus::PostReturn => self.timeout,
        };
        let deadline = tokio::time::Instant::from_std(since + allowed);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_used_up_by_requests_or_by_what_it_has_grown_to() {
        for (requests, memory, expected) in
            [(0, GROWN * 2, false), (1, GROWN, false), (1, GROWN + 1, true), (REUSE - 1, 0, false), (REUSE, 0, true)]
        {
            assert_eq!(is_used_up(requests, memory), expected, "{requests} {memory}");
        }
    }
}
