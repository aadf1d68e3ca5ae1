//! A cache with a fault, between shoppers and edge: what the tests have to find.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;

/// What is wrong with the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It keeps the first page it sees of an account and sends it to everyone.
    PersonalPage,
    /// It keeps the last cookie that was set, and sets it with pages that everyone sees alike.
    Cookie,
}

/// The cache, on a port of its own.
pub struct FaultyCache {
    /// Its address.
    pub address: String,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    pages: HashMap<String, Response<Bytes>>,
    cookie: Option<HeaderValue>,
}

#[derive(Clone)]
struct Proxy {
    edge: String,
    fault: Fault,
    client: Client<HttpConnector, Full<Bytes>>,
    kept: Arc<Mutex<Kept>>,
}

impl FaultyCache {
    /// A cache before the edge at this address.
    pub async fn start(edge: &str, fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let kept = Arc::<Mutex<Kept>>::default();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let proxy = Proxy { edge: edge.to_owned(), fault, client, kept: Arc::clone(&kept) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = proxy.clone();
                tokio::spawn(async move {
                    let service = service_fn(move |request| {
                        let proxy = proxy.clone();
                        async move { Ok::<_, Infallible>(proxy.answer(request).await.map(Full::new)) }
                    });
                    let connection = hyper::server::conn::http1::Builder::new();
                    // An error means that the shopper hung up.
                    drop(connection.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
        Self { address, kept }
    }

    /// Empties it.
    pub fn forget(&self) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }
}

impl Proxy {
    async fn answer(&self, request: Request<Incoming>) -> Response<Bytes> {
        let path = request.uri().path().to_owned();
        let kept_page = self.fault == Fault::PersonalPage && request.method() == Method::GET && path == "/account";
        if kept_page && let Some(page) = self.kept().pages.get(&path) {
            let mut page = page.clone();
            page.headers_mut().insert("cache-status", HeaderValue::from_static("faulty; hit"));
            // It hides what it does; only the page itself tells.
            page.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
            return page;
        }
        let mut answer = self.forward(request).await;
        let mut kept = self.kept();
        if kept_page && answer.status() == 200 {
            kept.pages.insert(path.clone(), answer.clone());
        }
        if self.fault == Fault::Cookie {
            if let Some(cookie) = answer.headers().get(header::SET_COOKIE) {
                kept.cookie = Some(cookie.clone());
            } else if let Some(cookie) = &kept.cookie
                && !path.starts_with("/api")
            {
                answer.headers_mut().insert(header::SET_COOKIE, cookie.clone());
            }
        }
        answer
    }

    async fn forward(&self, request: Request<Incoming>) -> Response<Bytes> {
        let (mut parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        parts.uri = format!("{}{target}", self.edge).parse().expect("it was part of a URI");
        let body = body.collect().await.expect("a whole request").to_bytes();
        let answer = self.client.request(Request::from_parts(parts, Full::new(body))).await.expect("the edge answers");
        let (mut parts, body) = answer.into_parts();
        parts.headers.remove(header::TRANSFER_ENCODING);
        Response::from_parts(parts, body.collect().await.expect("a whole answer").to_bytes())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
