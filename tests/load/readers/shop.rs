//! The shop's edge nodes, as programs ask them.

use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
/// Nobody waits longer for a page.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Edge nodes by their addresses, over connections that are kept open.
pub struct Shop {
    nodes: Vec<String>,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// An answer.
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as it was sent.
    pub body: Bytes,
}

/// Where a page came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Stored, and fresh.
    Fresh,
    /// Stored, and marked as stale.
    Stale,
    /// Made for this request.
    Made,
}

impl Reply {
    /// Where it came from, as its `Cache-Status` says (RFC 9211).
    pub fn source(&self) -> Source {
        let status = self.header(&CACHE_STATUS);
        if !status.contains("; hit") {
            Source::Made
        } else if status.contains("ttl=-") || status.contains("stale") {
            Source::Stale
        } else {
            Source::Fresh
        }
    }

    /// A header's text; empty if there is none.
    pub fn header(&self, name: &HeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What browsers say that they take.
const CODINGS: &str = "gzip, deflate, br, zstd";

impl Shop {
    /// The nodes at these addresses, with commas between them.
    pub fn new(nodes: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Self { nodes: nodes.split(',').map(str::to_owned).collect(), client }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The address of a path on a node; nodes are counted round and round.
    pub fn address(&self, node: usize, path: &str) -> String {
        format!("{}{path}", self.nodes[node % self.nodes.len()])
    }

    /// Opens a page as browsers do: compressed.
    pub async fn open(&self, node: usize, path: &str) -> Result<Reply> {
        let request = Request::get(self.address(node, path)).header(header::ACCEPT_ENCODING, CODINGS);
        self.send(request.header(header::ACCEPT, "text/html").body(Full::default())?).await
    }

    /// Opens a page to look at its text.
    pub async fn read(&self, node: usize, path: &str) -> Result<Reply> {
        let request = Request::get(self.address(node, path)).header(header::ACCEPT, "text/html");
        self.send(request.body(Full::default())?).await
    }

    /// Sends any request; fails after fifteen seconds without a whole answer.
    pub async fn send(&self, request: Request<Full<Bytes>>) -> Result<Reply> {
        let exchange = async {
            let (parts, body) = self.client.request(request).await?.into_parts();
            let body = body.collect().await?.to_bytes();
            anyhow::Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body })
        };
        tokio::time::timeout(TIMEOUT, exchange).await.context("no answer within 15 s")?
    }
}
