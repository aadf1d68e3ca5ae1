//! Calls of the JSON API that the edge hands on to the origin as they are: what of a call and of its reply
//! passes. The worker does so, and a node does it without waking the worker.

use std::borrow::Cow;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};

use crate::accounts::GetCustomerExport;
use crate::cache::{CACHE_TAG, CDN_CACHE_CONTROL};
use crate::client::{CHALLENGE_PASS, IDEMPOTENCY_KEY, ORDER_TOKEN, RATE_LIMIT};
use crate::endpoint::Endpoint;
use crate::payments::STRIPE_SIGNATURE;
use crate::problem::{MEDIA_TYPE, Problem};
use crate::{CachePolicy, site};

/// What the origin may know of the request. No cookies: the API is called with a bearer token.
const REQUEST_FIELDS: [HeaderName; 8] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::ACCEPT,
    header::IF_MATCH,
    CHALLENGE_PASS,
    IDEMPOTENCY_KEY,
    ORDER_TOKEN,
    STRIPE_SIGNATURE,
];

/// What the caller may know of the reply.
const RESPONSE_FIELDS: [HeaderName; 11] = [
    header::CONTENT_TYPE,
    header::ETAG,
    header::CONTENT_DISPOSITION,
    header::CONTENT_SECURITY_POLICY,
    header::CACHE_CONTROL,
    header::RETRY_AFTER,
    RATE_LIMIT,
    header::ALLOW,
    header::LOCATION,
    CDN_CACHE_CONTROL,
    CACHE_TAG,
];

/// Whether a request is of the API and no edge may keep its answer: a write, or a read that is private or by
/// somebody in particular. Documents are not only handed on: the worker looks who asks.
pub fn is_only_handed_on(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    path.starts_with(site::ENDPOINTS)
        && !is_impersonal_read(method, path, headers)
        && !is_document(method, path, headers)
}

/// Whether a request is for an order's document or the copy of one's data, to which pages link: a browser that follows
/// the link has its session, or what opens the order, in a cookie alone. It reads, so it matters to nobody where the link
/// was.
pub fn is_document(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    let mut parts = path.split('/').skip(1);
    let place = [parts.next(), parts.next(), parts.nth(1)];
    matches!(*method, Method::GET | Method::HEAD)
        && (place == [Some("v1"), Some("orders"), Some("documents")] || path == GetCustomerExport::PATH)
        && !headers.contains_key(header::AUTHORIZATION)
}

/// Whether a request may be answered from a cache: a read that the site map says is public, by nobody in
/// particular.
pub fn is_impersonal_read(method: &Method, path: &str, headers: &HeaderMap) -> bool {
    *method == Method::GET && !headers.contains_key(header::AUTHORIZATION) && site::is_public_read(path)
}

/// Path and query as the origin is asked for them. What a public read does not depend on is left out: it would
/// make another entry of the same in a cache.
pub fn target(uri: &Uri) -> Cow<'_, str> {
    match site::is_public_read(uri.path()) {
        true => site::target(uri.path(), uri.query()),
        false => Cow::Borrowed(uri.path_and_query().map_or("/", |target| target.as_str())),
    }
}

/// The fields of a request that pass to the origin.
pub fn onward(received: &HeaderMap) -> HeaderMap {
    passing(received, &REQUEST_FIELDS)
}

/// The reply as the caller may see it.
pub fn reply(answer: Response<Bytes>) -> Response<Bytes> {
    let (parts, body) = answer.into_parts();
    let mut response = Response::new(body);
    *response.status_mut() = parts.status;
    *response.headers_mut() = passing(&parts.headers, &RESPONSE_FIELDS);
    response
}

fn passing(fields: &HeaderMap, names: &[HeaderName]) -> HeaderMap {
    names.iter().filter_map(|name| Some((name.clone(), fields.get(name)?.clone()))).collect()
}

