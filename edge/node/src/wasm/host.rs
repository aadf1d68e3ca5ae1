//! Calls the worker: one request in, one whole answer out.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use api::edge::REQUEST_ID;
use api::site::Bulkhead;
use bytes::Bytes;
use futures::FutureExt as _;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Sleep;
use tracing::{Instrument as _, Span};
use wasmtime::component::GuestTaskId;
use wasmtime::{Engine, Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::handler::{
    ExpirationError, HandlerState, Instance, InstantiationError, ProxyHandler, ProxyPre, ShouldAccept,
    WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::http::request_id;
use crate::http::worker_error::WorkerError;
use crate::metrics::Metrics;
use crate::spans;
use crate::wasm::bulkheads::Bulkheads;
use crate::wasm::instance_slot::{InstanceSlot, SlotPermit};
use crate::wasm::linear_memory::LinearMemory;
use crate::wasm::runtime::{self, Guest, Limits, PerInstance, Shared};

/// Requests one instance serves before it is replaced, which bounds what a leak can grow to. A new one makes and reads
/// once more what an instance keeps, which costs as much as some pages.
const REUSE: usize = 1024;
/// Bytes of linear memory beyond which an instance is replaced, however few it has served.
const GROWN: usize = 10 * 1024 * 1024;
/// Renders that an instance makes at once where it makes nothing else: with one instance for each, as many as ask at once
/// would take turns, and every page would find their memory cold (ADR 122).
const RENDERS: usize = 4;
/// How long an idle instance is kept.
const IDLE: Duration = Duration::from_secs(10);
/// Bytes of one answer at most.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// The worker, ready to be called. Clones share all instances.
#[derive(Clone)]
pub struct Host {
    /// Instances that make what everybody sees.
    renders: ProxyHandler<Instances>,
    /// Instances that make it one at a time, after a trap in one of those.
    again: Option<ProxyHandler<Instances>>,
    /// Instances that serve shoppers. They are the first ones, too, where an instance serves requests of whatever kind.
    shoppers: ProxyHandler<Instances>,
    bulkheads: Bulkheads,
    timeout: Duration,
    stopping: Arc<AtomicBool>,
    metrics: Arc<Metrics>,
}

impl Host {
    /// A host for a prepared component.
    pub fn new(engine: Engine, proxy: ProxyPre<Guest>, shared: Arc<Shared>, limits: Limits, timeout: Duration) -> Self {
        let metrics = Arc::clone(&shared.metrics);
        let bulkheads = Bulkheads::new(limits.requests, metrics.waiting.clone());
        let stopping = Arc::new(AtomicBool::new(false));
        let made_of = Arc::new(MadeOf { engine, proxy, shared, limits, timeout, stopping: Arc::clone(&stopping) });
        let instances = |at_once| ProxyHandler::new(Instances { made_of: Arc::clone(&made_of), at_once });
        let (renders, again, shoppers) = match limits.per_instance {
            PerInstance::Apart => (instances(RENDERS), Some(instances(1)), instances(1)),
            PerInstance::Mixed(at_once) => {
                let all = instances(at_once);
                (all.clone(), None, all)
            }
        };
        Self { renders, again, shoppers, bulkheads, timeout, stopping, metrics }
    }

    /// Says that the node stops, so that the end of an idle instance is no longer news.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Has the worker answer one request of a class. The call goes on to its end even when the caller
    /// goes away, for the worker may be in the middle of a write at the origin.
    ///
    /// # Errors
    /// A [`WorkerError`]; the cause is logged here.
    pub async fn call(
        &self,
        request: http::Request<Bytes>,
        class: Bulkhead,
    ) -> Result<http::Response<Bytes>, WorkerError> {
        self.run(request, class).await.inspect_err(|failure| self.metrics.failed(*failure))
    }

    /// A permit of a class, for a call that is made without the worker and takes the place of one.
    ///
    /// # Errors
    /// [`WorkerError::Overloaded`] if the class is full.
    pub async fn permit(&self, class: Bulkhead) -> Result<OwnedSemaphorePermit, WorkerError> {
        let permit = self.bulkheads.take(class).await.ok_or(WorkerError::Overloaded);
        permit.inspect_err(|failure| self.metrics.failed(*failure))
    }

    /// Has the worker make a page for everybody. The caller is a task that nobody ends, for what is true of
    /// [`Host::call`] is true of this. If the worker traps it may have been another page of the instance that did, so this
    /// one is made again by an instance that serves nothing beside it.
    ///
    /// # Errors
    /// As [`Host::call`].
    pub async fn render(&self, request: &http::Request<Bytes>) -> Result<http::Response<Bytes>, WorkerError> {
        let answer = async {
            let _turn = self.bulkheads.take(Bulkhead::Public).await.ok_or(WorkerError::Overloaded)?;
            match (self.rendered(&self.renders, request.clone()).await, &self.again) {
                (Err(WorkerError::Trapped), Some(again)) => self.rendered(again, request.clone()).await,
                (answer, _) => answer,
            }
        };
        let answer = AssertUnwindSafe(answer).catch_unwind().await.unwrap_or(Err(WorkerError::Trapped));
        answer.inspect_err(|failure| self.metrics.failed(*failure))
    }

    async fn rendered(
        &self,
        instances: &ProxyHandler<Instances>,
        mut request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, WorkerError> {
        let span = render_span(&mut request);
        self.exchange(instances, request).instrument(span).await
    }

    async fn run(
        &self,
        mut request: http::Request<Bytes>,
        class: Bulkhead,
    ) -> Result<http::Response<Bytes>, WorkerError> {
        let Some(turn) = self.bulkheads.take(class).await else { return Err(WorkerError::Overloaded) };
        let host = self.clone();
        let span = render_span(&mut request);
        let call = async move {
            let answer = host.exchange(&host.shoppers, request).await;
            drop(turn);
            answer
        };
        tokio::spawn(call.instrument(span)).await.unwrap_or(Err(WorkerError::Trapped))
    }

    async fn exchange(
        &self,
        instances: &ProxyHandler<Instances>,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, WorkerError> {
        let name = Name::of(&request);
        let begun = Instant::now();
        let request = request.map(|body| Full::new(body).map_err(wasmtime_wasi_http::Error::from).boxed_unsync());
        let permit = Arc::new(SlotPermit::default());
        let answer = async {
            let response = instances.handle(Arc::clone(&permit), request).await;
            let failed = |error| name.span().in_scope(|| self.failure(&error, begun, &name));
            let (head, body) = response.map_err(failed)?.into_parts();
            let body = Limited::new(body, MAX_ANSWER).collect().await.map_err(|error| {
                let too_large = error.is::<LengthLimitError>();
                name.span().in_scope(|| tracing::warn!(%name, %error, too_large, "the worker's answer broke off"));
                WorkerError::Trapped
            })?;
            Ok(http::Response::from_parts(head, body.to_bytes()))
        };
        // The instance's own deadline ends it; this one also covers reading the body.
        let deadline = self.timeout + Duration::from_millis(250);
        tokio::time::timeout(deadline, answer).await.unwrap_or_else(|_| {
            name.span().in_scope(|| tracing::warn!(%name, "the worker's answer took too long"));
            Err(WorkerError::TimedOut)
        })
    }

    fn failure(&self, error: &wasmtime::Error, begun: Instant, name: &Name) -> WorkerError {
        if error.is::<InstantiationError<Arc<SlotPermit>>>() {
            tracing::warn!(%name, error = format!("{error:#}"), "no instance of the worker could be made");
            return WorkerError::Overloaded;
        }
        // A loop that never yields is ended from outside and then reported as a trap, so
        // only the clock tells it from one.
        if error.is::<ExpirationError>() || begun.elapsed() >= self.timeout {
            tracing::warn!(%name, "the worker ran out of time");
            return WorkerError::TimedOut;
        }
        tracing::warn!(%name, error = format!("{error:#}"), "the worker trapped");
        WorkerError::Trapped
    }
}

/// The span of a call of the worker, of which the request then tells it; without traces that which is current.
fn render_span(request: &mut http::Request<Bytes>) -> Span {
    if !telemetry::traces::are_sent() {
        return Span::current();
    }
    let span = tracing::info_span!("render");
    telemetry::traces::inject(&span, request.headers_mut());
    span
}

/// What a request is called in the log, if there is anything to say of it: its path and the id its client may be shown.
struct Name {
    method: http::Method,
    uri: http::Uri,
    id: Option<http::HeaderValue>,
}

impl Name {
    fn of(request: &http::Request<Bytes>) -> Self {
        let id = request.headers().get(REQUEST_ID).cloned();
        Self { method: request.method().clone(), uri: request.uri().clone(), id }
    }

    fn id(&self) -> Option<&str> {
        self.id.as_ref()?.to_str().ok()
    }

    /// The span that lines of the request stand in: the current one, or one for these lines.
    fn span(&self) -> Span {
        let current = Span::current();
        if !current.is_none() {
            return current;
        }
        spans::request(&self.method, self.uri.path(), self.id().unwrap_or("-"))
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", request_id::without_ids(self.uri.path()), self.id().unwrap_or("-"))
    }
}

/// Instances that serve so many requests at once each.
struct Instances {
    made_of: Arc<MadeOf>,
    at_once: usize,
}

/// What instances are made of, of whatever kind.
struct MadeOf {
    engine: Engine,
    proxy: ProxyPre<Guest>,
    shared: Arc<Shared>,
    limits: Limits,
    timeout: Duration,
    stopping: Arc<AtomicBool>,
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
            timeout: *timeout,
            slot,
            stopping: Arc::clone(stopping),
            _alive: Alive::new(&shared.metrics),
        };
        shared.metrics.instance_started(begun.elapsed());
        Ok(Instance { store, proxy, view: Guest::http, expiration, state })
    }
}

struct InstanceState {
    memory: LinearMemory,
    /// Requests it may serve at once.
    at_once: usize,
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
struct Expiration {
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
