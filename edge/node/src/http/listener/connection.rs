//! One connection, from its first request to its end.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, Response, Version, header};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

use crate::http::body::Body;
use crate::http::bounds::intake::Unread;
use crate::http::cache_status::CacheStatus;
use crate::http::https;
use crate::http::listener::activity::Activity;
use crate::http::listener::framing::{Ambiguity, Heads};
use crate::http::listener::linger::{Owner, hand_on};
use crate::http::listener::observed::Observed;
use crate::http::listener::request_body::RequestBody;
use crate::http::listener::{Ends, Handler, Shared};
use crate::http::problem::Problem;
use crate::http::request_id::request_id;

/// Header fields of one request at most, and bytes of them.
const MAX_HEADERS: usize = 100;
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Requests at once on one connection of HTTP/2.
const MAX_STREAMS: u32 = 64;
/// Streams a client may reset before they were looked at, and that broke the protocol, before it is
/// taken for a flood.
const MAX_RESETS: usize = 20;
const MAX_STREAM_ERRORS: usize = 64;
/// Bytes that a client may send before any of them is read: on one stream, and on all of a connection. What is
/// read counts as part of the node's budget (`intake`); this much more is on its way.
const STREAM_WINDOW: u32 = 64 * 1024;
const CONNECTION_WINDOW: u32 = 128 * 1024;
/// Bytes of one answer that wait to be sent.
const SEND_BUFFER: usize = 256 * 1024;
/// How often a silent client is asked whether it is still there, and how long it may take to say so.
const PING: Duration = Duration::from_secs(20);
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves HTTP/1.1, until no request comes for too long, or too slowly.
pub(crate) async fn http1<S, H>(
    stream: S,
    ends: Ends,
    secure: bool,
    shared: Arc<Shared<H>>,
    mut stopped: watch::Receiver<()>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Handler,
{
    let options = shared.options.clone();
    let (stream, owner) = hand_on(stream);
    let activity = Arc::new(Activity::default());
    let ambiguity = Arc::new(Ambiguity::default());
    let stream = Observed::new(stream, Arc::clone(&activity));
    let stream = Observed::new(stream, Heads::new(Arc::clone(&ambiguity)));
    let service = service_fn(|request| {
        let (is_clear, open, shared) = (!ambiguity.is_next(), activity.begin(), &shared);
        async move {
            let response = answer(request, ends, secure, is_clear, shared).await;
            drop(open);
            response
        }
    });
    let serving = http1::Builder::new()
        // Its own timer is set anew for each request, which takes longer than reading one.
        .header_read_timeout(None)
        .max_headers(MAX_HEADERS)
        // The buffer alone is no limit: what was read at once may be longer.
        .max_buf_size(MAX_HEADER_BYTES)
        .max_header_size(MAX_HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = Box::pin(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        _ = stopped.changed() => {
            serving.as_mut().graceful_shutdown();
            match tokio::time::timeout(options.drain_time, serving.as_mut()).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
        () = activity.silence(options.head_timeout) => return tracing::debug!("no request came in time"),
    };
    drop(serving);
    finish(ended, owner).await;
}

/// Serves HTTP/2, over TLS.
pub(crate) async fn http2<S, H>(stream: S, ends: Ends, shared: Arc<Shared<H>>, mut stopped: watch::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Handler,
{
    let options = shared.options.clone();
    let (stream, owner) = hand_on(stream);
    let activity = Arc::new(Activity::default());
    let noted = Arc::clone(&activity);
    // A proxy brings those of many clients.
    let unread = (!shared.proxies.contains(ends.client)).then(Unread::default);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let (activity, shared) = (Arc::clone(&noted), Arc::clone(&shared));
        if let Some(unread) = &unread {
            request.extensions_mut().insert(unread.clone());
        }
        async move {
            let open = activity.begin();
            let response = answer(request, ends, true, true, &shared).await;
            drop(open);
            response.map(|response| response.map(|body| body.counted(Arc::clone(activity.progress()))))
        }
    });
    let serving = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(MAX_STREAMS)
        .max_header_list_size(MAX_HEADER_BYTES as u32)
        .max_pending_accept_reset_streams(MAX_RESETS)
        .max_local_error_reset_streams(MAX_STREAM_ERRORS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    let mut serving = Box::pin(serving);
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        _ = stopped.changed() => {
            serving.as_mut().graceful_shutdown();
            match tokio::time::timeout(options.drain_time, serving.as_mut()).await {
                Ok(ended) => ended,
                Err(_) => return,
            }
        }
        () = activity.silence(options.idle_timeout) => {
            serving.as_mut().graceful_shutdown();
            // What is under way goes on for as long as the client takes some of it.
            tokio::select! {
                ended = serving.as_mut() => ended,
                // It takes nothing: there is nothing to wait for.
                () = activity.silence(options.write_timeout) => return,
            }
        }
    };
    drop(serving);
    finish(ended, owner).await;
}

/// What is left to do for a connection that has ended by itself; its stream was given back.
async fn finish<S: AsyncRead + Unpin>(ended: hyper::Result<()>, owner: Owner<S>) {
    match ended {
        Ok(()) => owner.linger().await,
        Err(error) => tracing::debug!(%error, "a connection ended early"),
    }
}

async fn answer<H: Handler>(
    request: Request<Incoming>,
    ends: Ends,
    secure: bool,
    is_clear: bool,
    shared: &Shared<H>,
) -> Result<Response<Body>, Infallible> {
    let reads_only_the_head = request.method() == Method::HEAD;
    // Nothing after chunks is looked at by `framing`.
    let is_last = request.headers().contains_key(header::TRANSFER_ENCODING);
    let public = shared.handler.public_address().filter(|_| !secure && shared.options.https_only);
    let redirect = public.and_then(|public| https::redirect(public, request.uri(), request.headers()));
    let (request, unread) = RequestBody::watched(request);
    let mut response = match redirect {
        Some(redirect) => redirect.map(Body::from),
        None if !is_clear || says_length_twice(request.headers()) => refuse(Problem::BAD_LENGTH, request.headers()),
        None if !names_one_host(request.version(), request.headers()) => refuse(Problem::BAD_HOST, request.headers()),
        None => {
            let client = shared.proxies.client(ends.client, request.headers());
            shared.handler.answer(request, Ends { client, ..ends }).await
        }
    };
    // Whoever sends a body that nobody reads must not send the next request after it.
    if is_last || unread.is_some_and(|unread| unread.is_left()) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if secure && let Some(hsts) = &shared.hsts {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, hsts.clone());
    }
    if reads_only_the_head {
        without_body(&mut response);
    }
    Ok(response)
}

/// Refuses what can be read in two ways, and ends the connection: what follows may be meant for another reader of the
/// same bytes.
fn refuse(problem: Problem, headers: &HeaderMap) -> Response<Body> {
    let mut rejection = problem.answer(headers, &request_id(), CacheStatus::Own(problem.code)).map(Body::from);
    rejection.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    rejection
}

/// Whether HTTP/2, which ends bodies in its own way, is told more than one length.
fn says_length_twice(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_LENGTH).iter().count() > 1
}

