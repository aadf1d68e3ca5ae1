//! Whether the process and the stores it needs are well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use http::StatusCode;
use serde_json::json;

use crate::Stores;
use crate::stores::StoresUp;

/// Whether the process is about to end. Clones are about the same process.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// Says from now on that nothing new should be sent here; what comes all the same is answered.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// `/health/live` answers while the process runs; `/health/ready` names each store and is 503
/// while one of them is missing, or while the process is about to end.
pub fn router(stores: Stores, draining: Draining) -> Router {
    let router = Router::new().route("/health/live", get(async || "ok")).route("/health/ready", get(ready));
    router.with_state((stores, draining))
}

async fn ready(State((stores, draining)): State<(Stores, Draining)>) -> Response {
    if draining.0.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "draining" }))).into_response();
    }
    let StoresUp { postgres, redis, nats } = stores.look(Duration::from_secs(2)).await;
    let word = |up: bool| if up { "up" } else { "down" };
    let all = postgres && redis && nats;
    let status = if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let report = json!({
        "status": if all { "ok" } else { "degraded" },
        "postgres": word(postgres), "redis": word(redis), "nats": word(nats),
    });
    (status, Json(report)).into_response()
}
