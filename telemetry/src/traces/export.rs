//! From the queue to the collector.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{HeaderValue, Request, Response, Uri, header};
use opentelemetry_proto::tonic::collector::trace::v1::{ExportTraceServiceRequest, ExportTraceServiceResponse};
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SpanData;
use prost::Message as _;
use tokio::sync::{mpsc, oneshot};

use super::counted::{self, Lost};

/// Spans that go at once, at most.
const BATCH: usize = 512;
/// How long the first of them waits for others.
const GATHERING: Duration = Duration::from_secs(1);
/// How long the collector may take. Meanwhile spans wait in the queue.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How often the log says that the collector does not take spans.
const SAY_AGAIN: Duration = Duration::from_secs(60);

/// Posts a request, by the program's own client. The error says why there is no answer.
pub type Post = Arc<dyn Fn(Request<Bytes>) -> BoxFuture<'static, Result<Response<Bytes>, String>> + Send + Sync>;

pub(super) struct Exporter {
    address: Uri,
    post: Post,
    resource: ResourceAttributesWithSchema,
    said: Option<Instant>,
}

impl Exporter {
    pub(super) fn new(address: Uri, post: Post, resource: &Resource) -> Self {
        Self { address, post, resource: resource.into(), said: None }
    }

    /// Sends what ends until it is to stop, and then what is left.
    pub(super) async fn run(mut self, mut ended: mpsc::Receiver<SpanData>, mut stop: oneshot::Receiver<()>) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            let first = tokio::select! {
                _ = &mut stop => break,
                first = ended.recv() => first,
            };
            let Some(first) = first else { return };
            batch.push(first);
            let gathered = tokio::time::sleep(GATHERING);
            tokio::pin!(gathered);
            let stopping = loop {
                let left = BATCH - batch.len();
                tokio::select! {
                    _ = &mut stop => break true,
                    () = &mut gathered => break false,
                    more = ended.recv_many(&mut batch, left) => if more == 0 || batch.len() >= BATCH { break false },
                }
            };
            self.send(&mut batch).await;
            if stopping {
                break;
            }
        }
        ended.close();
        while ended.recv_many(&mut batch, BATCH).await > 0 {
            self.send(&mut batch).await;
        }
    }

    async fn send(&mut self, batch: &mut Vec<SpanData>) {
        let spans = std::mem::take(batch);
        let count = spans.len();
        let resource_spans = group_spans_by_resource_and_scope(spans, &self.resource);
        let body = ExportTraceServiceRequest { resource_spans }.encode_to_vec();
        match self.deliver(body.into()).await {
            Ok(rejected) => {
                let rejected = rejected.min(count);
                counted::sent(count - rejected);
                counted::dropped(Lost::Collector, rejected);
            }
            Err(error) => {
                counted::dropped(Lost::Collector, count);
                if self.said.is_none_or(|said| said.elapsed() >= SAY_AGAIN) {
                    self.said = Some(Instant::now());
                    tracing::warn!(error, spans = count, "the collector does not take spans of traces; they are lost");
                }
            }
        }
    }

    /// How many of the spans the collector has not taken, though it answered.
    async fn deliver(&self, body: Bytes) -> Result<usize, String> {
        let mut request = Request::post(self.address.clone()).body(body).map_err(|error| error.to_string())?;
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-protobuf"));
        let answer = tokio::time::timeout(TIMEOUT, (self.post)(request)).await;
        let answer = answer.map_err(|_| format!("no answer within {} s", TIMEOUT.as_secs()))??;
        if !answer.status().is_success() {
            return Err(format!("it answers {}", answer.status()));
        }
        // An answer that cannot be read has taken them all the same.
        let said = ExportTraceServiceResponse::decode(answer.into_body()).ok();
        let rejected = said.and_then(|said| said.partial_success).map_or(0, |partly| partly.rejected_spans);
        Ok(usize::try_from(rejected).unwrap_or(0))
    }
}
