//! One edge that is told of purges.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use api::edge::purge::Receipt;
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use origin_platform::{HttpClient, clock};
use serde::Deserialize;
use signing::{KeyFile, PURGE};
use uuid::Uuid;

use super::address::Address;

/// An answer must be here within this time.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of an answer at most.
const MAX_ANSWER_BYTES: usize = 16 * 1024;

/// The way to one edge.
pub(super) struct Edge {
    address: Address,
    keys: Arc<KeyFile>,
    http: HttpClient,
}

impl Edge {
    pub(super) fn new(address: Address, keys: Arc<KeyFile>) -> anyhow::Result<Self> {
        Ok(Self { address, keys, http: HttpClient::new(TIMEOUT, MAX_ANSWER_BYTES)? })
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Tells purges, and returns the highest number the edge knows now.
    ///
    /// # Errors
    /// If it has not taken them, or not said so.
    pub(super) async fn tell(&self, body: String) -> anyhow::Result<u64> {
        let answer = self.post(body.into()).await?;
        let (status, answer) = (answer.status(), answer.into_body());
        if status != StatusCode::OK {
            bail!("it answered {status}{}", Why::of(&answer));
        }
        let receipt: Receipt = serde_json::from_slice(&answer).context("its answer is not that of an edge")?;
        Ok(receipt.applied)
    }

    async fn post(&self, body: Bytes) -> anyhow::Result<Response<Bytes>> {
        let request = Request::post(self.address.uri())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("selvedge-purges/", env!("CARGO_PKG_VERSION")));
        let (mut head, ()) = request.body(()).context("writing a request")?.into_parts();
        let keys = self.keys.current(|error| tracing::error!(%error, "the keys for purges cannot be read"));
        // A signature is good once, so each attempt has its own.
        let nonce = Uuid::new_v4().simple().to_string();
        signing::sign(&mut head, &body, PURGE, keys.signing(), clock::unix_seconds(), &nonce);
        Ok(self.http.send(Request::from_parts(head, body)).await?)
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
