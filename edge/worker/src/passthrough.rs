//! The JSON API, passed through to the origin: impersonal catalogue reads by way of the cache,
//! everything else straight.

use api::client::{IDEMPOTENCY_KEY, NoAnswer, Transport};
use api::payments::STRIPE_SIGNATURE;
use api::problem::{Code, MEDIA_TYPE, Problem};
use api::{CachePolicy, cache};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, header};

/// What the origin may know of the request. No cookies: the API is called with a bearer token.
const REQUEST_HEADERS: [HeaderName; 5] =
    [header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, IDEMPOTENCY_KEY, STRIPE_SIGNATURE];

/// What the caller may know of the reply.
const RESPONSE_HEADERS: [HeaderName; 9] = [
    header::CONTENT_TYPE,
    header::CONTENT_DISPOSITION,
    header::CONTENT_SECURITY_POLICY,
    header::CACHE_CONTROL,
    header::RETRY_AFTER,
    header::ALLOW,
    header::LOCATION,
    cache::CDN_CACHE_CONTROL,
    cache::CACHE_TAG,
];

/// Passes a request on.
pub async fn pass(transport: &dyn Transport, request: Request<Bytes>) -> Response {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let mut onward = Request::new(body);
    *onward.method_mut() = parts.method;
    *onward.uri_mut() = target.parse().expect("it was part of a URI");
    for name in REQUEST_HEADERS {
        if let Some(value) = parts.headers.get(&name) {
            onward.headers_mut().insert(name, value.clone());
        }
    }
    match transport.send(onward).await {
        Ok(answer) => {
            let (parts, body) = answer.into_parts();
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = parts.status;
            for name in RESPONSE_HEADERS {
                if let Some(value) = parts.headers.get(&name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
            response
        }
        Err(NoAnswer(_)) => problem(&Problem::unavailable()),
    }
}

/// “This address does not take that”, with what it takes (RFC 9110, 15.5.6).
pub fn not_allowed(method: &Method, allowed: &'static str) -> Response {
    let detail = format!("This address does not take {method}, only {allowed}.");
    let mut response = problem(&Problem::new(Code::MethodNotAllowed, detail));
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// A problem as a response.
pub fn problem(problem: &Problem) -> Response {
    let body = serde_json::to_vec(problem).expect("plain data");
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = problem.code.status();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    CachePolicy::Never.write(headers);
    if problem.code == Code::Unavailable {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}
