//! The operators' side of a node, on a listener of its own and for signed requests alone: what is
//! counted, what is cached and why, and purging by hand.
//!
//! `GET /_edge/metrics`, `GET /_edge/cache?url=/products/x`, `GET /_edge/tags?tag=p:1&tag=nav`,
//! `POST /_edge/purge` with `{"tags": ["p:1"]}` or `{"url": "/products/x"}`, and `"hard": true`.

pub mod health;
pub mod inspection;
pub mod metrics_key;
pub mod operate;
pub mod operators;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::{Deserialize, Serialize};
use serde_json::json;
use signing::ACCEPT_SIGNATURE;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::admin::operators::Operators;
use crate::cache::page_cache::PageCache;
use crate::http::route;
use crate::metrics::{GaugeValues, MEDIA_TYPE, Metrics};
use freshness::{PurgeKind, TagVersions};

/// Bytes of a request at most.
const MAX_BODY: usize = 64 * 1024;
/// How long an operator's program may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// The same of its body.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// What operators may see and purge of a node.
pub trait Inspected: Send + Sync + 'static {
    /// Tag versions, and whether purges arrive.
    fn tags(&self) -> &TagVersions;

    /// What is counted.
    fn metrics(&self) -> &Metrics;

    /// The stored pages, once the worker is loaded.
    fn pages(&self) -> Option<&PageCache>;

    /// How many entries the worker's key-value store has, and their bytes, about.
    fn key_value_size(&self) -> (u64, u64);
}

/// Serves operators for as long as the task runs.
pub async fn serve<N: Inspected>(listener: TcpListener, node: Arc<N>, operators: Operators) {
    let operators = Arc::new(operators);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Most often too many open files; some will close in a moment.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let (node, operators) = (Arc::clone(&node), Arc::clone(&operators));
        connections.spawn(async move {
            let service = service_fn(move |request| {
                let (node, operators) = (Arc::clone(&node), Arc::clone(&operators));
                async move { Ok::<_, Infallible>(answer(&*node, &operators, request).await.map(Full::new)) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIMEOUT)
                .serve_connection(TokioIo::new(stream), service);
            if let Err(error) = connection.await {
                tracing::debug!(%error, "an operator's connection ended early");
            }
        });
    }
}

async fn answer(node: &impl Inspected, admitted: &Operators, request: Request<Incoming>) -> Response<Bytes> {
    let (head, body) = request.into_parts();
    // Nobody has been recognised yet, so nobody may take their time.
    let body = match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            return sentence(StatusCode::PAYLOAD_TOO_LARGE, "Nothing that can be asked here takes so many words.");
        }
        Err(_) => return sentence(StatusCode::REQUEST_TIMEOUT, "The body of the request did not come."),
    };
    let body = body.to_bytes();
    if let Err(rejection) = admitted.admit(&head, &body) {
        tracing::warn!(%rejection, "a request to the operators' side was turned away");
        let detail = format!("Sign the request with an operator's key, as `edge-node operate` does: {rejection}.");
        let mut answer = sentence(StatusCode::UNAUTHORIZED, &detail);
        answer.headers_mut().insert(ACCEPT_SIGNATURE, HeaderValue::from_static(operators::WANTED));
        return answer;
    }
    let query = Query::of(head.uri.query());
    match (&head.method, head.uri.path()) {
        (&Method::GET, operators::METRICS) => text(StatusCode::OK, MEDIA_TYPE, node.metrics().text(gauge_values(node))),
        (&Method::GET, "/_edge/cache") => match query.first("url") {
            Some(url) => document(&inspection::of_url(node, url)),
            None => sentence(StatusCode::BAD_REQUEST, "Name a page, for example ?url=/products/x."),
        },
        (&Method::GET, "/_edge/tags") => {
            let named: Vec<_> =
                query.all("tag").map(|tag| json!({ "tag": tag, "version": node.tags().version(tag) })).collect();
            document(&json!({ "live": node.tags().is_live(), "applied": node.tags().applied(), "tags": named }))
        }
        (&Method::POST, "/_edge/purge") => purge(node, &body),
        (_, operators::METRICS | "/_edge/cache" | "/_edge/tags" | "/_edge/purge") => {
            sentence(StatusCode::METHOD_NOT_ALLOWED, "This address takes another method.")
        }
        _ => sentence(StatusCode::NOT_FOUND, "There is nothing at this address."),
    }
}

fn gauge_values(node: &impl Inspected) -> GaugeValues {
    let mut now = GaugeValues { live: node.tags().is_live(), applied: node.tags().applied(), ..GaugeValues::default() };
    now.pages = node.pages().map(PageCache::size).unwrap_or_default();
    now.key_value = node.key_value_size();
    now
}

/// Makes what is stored untrue, on this node alone. What cannot be made anew may still be sent
/// stale, as after most events, unless the purge is hard.
fn purge(node: &impl Inspected, body: &[u8]) -> Response<Bytes> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        tags: Option<Vec<String>>,
        url: Option<String>,
        #[serde(default)]
        hard: bool,
    }
    const SHAPE: &str =
        r#"Send {"tags": ["p:1"]} or {"url": "/products/x"}, with "hard": true if nothing older may be sent."#;
    let Ok(Order { tags, url, hard }) = serde_json::from_slice(body) else {
        return sentence(StatusCode::BAD_REQUEST, SHAPE);
    };
    let tags = match (tags, url) {
        (Some(tags), None) if !tags.is_empty() => tags,
        (None, Some(url)) => match inspection::tags_of_url(node, &url) {
            Some(tags) => tags,
            None => return sentence(StatusCode::NOT_FOUND, "No page is stored for this address."),
        },
        _ => return sentence(StatusCode::BAD_REQUEST, SHAPE),
    };
    let sequence = node.tags().purge_here(if hard { PurgeKind::Hard } else { PurgeKind::Soft }, &tags);
    tracing::info!(?tags, sequence, hard, "purged by an operator");
    document(&json!({ "purged": tags, "sequence": sequence, "hard": hard }))
}

/// The pairs of a query, decoded.
struct Query(Vec<(String, String)>);

impl Query {
    fn of(query: Option<&str>) -> Self {
        let pairs = query.unwrap_or_default().split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_owned(), route::decoded(value)?.into_owned()))
        });
        Self(pairs.collect())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn first<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
}

fn document(value: &impl Serialize) -> Response<Bytes> {
    let body = serde_json::to_string_pretty(value).expect("plain data becomes JSON");
    text(StatusCode::OK, "application/json", body + "\n")
}

fn sentence(status: StatusCode, detail: &str) -> Response<Bytes> {
    text(status, "text/plain; charset=utf-8", format!("{detail}\n"))
}

fn text(status: StatusCode, kind: &'static str, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
