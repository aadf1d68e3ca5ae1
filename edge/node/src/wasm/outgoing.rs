//! What the worker may send: requests to the origin and to nothing else, signed by this node. The
//! worker knows the origin by one name; which of its processes is asked is for the pool to say.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderName, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use signing::{ACCEPT_SIGNATURE, CONTENT_DIGEST, KeyFile, ORIGIN, SIGNATURE, SIGNATURE_INPUT, Ticket, TicketKind};
use tracing::Instrument as _;
use uuid::Uuid;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::cache::single_flight::{Call, SingleFlight};
use crate::metrics::Metrics;
use crate::origin::PoolRejection;
use crate::origin::calling::{CallError, Caller};
use crate::spans;
use crate::wasm::read_key::read_key;
use crate::wasm::telling::is_outcome;
use freshness::{TagVersions, clock};

/// What the worker calls the origin.
pub const GUEST_ORIGIN: &str = "http://origin";
/// Its host.
const GUEST_HOST: &str = "origin";

/// Longest wait for a whole answer of the origin, body included, whoever is asked for it.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of what the worker sends at most.
const MAX_REQUEST: usize = api::site::MAX_HOOK_BODY;

/// Fields that are for this node to set, and for the worker neither to set nor to see.
const OWN_FIELDS: [HeaderName; 5] =
    [SIGNATURE, SIGNATURE_INPUT, CONTENT_DIGEST, ACCEPT_SIGNATURE, HeaderName::from_static("x-edge-pop")];

/// The way to the origin. Clones share one pool of members and connections.
#[derive(Clone, Debug)]
pub struct Outgoing {
    caller: Caller,
    keys: Option<Arc<KeyFile>>,
    reads: Arc<SingleFlight<Exchanged>>,
    tags: Arc<TagVersions>,
    metrics: Arc<Metrics>,
}

/// An answer of the origin, or why there is none; many readers may share it.
type Exchanged = Result<Response<Bytes>, CallError>;

impl Outgoing {
    /// A way through this caller, where each call is signed with the first of the keys in a file. `tags`
    /// tells which answers left the origin before a purge.
    ///
    /// # Errors
    /// If the file has no keys, or if every user of the machine could read them.
    pub fn new(
        caller: Caller,
        keys: Option<&Path>,
        tags: Arc<TagVersions>,
        metrics: Arc<Metrics>,
    ) -> anyhow::Result<Self> {
        let open = |path: &Path| {
            let place = || format!("the file of keys for the origin, {}", path.display());
            KeyFile::open(path).map(Arc::new).with_context(place)
        };
        let keys = keys.map(open).transpose()?;
        if keys.is_none() {
            tracing::warn!("calls to the origin are not signed: give --origin-keys, or it may refuse them");
        }
        Ok(Self { caller, keys, reads: Arc::default(), tags, metrics })
    }

    /// Reads a pass that the origin has given for solving a challenge, by a key that it shares with this node. None where
    /// calls are not signed.
    pub fn pass(&self, text: &str) -> Option<Ticket> {
        let keys = self.keys.as_ref()?.current(|error| {
            tracing::error!(%error, "the keys for the origin cannot be read; the last good ones are used");
        });
        Ticket::open(TicketKind::Pass, text, &keys, clock::since_1970().as_secs())
    }

    /// Asks the origin for the worker, where that would only hand the call on.
    ///
    /// # Errors
    /// If no whole answer came in time.
    pub async fn hand_on(&self, request: http::Request<Bytes>) -> Result<Response<Bytes>, CallError> {
        let (head, body) = request.into_parts();
        self.counted(head, body, TOTAL_TIMEOUT).await
    }

