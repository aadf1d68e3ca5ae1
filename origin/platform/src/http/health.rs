//! Whether the process and the stores it needs are well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

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

    /// Whether it is.
    pub fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// How long a process that has PostgreSQL waits for the other stores before it lets shoppers come.
const START: Duration = Duration::from_secs(30);
/// How long one of the stores may take to say that it is there.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The same for load balancers, who ask once a second and take silence for an end: a store that hangs would take all
/// processes out as surely as an answer that says so.
const SHORT_TIMEOUT: Duration = Duration::from_millis(700);

/// What the paths know.
#[derive(Clone)]
struct Looks {
    stores: Stores,
    draining: Draining,
    /// When the process began, and whether it has been ready since.
    began: Instant,
    was_ready: Arc<AtomicBool>,
}

/// Three paths for whoever runs us; two say in JSON how each store does.
///
/// - `/health/live`: the process runs.
/// - `/health/ready`: whether to send anything here, for load balancers. 503 until the stores have answered once, and once
///   the process is about to end. **Not** when a store is lost later: all processes lose it at once, and what can be done
///   without it has to be done by somebody.
/// - `/health/stores`: 503 while any store is away, for people and whoever waits for all of it.
pub fn router(stores: Stores, draining: Draining) -> Router {
    let looks = Looks { stores, draining, began: Instant::now(), was_ready: Arc::default() };
    Router::new()
        .route("/health/live", get(async || "ok"))
        .route("/health/ready", get(ready))
        .route("/health/stores", get(all_stores))
        .with_state(looks)
}

async fn ready(State(looks): State<Looks>) -> Response {
    if looks.draining.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "draining" }))).into_response();
    }
    let up = looks.stores.look(SHORT_TIMEOUT).await;
    if has_begun(&up, looks.began.elapsed()) {
        looks.was_ready.store(true, Ordering::Relaxed);
    }
    if looks.was_ready.load(Ordering::Relaxed) {
        return (StatusCode::OK, Json(report(&up, "degraded"))).into_response();
    }
    (StatusCode::SERVICE_UNAVAILABLE, Json(report(&up, "starting"))).into_response()
}

async fn all_stores(State(looks): State<Looks>) -> Response {
    let up = looks.stores.look(TIMEOUT).await;
    let status = if all(&up) { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(report(&up, "degraded"))).into_response()
}

fn all(up: &StoresUp) -> bool {
    up.postgres && up.redis && up.nats
}

/// Whether shoppers may come for the first time. Without PostgreSQL nothing is sold; a process that is started while
/// another store is away does what those do that have lost it.
fn has_begun(up: &StoresUp, since_start: Duration) -> bool {
    all(up) || (up.postgres && since_start >= START)
}

fn report(up: &StoresUp, otherwise: &str) -> serde_json::Value {
    let word = |up: bool| if up { "up" } else { "down" };
    json!({
        "status": if all(up) { "ok" } else { otherwise },
        "postgres": word(up.postgres), "redis": word(up.redis), "nats": word(up.nats),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn up(postgres: bool, redis: bool, nats: bool) -> StoresUp {
        StoresUp { postgres, redis, nats }
    }

    #[test]
    fn a_process_begins_with_its_stores_and_waits_for_postgresql_alone() {
        let before = START - Duration::from_millis(1);
        assert!(has_begun(&up(true, true, true), Duration::ZERO));
        for missing in [up(true, false, true), up(true, true, false), up(true, false, false)] {
            assert!(!has_begun(&missing, before) && has_begun(&missing, START));
        }
        assert!(!has_begun(&up(false, true, true), START * 100));
    }

    #[test]
    fn what_is_missing_is_named() {
        let report = report(&up(true, false, true), "degraded");
        assert_eq!(report, json!({ "status": "degraded", "postgres": "up", "redis": "down", "nats": "up" }));
        assert_eq!(super::report(&up(true, true, true), "degraded")["status"], "ok");
    }
}
