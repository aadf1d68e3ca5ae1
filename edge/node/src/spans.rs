//! What a request is called in the log and in its trace: by its id, and by the page's place in the site map, for its path
//! may name a cart or an order.
//!
//! Only what is made has one. A page out of the cache is a lookup, and the span would cost more than that.

use api::site::{self, Address, Kind};
use http::{HeaderMap, Method, StatusCode};
use tracing::Span;
use tracing::field::Empty;

/// The span of a request that has to be worked for.
pub fn request(method: &Method, path: &str, id: &str) -> Span {
    let method = known(method);
    let span = tracing::info_span!(parent: None, "request", method, route = place(path), id, trace = Empty);
    // No client is asked whether there is a trace: here it begins.
    telemetry::traces::begin(&span);
    span
}

/// The span of a call of the origin, in the place that its fields name, which the node itself has given the worker.
pub fn origin_call(method: &Method, headers: &HeaderMap) -> Span {
    let named = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let id = named(api::edge::REQUEST_ID);
    let method = known(method);
    let span = tracing::info_span!(parent: None, "origin_call", method, id, trace = Empty);
    telemetry::traces::follow_text(&span, named(api::edge::TRACE_PARENT));
    span
}

/// Notes how a request was answered. A write has a line in the log, too: whoever looks for what became of one begins here.
pub fn answered(span: &Span, status: StatusCode, reading: bool) {
    telemetry::traces::answered(span, status);
    if !reading {
        span.in_scope(|| tracing::info!(status = status.as_u16(), "a write was answered"));
    }
}

/// The method; one that is made up may be as long as all fields together.
fn known(method: &Method) -> &str {
    const KNOWN: [Method; 7] =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    if KNOWN.contains(method) { method.as_str() } else { "_OTHER" }
}

/// The pattern of the page at a path, or what else it is.
fn place(path: &str) -> &'static str {
    let address = Address::of(path);
    match address.kind {
        Kind::Page => site::page(address.path).map_or("none", |page| page.path),
        Kind::Endpoint => "/v1",
        Kind::Function => "/api",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_shopper_wrote_names_a_place() {
        for (path, expected) in [
            ("/", "/"),
            ("/de/products/anna-s-mug", "/products/:slug"),
            ("/orders/7f2c1d3e-0000-4000-8000-000000000001", "/orders/:id"),
            ("/v1/orders/7", "/v1"),
            ("/api/anna@example.com", "/api"),
            ("/anna@example.com", "none"),
        ] {
            assert_eq!(place(path), expected, "{path}");
        }
    }
}
