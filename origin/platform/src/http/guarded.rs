//! Calls to addresses that somebody else chose, such as receivers of webhooks: each over a connection of its own, to
//! an IP address that was looked up and checked, and with no more interest in what is answered than is asked for.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// One of several addresses of a host that does not answer must leave time for the others.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// What follows the head of the answer is read so far and so long, so that a receiver that is
/// writing it sees a good end.
const MAX_BODY_BYTES: usize = 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(1);
/// More than this before the body is no answer.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// A host to be called.
#[derive(Clone, Copy, Debug)]
pub struct Destination<'a> {
    /// Whether to speak TLS.
    pub tls: bool,
    /// The host's name, or its IP address without brackets.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
}

/// Calls hosts that were named by others.
pub struct GuardedClient {
    tls: TlsConnector,
}

impl fmt::Debug for GuardedClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardedClient").finish_non_exhaustive()
    }
}

impl GuardedClient {
    /// A client that trusts the certificates that browsers trust.
    pub fn new() -> Self {
        Self::trusting(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    /// A client that trusts these certificates alone.
    pub fn trusting(roots: RootCertStore) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider speaks the versions it comes with");
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Self { tls: TlsConnector::from(Arc::new(config)) }
    }

    /// Sends a request, whose URI is path and query, and gives the answer's status. Redirects are not followed. A host
    /// of which `allow` refuses any address is not called at all. The caller bounds the time.
    ///
    /// # Errors
    /// A sentence that says why there is no answer.
    pub async fn status(
        &self,
        destination: Destination<'_>,
        allow: impl Fn(IpAddr) -> bool,
        request: Request<Bytes>,
    ) -> Result<StatusCode, String> {
        let read = |response: Response<Incoming>| async move {
            let status = response.status();
            // Whatever comes of the body, the answer stands.
            tokio::time::timeout(BODY_TIMEOUT, drain(response.into_body())).await.ok();
            Ok(status)
        };
        self.send(destination, allow, request, read).await
    }

    /// Sends a request, and gives the whole answer; no body if it has more than `max` bytes. For the rest as
    /// [`GuardedClient::status`].
    ///
    /// # Errors
    /// A sentence that says why there is no answer.
    pub async fn get(
        &self,
        destination: Destination<'_>,
        allow: impl Fn(IpAddr) -> bool,
        request: Request<Bytes>,
        max: usize,
    ) -> Result<Response<Option<Vec<u8>>>, String> {
        let read = |response: Response<Incoming>| async move {
            let (head, body) = response.into_parts();
            Ok(Response::from_parts(head, collect(body, max).await?))
        };
        self.send(destination, allow, request, read).await
    }

    async fn send<T, F: Future<Output = Result<T, String>>>(
        &self,
        destination: Destination<'_>,
        allow: impl Fn(IpAddr) -> bool,
        request: Request<Bytes>,
        read: impl FnOnce(Response<Incoming>) -> F,
    ) -> Result<T, String> {
        let request = request.map(Full::new);
        let stream = connect(destination, allow).await?;
        if !destination.tls {
            return exchange(stream, request, read).await;
        }
        let name = ServerName::try_from(destination.host.to_owned());
        let name = name.map_err(|_| "the host has no name for TLS".to_owned())?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| format!("TLS failed: {error}"))?;
        exchange(stream, request, read).await
    }
}

impl Default for GuardedClient {
    fn default() -> Self {
        Self::new()
    }
}

/// Connects to an address that was looked up and checked: looking it up again might lead elsewhere.
async fn connect(destination: Destination<'_>, allow: impl Fn(IpAddr) -> bool) -> Result<TcpStream, String> {
    let found = tokio::net::lookup_host((destination.host, destination.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| "the host's name cannot be looked up".to_owned())?.collect();
    if found.iter().any(|address| !allow(address.ip())) {
        return Err("the host's name leads into a private network".to_owned());
    }
    for address in found {
        if let Ok(Ok(stream)) = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await {
            return Ok(stream);
        }
    }
    Err("the receiver does not take connections".to_owned())
}

async fn exchange<S, T, F>(
    stream: S,
    request: Request<Full<Bytes>>,
    read: impl FnOnce(Response<Incoming>) -> F,
) -> Result<T, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Future<Output = Result<T, String>>,
{
    let broken = |_| "the connection broke before there was an answer".to_owned();
    let handshake = http1::Builder::new().max_buf_size(MAX_HEAD_BYTES).handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.map_err(broken)?;
    let mut exchange = pin!(async {
        let response = sender.send_request(request).await.map_err(broken)?;
        read(response).await
    });
    let mut connection = pin!(connection);
    let mut open = true;
    loop {
        tokio::select! {
            biased;
            answer = &mut exchange => return answer,
            _ = &mut connection, if open => open = false,
        }
    }
}

/// The whole of a body; none if it is longer.
async fn collect(mut body: Incoming, max: usize) -> Result<Option<Vec<u8>>, String> {
    let mut collected = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| "the answer broke off".to_owned())?.into_data() else { continue };
        if collected.len() + data.len() > max {
            return Ok(None);
        }
        collected.extend_from_slice(&data);
    }
    Ok(Some(collected))
}

async fn drain(mut body: Incoming) {
    let mut read = 0;
    while read < MAX_BODY_BYTES {
        let Some(Ok(frame)) = body.frame().await else { return };
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}
