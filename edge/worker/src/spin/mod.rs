//! The worker on Spin, and on `edge-node`, which offers the same interfaces.

mod answers;

use std::alloc::System;
use std::error::Error;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::pin::pin;
use std::sync::{Arc, OnceLock};

use any_spawner::{CustomExecutor, Executor, PinnedFuture, PinnedLocalFuture};
use api::client::{Answer, NoAnswer};
use api::edge::TRACE_PARENT;
use api::edge::client::CLIENT;
use api::edge::variables;
use api::site::max_body;
use axum::body::HttpBody;
use bytes::Bytes;
use http::request::Parts;
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Collected, Full, LengthLimitError, Limited};
use signing::Keys;
use spin_sdk::key_value::Store;
use spin_sdk::wasip3::exports::http::handler::Guest;
use spin_sdk::wasip3::http::types::{self, ErrorCode, RequestOptions};
use spin_sdk::wasip3::http_compat::{BodyWriter, IncomingRequestBody, RequestOptionsExtension};

use crate::instance::Worker;
use crate::instance::allocator::Allocator;
use crate::platform::{Boxed, Platform};

/// Spawns on the instance's own event loop.
struct Wasip3;

impl CustomExecutor for Wasip3 {
    fn spawn(&self, task: PinnedFuture<()>) {
        spin_sdk::wasip3::spawn(task);
    }

    fn spawn_local(&self, task: PinnedLocalFuture<()>) {
        spin_sdk::wasip3::spawn(task);
    }

    fn poll_local(&self) {}
}

/// The memory of this instance.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator::over(System);

/// How long the origin may take to begin its answer, in nanoseconds. A node has a time of its own.
const ORIGIN_TIMEOUT: u64 = 5_000_000_000;

/// Spin's stores, variables and outgoing HTTP.
struct Spin {
    origin_url: String,
    /// What calls to the origin are signed with. On `edge-node` there are none: it signs by itself.
    origin_keys: Option<Keys>,
    store: Option<Store>,
}

/// The worker of this instance, which is made anew when settings change.
static WORKER: OnceLock<Worker<Spin>> = OnceLock::new();

impl Spin {
    /// Reads the settings and opens the store.
    async fn open() -> Self {
        let origin_url = spin_sdk::variables::get(variables::ORIGIN_URL).await.unwrap_or_default();
        let origin_keys = match spin_sdk::variables::get(variables::ORIGIN_KEY).await {
            Ok(text) if !text.trim().is_empty() => match text.parse() {
                Ok(keys) => Some(keys),
                Err(error) => {
                    eprintln!("the variable origin_key cannot be used: {error}");
                    None
                }
            },
            _ => None,
        };
        // The paths that are asked for begin with a slash.
        let origin_url = origin_url.trim_end_matches('/').to_owned();
        Self { origin_url, origin_keys, store: Store::open_default().await.ok() }
    }
}

impl Platform for Spin {
    fn get<'a>(&'a self, key: &'a str) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { self.store.as_ref()?.get(key).await.ok().flatten() })
    }

    fn set<'a>(&'a self, key: &'a str, value: Vec<u8>) -> Boxed<'a, ()> {
        Box::pin(async move {
            if let Some(store) = &self.store {
                drop(store.set(key, value).await);
            }
        })
    }

    fn fetch_origin(&self, request: Request<Bytes>) -> Answer<'_> {
        let absolute = format!("{}{}", self.origin_url, request.uri());
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            parts.uri = Uri::try_from(absolute).map_err(|error| NoAnswer(error.to_string()))?;
            if let Some(keys) = &self.origin_keys {
                signing::sign(&mut parts, &body, signing::ORIGIN, keys.signing(), self.now(), &nonce());
                let options = RequestOptions::new();
                // A host that knows no such limit has its own.
                drop(options.set_first_byte_timeout(Some(ORIGIN_TIMEOUT)));
                parts.extensions.insert(RequestOptionsExtension(options));
            }
            let request = Request::from_parts(parts, Full::new(body));
            let response = spin_sdk::http::send(request).await.map_err(|error| NoAnswer(error.to_string()))?;
            let (parts, body) = response.into_parts();
            if parts.status == StatusCode::UNAUTHORIZED && parts.headers.contains_key(signing::ACCEPT_SIGNATURE) {
                // Nothing that a shopper could mend.
                eprintln!("the origin does not believe this worker: does the variable origin_key agree with its keys?");
                return Err(NoAnswer("it does not believe us".to_owned()));
            }
            let body = body.collect().await.map_err(|error| NoAnswer(format!("{error:?}")))?.to_bytes();
            Ok(Response::from_parts(parts, body))
        })
    }

    fn variable<'a>(&'a self, name: &'a str) -> Boxed<'a, Option<String>> {
        Box::pin(async move { spin_sdk::variables::get(name).await.ok() })
    }

    fn now(&self) -> u64 {
        freshness::clock::since_1970().as_secs()
    }

    fn spawn(&self, task: Boxed<'static, ()>) {
        spin_sdk::wasip3::spawn(task);
    }
}

