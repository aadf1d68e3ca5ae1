//! Whether the process and the stores it needs are well.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use http::StatusCode;
use serde_json::json;

use crate::Stores;

/// `/health/live` answers while the process runs; `/health/ready` names each store and is 503
/// while one of them is missing.
pub fn router(stores: Stores) -> Router {
    Router::new().route("/health/live", get(async || "ok")).route("/health/ready", get(ready)).with_state(stores)
}

async fn ready(State(stores): State<Stores>) -> Response {
    let patience = Duration::from_secs(2);
    let mut connection = stores.redis.clone();
    let postgres = tokio::time::timeout(patience, sqlx::query("select 1").execute(&stores.db));
    let ping = redis::cmd("PING");
    let redis = tokio::time::timeout(patience, ping.query_async::<String>(&mut connection));
    let (postgres, redis) = tokio::join!(postgres, redis);
    let postgres = matches!(postgres, Ok(Ok(_)));
    let redis = matches!(redis, Ok(Ok(_)));
    let nats = stores.nats.connection_state() == async_nats::connection::State::Connected;
    let word = |up: bool| if up { "up" } else { "down" };
    let all = postgres && redis && nats;
    let status = if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let report = json!({
        "status": if all { "ok" } else { "degraded" },
        "postgres": word(postgres), "redis": word(redis), "nats": word(nats),
    });
    (status, Json(report)).into_response()
}
