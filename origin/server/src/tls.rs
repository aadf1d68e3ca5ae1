//! Listening by TLS: connections that have agreed on it, one after the other.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take to agree on TLS.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many may be about to.
const MAX_HANDSHAKES: usize = 256;

/// Settings of a server with the certificate and the key in these PEM files. A new certificate is taken up by the next
/// start.
///
/// # Errors
/// If they cannot be read, or do not belong together.
pub fn server(chain: &Path, key: &Path) -> anyhow::Result<Arc<ServerConfig>> {
    let place = |path: &Path| format!("reading {}", path.display());
    let certificates: Vec<_> =
        CertificateDer::pem_file_iter(chain).and_then(Iterator::collect).with_context(|| place(chain))?;
    let key = signing::read_secret(key).with_context(|| place(key)).and_then(|pem| {
        PrivateKeyDer::from_pem_slice(&pem).with_context(|| format!("the private key in {}", key.display()))
    })?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .context("the certificate and its key")?;
    Ok(Arc::new(config))
}

/// A listener that gives connections on which TLS is agreed on. One that takes its time keeps no other waiting.
pub struct TlsListener {
    agreed: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
    _accepting: JoinSet<()>,
}

impl TlsListener {
    /// Listens with these settings.
    ///
    /// # Errors
    /// If the socket has no address.
    pub fn new(socket: TcpListener, config: Arc<ServerConfig>) -> io::Result<Self> {
        let address = socket.local_addr()?;
        let (sender, agreed) = mpsc::channel(1);
        let mut accepting = JoinSet::new();
        accepting.spawn(accept(socket, TlsAcceptor::from(config), sender));
        Ok(Self { agreed, address, _accepting: accepting })
    }
}

async fn accept(socket: TcpListener, acceptor: TlsAcceptor, sender: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    let permits = Arc::new(Semaphore::new(MAX_HANDSHAKES));
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let Ok((stream, client)) = socket.accept().await else {
            // Most often too many open files; some will close in a moment.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (acceptor, sender) = (acceptor.clone(), sender.clone());
        tokio::spawn(async move {
            let agreeing = tokio::time::timeout(TIMEOUT, acceptor.accept(stream)).await;
            drop(permit);
            match agreeing {
                // Nobody takes it once the process stops.
                Ok(Ok(stream)) => drop(sender.send((stream, client)).await),
                Ok(Err(error)) => tracing::debug!(%error, "no TLS was agreed on"),
                Err(_) => tracing::debug!("a client took too long to agree on TLS"),
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.agreed.recv().await {
            Some(agreed) => agreed,
            // The accepting task goes on for as long as this listener lives.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use axum::Router;
    use axum::routing::get;
    use bytes::Bytes;
    use http::Request;
    use origin_platform::HttpClient;
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    #[tokio::test]
    async fn h3_the_origin_answers_by_tls_to_whoever_trusts_its_authority() {
        let folder = tempfile::tempdir().unwrap();
        let [chain, key] = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&chain, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        assert!(server(&chain, &key).is_err(), "everybody can read the key");
        std::fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let listener = TlsListener::new(socket, server(&chain, &key).unwrap()).unwrap();
        let app = Router::new().route("/", get(async || "by TLS"));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await });
        // Somebody who never agrees keeps nobody waiting.
        let mut silent = TcpStream::connect(address).await.unwrap();
        silent.write_all(b"GET").await.unwrap();
        let ask = |scheme: &str| {
            let uri = format!("{scheme}://localhost:{}/", address.port());
            Request::get(uri).body(Bytes::new()).unwrap()
        };
        let timeout = Duration::from_secs(5);
        let trusting = HttpClient::trusting(timeout, 100, Some(&chain)).unwrap();
        assert_eq!(trusting.send(ask("https")).await.unwrap().into_body(), "by TLS");
        let stranger = HttpClient::new(timeout, 100).unwrap();
        assert!(stranger.send(ask("https")).await.is_err(), "an authority nobody knows");
        assert!(trusting.send(ask("http")).await.is_err(), "nothing is said plainly");
        serving.abort();
        assert!(server(&key, &chain).is_err());
    }
}