/// A name for one call, unlikely to be used by any other: 128 bits from the host's randomness, by way of
/// the standard library's hashers.
fn nonce() -> String {
    let seed = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", seed(), seed())
}

/// What the host calls.
struct Service;

spin_sdk::wasip3::http::service::export!(Service);

impl Guest for Service {
    async fn handle(request: types::Request) -> Result<types::Response, ErrorCode> {
        entry(request).await
    }
}

async fn entry(request: types::Request) -> Result<types::Response, ErrorCode> {
    let parts = head(&request)?;
    let body = reads_body(&parts).then(|| IncomingRequestBody::new(request)).transpose()?;
    told(respond(parts, body).await)
}

/// Whether there is anything to be read after the head. To begin with a body that nobody wants takes time.
fn reads_body(parts: &Parts) -> bool {
    !matches!(parts.method, Method::GET | Method::HEAD)
}

/// What is asked, without the body. The host is asked for no more than is read: each question is a call out of the
/// instance, and every page is of the shop's one public address, whatever authority a request names.
fn head(request: &types::Request) -> Result<Parts, ErrorCode> {
    let mut asked = Request::new(());
    *asked.method_mut() = request.get_method().try_into().map_err(|_| ErrorCode::HttpRequestMethodInvalid)?;
    if let Some(target) = request.get_path_with_query() {
        *asked.uri_mut() = PathAndQuery::try_from(target).map_err(|_| ErrorCode::HttpRequestUriInvalid)?.into();
    }
    for (name, value) in request.get_headers().copy_all() {
        let name = HeaderName::try_from(name).map_err(internal)?;
        asked.headers_mut().append(name, HeaderValue::try_from(value).map_err(internal)?);
    }
    Ok(asked.into_parts().0)
}

/// An answer, as the host takes it; its body is written after it.
fn told(response: axum::response::Response) -> Result<types::Response, ErrorCode> {
    let (parts, body) = response.into_parts();
    let fields = parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()));
    let fields = types::Fields::from_list(&fields.collect::<Vec<_>>()).map_err(internal)?;
    let (writer, contents, trailers) = BodyWriter::new();
    let (response, _) = types::Response::new(fields, Some(contents), trailers);
    // It is 200 unless it is said.
    if parts.status != StatusCode::OK {
        response.set_status_code(parts.status.as_u16()).map_err(|()| internal("no status"))?;
    }
    spin_sdk::wasip3::spawn(async move {
        // Nobody reads it any more if this fails.
        drop(writer.send_http_body(&mut pin!(body)).await);
    });
    Ok(response)
}

fn internal(error: impl ToString) -> ErrorCode {
    ErrorCode::InternalError(Some(error.to_string()))
}

/// Answers a request, whatever brought it here.
async fn respond<B>(parts: Parts, body: Option<B>) -> axum::response::Response
where
    B: HttpBody<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    // An error says that an earlier request of this instance has set it.
    drop(Executor::init_custom_executor(Wasip3));
    let body = match body {
        Some(body) => Limited::new(body, max_body(parts.uri.path())).collect().await.map(Collected::to_bytes),
        None => Ok(Bytes::new()),
    };
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            let problem = match error.is::<LengthLimitError>() {
                true => api::Problem::new(api::Code::TooLarge, "What was sent is larger than what can be sent here."),
                false => api::Problem::new(api::Code::InvalidRequest, "The request body broke off."),
            };
            return crate::unguarded::dress(crate::passthrough::problem(&problem));
        }
    };
    let request = Request::from_parts(parts, body);
    if let Some(worker) = WORKER.get() {
        return answer(worker, request).await;
    }
    let spin = Spin::open().await;
    let is_whole = spin.store.is_some() && !spin.origin_url.is_empty();
    let worker = Worker::new(Arc::new(spin));
    match is_whole {
        true => answer(WORKER.get_or_init(|| worker), request).await,
        // What could not be had now may be there the next time.
        false => answer(&worker, request).await,
    }
}

async fn answer(worker: &Worker<Spin>, mut request: Request<Bytes>) -> axum::response::Response {
    if worker.platform().origin_keys.is_some() {
        // This is plain Spin, where a client may have written this, and a proxy's address would stand for many.
        request.headers_mut().remove(CLIENT);
        // And this: no client says what is traced.
        request.headers_mut().remove(TRACE_PARENT);
    }
    crate::handle(worker, request).await
}
