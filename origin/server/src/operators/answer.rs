//! The answers.

use std::convert::Infallible;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use origin_platform::Stores;
use prometheus_client::registry::Registry;
use signing::BearerKey;
use tokio::sync::Mutex;

use super::exported;

/// Where the counters are.
const METRICS: &str = "/metrics";
/// The media type of OpenMetrics.
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What operators' programs see of this process.
pub(super) struct Side {
    key: BearerKey,
    stores: Stores,
    /// One look at the stores at a time, however many ask.
    registry: Mutex<Registry>,
}

impl Side {
    pub(super) fn new(key: BearerKey, stores: Stores) -> Self {
        Self { key, stores, registry: Mutex::new(exported::registry()) }
    }

    /// Answers a request. Its body is not read.
    pub(super) async fn answer<B>(&self, request: Request<B>) -> Result<Response<Full<Bytes>>, Infallible> {
        if !self.key.opens(request.headers()) {
            tracing::warn!("a request to the operators' side was turned away");
            let mut refused = sentence(StatusCode::UNAUTHORIZED, "Send the key as “Authorization: Bearer KEY”.");
            refused.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            return Ok(refused);
        }
        Ok(match (request.method(), request.uri().path()) {
            (&Method::GET, METRICS) => {
                let registry = self.registry.lock().await;
                text(StatusCode::OK, MEDIA_TYPE, exported::text(&registry, &self.stores).await)
            }
            (_, METRICS) => sentence(StatusCode::METHOD_NOT_ALLOWED, "This address takes GET alone."),
            _ => sentence(StatusCode::NOT_FOUND, "There is nothing at this address; the metrics are at /metrics."),
        })
    }
}

fn sentence(status: StatusCode, detail: &str) -> Response<Full<Bytes>> {
    text(status, "text/plain; charset=utf-8", format!("{detail}\n"))
}

fn text(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
