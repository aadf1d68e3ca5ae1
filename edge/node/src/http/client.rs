//! The node's one HTTP client, for the origin and for its own operators' side: by TLS where the address says so, over
//! connections that are kept for a while.

#![expect(clippy::disallowed_types, reason = "this is the client")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// Longest wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
/// Idle connections close before a typical server closes them from its side.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

/// Sends requests. Clones share connections.
#[derive(Clone, Debug)]
pub struct Client(hyper_util::client::legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// No connection came about, so that nothing was sent.
    #[error("no connection came about")]
    NotSent,
    /// The connection broke before an answer came.
    #[error("the connection broke before an answer came")]
    Broken,
    /// The answer broke off.
    #[error("the answer broke off")]
    Incomplete,
    /// The answer was larger than allowed.
    #[error("the answer was too large")]
    TooLarge,
}

impl Client {
    /// A client that believes servers whose certificates are of the authorities in this PEM file; without one, of those
    /// that browsers believe.
    ///
    /// # Errors
    /// If the file cannot be read, or has no certificate.
    pub fn new(authorities: Option<&Path>) -> anyhow::Result<Self> {
        let roots = authorities.map(roots).transpose()?;
        let roots = roots.unwrap_or_else(|| RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        connector.set_nodelay(true);
        connector.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = hyper_util::client::legacy::Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(connector);
        Ok(Self(client))
    }

    /// Sends a request to the address in its URI and reads the answer, of `max` bytes at most, to its end, so
    /// that a deadline around this covers all of it and a slow peer cannot drip bytes.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn send(&self, request: Request<Full<Bytes>>, max: usize) -> Result<Response<Bytes>, ClientError> {
        let answer = self.0.request(request).await;
        let answer =
            answer.map_err(|error| if error.is_connect() { ClientError::NotSent } else { ClientError::Broken })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, max).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() { ClientError::TooLarge } else { ClientError::Incomplete }
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

fn roots(file: &Path) -> anyhow::Result<RootCertStore> {
    let place = || format!("the authorities' certificates, {}", file.display());
    let certificates = CertificateDer::pem_file_iter(file).with_context(place)?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate.with_context(place)?).with_context(place)?;
    }
    anyhow::ensure!(!roots.is_empty(), "{} has no certificate", file.display());
    Ok(roots)
}