/// Takes the body away, but not its length (RFC 9110, 9.3.2).
fn without_body(response: &mut Response<Body>) {
    let length = response.body().length();
    if length > 0 {
        response.headers_mut().entry(header::CONTENT_LENGTH).or_insert(length.into());
        *response.body_mut() = Body::from(bytes::Bytes::new());
    }
}

/// Whether a request names its host once, as it must from HTTP/1.1 on (RFC 9112, 3.2). HTTP/2 has
/// a field of its own for it.
fn names_one_host(version: Version, headers: &HeaderMap) -> bool {
    let named = headers.get_all(header::HOST).iter().count();
    match version {
        Version::HTTP_11 => named == 1,
        _ => named <= 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_once() {
        let mut headers = HeaderMap::new();
        assert!(!names_one_host(Version::HTTP_11, &headers));
        assert!(names_one_host(Version::HTTP_2, &headers));
        assert!(names_one_host(Version::HTTP_10, &headers));
        headers.append(header::HOST, HeaderValue::from_static("a"));
        assert!(names_one_host(Version::HTTP_11, &headers));
        headers.append(header::HOST, HeaderValue::from_static("a"));
        assert!(!names_one_host(Version::HTTP_11, &headers));
        assert!(!names_one_host(Version::HTTP_2, &headers));
    }
}
