//! Running a server function. Its reply is personal and never cached.

use api::cache::CachePolicy;
use api::problem::{Code, Problem};
use app::context::Backend;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{Method, Request};
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
    let world = World::new(|| provide_context(backend.clone()));
    // It makes an owner of its own within that of the world, whose contexts it finds.
    let response = world.run(|| leptos_axum::handle_server_fns(request.map(Body::from))).await;
    let mut response = response.into_response();
    CachePolicy::Never.write(response.headers_mut());
    response
}
