//! Calls the worker: one request in, one whole answer out.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use api::edge::REQUEST_ID;
use api::site::Bulkhead;
use bytes::Bytes;
use futures::FutureExt as _;
use tokio::sync::OwnedSemaphorePermit;
use tracing::{Instrument as _, Span};
use wasmtime::Engine;

use crate::http::request_id;
use crate::http::worker_error::WorkerError;
use crate::metrics::Metrics;
use crate::spans;
use crate::wasm::bulkheads::Bulkheads;
use crate::wasm::instances::MadeOf;
use crate::wasm::instances::entry::EntryPre;
use crate::wasm::instances::line::Order;
use crate::wasm::instances::pool::{InstanceError, Pool};
use crate::wasm::runtime::{Limits, PerInstance, Shared};

/// Renders that an instance makes at once where it makes nothing else: with one instance for each, as many as ask at once
/// would take turns, and every page would find their memory cold (ADR 122).
const RENDERS: usize = 4;

/// The worker, ready to be called. Clones share all instances.
#[derive(Clone)]
pub struct Host {
    /// Instances that make what everybody sees.
    renders: Arc<Pool>,
    /// Instances that make it one at a time, after a trap in one of those.
    again: Option<Arc<Pool>>,
    /// Instances that serve shoppers. They are the first ones, too, where an instance serves requests of whatever kind.
    shoppers: Arc<Pool>,
    bulkheads: Bulkheads,
    timeout: Duration,
    stopping: Arc<AtomicBool>,
    metrics: Arc<Metrics>,
}

impl Host {
    /// A host for a prepared component.
    pub fn new(engine: Engine, entry: EntryPre, shared: Arc<Shared>, limits: Limits, timeout: Duration) -> Self {
        let metrics = Arc::clone(&shared.metrics);
        let bulkheads = Bulkheads::new(limits.requests, metrics.waiting.clone());
        let stopping = Arc::new(AtomicBool::new(false));
        let made_of = Arc::new(MadeOf { engine, entry, shared, limits, timeout, stopping: Arc::clone(&stopping) });
        let pool = |at_once| Pool::new(&made_of, at_once, Order::LastServedFirst);
        let (renders, again, shoppers) = match limits.per_instance {
            PerInstance::Apart => (pool(RENDERS), Some(pool(1)), pool(1)),
            PerInstance::Mixed(at_once) => {
                let all = Pool::new(&made_of, at_once, Order::InTurns);
                (Arc::clone(&all), None, all)
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
        instances: &Arc<Pool>,
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
        instances: &Arc<Pool>,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, WorkerError> {
        let name = Name::of(&request);
        let begun = Instant::now();
        match tokio::time::timeout(self.timeout, instances.answer(request)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => name.span().in_scope(|| Err(self.failed(error, begun, &name))),
            Err(_) => name.span().in_scope(|| {
                tracing::warn!(%name, "the worker ran out of time");
                Err(WorkerError::TimedOut)
            }),
        }
    }

    fn failed(&self, error: InstanceError, begun: Instant, name: &Name) -> WorkerError {
        match error {
            InstanceError::NoInstance(error) => {
                tracing::warn!(%name, error = format!("{error:#}"), "no instance of the worker could be made");
                WorkerError::Overloaded
            }
            // An instance that does not come to an end is ended from outside, so only the clock tells it from one that
            // traps.
            _ if begun.elapsed() >= self.timeout => {
                tracing::warn!(%name, "the worker ran out of time");
                WorkerError::TimedOut
            }
            InstanceError::Call(error) => {
                tracing::warn!(%name, error = format!("{error:#}"), "the worker trapped");
                WorkerError::Trapped
            }
            InstanceError::Ended => {
                tracing::warn!(%name, "the worker trapped");
                WorkerError::Trapped
            }
        }
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
