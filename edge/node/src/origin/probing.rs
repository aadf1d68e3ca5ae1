//! Looks at every member once a second, and at who is a member.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use api::edge::plain::PlainHosts;
use http::{Request, StatusCode, Uri};
use http_body_util::Full;
use serde::Deserialize;
use tokio::task::JoinSet;

use super::member::Member;
use super::{Pool, Seen};
use crate::config::origins::Origins;
use crate::http::client::Client;

/// How often.
const EVERY: Duration = Duration::from_secs(1);
/// Longest wait for a member to say how it does; it asks its stores; one of before may take 2 s for that.
const TIMEOUT: Duration = Duration::from_millis(2500);
/// Bytes of what it says.
const MAX_ANSWER: usize = 16 * 1024;
/// Where it says so.
const READY: &str = "/health/ready";

/// Keeps a pool up to date, for as long as the task runs.
pub async fn watch(pool: Arc<Pool>, origins: Origins, plain: PlainHosts, client: Client) -> Infallible {
    let mut complained = None;
    // They end with this task.
    let mut probes = JoinSet::new();
    loop {
        match origins.current(&plain) {
            Ok(addresses) => {
                complained = None;
                pool.set_members(&addresses);
            }
            Err(error) => {
                let error = format!("{error:#}");
                if complained.as_ref() != Some(&error) {
                    tracing::error!(error, "the last good addresses are used");
                }
                complained = Some(error);
            }
        }
        for member in pool.members() {
            if member.begin_probe() {
                probes.spawn(probe(Arc::clone(&pool), member, client.clone()));
            }
        }
        while probes.try_join_next().is_some() {}
        tokio::time::sleep(EVERY).await;
    }
}

async fn probe(pool: Arc<Pool>, member: Arc<Member>, client: Client) {
    let seen = tokio::time::timeout(TIMEOUT, look(&member, &client)).await;
    let seen = seen.ok().flatten().unwrap_or(Seen::Silent);
    let was_up = member.health().is_up();
    if member.health().probed(seen) {
        tracing::info!(origin = %member.address, ?seen, "the origin's state changed");
        if !was_up && matches!(seen, Seen::Ready | Seen::Degraded) {
            pool.breaker().close();
        }
    }
    member.end_probe();
}

/// None if it does not answer.
async fn look(member: &Member, client: &Client) -> Option<Seen> {
    let address = &member.address;
    let uri = Uri::builder().scheme(address.scheme.clone()).authority(address.authority.clone());
    let request = Request::get(uri.path_and_query(READY).build().ok()?).body(Full::default()).ok()?;
    let answer = client.send(request, MAX_ANSWER).await.ok()?;
    Some(judge(answer.status(), answer.body()))
}

fn judge(status: StatusCode, body: &[u8]) -> Seen {
    #[derive(Deserialize)]
    struct Said {
        status: String,
    }
    let said = serde_json::from_slice::<Said>(body).ok();
    match said.as_ref().map(|said| said.status.as_str()) {
        Some("draining") => Seen::Draining,
        // It is to be asked all the same, after those that have all of theirs.
        Some("degraded") => Seen::Degraded,
        _ if status == StatusCode::OK => Seen::Ready,
        _ => Seen::Degraded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_understood() {
        let check = |status: StatusCode, body: &str, expected| assert_eq!(judge(status, body.as_bytes()), expected);
        check(StatusCode::OK, "{\"status\":\"ok\"}", Seen::Ready);
        check(StatusCode::OK, "ready", Seen::Ready);
        check(StatusCode::OK, "{\"status\":\"degraded\",\"redis\":\"down\"}", Seen::Degraded);
        check(StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"starting\",\"nats\":\"down\"}", Seen::Degraded);
        check(StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"degraded\",\"nats\":\"down\"}", Seen::Degraded);
        check(StatusCode::SERVICE_UNAVAILABLE, "{\"status\":\"draining\"}", Seen::Draining);
        check(StatusCode::NOT_FOUND, "<html>", Seen::Degraded);
    }
}
