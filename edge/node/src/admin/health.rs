//! Whether the node can serve, and what it lacks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::forwarding;
use crate::origin::{self, Pool};
use crate::purge::{SharedCursor, read_sequence};
use freshness::TagVersions;

/// What the node knows of the services it leans on.
#[derive(Debug)]
pub struct Health {
    pool: Arc<Pool>,
    cursor: Arc<SharedCursor>,
    stopping: AtomicBool,
}

impl Health {
    /// Reports of this pool, and of where the node stands in the stream of purges.
    pub fn new(pool: Arc<Pool>, cursor: Arc<SharedCursor>) -> Self {
        Self { pool, cursor, stopping: AtomicBool::new(false) }
    }

    /// The sequence of the last event that the node has read and applied.
    pub fn read_sequence(&self) -> u64 {
        read_sequence(&self.cursor)
    }

    /// The report: 200 as soon as the node can serve pages, even if only stored ones. Strangers are told no more
    /// than that. The origin's members stand in the order in which they are configured, without their addresses.
    pub fn report(&self, loaded: bool, tags: &TagVersions, whole: bool) -> Response<Bytes> {
        #[derive(Serialize)]
        struct Report {
            status: &'static str,
            #[serde(flatten, skip_serializing_if = "Option::is_none")]
            services: Option<Services>,
        }
        #[derive(Serialize)]
        struct Services {
            origin: &'static str,
            origins: Vec<origin::Report>,
            nats: &'static str,
            applied_sequence: u64,
        }
        let word = |up: bool| if up { "up" } else { "down" };
        let (origin, nats) = (self.pool.is_up(), tags.is_live());
        let report = Report {
            status: if origin && nats && loaded { "ok" } else { "degraded" },
            services: whole.then(|| Services {
                origin: word(origin),
                origins: self.pool.report(),
                nats: word(nats),
                applied_sequence: self.read_sequence(),
            }),
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
    use crate::cache::cursor::StreamCursor;

    #[test]
    fn l11_a_node_without_its_services_is_degraded_but_serves() {
        let origin = crate::config::base_address("http://127.0.0.1:9").expect("an address");
        let pool = Arc::new(Pool::new(&[origin], 1));
        let cursor = SharedCursor::new(Some(StreamCursor { created: 1, next: 8 }));
        let (health, tags) = (Health::new(pool, Arc::new(cursor)), TagVersions::default());
        let report = |loaded: bool| {
            let response = health.report(loaded, &tags, true);
            let body: serde_json::Value = serde_json::from_slice(response.body()).expect("JSON");
            (response.status().as_u16(), body)
        };
        let (status, body) = report(true);
        assert_eq!(status, 200);
        assert_eq!(
            body,
            serde_json::json!({
                "status": "degraded", "origin": "down", "nats": "down", "applied_sequence": 7,
                "origins": [{"state": "unknown", "pending": 0, "answered": 0}],
            })
        );
        assert_eq!(report(false).0, 503);
        tags.set_live(true);
        health.pool.note_up();
        assert_eq!(report(true).1["status"], "ok");
        let told = health.report(true, &tags, false);
        assert_eq!(told.body(), r#"{"status":"ok"}"#, "strangers");
        assert_eq!(health.ready(false).status(), 503);
        assert_eq!(health.ready(true).status(), 200);
        health.stop();
        assert_eq!(health.ready(true).status(), 503);
    }
}
