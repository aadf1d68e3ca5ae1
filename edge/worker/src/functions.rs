//! Running a server function. Its reply is personal and never cached, and leads nowhere but into the shop.

use api::cache::CachePolicy;
use api::problem::{Code, Problem};
use app::context::Backend;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header};
use leptos::prelude::provide_context;

use crate::instance::world::World;
use crate::passthrough::{not_allowed, problem};

/// Runs the server function the path names.
pub async fn run(backend: &Backend, mut request: Request<Bytes>) -> Response {
    if request.method() == Method::HEAD {
        // The host leaves the body out.
        *request.method_mut() = Method::GET;
    }
    let method = request.method().clone();
    let known = || leptos::server_fn::axum::server_fn_paths();
    let path = request.uri().path();
    if !known().any(|(name, _)| name == path) {
        return problem(&Problem::new(Code::NotFound, "There is nothing at this address."));
    }
    if let Some((_, allowed)) = known().find(|(name, _)| *name == path)
        && allowed != method
    {
        return not_allowed(&method, if allowed == Method::GET { "GET, HEAD" } else { "POST" });
    }
    let is_read = method == Method::GET;
    prepare(request.headers_mut(), is_read);
    let world = World::new(|| provide_context(backend.clone()));
    // It makes an owner of its own within that of the world, whose contexts it finds.
    let response = world.run(|| leptos_axum::handle_server_fns(request.map(Body::from))).await;
    let mut response = response.into_response();
    if response.status() == StatusCode::FOUND {
        // The functions themselves send on by 303. By 302 the framework sends a form back that it could not read.
        return problem(&Problem::new(
            Code::InvalidRequest,
            "The form cannot be read: a field is missing or twice there.",
        ));
    }
    keep_in_shop(response.headers_mut());
    CachePolicy::Never.write(response.headers_mut());
    response
}

/// Takes out of a request what the framework would send a browser to: the page it came from, which may be anywhere.
/// What is read is answered as JSON, whoever asks.
fn prepare(headers: &mut HeaderMap, is_read: bool) {
    headers.remove(header::REFERER);
    if is_read {
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    }
}

/// Leaves only a `Location` that is a path of the shop's.
fn keep_in_shop(headers: &mut HeaderMap) {
    if headers.get(header::LOCATION).is_some_and(|location| !is_own_path(location.as_bytes())) {
        headers.insert(header::LOCATION, HeaderValue::from_static("/"));
    }
}

/// Whether an address is a path: with a second slash, of either kind, it would name another host.
fn is_own_path(address: &[u8]) -> bool {
    address.first() == Some(&b'/') && !matches!(address.get(1), Some(b'/' | b'\\' | b'\t'))
}

#[cfg(test)]
mod tests;
