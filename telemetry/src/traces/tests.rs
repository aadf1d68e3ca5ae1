use std::sync::{Arc, Mutex};

use api::edge::TRACE_PARENT;
use bytes::Bytes;
use http::{Response, StatusCode};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tracing::instrument::WithSubscriber as _;
use tracing::{Instrument as _, info_span};

use super::counted::{Lost, dropped_for};
use super::*;

/// What a collector was sent, and how it answers.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Span>>>);

impl Collector {
    fn post(&self, status: StatusCode) -> Post {
        let spans = Arc::clone(&self.0);
        Arc::new(move |request| {
            let sent = ExportTraceServiceRequest::decode(request.into_body()).expect("OTLP");
            let found = sent.resource_spans.into_iter().flat_map(|of| of.scope_spans).flat_map(|of| of.spans);
            spans.lock().expect("nobody panicked").extend(found);
            Box::pin(async move {
                let mut answer = Response::new(Bytes::new());
                *answer.status_mut() = status;
                Ok(answer)
            })
        })
    }

    /// What `work` leaves behind, with a trace of this share of requests.
    async fn told(ratio: f64, status: StatusCode, work: impl Future<Output = ()>) -> Vec<Span> {
        let collector = Self::default();
        let settings = TraceSettings { address: "http://127.0.0.1:4318/v1/traces".parse().expect("one"), ratio };
        let (layers, running) = layers_of_traces("probe", &settings, collector.post(status));
        let dispatch = tracing::Dispatch::new(tracing_subscriber::registry().with(layers));
        work.with_subscriber(dispatch).await;
        Telemetry(Some(running)).finish().await;
        std::mem::take(&mut *collector.0.lock().expect("nobody panicked"))
    }
}

fn said(span: &Span) -> Vec<(&str, String)> {
    let text = |value: &Option<any_value::Value>| match value {
        Some(any_value::Value::StringValue(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    let value = |given: &_| -> String {
        let given: &opentelemetry_proto::tonic::common::v1::KeyValue = given;
        text(&given.value.as_ref().and_then(|any| any.value.clone()))
    };
    span.attributes.iter().map(|given| (given.key.as_str(), value(given))).collect()
}

const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[tokio::test]
async fn a_span_follows_whoever_called_and_says_only_what_it_may() {
    let work = async {
        let request =
            info_span!("request", method = "POST", route = "/v1/carts/{cart}", id = "7f-1", email = "a@b.example");
        follow_text(&request, Some(PARENT));
        async {
            tracing::debug!(
                target: "sqlx::query",
                summary = "select 1",
                db.statement = "\n\nselect 1 where $1\n",
                elapsed_secs = 0.25_f64,
            );
            let commands = "GET, DEL";
            tracing::debug!(target: REDIS, summary = %commands, elapsed_secs = 0.5_f64);
            tracing::warn!(email = "a@b.example", "an event of the log");
        }
        .instrument(request.clone())
        .await;
        answered(&request, StatusCode::CREATED);
    };
    let spans = Collector::told(0.0, StatusCode::OK, work).await;
    let [statement, command, request] = spans.as_slice() else { panic!("{spans:?}") };
    assert_eq!((command.name.as_str(), &command.parent_span_id), ("redis", &request.span_id));
    assert_eq!(command.end_time_unix_nano - command.start_time_unix_nano, 500_000_000);
    assert!(said(command).contains(&("db.query.summary", "GET, DEL".to_owned())), "{command:?}");
    assert_eq!(request.name, "POST /v1/carts/{cart}");
    assert_eq!(request.parent_span_id, [0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31]);
    assert_eq!((&statement.trace_id, &statement.parent_span_id), (&request.trace_id, &request.span_id));
    assert_eq!(statement.end_time_unix_nano - statement.start_time_unix_nano, 250_000_000);
    assert!(said(statement).contains(&("db.query.text", "select 1 where $1".to_owned())), "{statement:?}");
    assert!(said(request).contains(&("selvedge.request.id", "7f-1".to_owned())), "{request:?}");
    assert!(request.events.is_empty() && !format!("{spans:?}").contains("example"), "{spans:?}");
}

#[tokio::test]
async fn there_is_a_trace_of_the_share_that_was_set_and_of_health_there_is_none() {
    let work = |route: &'static str| async move {
        for _ in 0..50 {
            drop(info_span!("request", method = "GET", route).entered());
        }
    };
    assert_eq!(Collector::told(1.0, StatusCode::OK, work("/v1/products")).await.len(), 50);
    assert_eq!(Collector::told(0.0, StatusCode::OK, work("/v1/products")).await.len(), 0);
    assert_eq!(Collector::told(1.0, StatusCode::OK, work("/health/ready")).await.len(), 0);
    // Whoever called had no trace made, and so there is none here.
    let not_wanted = async {
        let span = info_span!("request", method = "GET", route = "/v1/products");
        follow_text(&span, Some(&PARENT.replace("-01", "-00")));
        assert!(trace_parent(&span).is_some_and(|text| text.ends_with("-00")));
    };
    assert_eq!(Collector::told(1.0, StatusCode::OK, not_wanted).await.len(), 0);
}

#[tokio::test]
async fn nobody_waits_for_a_collector_and_what_is_lost_is_counted() {
    let lost = dropped_for(Lost::Collector);
    let work = async { drop(info_span!("request", method = "GET", route = "/").entered()) };
    Collector::told(1.0, StatusCode::SERVICE_UNAVAILABLE, work).await;
    assert_eq!(dropped_for(Lost::Collector), lost + 1);

    // One that never answers: the queue fills, and whoever ends a span goes on at once.
    let settings = TraceSettings { address: "http://127.0.0.1:4318/v1/traces".parse().expect("one"), ratio: 1.0 };
    let silent: Post = Arc::new(|_| Box::pin(std::future::pending()));
    let (layers, (_stop, task)) = layers_of_traces("probe", &settings, silent);
    let lost = dropped_for(Lost::Queue);
    let dispatch = tracing::Dispatch::new(tracing_subscriber::registry().with(layers));
    tracing::dispatcher::with_default(&dispatch, || {
        for _ in 0..WAITING + 10 {
            drop(info_span!("request", method = "GET", route = "/").entered());
        }
    });
    assert_eq!(dropped_for(Lost::Queue), lost + 10);
    task.abort();
}

#[tokio::test]
async fn without_traces_nothing_is_named_and_a_log_still_names_the_trace_of_whoever_called() {
    let subscriber = tracing_subscriber::registry();
    tracing::subscriber::with_default(subscriber, || {
        let span = info_span!("request", trace = tracing::field::Empty);
        follow_text(&span, Some(PARENT));
        assert_eq!(trace_parent(&span), None);
        let mut headers = http::HeaderMap::new();
        headers.insert(TRACE_PARENT, http::HeaderValue::from_static(PARENT));
        inject(&span, &mut headers);
        assert!(headers.is_empty(), "a name that nobody made is not passed on");
    });
}
