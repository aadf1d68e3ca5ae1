//! A span for each statement of SQL, made of what the driver logs when a statement has ended. Its text has places where
//! its values go, never a value. And one for each command to Redis, of its name alone.

use std::sync::OnceLock;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::{Span as _, SpanKind, TraceContextExt as _, Tracer as _};
use opentelemetry_sdk::trace::SdkTracer;
use tracing::dispatcher::WeakDispatch;
use tracing::field::{Field, Visit};
use tracing::{Dispatch, Event, Subscriber};
use tracing_opentelemetry::get_otel_context;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

/// What the driver logs statements under.
const SQL: &str = "sqlx::query";
/// What commands to Redis are logged under, with `summary` and `elapsed_secs` as the driver of SQL has them.
pub const REDIS: &str = "selvedge::redis";

/// What spans are made of that is logged under this target, as a client's calls of a store.
pub(super) fn store(target: &str) -> Option<&'static str> {
    match target {
        SQL => Some("sql"),
        REDIS => Some("redis"),
        _ => None,
    }
}

/// Characters of a statement that are told: enough to know it by.
const TOLD: usize = 1000;

pub(super) struct Statements {
    tracer: SdkTracer,
    dispatch: OnceLock<WeakDispatch>,
}

impl Statements {
    pub(super) fn new(tracer: SdkTracer) -> Self {
        Self { tracer, dispatch: OnceLock::new() }
    }
}

/// What the driver says of a statement.
#[derive(Default)]
struct Statement {
    summary: String,
    text: String,
    seconds: f64,
}

impl Visit for Statement {
    fn record_f64(&mut self, field: &Field, value: f64) {
        if field.name() == "elapsed_secs" {
            self.seconds = value;
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => self.summary = value.to_owned(),
            "db.statement" => self.text = value.trim().chars().take(TOLD).collect(),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            self.summary = format!("{value:?}");
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Statements {
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        let _ = self.dispatch.set(dispatch.downgrade());
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let Some(store) = store(event.metadata().target()) else { return };
        // A statement that no request and no event asks for is nobody's.
        let Some(around) = context.lookup_current() else { return };
        let Some(dispatch) = self.dispatch.get().and_then(WeakDispatch::upgrade) else { return };
        let Some(parent) = get_otel_context(&around.id(), &dispatch) else { return };
        if !parent.span().span_context().is_sampled() {
            return;
        }
        let mut statement = Statement::default();
        event.record(&mut statement);
        let ended = opentelemetry::time::now();
        let took = Duration::try_from_secs_f64(statement.seconds).unwrap_or_default();
        let text = if statement.text.is_empty() { statement.summary.clone() } else { statement.text };
        let mut span = self
            .tracer
            .span_builder(store)
            .with_kind(SpanKind::Client)
            .with_start_time(ended.checked_sub(took).unwrap_or(ended))
            .with_attributes([
                KeyValue::new("db.query.summary", statement.summary),
                KeyValue::new("db.query.text", text),
            ])
            .start_with_context(&self.tracer, &parent);
        span.end_with_timestamp(ended);
    }
}
