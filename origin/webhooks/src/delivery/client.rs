//! One request to a receiver: where it may go, how long it may take, and how little of the answer
//! counts.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::{Address, Outcome, Rules};

/// An answer must begin within this time, from looking up the name onwards.
const TIMEOUT: Duration = Duration::from_secs(10);
/// One of several addresses of a host that does not answer must leave time for the others.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// What follows the head of the answer is read so far and so long, so that a receiver that is
/// writing it sees a good end.
const MAX_BODY_BYTES: usize = 1024;
const BODY_TIMEOUT: Duration = Duration::from_secs(1);
/// More than this before the body is no answer.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// Sends requests to receivers.
pub(crate) struct Client {
    rules: Rules,
    tls: TlsConnector,
    pub(super) timeout: Duration,
}

impl Client {
    /// A client that trusts the certificates that browsers trust.
    pub(crate) fn new(rules: Rules) -> Self {
        Self::trusting(rules, RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
    }

    pub(super) fn trusting(rules: Rules, roots: RootCertStore) -> Self {
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider speaks the versions it comes with");
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Self { rules, tls: TlsConnector::from(Arc::new(config)), timeout: TIMEOUT }
    }

    /// Posts JSON. Redirects are answers like others that are not 2xx: they are not followed.
    pub(crate) async fn post(&self, url: &str, headers: &[(&'static str, String)], body: String) -> Outcome {
        let answer = tokio::time::timeout(self.timeout, self.status(url, headers, body)).await;
        let late = || Err(format!("no answer within {} seconds", self.timeout.as_secs()));
        match answer.unwrap_or_else(|_| late()) {
            Ok(status) if status.is_success() => Outcome::Taken(status.as_u16()),
            Ok(status) => {
                let follow = if status.is_redirection() { "; redirects are not followed" } else { "" };
                let error = format!("the receiver answered {}{follow}", status.as_u16());
                Outcome::Failed { status: Some(status.as_u16()), error }
            }
            Err(error) => Outcome::Failed { status: None, error },
        }
    }

    async fn status(&self, url: &str, headers: &[(&'static str, String)], body: String) -> Result<StatusCode, String> {
        let address = self.rules.read(url)?;
        let mut request = Request::post(&address.path)
            .header(header::HOST, &address.authority)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("selvedge-webhooks/", env!("CARGO_PKG_VERSION")))
            .header(header::CONNECTION, "close");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(Bytes::from(body))).map_err(|error| error.to_string())?;
        let stream = self.connect(&address).await?;
        if !address.tls {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(address.host).map_err(|_| "the host has no name for TLS".to_owned())?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| format!("TLS failed: {error}"))?;
        exchange(stream, request).await
    }

    /// Connects to an address that was looked up and checked: looking it up again might lead elsewhere.
    async fn connect(&self, address: &Address) -> Result<TcpStream, String> {
        let found = tokio::net::lookup_host((address.host.as_str(), address.port)).await;
        let found: Vec<SocketAddr> = found.map_err(|_| "the host's name cannot be looked up".to_owned())?.collect();
        if found.iter().any(|address| !self.rules.allow_ip(address.ip())) {
            return Err("the host's name leads into a private network".to_owned());
        }
        for address in found {
            if let Ok(Ok(stream)) = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await {
                return Ok(stream);
            }
        }
        Err("the receiver does not take connections".to_owned())
    }
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<StatusCode, String>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broken = |_| "the connection broke before there was an answer".to_owned();
    let handshake = http1::Builder::new().max_buf_size(MAX_HEAD_BYTES).handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.map_err(broken)?;
    let mut exchange = pin!(async {
        let response = sender.send_request(request).await.map_err(broken)?;
        let status = response.status();
        // Whatever comes of the body, the answer stands.
        tokio::time::timeout(BODY_TIMEOUT, drain(response.into_body())).await.ok();
        Ok(status)
    });
    let mut connection = pin!(connection);
    let mut open = true;
    loop {
        tokio::select! {
            biased;
            status = &mut exchange => return status,
            _ = &mut connection, if open => open = false,
        }
    }
}

async fn drain(mut body: Incoming) {
    let mut read = 0;
    while read < MAX_BODY_BYTES {
        let Some(Ok(frame)) = body.frame().await else { return };
        read += frame.data_ref().map_or(0, Bytes::len);
    }
}
