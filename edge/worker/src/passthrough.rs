//! The JSON API, passed through to the origin: impersonal catalogue reads by way of the cache,
//! everything else straight.

use std::borrow::Cow;

use api::client::{IDEMPOTENCY_KEY, NoAnswer, Transport};
use api::payments::STRIPE_SIGNATURE;
use api::problem::{Code, MEDIA_TYPE, Problem};
use api::{CachePolicy, cache, site};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};

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

/// Whether a request is for an order's document, which the order's page links to: a browser that follows the link
/// has its session in a cookie alone. It reads, so it matters to nobody where the link was.
pub fn is_document(request: &Request<Bytes>) -> bool {
    let mut parts = request.uri().path().split('/').skip(1);
    let place = [parts.next(), parts.next(), parts.nth(1)];
    matches!(*request.method(), Method::GET | Method::HEAD)
        && place == [Some("v1"), Some("orders"), Some("documents")]
        && !request.headers().contains_key(header::AUTHORIZATION)
}

/// Passes a request on for the shopper of a session. Whoever's session is over is a guest.
pub async fn pass_as(transport: &dyn Transport, request: Request<Bytes>, session: Option<String>) -> Response {
    let bearer = session.and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    let Some(bearer) = bearer else { return pass(transport, request).await };
    let mut theirs = request.clone();
    theirs.headers_mut().insert(header::AUTHORIZATION, bearer);
    match pass(transport, theirs).await {
        refused if refused.status() == StatusCode::UNAUTHORIZED => pass(transport, request).await,
        response => response,
    }
}

/// Passes a request on.
pub async fn pass(transport: &dyn Transport, request: Request<Bytes>) -> Response {
    let (parts, body) = request.into_parts();
    let mut onward = Request::new(body);
    *onward.uri_mut() = target_of(&parts.uri).parse().expect("it was part of a URI");
    *onward.method_mut() = parts.method;
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

/// Path and query as the origin is asked for them. What a public read does not depend on is left out: it would
/// make another entry of the same in the cache.
fn target_of(uri: &Uri) -> Cow<'_, str> {
    match site::is_public_read(uri.path()) {
        true => site::target(uri.path(), uri.query()),
        false => Cow::Borrowed(uri.path_and_query().map_or("/", |target| target.as_str())),
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
    match problem.code.status() {
        StatusCode::SERVICE_UNAVAILABLE => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2")),
        StatusCode::TOO_MANY_REQUESTS => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60")),
        _ => None,
    };
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m4_a_cookie_counts_for_reading_documents_and_nothing_else_of_the_api() {
        let reads = |method: Method, path: &str, bearer: bool| {
            let request = Request::builder().method(method).uri(path);
            let request = if bearer { request.header(header::AUTHORIZATION, "Bearer x") } else { request };
            is_document(&request.body(Bytes::new()).expect("a request"))
        };
        assert!(reads(Method::GET, "/v1/orders/7f2c1d3e-0000-4000-8000-000000000001/documents/invoice/1", false));
        for (method, path, bearer) in [
            (Method::POST, "/v1/orders/1/documents/invoice/1", false),
            (Method::GET, "/v1/orders/1/documents/invoice/1", true),
            (Method::GET, "/v1/orders/1", false),
            (Method::GET, "/v1/carts/1/documents", false),
            (Method::GET, "//v1/orders/1/documents", false),
        ] {
            assert!(!reads(method.clone(), path, bearer), "{method} {path}");
        }
    }

    #[test]
    fn the_origin_is_asked_for_what_matters() {
        let check = |uri: &'static str, expect: &str| assert_eq!(target_of(&Uri::from_static(uri)), expect, "{uri}");
        check("/v1/products?utm_source=x&page=2", "/v1/products?page=2");
        check("/v1/addresses?x=1", "/v1/addresses");
        check("/v1/carts/1?market=us&x=1", "/v1/carts/1?market=us&x=1");
        check("/v1/nothing?x=1", "/v1/nothing?x=1");
    }
}
