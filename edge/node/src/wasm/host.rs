//! Calls the worker: one request in, one whole answer out.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use api::edge::REQUEST_ID;
use api::site::Bulkhead;
use bytes::Bytes;
use futures::FutureExt as _;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use tokio::sync::OwnedSemaphorePermit;
use tracing::{Instrument as _, Span};
use wasmtime::Engine;
use wasmtime_wasi_http::handler::{ExpirationError, InstantiationError, ProxyHandler, ProxyPre, Request, Response};

use crate::http::request_id;
use crate::http::worker_error::WorkerError;
use crate::metrics::Metrics;
use crate::spans;
use crate::wasm::bulkheads::Bulkheads;
use crate::wasm::instance_slot::SlotPermit;
use crate::wasm::instance_stack::InstanceStack;
use crate::wasm::instances::{Instances, MadeOf};
use crate::wasm::runtime::{Guest, Limits, PerInstance, Shared};

/// Renders that an instance makes at once where it makes nothing else: with one instance for each, as many as ask at once
/// would take turns, and every page would find their memory cold (ADR 122).
const RENDERS: usize = 4;
/// Bytes of one answer at most.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// The worker, ready to be called. Clones share all instances.
#[derive(Clone)]
pub struct Host {
    /// Instances that make what everybody sees.
    renders: Pool,
    /// Instances that make it one at a time, after a trap in one of those.
    again: Option<Pool>,
    /// Instances that serve shoppers. They are the first ones, too, where an instance serves requests of whatever kind.
    shoppers: Pool,
    bulkheads: Bulkheads,
    timeout: Duration,
    stopping: Arc<AtomicBool>,
    metrics: Arc<Metrics>,
}

/// Instances of one kind.
#[derive(Clone)]
enum Pool {
    Queue(ProxyHandler<Instances>),
    Stack(Arc<InstanceStack>),
}

impl Pool {
    async fn handle(&self, permit: Arc<SlotPermit>, request: Request) -> wasmtime::Result<Response> {
        match self {
            Self::Queue(queue) => queue.handle(permit, request).await,
            Self::Stack(stack) => stack.handle(permit, request).await,
        }
    }
}

impl Host {
    /// A host for a prepared component.
    pub fn new(engine: Engine, proxy: ProxyPre<Guest>, shared: Arc<Shared>, limits: Limits, timeout: Duration) -> Self {
        let metrics = Arc::clone(&shared.metrics);
        let bulkheads = Bulkheads::new(limits.requests, metrics.waiting.clone());
        let stopping = Arc::new(AtomicBool::new(false));
        let made_of = Arc::new(MadeOf { engine, proxy, shared, limits, timeout, stopping: Arc::clone(&stopping) });
        let queue = |at_once| Pool::Queue(Instances::queued(&made_of, at_once));
        let stack = || Pool::Stack(InstanceStack::new(&made_of));
        let (renders, again, shoppers) = match limits.per_instance {
            PerInstance::Apart => (queue(RENDERS), Some(stack()), stack()),
            PerInstance::Mixed(at_once) => {
                let all = queue(at_once);
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
        instances: &Pool,
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
        instances: &Pool,
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
