//! Who may call at all: the edge and our other services, by their signature. Everybody else is turned
//! away before anything is looked up for them.

mod nonces;
mod sealer;
pub mod staff;
mod who;

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::edge::client::client;
use api::endpoint::is_write;
use api::problem::{Code, Problem};
use api::site::max_body;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderValue;
use signing::{ACCEPT_SIGNATURE, KeyFile, Keys, ORIGIN, SignatureRejection, Verified, verify};
use uuid::Uuid;

use crate::service_error::respond;
use crate::{Stores, clock};
use nonces::Nonces;
pub use sealer::Sealer;
pub use who::Who;

/// Asked by whoever runs us, who has no key.
const OPEN: [&str; 4] = ["/health/live", "/health/ready", "/health/search", "/health/stores"];
/// How long Redis may take to say whether a nonce is new.
const TIMEOUT: Duration = Duration::from_millis(500);
/// What is wanted of whoever was refused (RFC 9421, 5.1).
const WANTED: &str = r#"edge=("@method" "@path" "@query" "content-digest");created;expires;nonce;keyid;alg="hmac-sha256";tag="selvedge-origin""#;

/// The keys that calls are signed with, in a file that may be replaced at any time.
#[derive(Debug)]
pub struct EdgeKeys(KeyFile);

impl EdgeKeys {
    /// The keys in this file.
    ///
    /// # Errors
    /// If there are none, or if every user of the machine could read them.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let place = || format!("the file of the edge's keys, {}", path.display());
        KeyFile::open(path).map(Self).with_context(place)
    }

    /// Signs a call to another service of the origin.
    pub fn sign(&self, head: &mut http::request::Parts, body: &[u8]) {
        let nonce = Uuid::new_v4().simple().to_string();
        signing::sign(head, body, ORIGIN, self.current().signing(), clock::unix_seconds(), &nonce);
    }

    fn current(&self) -> Arc<Keys> {
        self.0.current(|error| {
            tracing::error!(%error, "the edge's keys cannot be read; the last good ones are used");
        })
    }
}

/// For whom the edge calls, as it has signed. It travels with the request, as an extension; where nothing is signed
/// nobody is believed about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

/// Checks signatures, and that none is used twice for a write.
#[derive(Clone)]
pub struct Authenticator {
    keys: Arc<EdgeKeys>,
    stores: Stores,
    nonces: Arc<Nonces>,
}

impl Authenticator {
    /// An authenticator of whoever signs with one of these keys.
    pub fn new(keys: Arc<EdgeKeys>, stores: Stores) -> Self {
        Self { keys, stores, nonces: Arc::default() }
    }

    async fn check(&self, head: &http::request::Parts, body: &Bytes) -> Result<Sealer, Problem> {
        let now = clock::unix_seconds();
        let keys = self.keys.current();
        let verified = verify(head, body, ORIGIN, &keys, now).map_err(|rejection| {
            tracing::warn!(%rejection, "a call was turned away");
            problem(&rejection)
        })?;
        // A read that is repeated shows its caller what they have seen; nothing needs to remember it.
        if !is_write(&head.method) || self.is_first(&verified, now).await {
            return Ok(Sealer::new(keys, &verified.key));
        }
        tracing::warn!(key = verified.key, "a signed write was sent twice and turned away");
        let detail = "This very call was made before. Sign each call anew, with a nonce of its own.";
        Err(Problem::new(Code::SignatureReplayed, detail))
    }

    /// Whether this is the first time that the nonce is seen: here, and by every other process of the
    /// origin, which Redis knows. While Redis does not answer, this process knows only its own: refusing
    /// every write then would close the shop, and a write that comes to another process twice still
    /// meets its idempotency key, which is signed too.
    async fn is_first(&self, verified: &Verified, now: u64) -> bool {
        let name = format!("{}nonce:{}:{}", self.stores.redis_prefix, verified.key, verified.nonce);
        if !self.nonces.insert(&name, verified.expires, now) {
            return false;
        }
        let mut redis = self.stores.redis.untold();
        let mut set = redis::cmd("SET");
        let left = verified.expires.saturating_sub(now) + 1;
        set.arg(&name).arg(1).arg("NX").arg("EX").arg(left);
        match tokio::time::timeout(TIMEOUT, set.query_async::<Option<String>>(&mut redis)).await {
            Ok(Ok(done)) => done.is_some(),
            Ok(Err(error)) => {
                tracing::warn!(%error, "Redis cannot say whether a signature was used before");
                true
            }
            Err(_) => {
                tracing::warn!("Redis does not say in time whether a signature was used before");
                true
            }
        }
    }
}

/// The layer around everything that is served.
pub async fn signed(State(authenticator): State<Authenticator>, request: Request, next: Next) -> Response {
    if OPEN.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let (head, body) = request.into_parts();
    // Before anything is refused, so that the caller, who is still sending, sees the answer.
    let max = max_body(head.uri.path());
    let Ok(body) = to_bytes(body, max).await else {
        let detail = format!("A request body may have at most {max} bytes here and must arrive whole.");
        return respond(&Problem::new(Code::TooLarge, detail));
    };
    match authenticator.check(&head, &body).await {
        Ok(sealer) => {
            // Nobody's word that there is a trace is taken before it is known whose it is.
            telemetry::traces::follow(&head.headers);
            let client = client(&head.headers).map(Client);
            let mut request = Request::from_parts(head, Body::from(body));
            request.extensions_mut().insert(sealer);
            if let Some(client) = client {
                request.extensions_mut().insert(client);
            }
            next.run(request).await
        }
        Err(problem) => {
            let mut response = respond(&problem);
            response.headers_mut().insert(ACCEPT_SIGNATURE, HeaderValue::from_static(WANTED));
            response
        }
    }
}

fn problem(rejection: &SignatureRejection) -> Problem {
    let code = match rejection {
        SignatureRejection::Unsigned => Code::SignatureMissing,
        SignatureRejection::Expired | SignatureRejection::Early => Code::SignatureExpired,
        _ => Code::SignatureInvalid,
    };
    let detail = format!("The origin answers the shop's edge alone, and this call is not believed: {rejection}.");
    Problem::new(code, detail)
}

#[cfg(test)]
mod tests;
