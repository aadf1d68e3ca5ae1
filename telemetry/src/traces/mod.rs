//! Traces: one for a request, from the edge to whatever comes of it, sent to a collector by OTLP.
//!
//! Nobody waits for the collector. What ends is put into a queue with a bound, one task empties it, and what finds no
//! room or is not taken is counted and gone.

mod context;
pub mod counted;
mod export;
pub mod options;
mod processor;
mod sampler;
mod statements;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, Registry};

pub use context::{answered, begin, follow, follow_text, inject, link, trace_parent};
use export::Exporter;
pub use export::Post;
use options::TraceSettings;
use processor::Queue;
use sampler::Sampler;
pub use statements::REDIS;
use statements::Statements;

/// How many ended spans may wait for the collector: some megabytes.
const WAITING: usize = 4096;
/// How long the last spans may take to get away when a program ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// Whether [`start`] was told where traces go.
static ARE_SENT: AtomicBool = AtomicBool::new(false);

/// Whether spans go anywhere but into lines of the log: without that nobody misses those of what is done too often for one.
pub fn are_sent() -> bool {
    ARE_SENT.load(Ordering::Relaxed)
}

/// Layers of a subscriber, over the registry itself.
type Layers = Box<dyn Layer<Registry> + Send + Sync>;
/// How what sends spans is told to end, and that it has.
type Running = (oneshot::Sender<()>, JoinHandle<()>);

/// What runs beside a program as long as it tells of itself.
#[must_use = "the last spans are lost unless it is finished"]
pub struct Telemetry(Option<Running>);

/// Starts logging to standard error; and traces, if they are to go anywhere: under the name of the program, by what
/// posts for it. In a runtime of tokio, once in a process.
pub fn start(program: &'static str, traces: Option<(TraceSettings, Post)>) -> Telemetry {
    let mut layers: Layers = crate::logs::lines().and_then(crate::security(std::io::stderr)).boxed();
    let mut running = None;
    if let Some((settings, post)) = traces {
        let (more, task) = layers_of_traces(program, &settings, post);
        layers = layers.and_then(more).boxed();
        running = Some(task);
        ARE_SENT.store(true, Ordering::Relaxed);
    }
    tracing_subscriber::registry().with(layers).init();
    Telemetry(running)
}

impl Telemetry {
    /// Sends what is left, which takes two seconds at most.
    pub async fn finish(self) {
        let Some((stop, task)) = self.0 else { return };
        // Nobody listens if the task has ended, which it does not by itself.
        let _ = stop.send(());
        if tokio::time::timeout(FAREWELL, task).await.is_err() {
            tracing::warn!("the last spans did not reach the collector in time");
        }
    }
}

fn layers_of_traces(program: &'static str, settings: &TraceSettings, post: Post) -> (Layers, Running) {
    let (queue, ended) = mpsc::channel(WAITING);
    let resource = Resource::builder_empty()
        .with_attributes([
            KeyValue::new("service.name", program),
            KeyValue::new("service.namespace", "selvedge"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
        ])
        .build();
    let exporter = Exporter::new(settings.address.clone(), post, &resource);
    let provider = SdkTracerProvider::builder()
        .with_sampler(Sampler::of(settings.ratio))
        .with_span_processor(Queue::new(queue))
        .with_resource(resource)
        .build();
    let tracer = provider.tracer_with_scope(InstrumentationScope::builder("selvedge").build());
    let spans = tracing_opentelemetry::layer()
        .with_tracer(tracer.clone())
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_level(false)
        .with_tracked_inactivity(false)
        .with_context_activation(false)
        .with_filter(
            filter_fn(|about| about.is_span() && is_ours(about.target())).with_max_level_hint(LevelFilter::INFO),
        );
    // The spans too, so that it knows in which of them a statement ran.
    let statements = Statements::new(tracer).with_filter(
        filter_fn(|about| match about.is_span() {
            true => is_ours(about.target()) && *about.level() <= tracing::Level::INFO,
            false => statements::store(about.target()).is_some(),
        })
        .with_max_level_hint(LevelFilter::DEBUG),
    );
    let (stop, stopped) = oneshot::channel();
    // The provider lives as long as somebody may end a span.
    let task = tokio::spawn(async move {
        let _provider = provider;
        exporter.run(ended, stopped).await;
    });
    (spans.and_then(statements).boxed(), (stop, task))
}

/// Whether a span is of a crate of ours. Of libraries' nobody here knows what they hold.
fn is_ours(target: &str) -> bool {
    ["origin", "edge_node", "telemetry"].iter().any(|ours| target.starts_with(ours))
}

#[cfg(test)]
mod tests;
