//! Asks the edges how they do, for whoever looks at the office's overview.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use bytes::Bytes;
use futures::future::join_all;
use http::{Request, StatusCode, Uri};
use office::{EdgeHealth, EdgeState, Looks};
use origin_messaging::relay_queue;
use origin_platform::{HttpClient, Stores};
use serde::Deserialize;

/// How long an edge may take: somebody waits for the page.
const TIMEOUT: Duration = Duration::from_millis(700);
/// What is read of an answer, in bytes.
const MAX_ANSWER: usize = 4096;
/// More than anybody reads on an overview.
const MAX_EDGES: usize = 50;

/// The edges that were named, and the outbox.
pub(super) struct Edges {
    stores: Stores,
    client: HttpClient,
    edges: Vec<(String, Uri)>,
}

impl Edges {
    /// Edges at these addresses, each scheme and host alone.
    ///
    /// # Errors
    /// If there are too many, one is no address, or would be asked plainly over a network.
    pub(super) fn new(stores: Stores, named: &[String], plain: &PlainHosts) -> anyhow::Result<Self> {
        anyhow::ensure!(named.len() <= MAX_EDGES, "the overview tells of {MAX_EDGES} edges at most: name fewer");
        // An option that is left empty names nobody.
        let named = named.iter().filter(|edge| !edge.trim().is_empty());
        let edges = named.map(|edge| address(edge, plain)).collect::<anyhow::Result<_>>()?;
        Ok(Self { stores, client: HttpClient::new(TIMEOUT, MAX_ANSWER)?, edges })
    }

    async fn ask(&self, uri: &Uri) -> EdgeState {
        let request = Request::get(uri).body(Bytes::new());
        let Ok(request) = request else { return EdgeState::Away };
        match self.client.send(request).await {
            Ok(reply) => state(reply.status(), reply.body()),
            Err(_) => EdgeState::Away,
        }
    }
}

impl Looks for Edges {
    fn look(&self) -> Pin<Box<dyn Future<Output = EdgeHealth> + Send + '_>> {
        Box::pin(async move {
            let ask = async |(name, uri): (String, Uri)| {
                let state = self.ask(&uri).await;
                (name, state)
            };
            let asked = join_all(self.edges.iter().cloned().map(ask));
            let backlog = tokio::time::timeout(TIMEOUT, relay_queue::backlog(&self.stores.db));
            let (edges, backlog) = tokio::join!(asked, backlog);
            EdgeHealth { news_waits: backlog.ok().and_then(Result::ok).map(|backlog| backlog.oldest), edges }
        })
    }
}

/// What an edge is called, and where it says how it does.
fn address(edge: &str, plain: &PlainHosts) -> anyhow::Result<(String, Uri)> {
    let instead =
        || format!("`{edge}` is no address of an edge: give scheme and host alone, such as https://shop.example");
    let name = edge.trim().trim_end_matches('/');
    let uri: Uri = name.parse().ok().with_context(instead)?;
    let host = uri
        .host()
        .filter(|_| uri.path() == "/" && uri.query().is_none() && !name.contains('@'))
        .with_context(instead)?;
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") => plain.check(edge, host, "use https").map_err(anyhow::Error::msg)?,
        _ => anyhow::bail!(instead()),
    }
    let health = format!("{name}/_edge/health").parse().ok().with_context(instead)?;
    Ok((name.to_owned(), health))
}

/// What an answer says.
fn state(status: StatusCode, body: &[u8]) -> EdgeState {
    #[derive(Deserialize)]
    struct Report {
        status: String,
    }
    match serde_json::from_slice::<Report>(body) {
        Ok(report) if status.is_success() && report.status == "ok" => EdgeState::Well,
        Ok(_) if status.is_success() => EdgeState::Degraded,
        _ => EdgeState::Away,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_is_asked_by_tls_or_where_nobody_else_can_read() {
        let plain = PlainHosts::new(&["edge.internal".to_owned()]);
        let asked =
            |edge: &str| address(edge, &plain).map(|(_, uri)| uri.to_string()).map_err(|error| error.to_string());
        assert_eq!(asked("https://shop.example/").as_deref(), Ok("https://shop.example/_edge/health"));
        assert_eq!(asked("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080/_edge/health"));
        assert_eq!(asked("http://edge.internal:8080").as_deref(), Ok("http://edge.internal:8080/_edge/health"));
        for (edge, says) in [
            ("http://shop.example", "would not be encrypted"),
            ("https://shop.example/path", "scheme and host alone"),
            ("https://user:secret@shop.example", "scheme and host alone"),
            ("shop.example", "scheme and host alone"),
            ("ftp://shop.example", "scheme and host alone"),
        ] {
            assert!(asked(edge).is_err_and(|error| error.contains(says)), "{edge}");
        }
    }

    #[tokio::test]
    async fn an_edge_that_does_not_answer_is_away_and_the_others_are_told_all_the_same() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let well = format!("http://{}", listener.local_addr().expect("bound"));
        let report = axum::routing::get(async || r#"{"status":"ok"}"#);
        tokio::spawn(axum::serve(listener, axum::Router::new().route("/_edge/health", report)).into_future());
        // Nobody listens where somebody has just stopped to.
        let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let away = format!("http://{}", gone.local_addr().expect("bound"));
        drop(gone);
        let stores = origin_testing::fresh_stores().await;
        let edges = Edges::new(stores, &[well.clone(), away.clone()], &PlainHosts::default()).expect("addresses");
        let health = edges.look().await;
        assert_eq!(health.edges, [(well, EdgeState::Well), (away, EdgeState::Away)]);
        assert_eq!(health.news_waits, Some(Duration::ZERO), "nothing waits in an empty outbox");
    }

    #[test]
    fn what_is_no_report_is_no_edge_that_serves() {
        let says = |status: u16, body: &str| state(StatusCode::from_u16(status).expect("a status"), body.as_bytes());
        assert_eq!(says(200, r#"{"status":"ok"}"#), EdgeState::Well);
        assert_eq!(says(200, r#"{"status":"degraded"}"#), EdgeState::Degraded);
        assert_eq!(says(503, r#"{"status":"degraded"}"#), EdgeState::Away);
        assert_eq!(says(200, "<html>"), EdgeState::Away);
    }
}