/// A problem as a response.
pub fn problem(problem: &Problem) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(serde_json::to_vec(problem).expect("plain data")));
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

/// The request that a call becomes for the origin at `base`, such as `http://origin`; empty for one with a path
/// only. None if the address is none, which the address of a request that arrived cannot be.
pub fn request(base: &str, request: Request<Bytes>) -> Option<Request<Bytes>> {
    let (parts, body) = request.into_parts();
    let mut onward_request = Request::new(body);
    *onward_request.uri_mut() = Uri::try_from(format!("{base}{}", target(&parts.uri))).ok()?;
    *onward_request.method_mut() = parts.method;
    *onward_request.headers_mut() = onward(&parts.headers);
    Some(onward_request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_asked_for_what_matters() {
        let check = |uri: &'static str, expect: &str| assert_eq!(target(&Uri::from_static(uri)), expect, "{uri}");
        check("/v1/products?utm_source=x&page=2", "/v1/products?page=2");
        check("/v1/addresses?x=1", "/v1/addresses");
        check("/v1/carts/1?market=us&x=1", "/v1/carts/1?market=us&x=1");
        check("/v1/nothing?x=1", "/v1/nothing?x=1");
    }

    #[test]
    fn what_a_cache_may_answer_is_not_only_handed_on() {
        let check = |method: Method, path: &str, named: bool, expect: bool| {
            let named = named.then(|| (header::AUTHORIZATION, HeaderValue::from_static("Bearer x")));
            let headers: HeaderMap = named.into_iter().collect();
            assert_eq!(is_only_handed_on(&method, path, &headers), expect, "{method} {path}");
        };
        check(Method::GET, "/v1/products", false, false);
        check(Method::GET, "/v1/products", true, true);
        check(Method::POST, "/v1/carts", false, true);
        check(Method::GET, "/v1/carts/1", false, true);
        check(Method::GET, "/v1/nothing", false, true);
        for other in ["/de/v1/carts", "/", "/api/cart/view", "/_edge/fragments", "//v1/carts"] {
            check(Method::POST, other, false, false);
        }
    }

    #[test]
    fn m4_a_cookie_counts_for_reading_documents_and_nothing_else_of_the_api() {
        let reads = |method: Method, path: &str, bearer: bool| {
            let bearer = bearer.then(|| (header::AUTHORIZATION, HeaderValue::from_static("Bearer x")));
            let headers: HeaderMap = bearer.into_iter().collect();
            assert!(!is_document(&method, path, &headers) || !is_only_handed_on(&method, path, &headers));
            is_document(&method, path, &headers)
        };
        assert!(reads(Method::GET, "/v1/orders/7f2c1d3e-0000-4000-8000-000000000001/documents/invoice/1", false));
        assert!(reads(Method::GET, "/v1/customers/me/export", false));
        for (method, path, bearer) in [
            (Method::POST, "/v1/customers/me/export", false),
            (Method::GET, "/v1/customers/me", false),
            (Method::GET, "/v1/customers/me/addresses", false),
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
    fn neither_cookies_nor_the_origin_s_own_fields_pass() {
        let call = Request::post("https://shop.example/v1/carts?x=1")
            .header("cookie", "a=b")
            .header("x-forwarded-for", "1.2.3.4")
            .header("idempotency-key", "k")
            .header("order-token", "t")
            .body(Bytes::from_static(b"{}"))
            .expect("a request");
        let onward = request("http://origin", call).expect("an address");
        assert_eq!((onward.uri().to_string().as_str(), onward.method()), ("http://origin/v1/carts?x=1", &Method::POST));
        assert_eq!(
            onward.headers().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["idempotency-key", "order-token"]
        );
        let answer = Response::builder().status(201).header("set-cookie", "a=b").header("location", "/v1/carts/1");
        let reply = reply(answer.body(Bytes::new()).expect("a response"));
        assert_eq!(reply.headers().iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["location"]);
        assert_eq!(reply.status(), 201);
    }
}
