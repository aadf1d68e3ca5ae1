//! The operators' side of a node, on a listener of its own and for signed requests alone: what is
//! counted, what is cached and why, and purging by hand.
//!
//! `GET /_edge/metrics`, `GET /_edge/health`, `GET /_edge/cache?url=/products/x`, `GET /_edge/tags?tag=p:1&tag=nav`,
//! `POST /_edge/purge` with `{"tags": ["p:1"]}` or `{"url": "/products/x"}`, and `"hard": true`.

pub mod health;
pub mod inspection;
pub mod operate;
pub mod operators;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use prometheus_client::metrics::gauge::Gauge;
use serde::{Deserialize, Serialize};
use serde_json::json;
use signing::ACCEPT_SIGNATURE;

use crate::admin::operators::Operators;
use crate::cache::page_cache::PageCache;
use crate::config::BaseAddress;
use crate::config::listener::ListenerOptions;
use crate::http::body::Body;
use crate::http::listener::request_body::RequestBody;
use crate::http::listener::{self, Ends, Handler, Listener};
use crate::http::route;
use crate::metrics::{GaugeValues, MEDIA_TYPE, Metrics};
use freshness::{PurgeKind, TagVersions};

/// Bytes of a request at most.
const MAX_BODY: usize = 64 * 1024;
/// How long an operator's program may take to send a request's body.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// What operators may see and purge of a node.
pub trait Inspected: Send + Sync + 'static {
    /// Tag versions, and whether purges arrive.
    fn tags(&self) -> &TagVersions;

    /// What is counted.
    fn metrics(&self) -> &Metrics;

    /// The stored pages, once the worker is loaded.
    fn pages(&self) -> Option<&PageCache>;

    /// Whether the node can serve, and what it lacks.
    fn health(&self) -> Response<Bytes>;

    /// The sequence of the last event of the stream of purges that was read.
    fn read_sequence(&self) -> u64;

    /// How many entries the worker's key-value store has, and their bytes, about.
    fn key_value_size(&self) -> (u64, u64);
}

/// Connections at once. Operators are few, and nobody is known before they have signed.
const MAX_CONNECTIONS: usize = 64;
/// The part of them that one address may have, so that nobody shuts the others out.
const MAX_CONNECTIONS_OF_ONE: usize = 16;

/// Serves operators for as long as the task runs, as patiently as shoppers are.
pub async fn serve<N: Inspected>(listener: Listener, node: Arc<N>, operators: Operators, options: &ListenerOptions) {
    let options = ListenerOptions {
        connections: MAX_CONNECTIONS,
        connections_per_address: MAX_CONNECTIONS_OF_ONE,
        // Operators are who they sign to be, wherever they call from, and come with programs.
        trusted_proxies: Vec::new(),
        proxy_protocol: false,
        https_only: false,
        hsts_seconds: 0,
        ..options.clone()
    };
    let side = Arc::new(OperatorsSide { node, operators, connections: Gauge::default() });
    listener::serve(vec![listener], side, options, std::future::pending()).await;
}

/// What answers operators.
struct OperatorsSide<N> {
    node: Arc<N>,
    operators: Operators,
    connections: Gauge,
}

impl<N: Inspected> Handler for OperatorsSide<N> {
    async fn answer(&self, request: Request<RequestBody>, ends: Ends) -> Response<Body> {
        answer(&*self.node, &self.operators, ends.here, request).await.map(Body::from)
    }

    fn public_address(&self) -> Option<&BaseAddress> {
        None
    }

    fn open_connections(&self) -> &Gauge {
        &self.connections
    }

    fn stop(&self) {}
}

async fn answer(
    node: &impl Inspected,
    admitted: &Operators,
    here: SocketAddr,
    request: Request<RequestBody>,
) -> Response<Bytes> {
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
    if let Err(rejection) = admitted.admit(&head, &body, here) {
        tracing::warn!(%rejection, "a request to the operators' side was turned away");
        let detail = format!("Sign the request with an operator's key, as `edge-node operate` does: {rejection}.");
        let mut answer = sentence(StatusCode::UNAUTHORIZED, &detail);
        answer.headers_mut().insert(ACCEPT_SIGNATURE, HeaderValue::from_static(operators::WANTED));
        return answer;
    }
    let query = Query::of(head.uri.query());
    match (&head.method, head.uri.path()) {
        (&Method::GET, operators::METRICS) => text(StatusCode::OK, MEDIA_TYPE, node.metrics().text(gauge_values(node))),
        (&Method::GET, "/_edge/health") => node.health(),
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
        (_, operators::METRICS | "/_edge/health" | "/_edge/cache" | "/_edge/tags" | "/_edge/purge") => {
            sentence(StatusCode::METHOD_NOT_ALLOWED, "This address takes another method.")
        }
        _ => sentence(StatusCode::NOT_FOUND, "There is nothing at this address."),
    }
}

fn gauge_values(node: &impl Inspected) -> GaugeValues {
    let mut now = GaugeValues { live: node.tags().is_live(), applied: node.read_sequence(), ..GaugeValues::default() };
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
