//! A node for one test, a client, and an origin that counts its calls.

#![expect(clippy::disallowed_types, reason = "tests call the node from outside, as browsers do")]

use std::convert::Infallible;
use std::fs::Permissions;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use clap::Parser as _;
use edge_node::config::Config;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use signing::KeyFile;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

/// The key to every node's counters here.
pub const METRICS_KEY: &str = "a key for the tests only";

/// A component that `cargo xtask test` built.
pub fn component(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: use `cargo xtask test`"));
    PathBuf::from(path)
}

/// A running node; it ends with the test.
pub struct Node {
    pub address: SocketAddr,
    pub admin: SocketAddr,
    /// What operators sign with.
    pub keys: KeyFile,
    client: Client<HttpConnector, Full<Bytes>>,
    _folder: TempDir,
    stop: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Node {
    /// A node over `origin` that runs the misbehaving component.
    pub async fn start(origin: SocketAddr, options: &[&str]) -> Self {
        Self::running("SELVEDGE_GUEST", origin, options).await
    }

    /// A node over `origin` that runs the component which this variable names.
    pub async fn running(variable: &str, origin: SocketAddr, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (keys, metrics_key) = (folder.path().join("operator.keys"), folder.path().join("metrics.key"));
        write_keys(&keys, 'A');
        std::fs::write(&metrics_key, METRICS_KEY).expect("the folder is ours");
        std::fs::set_permissions(&metrics_key, Permissions::from_mode(0o600)).expect("it is ours");
        let admin = free_address();
        let (guest, origin) = (component(variable), format!("http://{origin}"));
        let mut arguments = vec!["edge-node".into(), format!("--origin={origin}")];
        if !options.iter().any(|option| option.starts_with("--listen=")) {
            arguments.push("--listen=127.0.0.1:0".into());
        }
        arguments.push(format!("--component={}", guest.display()));
        arguments.push(format!("--admin-listen={admin}"));
        arguments.push(format!("--operator-keys={}", keys.display()));
        arguments.push(format!("--metrics-key={}", metrics_key.display()));
        arguments.extend(options.iter().map(|option| (*option).to_owned()));
        let config = Config::parse_from(arguments);
        let (ready, address) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            let stopped = async move { drop(stopped.await) };
            edge_node::run(config, ready, stopped).await.expect("the node runs until it is stopped");
        });
        let address = address.await.expect("the node starts");
        let client = Client::builder(TokioExecutor::new()).build_http();
        let keys = KeyFile::open(&keys).expect("keys of our own making");
        Self { address, admin, client, keys, _folder: folder, stop, running }
    }

    /// Stops it in good order.
    pub async fn stop(self) {
        drop(self.stop);
        // A connection that is kept open would keep it waiting.
        drop(self.client);
        self.running.await.expect("it ends when asked to");
    }

    pub async fn get(&self, path: &str) -> Response<String> {
        self.send(request(self.address, Method::GET, path, "")).await
    }

    /// Asks the operators' side, signed.
    pub async fn operator(&self, method: Method, path: &str, body: &str) -> Response<String> {
        self.send(signed(request(self.admin, method, path, body), &self.keys)).await
    }

    pub async fn send(&self, request: Request<Bytes>) -> Response<String> {
        let request = request.map(Full::new);
        let (parts, body) = self.client.request(request).await.expect("an answer").into_parts();
        let body = body.collect().await.expect("a whole answer").to_bytes();
        Response::from_parts(parts, String::from_utf8_lossy(&body).into_owned())
    }

    /// The value of a line of `/_edge/metrics`; 0 if there is no such line yet.
    pub async fn metric(&self, name: &str) -> f64 {
        let text = self.operator(Method::GET, "/_edge/metrics", "").await.into_body();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
        value.unwrap_or(0.0)
    }
}

/// A request that nobody has signed.
pub fn request(to: SocketAddr, method: Method, path: &str, body: &str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(format!("http://{to}{path}"));
    request.body(Bytes::from(body.to_owned())).expect("HTTP")
}

/// The same request, signed by an operator.
pub fn signed(request: Request<Bytes>, keys: &KeyFile) -> Request<Bytes> {
    let (mut head, body) = request.into_parts();
    edge_node::admin::operators::sign(&mut head, &body, keys);
    Request::from_parts(head, body)
}

/// Writes a file with one key, of one letter.
pub fn write_keys(path: &Path, letter: char) {
    let keys = format!("tests-1:{}\n", letter.to_string().repeat(44));
    std::fs::write(path, keys).expect("the folder is ours");
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).expect("the file is ours");
}

/// Waits until `check` says so, for 20 seconds at most.
pub async fn eventually(what: &str, mut check: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !check().await {
        assert!(Instant::now() < deadline, "waited 20 s for {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// An address where nothing listens.
pub fn free_address() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], ports::free_port()))
}

/// Stands in for the origin: counts what it is asked, answers when it is let, hangs where it is
/// told to, and cuts the first connections if a test wants that.
#[derive(Clone)]
pub struct Origin {
    pub address: SocketAddr,
    calls: Arc<AtomicUsize>,
    cut: Arc<AtomicUsize>,
    gate: Arc<Semaphore>,
}

impl Origin {
    /// An origin that answers nothing until [`Origin::open`].
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let origin = Self { address, calls: Arc::default(), cut: Arc::default(), gate: Arc::new(Semaphore::new(0)) };
        let serving = origin.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let origin = serving.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| {
                        let origin = origin.clone();
                        async move { origin.answer(&request).await }
                    });
                    let connection = hyper::server::conn::http1::Builder::new();
                    // An error is a connection that this origin cut itself, or its client did.
                    drop(connection.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
        origin
    }

    async fn answer<B>(&self, request: &Request<B>) -> Result<Response<Full<Bytes>>, std::io::Error> {
        if request.uri().path() == "/health/ready" {
            return Ok(Response::new(Full::default()));
        }
        self.calls.fetch_add(1, Ordering::SeqCst);
        if request.uri().path() == "/v1/hang" {
            std::future::pending::<Infallible>().await;
        }
        drop(self.gate.acquire().await);
        if self.cut.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(std::io::Error::other("cut on purpose"));
        }
        let mut answer = Response::new(Full::new(Bytes::from_static(b"a product")));
        *answer.status_mut() = StatusCode::OK;
        Ok(answer)
    }

    /// Lets everything be answered from now on.
    pub fn open(&self) {
        self.gate.add_permits(1);
    }

    /// Cuts so many connections instead of answering.
    pub fn cut(&self, connections: usize) {
        self.cut.store(connections, Ordering::SeqCst);
    }

    /// How often it was asked, for its health apart.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}
