//! Running a server function. Its reply is personal and never cached.

use api::cache::CachePolicy;
use api::problem::{Code, Problem};
use app::context::Backend;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::Request;
use leptos::prelude::provide_context;

use crate::passthrough::problem;

/// Runs the server function the path names.
pub async fn run(backend: &Backend, request: Request<Bytes>) -> Response {
    let method = request.method().clone();
    let known = || leptos::server_fn::axum::server_fn_paths();
    let path = request.uri().path();
    if !known().any(|(name, _)| name == path) {
        return problem(&Problem::new(Code::NotFound, "There is nothing at this address."));
    }
    if !known().any(|(name, allowed)| name == path && allowed == method) {
        return problem(&Problem::new(Code::MethodNotAllowed, format!("This address does not take {method}.")));
    }
    let context = {
        let backend = backend.clone();
        move || provide_context(backend.clone())
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request.map(Body::from)).await;
    let mut response = response.into_response();
    CachePolicy::Never.write(response.headers_mut());
    response
}