    /// Asks the origin, or waits for the same question of another instance.
    pub(super) async fn ask(&self, request: http::Request<Bytes>, timeout: Duration) -> Exchanged {
        if is_outcome(&request) {
            return Ok(self.told_beside(request));
        }
        let key = read_key(&request, self.tags.changes());
        let (head, body) = request.into_parts();
        let Some(key) = key else { return self.counted(head, body, timeout).await };
        let whole = tokio::time::Instant::now() + timeout;
        let fetch = || {
            let (outgoing, head, body) = (self.clone(), head.clone(), body.clone());
            async move { outgoing.counted(head, body, timeout).await }
        };
        let call = self.reads.join(&key, fetch);
        let answer = self.shared(&call, whole).await?;
        if call.is_leader || answer.is_ok() {
            return answer;
        }
        // Who waited for a call that failed asks once more, all of them together.
        self.shared(&self.reads.join_next(&call, &key, fetch), whole).await?
    }

    /// What came of a call that others may wait for too, if it comes in time: it may have been
    /// made with more time than is left until `deadline`.
    async fn shared(&self, call: &Call<Exchanged>, deadline: tokio::time::Instant) -> Result<Exchanged, CallError> {
        if !call.is_leader {
            self.metrics.origin_coalesced.inc();
        }
        let answer = tokio::time::timeout_at(deadline, call.wait()).await;
        answer.map(|answer| answer.unwrap_or(Err(CallError::Broken))).map_err(|_| CallError::TimedOut)
    }

    async fn counted(&self, mut head: Parts, body: Bytes, timeout: Duration) -> Exchanged {
        let begun = Instant::now();
        let span = spans::origin_call(&head.method, &head.headers);
        telemetry::traces::inject(&span, &mut head.headers);
        let answer = self.send(head, body, timeout).instrument(span.clone()).await;
        if let Ok(answer) = &answer {
            telemetry::traces::answered(&span, answer.status());
        }
        self.metrics.origin_called(answer.as_ref().ok().map(Response::status), begun.elapsed());
        answer
    }

    /// Sends what the worker asks for, within `timeout`.
    async fn send(&self, mut head: Parts, body: Bytes, timeout: Duration) -> Result<Response<Bytes>, CallError> {
        for name in OWN_FIELDS {
            head.headers.remove(name);
        }
        if let Some(keys) = &self.keys {
            let keys = keys.current(|error| {
                tracing::error!(%error, "the keys for the origin cannot be read; the last good ones are used");
            });
            let nonce = Uuid::new_v4().simple().to_string();
            signing::sign(&mut head, &body, ORIGIN, keys.signing(), clock::since_1970().as_secs(), &nonce);
        }
        let mut answer = self.caller.call(head, body, timeout).await?;
        // A refusal of this node is nothing that a shopper could mend.
        if answer.status() == StatusCode::UNAUTHORIZED && answer.headers().contains_key(ACCEPT_SIGNATURE) {
            tracing::error!("the origin does not believe this node: do the keys of both agree, and the clocks?");
            return Err(CallError::Broken);
        }
        for name in OWN_FIELDS {
            answer.headers_mut().remove(name);
        }
        Ok(answer)
    }
}

fn allows(uri: &Uri) -> bool {
    uri.scheme() == Some(&http::uri::Scheme::HTTP)
        && uri.host().is_some_and(|host| host.eq_ignore_ascii_case(GUEST_HOST))
        && uri.port_u16().unwrap_or(80) == 80
}

fn told(error: CallError) -> Error {
    match error {
        CallError::Rejected(PoolRejection::AllDown) | CallError::NotSent => Error::ConnectionRefused,
        CallError::Rejected(PoolRejection::Full) => Error::ConnectionLimitReached,
        CallError::Broken => Error::ConnectionTerminated,
        CallError::Incomplete => Error::HttpResponseIncomplete,
        CallError::TooLarge => Error::HttpResponseBodySize(None),
        CallError::TimedOut => Error::HttpResponseTimeout,
    }
}

async fn exchange(
    outgoing: Outgoing,
    request: http::Request<WasiBody>,
    timeout: Duration,
) -> Result<Response<WasiBody>, Error> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(timeout, Limited::new(body, MAX_REQUEST).collect()).await;
    let body = body.map_err(|_| Error::ConnectionReadTimeout)?.map_err(|_| Error::HttpRequestBodySize(None))?;
    let request = http::Request::from_parts(head, body.to_bytes());
    let answer = outgoing.ask(request, timeout).await.map_err(told)?;
    Ok(answer.map(|body| Full::new(body).map_err(Error::from).boxed_unsync()))
}

