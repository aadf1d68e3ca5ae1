//! Who may look behind the scenes of a node and purge it: whoever signs with a key of the operators' file
//! (RFC 9421). The counters alone can be read with a key of their own.

use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use freshness::clock;
use http::Method;
use http::request::Parts;
use moka::sync::Cache;
use signing::{KeyFile, LIFETIME, OPERATOR, SKEW, SignatureRejection, verify};
use uuid::Uuid;

use crate::admin::metrics_key::MetricsKey;
use crate::config::Config;

/// Signatures of writes that are remembered at most.
const REMEMBERED: u64 = 10_000;

/// What is wanted of whoever was refused (RFC 9421, 5.1).
pub const WANTED: &str = r#"edge=("@method" "@path" "@query" "content-digest");created;expires;nonce;keyid;alg="hmac-sha256";tag="selvedge-operator""#;

/// Why somebody is not let in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OperatorRejection {
    /// The request cannot be believed.
    #[error("{0}")]
    Refused(#[from] SignatureRejection),
    /// It was made before.
    #[error("this very request was made before; sign each anew, with a nonce of its own")]
    Replayed,
}

/// The operators of a node.
#[derive(Debug)]
pub struct Operators {
    keys: KeyFile,
    metrics: Option<MetricsKey>,
    /// The nonces of writes, until their signatures are over.
    seen: Cache<(String, String), ()>,
}

impl Operators {
    /// Those whom the options name; none if nobody is to be let in.
    ///
    /// # Errors
    /// If a file cannot be used.
    pub fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(file) = &config.operator_keys else { return Ok(None) };
        let keys = KeyFile::open(file).with_context(|| format!("the operators' keys, {}", file.display()))?;
        let metrics = config.metrics_key.as_deref().map(MetricsKey::read).transpose()?;
        let seen = Cache::builder().max_capacity(REMEMBERED).time_to_live(Duration::from_secs(LIFETIME + SKEW)).build();
        Ok(Some(Self { keys, metrics, seen }))
    }

    /// Lets a request in, or says why not.
    ///
    /// # Errors
    /// If it is not signed as it should be, or is a write that was made before.
    pub fn admit(&self, head: &Parts, body: &[u8]) -> Result<(), OperatorRejection> {
        let scrapes = head.method == Method::GET && head.uri.path() == METRICS;
        if scrapes && self.metrics.as_ref().is_some_and(|key| key.opens(&head.headers)) {
            return Ok(());
        }
        let keys = self.keys.current(|error| tracing::error!(%error, "the operators' keys cannot be read"));
        let verified = verify(head, body, OPERATOR, &keys, clock::since_1970().as_secs())?;
        // To look twice does no harm.
        let first =
            head.method == Method::GET || self.seen.entry((verified.key, verified.nonce)).or_insert(()).is_fresh();
        if first { Ok(()) } else { Err(OperatorRejection::Replayed) }
    }
}

/// Where the counters are.
pub const METRICS: &str = "/_edge/metrics";

/// Signs an operator's request with the first key of a file.
pub fn sign(head: &mut Parts, body: &Bytes, keys: &KeyFile) {
    let keys = keys.current(|error| tracing::error!(%error, "the operators' keys cannot be read"));
    signing::sign(
        head,
        body,
        OPERATOR,
        keys.signing(),
        clock::since_1970().as_secs(),
        &Uuid::new_v4().simple().to_string(),
    );
}
