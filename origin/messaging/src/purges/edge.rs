//! One edge that is told of purges.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde::Deserialize;
use signing::{KeyFile, PURGE};
use uuid::Uuid;

use super::address::Address;
use super::wire::Receipt;

/// An answer must be here within this time.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer at most.
const MAX_ANSWER_BYTES: usize = 16 * 1024;

/// The way to one edge.
pub(super) struct Edge {
    address: Address,
    keys: Arc<KeyFile>,
    http: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Edge {
    pub(super) fn new(address: Address, keys: Arc<KeyFile>) -> anyhow::Result<Self> {
        let tls = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .context("preparing TLS")?;
        let http = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Duration::from_secs(30))
            .build(tls.https_or_http().enable_http1().build());
        Ok(Self { address, keys, http })
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Tells purges, and returns the highest number the edge knows now.
    ///
    /// # Errors
    /// If it has not taken them, or not said so.
    pub(super) async fn tell(&self, body: String) -> anyhow::Result<u64> {
        let answer = tokio::time::timeout(TIMEOUT, self.post(body.into())).await;
        let (status, answer) = answer.context("it does not answer in time")??;
        if status != StatusCode::OK {
            bail!("it answered {status}{}", Why::of(&answer));
        }
        let receipt: Receipt = serde_json::from_slice(&answer).context("its answer is not that of an edge")?;
        Ok(receipt.applied)
    }

    async fn post(&self, body: Bytes) -> anyhow::Result<(StatusCode, Bytes)> {
        let request = Request::post(self.address.uri())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("selvedge-purges/", env!("CARGO_PKG_VERSION")));
        let (mut head, ()) = request.body(()).context("writing a request")?.into_parts();
        let keys = self.keys.current(|error| tracing::error!(%error, "the keys for purges cannot be read"));
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        // A signature is good once, so each attempt has its own.
        let nonce = Uuid::new_v4().simple().to_string();
        signing::sign(&mut head, &body, PURGE, keys.signing(), now, &nonce);
        let response = self.http.request(Request::from_parts(head, Full::new(body))).await;
        let response = response.context("it cannot be reached")?;
        let status = response.status();
        let answer = Limited::new(response.into_body(), MAX_ANSWER_BYTES).collect().await;
        let answer = answer.map_err(|_| anyhow::anyhow!("its answer broke off or is too long"))?;
        Ok((status, answer.to_bytes()))
    }
}

/// The code of a problem, for the log.
#[derive(Deserialize)]
struct Why {
    code: String,
}

impl Why {
    fn of(answer: &[u8]) -> Self {
        let why: Option<Self> = serde_json::from_slice(answer).ok();
        let plain =
            |why: &Self| why.code.len() <= 64 && why.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        why.filter(plain).unwrap_or(Self { code: String::new() })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code.is_empty() { Ok(()) } else { write!(f, ": {}", self.code) }
    }
}
