//! A merchant's program that receives webhooks, for tests: a real server on this host.

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::BoxBody};
use hyper::body::{Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use standardwebhooks::Webhook;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// What the receiver does with the next request.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Status(u16),
    Redirect(String),
    /// It never answers.
    Silence,
    /// 200, and a body without an end.
    Endless,
}

/// What came.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

/// It ends with the value.
pub(super) struct Receiver {
    pub(super) url: String,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Answer>,
    got: Vec<Got>,
}

impl Receiver {
    pub(super) async fn start() -> Self {
        Self::serve(None).await
    }

    /// One that speaks TLS with [`certificate`].
    pub(super) async fn start_tls() -> Self {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(include_bytes!("tls/key.der").to_vec()));
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("versions").with_no_client_auth().with_single_cert(vec![certificate()], key);
        Self::serve(Some(TlsAcceptor::from(Arc::new(config.expect("a key and its certificate"))))).await
    }

    async fn serve(tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/events?from=shop", listener.local_addr().expect("bound"));
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let (state, tls) = (shared.clone(), tls.clone());
                tokio::spawn(async move {
                    match tls {
                        None => converse(stream, state).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                converse(stream, state).await;
                            }
                        }
                    }
                });
            }
        });
        Self { url, state, serving }
    }

    /// Says what to do with the next requests; those after them are taken with 200.
    pub(super) fn will(&self, answers: impl IntoIterator<Item = Answer>) {
        self.state.lock().expect("one at a time").answers.extend(answers);
    }

    /// Everything that came so far.
    pub(super) fn got(&self) -> Vec<Got> {
        self.state.lock().expect("one at a time").got.clone()
    }

    /// The numbers of the deliveries that came so far.
    pub(super) fn sequences(&self) -> Vec<u64> {
        self.got().iter().map(|got| got.header("webhook-sequence").parse().expect("a number")).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

pub(super) fn certificate() -> CertificateDer<'static> {
    CertificateDer::from(include_bytes!("tls/certificate.der").to_vec())
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(stream: S, state: Arc<Mutex<State>>) {
    let answer = service_fn(|request| answer(request, &state));
    // A client that hangs up is part of some tests.
    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await.ok();
}

async fn answer(
    request: Request<Incoming>,
    state: &Mutex<State>,
) -> Result<Response<BoxBody<Bytes, Infallible>>, Infallible> {
    assert_eq!((request.method().as_str(), request.uri().to_string().as_str()), ("POST", "/events?from=shop"));
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    let answer = {
        let mut state = state.lock().expect("one at a time");
        state.got.push(Got { headers: parts.headers, body });
        state.answers.pop_front().unwrap_or(Answer::Status(200))
    };
    let empty = || BoxBody::new(Full::new(Bytes::from_static(b"thank you")));
    let response = match answer {
        Answer::Status(status) => Response::builder().status(status).body(empty()),
        Answer::Redirect(to) => Response::builder().status(307).header("location", to).body(empty()),
        Answer::Silence => std::future::pending().await,
        Answer::Endless => {
            let frame = || Ok(Frame::data(Bytes::from_static(&[b'x'; 512])));
            Response::builder().body(BoxBody::new(StreamBody::new(futures::stream::repeat_with(frame))))
        }
    };
    Ok(response.expect("a right answer"))
}

impl Got {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("{name} is missing")).to_str().expect("ASCII")
    }

    /// Checks the signatures as a receiver does, with the library that receivers use: which of these
    /// secrets signed it?
    pub(super) fn signed_by(&self, secrets: &[&str]) -> Vec<bool> {
        let time = self.header("webhook-timestamp").parse().expect("seconds");
        let given: Vec<&str> = self.header("webhook-signature").split(' ').collect();
        let signed = |secret: &&str| {
            let webhook = Webhook::new(secret).expect("a secret");
            let expect = webhook.sign(self.header("webhook-id"), time, self.body.as_bytes()).expect("UTF-8");
            given.contains(&expect.as_str())
        };
        secrets.iter().map(signed).collect()
    }

    /// Whether the library that receivers use takes it for ours, and for new.
    pub(super) fn is_believed(&self, secret: &str) -> bool {
        Webhook::new(secret).expect("a secret").verify(self.body.as_bytes(), &self.headers).is_ok()
    }

    pub(super) fn json(&self) -> BTreeMap<String, serde_json::Value> {
        serde_json::from_str(&self.body).expect("JSON")
    }
}
