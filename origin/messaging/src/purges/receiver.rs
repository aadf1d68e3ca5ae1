//! An edge for tests: a real server on this host that checks signatures and knows its newest purge, as
//! the worker does.

use std::collections::{HashSet, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use signing::{Keys, PURGE, verify};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// It ends with the value.
pub(super) struct Receiver {
    pub(super) url: String,
    state: Arc<Mutex<State>>,
    serving: JoinHandle<()>,
}

struct State {
    keys: Keys,
    nonces: HashSet<String>,
    applied: u64,
    /// The next statuses; 200 after them.
    answers: VecDeque<u16>,
    away: bool,
    calls: usize,
    taken: Vec<Value>,
}

impl Receiver {
    pub(super) async fn start(keys: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("bound"));
        let state = State {
            keys: keys.parse().expect("keys"),
            nonces: HashSet::new(),
            applied: 0,
            answers: VecDeque::new(),
            away: false,
            calls: 0,
            taken: Vec::new(),
        };
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        let serving = tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let state = shared.clone();
                tokio::spawn(async move {
                    let answer = service_fn(|request| answer(request, &state));
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), answer)
                        .await
                        .ok();
                });
            }
        });
        Self { url, state, serving }
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().expect("one at a time"))
    }

    /// The next calls are answered so.
    pub(super) fn will(&self, answers: impl IntoIterator<Item = u16>) {
        self.with(|state| state.answers.extend(answers));
    }

    /// Answers 503 until it is back.
    pub(super) fn away(&self, away: bool) {
        self.with(|state| state.away = away);
    }

    /// Which keys it knows from now on.
    pub(super) fn knows(&self, keys: &str) {
        self.with(|state| state.keys = keys.parse().expect("keys"));
    }

    /// The highest number it has been told.
    pub(super) fn applied(&self) -> u64 {
        self.with(|state| state.applied)
    }

    /// Calls that came, taken or not.
    pub(super) fn calls(&self) -> usize {
        self.with(|state| state.calls)
    }

    /// Every purge that was taken, as number and tags: `7 p:1`.
    pub(super) fn taken(&self) -> Vec<String> {
        let line = |purge: &Value| {
            let tags: Vec<&str> = purge["tags"].as_array().expect("tags").iter().filter_map(Value::as_str).collect();
            format!("{} {}", purge["sequence"], tags.join(","))
        };
        self.with(|state| state.taken.iter().map(line).collect())
    }

    /// The last purge that was taken, as it came.
    pub(super) fn last(&self) -> Value {
        self.with(|state| state.taken.last().expect("one was taken").clone())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(request: Request<Incoming>, state: &Mutex<State>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.expect("a whole body").to_bytes();
    let (status, answer) = judge(&head, &body, &mut state.lock().expect("one at a time"));
    let answer = Response::builder().status(status).body(Full::new(Bytes::from(answer.to_string())));
    Ok(answer.expect("a status"))
}

fn judge(head: &http::request::Parts, body: &[u8], state: &mut State) -> (u16, Value) {
    assert_eq!((head.method.as_str(), head.uri.to_string().as_str()), ("POST", "/_edge/purge"));
    state.calls += 1;
    if state.away {
        return (503, json!({}));
    }
    if let Some(status) = state.answers.pop_front() {
        return (status, json!({ "code": "unavailable" }));
    }
    let now = origin_platform::clock::unix_seconds();
    match verify(head, body, PURGE, &state.keys, now) {
        Ok(verified) if state.nonces.insert(verified.nonce.clone()) => {}
        Ok(_) => return (401, json!({ "code": "signature_replayed" })),
        Err(_) => return (401, json!({ "code": "signature_invalid" })),
    }
    let purges: Vec<Value> = serde_json::from_slice(body).expect("a list of purges");
    for purge in purges {
        state.applied = state.applied.max(purge["sequence"].as_u64().expect("a number"));
        if purge["tags"].as_array().is_some_and(|tags| !tags.is_empty()) {
            state.taken.push(purge);
        }
    }
    (200, json!({ "applied": state.applied, "raised": 0 }))
}
