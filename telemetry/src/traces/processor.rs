//! What is done with a span when it ends: it is made plain, and put into the queue, or counted if that is full.

use std::time::Duration;

use opentelemetry::trace::SpanKind;
use opentelemetry::{Context, KeyValue, Value};
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};
use tokio::sync::mpsc;

use super::counted::{self, Lost};

/// What a span may say, and how it is called outside. Nothing else leaves the program, so that a field that is added to
/// a span for the log, such as what is in a cart, is in no trace.
const SAID: [(&str, &str); 11] = [
    ("consumer", "messaging.consumer.group.name"),
    ("db.query.summary", "db.query.summary"),
    ("db.query.text", "db.query.text"),
    ("event", "messaging.message.id"),
    ("http.response.status_code", "http.response.status_code"),
    ("id", "selvedge.request.id"),
    ("kind", "selvedge.mail.kind"),
    ("method", "http.request.method"),
    ("origin", "server.address"),
    ("route", "http.route"),
    ("subject", "messaging.destination.name"),
];

/// A queue of ended spans.
#[derive(Debug)]
pub(super) struct Queue(mpsc::Sender<SpanData>);

impl Queue {
    pub(super) fn new(queue: mpsc::Sender<SpanData>) -> Self {
        Self(queue)
    }
}

impl SpanProcessor for Queue {
    fn on_start(&self, _: &mut Span, _: &Context) {}

    fn on_end(&self, mut span: SpanData) {
        if !span.span_context.is_sampled() {
            return;
        }
        make_plain(&mut span);
        if self.0.try_send(span).is_err() {
            counted::dropped(Lost::Queue, 1);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }
}

/// Leaves a span what it may say, and names it as those expect who look at traces: by method and route, with its side.
fn make_plain(span: &mut SpanData) {
    let said =
        |name: &str| span.attributes.iter().find(|given| given.key.as_str() == name).map(|given| given.value.clone());
    let text = |name| said(name).map(|value: Value| value.as_str().into_owned()).unwrap_or_default();
    let (kind, name) = match &*span.name {
        "request" => (SpanKind::Server, Some(format!("{} {}", text("method"), text("route")))),
        "origin_call" => (SpanKind::Client, Some(format!("{} origin", text("method")))),
        "render" => (SpanKind::Internal, Some("render".to_owned())),
        "publish" => (SpanKind::Producer, Some(format!("publish {}", text("subject")))),
        "consume" => (SpanKind::Consumer, Some(format!("consume {}", text("consumer")))),
        "mail" => (SpanKind::Client, Some(format!("mail {}", text("kind")))),
        "webhook" | "push" => (SpanKind::Client, None),
        _ => (span.span_kind.clone(), None),
    };
    if let Some(name) = name {
        span.name = name.into();
    }
    span.span_kind = kind;
    let attributes = std::mem::take(&mut span.attributes);
    span.attributes = attributes.into_iter().filter_map(plain).collect();
    span.events.events.clear();
}

fn plain(given: KeyValue) -> Option<KeyValue> {
    let name = SAID.iter().find(|(name, _)| *name == given.key.as_str())?.1;
    Some(KeyValue::new(name, given.value))
}
