//! A node for one test, a client, and an origin that counts its calls.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::PathBuf;
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
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};

/// The operators' key of every node here.
pub const KEY: &str = "a key for the tests only";

/// A component that `cargo xtask test` built.
pub fn component(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: use `cargo xtask test`"));
    PathBuf::from(path)
}

/// A running node; it ends with the test.
pub struct Node {
    pub address: SocketAddr,
    pub admin: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
    _folder: TempDir,
    _stop: oneshot::Sender<()>,
}

impl Node {
    /// A node over `origin` that runs the misbehaving component.
    pub async fn start(origin: SocketAddr, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let key = folder.path().join("operator.key");
        std::fs::write(&key, KEY).expect("the folder is ours");
        let admin = free_address();
        let (guest, origin) = (component("SELVEDGE_GUEST"), format!("http://{origin}"));
        let mut arguments = vec!["edge-node".into(), "--listen=127.0.0.1:0".into(), format!("--origin={origin}")];
        arguments.push(format!("--component={}", guest.display()));
        arguments.push(format!("--admin-listen={admin}"));
        arguments.push(format!("--operator-key={}", key.display()));
        arguments.extend(options.iter().map(|option| (*option).to_owned()));
        let config = Config::parse_from(arguments);
        let (ready, address) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(async move {
            let stopped = async move { drop(stopped.await) };
            edge_node::run(config, ready, stopped).await.expect("the node runs until it is stopped");
        });
        let address = address.await.expect("the node starts");
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { address, admin, client, _folder: folder, _stop: stop }
    }

    pub async fn get(&self, path: &str) -> Response<String> {
        self.send(self.address, Method::GET, path, None, "").await
    }

    /// Asks the operators' side, with the key.
    pub async fn operator(&self, method: Method, path: &str, body: &str) -> Response<String> {
        self.send(self.admin, method, path, Some(KEY), body).await
    }

    pub async fn send(
        &self,
        to: SocketAddr,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: &str,
    ) -> Response<String> {
        let mut request = Request::builder().method(method).uri(format!("http://{to}{path}"));
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        let request = request.body(Full::new(Bytes::from(body.to_owned()))).expect("HTTP");
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

/// Waits until `check` says so, for 20 seconds at most.
pub async fn eventually(what: &str, mut check: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !check().await {
        assert!(Instant::now() < deadline, "waited 20 s for {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("bound")
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
