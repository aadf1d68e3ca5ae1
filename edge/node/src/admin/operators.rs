//! Who may look behind the scenes of a node and purge it: whoever signs with a key of the operators' file
//! (RFC 9421). The counters alone can be read with a key of their own.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use freshness::clock;
use http::request::Parts;
use http::uri::Authority;
use http::{Method, header};
use moka::sync::Cache;
use signing::{BearerKey, KeyFile, LIFETIME, OPERATOR, SKEW, SignatureRejection, verify};
use uuid::Uuid;

use crate::config::Config;

/// Signatures of writes that are remembered at most.
const REMEMBERED: u64 = 10_000;

/// What is wanted of whoever was refused (RFC 9421, 5.1).
pub const WANTED: &str = r#"edge=("@method" "@path" "@query" "content-digest" "@authority");created;expires;nonce;keyid;alg="hmac-sha256";tag="selvedge-operator""#;

/// Why somebody is not let in.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OperatorRejection {
    /// The request cannot be believed.
    #[error("{0}")]
    Refused(#[from] SignatureRejection),
    /// It was made before.
    #[error("this very request was made before; sign each anew, with a nonce of its own")]
    Replayed,
    /// It is meant for another node.
    #[error("it is signed for {0}, which is no name of this node; if it is one, give --admin-name {0}")]
    Elsewhere(String),
}

/// The operators of a node.
#[derive(Debug)]
pub struct Operators {
    keys: KeyFile,
    metrics: Option<BearerKey>,
    /// Names under which this node is asked, beside the address it listens on.
    names: Vec<Authority>,
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
        let metrics = config
            .metrics_key
            .as_deref()
            .map(|file| BearerKey::read(file).with_context(|| format!("the key to the metrics, {}", file.display())));
        let metrics = metrics.transpose()?;
        let seen = Cache::builder().max_capacity(REMEMBERED).time_to_live(Duration::from_secs(LIFETIME + SKEW)).build();
        Ok(Some(Self { keys, metrics, names: config.admin_name.clone(), seen }))
    }

    /// Lets a request in that came to the address `here`, or says why not.
    ///
    /// # Errors
    /// If it is not signed as it should be, or for another node, or is a write that was made before.
    pub fn admit(&self, head: &Parts, body: &[u8], here: SocketAddr) -> Result<(), OperatorRejection> {
        let scrapes = head.method == Method::GET && head.uri.path() == METRICS;
        if scrapes && self.metrics.as_ref().is_some_and(|key| key.opens(&head.headers)) {
            return Ok(());
        }
        let keys = self.keys.current(|error| tracing::error!(%error, "the operators' keys cannot be read"));
        let verified = verify(head, body, OPERATOR, &keys, clock::since_1970().as_secs())?;
        // Covered by the signature: what was caught on its way to one node is no good at another, which has not seen
        // its nonce.
        let named = head.uri.authority().map(Authority::as_str);
        let named = named.or_else(|| head.headers.get(header::HOST).and_then(|host| host.to_str().ok()));
        let named = named.unwrap_or_default();
        if !self.is_here(named, here) {
            return Err(OperatorRejection::Elsewhere(named.to_owned()));
        }
        // To look twice does no harm.
        let first =
            head.method == Method::GET || self.seen.entry((verified.key, verified.nonce)).or_insert(()).is_fresh();
        if first { Ok(()) } else { Err(OperatorRejection::Replayed) }
    }
}

impl Operators {
    fn is_here(&self, named: &str, here: SocketAddr) -> bool {
        named == here.to_string()
            || here.ip().is_loopback() && named.eq_ignore_ascii_case(&format!("localhost:{}", here.port()))
            || self.names.iter().any(|name| name.as_str().eq_ignore_ascii_case(named))
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

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use http::Request;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn l8_what_was_signed_for_one_node_is_no_good_at_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("operator.keys");
        std::fs::write(&file, format!("tests-1:{}\n", "A".repeat(44))).expect("the folder is ours");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
        let required =
            ["edge-node", "--component=none", "--origin=http://127.0.0.1:1", "--admin-name=node-1.internal:9"];
        let admin = ["--admin-listen=127.0.0.1:1".to_owned(), format!("--operator-keys={}", file.display())];
        let config = Config::parse_from(required.map(str::to_owned).into_iter().chain(admin));
        let operators = Operators::of(&config).expect("good keys").expect("some");
        let (keys, here) = (KeyFile::open(&file).expect("good keys"), "127.0.0.1:9001".parse().expect("an address"));
        let purge = |host: &str| {
            let request = Request::post("/_edge/purge").header(header::HOST, host).body(()).expect("a request");
            let mut head = request.into_parts().0;
            sign(&mut head, &Bytes::new(), &keys);
            head
        };
        for (host, is_here) in [
            ("127.0.0.1:9001", true),
            ("localhost:9001", true),
            ("Node-1.internal:9", true),
            ("127.0.0.1:9002", false),
            ("node-2.internal:9", false),
        ] {
            let admitted = operators.admit(&purge(host), b"", here);
            assert_eq!(admitted.is_ok(), is_here, "{host}: {admitted:?}");
        }
        let mut moved = purge("127.0.0.1:9002");
        moved.headers.insert(header::HOST, "127.0.0.1:9001".parse().expect("a value"));
        assert_eq!(operators.admit(&moved, b"", here), Err(OperatorRejection::Refused(SignatureRejection::Forged)));
    }
}