type IoResult = Box<dyn Future<Output = Result<(), Error>> + Send>;

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _processed: IoResult,
    ) -> Box<dyn Future<Output = Result<(Response<WasiBody>, IoResult), Error>> + Send> {
        if !allows(request.uri()) {
            self.metrics.refused_hosts.inc();
            tracing::warn!(host = request.uri().host(), "the worker asked for a host it may not reach");
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        let asked = options.and_then(|options| options.first_byte_timeout);
        let timeout = asked.unwrap_or(TOTAL_TIMEOUT).min(TOTAL_TIMEOUT);
        let outgoing = self.clone();
        Box::new(async move {
            let response = exchange(outgoing, request, timeout).await?;
            Ok((response, Box::new(async { Ok(()) }) as IoResult))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use http::{HeaderValue, Request};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::base_address;
    use crate::http::client::Client;
    use crate::origin::Pool;

    #[test]
    fn only_the_origin_is_reachable() {
        let allowed = |uri: &str| allows(&uri.parse().expect("an address"));
        for good in ["http://origin/v1/products?page=2", "http://origin:80/", "http://ORIGIN/"] {
            assert!(allowed(good), "{good}");
        }
        for other in [
            "http://origin:3001/",
            "https://origin/",
            "http://127.0.0.1/",
            "http://origin.example/",
            "http://origin@example:80/",
            "/v1/products",
        ] {
            assert!(!allowed(other), "{other}");
        }
    }

    /// Sends a request on, and gives what the origin received, and what the worker got back.
    async fn sent(answer: &'static str, head: Parts) -> (String, Result<Response<Bytes>, CallError>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        std::fs::write(&path, format!("edge-1:{}\n", "A".repeat(44))).expect("the folder is ours");
        set_permissions(&path, Permissions::from_mode(0o600)).expect("it is ours");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = base_address(&format!("http://{}", listener.local_addr().expect("bound"))).expect("an address");
        let receiving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut bytes = vec![0; 8192];
            let count = stream.read(&mut bytes).await.expect("a request");
            stream.write_all(answer.as_bytes()).await.expect("it is read");
            String::from_utf8_lossy(&bytes[..count]).into_owned()
        });
        let caller = Caller::new(Arc::new(Pool::new(&[address], 1)), Client::new(None).expect("TLS"));
        let outgoing = Outgoing::new(caller, Some(&path), Arc::default(), Arc::default()).expect("good keys");
        let answer = outgoing.send(head, Bytes::new(), TOTAL_TIMEOUT).await;
        (receiving.await.expect("no panic"), answer)
    }

    #[tokio::test]
    async fn the_worker_neither_sets_signatures_nor_sees_them() {
        let mut head = Request::get("http://origin/v1/products").body(()).expect("a request").into_parts().0;
        for name in OWN_FIELDS {
            head.headers.insert(name, HeaderValue::from_static("forged"));
        }
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nsignature: edge=:AAAA:\r\nx-kept: 1\r\n\r\n";
        let (received, answer) = sent(answer, head).await;
        assert!(!received.contains("forged"), "{received}");
        assert!(received.contains("signature-input: edge=(\"@method\""), "{received}");
        assert!(received.contains("host: 127.0.0.1:"), "{received}");
        let answer = answer.expect("an answer");
        assert!(answer.headers().contains_key("x-kept") && !answer.headers().contains_key(SIGNATURE));
    }

    #[tokio::test]
    async fn a_refusal_of_this_node_is_not_told_as_one_of_the_shopper() {
        let head = Request::get("http://origin/v1/products").body(()).expect("a request").into_parts().0;
        let answer = "HTTP/1.1 401 Unauthorized\r\naccept-signature: edge=()\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(sent(answer, head.clone()).await.1.err(), Some(CallError::Broken));
        let answer = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(sent(answer, head).await.1.expect("an answer").status(), StatusCode::UNAUTHORIZED);
    }
}
