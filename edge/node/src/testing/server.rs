//! A node without a worker on real sockets, and clients that do as they like.

use std::fs::Permissions;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use certificates::{Certificate, H2, HTTP_1_1};
use clap::Parser as _;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{SetOnce, oneshot};
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::admin;
use crate::admin::health::Health;
use crate::admin::operators::Operators;
use crate::config::{Config, base_address};
use crate::files::Assets;
use crate::http::bounds::agents::Readers;
use crate::http::bounds::intake::Intake;
use crate::http::bounds::limiter::Limiter;
use crate::http::listener::{self, Listener};
use crate::node::Node;
use crate::origin::Pool;
use freshness::TagVersions;

/// Bytes of the file `/media/film.mp4`, more than the system keeps of a connection.
pub const FILM: u64 = 32 * 1024 * 1024;
/// No test waits for longer.
pub const TIMEOUT: Duration = Duration::from_secs(20);

/// A server that was started for one test.
pub struct Server {
    pub plain: SocketAddr,
    pub secure: SocketAddr,
    /// Where operators are answered, if they sign.
    pub operators: SocketAddr,
    pub certificate: Arc<Certificate>,
    pub serving: JoinHandle<()>,
    stop: Option<oneshot::Sender<()>>,
    folder: TempDir,
}

impl Server {
    /// Starts one with these options of the program.
    pub async fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("media")).expect("a writable folder");
        std::fs::write(site.join("robots.txt"), "User-agent: *\n").expect("a writable folder");
        let film = std::fs::File::create(site.join("media/film.mp4")).expect("a writable folder");
        film.set_len(FILM).expect("a file with a slot");
        let [chain, key] = write_certificate(&folder);
        let certificate = Certificate::load(&chain, &key).expect("a good pair");

        let keys = folder.path().join("operator.keys");
        std::fs::write(&keys, format!("tests-1:{}\n", "A".repeat(44))).expect("a writable folder");
        std::fs::set_permissions(&keys, Permissions::from_mode(0o600)).expect("the file is ours");
        let keys = format!("--operator-keys={}", keys.display());
        let required = ["edge-node", "--component=none", "--origin=http://127.0.0.1:1", "--admin-listen=127.0.0.1:0"];
        let config = Config::parse_from(required.into_iter().chain([keys.as_str()]).chain(options.iter().copied()));
        let listen = async || TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let (plain, secure, operators) = (listen().await, listen().await, listen().await);
        let addresses = [&plain, &secure, &operators].map(|listener| listener.local_addr().expect("it listens"));
        let node = Arc::new(Node {
            public: base_address("https://shop.example").expect("an address"),
            assets: Some(Assets::new(site)),
            pictures: None,
            tags: Arc::new(TagVersions::default()),
            health: Health::new(Arc::new(Pool::new(&[], 1)), Arc::default()),
            intake: Intake::of(&config.listener),
            readers: Readers::open(config.listener.agents.as_deref()).expect("agents"),
            limiter: Limiter::new(config.listener.client_limits.clone()),
            cdn_cache_control: None,
            worker: SetOnce::new(),
            // There never is one.
            start: Duration::ZERO,
            metrics: Arc::default(),
        });
        let tls = Some(certificate.server(&[H2, HTTP_1_1]).expect("randomness"));
        let listeners = vec![Listener { socket: plain, tls: None }, Listener { socket: secure, tls }];
        let known = Operators::of(&config).expect("good keys").expect("some");
        let (side, inspected, settings) =
            (Listener { socket: operators, tls: None }, Arc::clone(&node), config.listener.clone());
        tokio::spawn(async move { admin::serve(side, inspected, known, &settings).await });
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(listener::serve(listeners, node, config.listener, async move {
            stopped.await.ok();
        }));
        let [plain, secure, operators] = addresses;
        Self { plain, secure, operators, certificate, serving, stop: Some(stop), folder }
    }

    /// The file of the authority that its certificate is of.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("chain.pem")
    }

    /// Puts a new certificate into the place of the old one.
    pub fn renew_certificate(&self) {
        write_certificate(&self.folder);
    }

    /// Tells it to stop.
    pub fn stop(&mut self) {
        self.stop.take().expect("told once").send(()).expect("it serves");
    }

    /// Sends bytes over a fresh connection and returns what came until it was closed.
    pub async fn exchange(&self, sent: &[u8]) -> String {
        exchange(self.plain, sent).await
    }

    /// Whether somebody else is still served as usual.
    pub async fn is_well(&self) -> bool {
        let answer = self.exchange(b"GET /robots.txt HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nUser-agent: *\n")
    }

    /// Agrees on TLS, trusting the certificate that is in the files.
    pub async fn connect(&self, protocols: &[&[u8]]) -> std::io::Result<TlsStream<TcpStream>> {
        use rustls::pki_types::pem::PemObject as _;
        let chain = std::fs::read(self.folder.path().join("chain.pem"))?;
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&chain).expect("PEM")).expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = builder.expect("known versions").with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        let stream = TcpStream::connect(self.secure).await?;
        let name = "localhost".try_into().expect("a name");
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}

fn write_certificate(folder: &TempDir) -> [PathBuf; 2] {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let files = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
    std::fs::write(&files[0], made.cert.pem()).expect("a writable folder");
    std::fs::write(&files[1], made.signing_key.serialize_pem()).expect("a writable folder");
    std::fs::set_permissions(&files[1], Permissions::from_mode(0o600)).expect("the file is ours");
    files
}

/// Sends bytes to an address over a fresh connection and returns what came until it was closed.
pub async fn exchange(address: SocketAddr, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    // It may answer and close before it has read all.
    stream.write_all(sent).await.ok();
    until_closed(&mut stream).await
}

/// All that comes until the other side closes, politely or not.
pub async fn until_closed(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> String {
    let mut received = Vec::new();
    let reading = async {
        let mut part = [0; 4096];
        while let Ok(length @ 1..) = stream.read(&mut part).await {
            received.extend_from_slice(&part[..length]);
        }
    };
    tokio::time::timeout(TIMEOUT, reading).await.expect("the connection is closed in time");
    String::from_utf8_lossy(&received).into_owned()
}
