//! A collector of traces: takes them by OTLP over HTTP, as any other does, and gives them out as they came.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use prost::Message as _;
use tokio::net::TcpListener;

/// A span as it came.
#[derive(Clone, Debug)]
pub struct Span {
    /// The program that it is of.
    pub service: String,
    /// Its name.
    pub name: String,
    /// The id of its trace.
    pub trace: Vec<u8>,
    /// Its own id.
    pub id: Vec<u8>,
    /// The span that it is a part of; empty for the first of a trace.
    pub parent: Vec<u8>,
    /// When it began and ended, in nanoseconds since 1970.
    pub time: (u64, u64),
    /// What it says, written out.
    pub said: Vec<(String, String)>,
}

/// A collector, running until its test ends.
pub struct Collector {
    /// Its address, as `http://host:port`.
    pub address: String,
    spans: Arc<Mutex<Vec<Span>>>,
}

impl Collector {
    /// Starts one.
    ///
    /// # Panics
    /// If there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let spans = Arc::<Mutex<Vec<Span>>>::default();
        let taken = Arc::clone(&spans);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taken = Arc::clone(&taken);
                let answer = service_fn(move |request| take(request, Arc::clone(&taken)));
                let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
                // Programs close connections as they like.
                tokio::spawn(async move { drop(connection.await) });
            }
        });
        Self { address, spans }
    }

    /// The spans so far.
    ///
    /// # Panics
    /// If the collector panicked.
    pub fn spans(&self) -> Vec<Span> {
        self.spans.lock().expect("unpoisoned").clone()
    }
}

async fn take(request: Request<Incoming>, taken: Arc<Mutex<Vec<Span>>>) -> Result<Response<Full<Bytes>>, Infallible> {
    assert_eq!(request.uri().path(), "/v1/traces");
    let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let sent = ExportTraceServiceRequest::decode(body).expect("OTLP");
    let mut spans = taken.lock().expect("unpoisoned");
    for of_program in sent.resource_spans {
        let resource = of_program.resource.map(|resource| said(&resource.attributes)).unwrap_or_default();
        let named = resource.into_iter().find(|(name, _)| name == "service.name");
        let service = named.map(|(_, value)| value).unwrap_or_default();
        for span in of_program.scope_spans.into_iter().flat_map(|scope| scope.spans) {
            spans.push(Span {
                service: service.clone(),
                said: said(&span.attributes),
                name: span.name,
                trace: span.trace_id,
                id: span.span_id,
                parent: span.parent_span_id,
                time: (span.start_time_unix_nano, span.end_time_unix_nano),
            });
        }
    }
    Ok(Response::new(Full::default()))
}

fn said(attributes: &[KeyValue]) -> Vec<(String, String)> {
    let text = |given: &KeyValue| match given.value.as_ref().and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        other => format!("{other:?}"),
    };
    attributes.iter().map(|given| (given.key.clone(), text(given))).collect()
}
