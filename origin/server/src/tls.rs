//! Listening by TLS: connections that have agreed on it, one after the other.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a client may take to agree on TLS.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many may be about to.
const MAX_HANDSHAKES: usize = 256;

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
    use std::path::Path;

    use axum::Router;
    use axum::routing::get;
    use bytes::Bytes;
    use certificates::{Certificate, HTTP_1_1};
    use http::Request;
    use origin_platform::HttpClient;
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    const CLIENT_TIMEOUT: Duration = Duration::from_secs(5);

    /// Writes a certificate that is its own authority, and its key.
    fn write_certificate(chain: &Path, key: &Path) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(chain, made.cert.pem()).unwrap();
        std::fs::write(key, made.signing_key.serialize_pem()).unwrap();
        std::fs::set_permissions(key, Permissions::from_mode(0o600)).unwrap();
    }

    /// Asks the server with this client for the only thing it has.
    async fn ask(client: &HttpClient, scheme: &str, address: SocketAddr) -> Option<Bytes> {
        let uri = format!("{scheme}://localhost:{}/", address.port());
        let answer = client.send(Request::get(uri).body(Bytes::new()).unwrap()).await;
        answer.ok().map(http::Response::into_body)
    }

    #[tokio::test]
    async fn h3_the_origin_answers_by_tls_to_whoever_trusts_its_authority() {
        let folder = tempfile::tempdir().unwrap();
        let [chain, key] = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
        write_certificate(&chain, &key);
        let certificate = Certificate::load(&chain, &key).unwrap();
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let listener = TlsListener::new(socket, certificate.server(&[HTTP_1_1]).unwrap()).unwrap();
        let app = Router::new().route("/", get(async || "by TLS"));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await });
        // Somebody who never agrees keeps nobody waiting.
        let mut silent = TcpStream::connect(address).await.unwrap();
        silent.write_all(b"GET").await.unwrap();
        let trusting = HttpClient::trusting(CLIENT_TIMEOUT, 100, Some(&chain)).unwrap();
        assert_eq!(ask(&trusting, "https", address).await.as_deref(), Some(&b"by TLS"[..]));
        let stranger = HttpClient::new(CLIENT_TIMEOUT, 100).unwrap();
        assert_eq!(ask(&stranger, "https", address).await, None, "an authority nobody knows");
        assert_eq!(ask(&trusting, "http", address).await, None, "nothing is said plainly");

        // Renewed while it serves: whoever trusts the new one is answered from then on.
        write_certificate(&chain, &key);
        let renewed = HttpClient::trusting(CLIENT_TIMEOUT, 100, Some(&chain)).unwrap();
        assert_eq!(ask(&renewed, "https", address).await, None, "not taken up yet");
        assert!(certificate.look().unwrap());
        assert_eq!(ask(&renewed, "https", address).await.as_deref(), Some(&b"by TLS"[..]));
        serving.abort();
    }
}
