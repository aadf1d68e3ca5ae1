//! Whether the node can serve, and what it lacks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use tokio::net::TcpStream;

use crate::cache_status::{CACHE_STATUS, CacheStatus};
use crate::config::BaseAddress;
use crate::forwarding;
use crate::tags::Tags;

/// How often the origin is looked at.
const PROBE: Duration = Duration::from_secs(2);

/// What the node knows of the services it leans on.
#[derive(Debug, Default)]
pub struct Health {
    origin: AtomicBool,
    stopping: AtomicBool,
}

impl Health {
    /// Looks at the origin every two seconds, for as long as the task runs.
    pub async fn watch_origin(self: Arc<Self>, origin: BaseAddress) {
        loop {
            let connecting = TcpStream::connect(origin.host_and_port());
            let up = matches!(tokio::time::timeout(PROBE, connecting).await, Ok(Ok(_)));
            if self.origin.swap(up, Ordering::Relaxed) != up {
                tracing::info!(up, "the origin's state changed");
            }
            tokio::time::sleep(PROBE).await;
        }
    }

    /// The report: 200 as soon as the node can serve pages, even if only stored ones.
    pub fn report(&self, loaded: bool, tags: &Tags) -> Response<Bytes> {
        #[derive(Serialize)]
        struct Report {
            status: &'static str,
            origin: &'static str,
            nats: &'static str,
            applied_sequence: u64,
        }
        let word = |up: bool| if up { "up" } else { "down" };
        let (origin, nats) = (self.origin.load(Ordering::Relaxed), tags.is_live());
        let report = Report {
            status: if origin && nats && loaded { "ok" } else { "degraded" },
            origin: word(origin),
            nats: word(nats),
            applied_sequence: tags.applied(),
        };
        let body = serde_json::to_string(&report).expect("words and a number become JSON");
        answer(loaded, body, "application/json")
    }

    /// Says that the node stops, so that a load balancer sends nobody here any more.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// 200 once the component is loaded and until the node stops, 503 else.
    pub fn ready(&self, loaded: bool) -> Response<Bytes> {
        let stopping = self.stopping.load(Ordering::Relaxed);
        let word = match (stopping, loaded) {
            (true, _) => "stopping",
            (false, true) => "ready",
            (false, false) => "loading",
        };
        answer(loaded && !stopping, word.to_owned(), "text/plain")
    }
}

fn answer(good: bool, body: String, kind: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CACHE_STATUS, CacheStatus::Own("health").value());
    forwarding::secure(headers);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_without_its_services_is_degraded_but_serves() {
        let (health, tags) = (Health::default(), Tags::default());
        tags.purge(7, ["p:1"]);
        let report = |loaded: bool| {
            let response = health.report(loaded, &tags);
            let body: serde_json::Value = serde_json::from_slice(response.body()).expect("JSON");
            (response.status().as_u16(), body)
        };
        let (status, body) = report(true);
        assert_eq!(status, 200);
        assert_eq!(
            body,
            serde_json::json!({"status": "degraded", "origin": "down", "nats": "down", "applied_sequence": 7})
        );
        assert_eq!(report(false).0, 503);
        tags.set_live(true);
        health.origin.store(true, Ordering::Relaxed);
        assert_eq!(report(true).1["status"], "ok");
        assert_eq!(health.ready(false).status(), 503);
        assert_eq!(health.ready(true).status(), 200);
        health.stop();
        assert_eq!(health.ready(true).status(), 503);
    }
}
