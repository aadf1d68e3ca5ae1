//! Pages with holes, for a host that keeps pages: it is told where the pieces stand, and may ask
//! for single pieces anew.

use std::sync::{Arc, Mutex};

use api::cache::{CachePolicy, Lifetime, Tag};
use api::problem::{Code, Problem};
use app::catalog::pieces::{Piece, pieces};
use app::context::Backend;
use app::holes::{Hole, Placed};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use leptos::prelude::*;
use serde::Serialize;

use crate::passthrough::{not_allowed, problem};

/// On a request: the host fills holes. On the answer to it: a [`PlacedView`] for each piece, as JSON.
pub const HOLES: HeaderName = HeaderName::from_static("x-edge-holes");

/// Where pieces are asked for, by one `key` or more: `/_edge/pieces?key=eu:price:harbour-mug`. The
/// host keeps what is below `/_edge/` to itself; where nobody does, there is nothing secret in it.
pub const PATH: &str = "/_edge/pieces";

/// Pieces of one request at most, and bytes of a key.
const MOST_KEYS: usize = 32;
const LONGEST_KEY: usize = 300;

/// Where a piece stands in a page.
#[derive(Serialize)]
struct PlacedView {
    key: String,
    at: usize,
    length: usize,
    tags: Vec<Tag>,
}

/// The answer to a request for pieces.
#[derive(Serialize)]
struct PiecesView {
    pieces: Vec<PieceView>,
}

/// A piece, with what a host needs to keep it. Times are seconds, as in [`Lifetime`].
#[derive(Serialize)]
struct PieceView {
    key: String,
    html: String,
    fresh: u32,
    stale_while_revalidate: u32,
    stale_if_error: u32,
    tags: Vec<Tag>,
}

/// Puts the pieces into a rendered page, and its policy into its headers. A host that fills holes
/// is told of them, and of only those tags that make the page around them stale.
pub async fn put_in(backend: &Backend, asked: &HeaderMap, policy: CachePolicy, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    // What a page is made of is in memory already: there is no one to send too much.
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let Ok(page) = std::str::from_utf8(&body) else {
        return problem(&Problem::new(Code::Internal, ""));
    };
    let (page, placed) = backend.pieces().put_in(page);
    if asked.contains_key(HOLES) {
        around(policy, &placed).write(&mut parts.headers);
        parts.headers.insert(HOLES, description(placed));
    } else {
        policy.write(&mut parts.headers);
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(page))
}

/// The policy of the page around its pieces.
fn around(policy: CachePolicy, placed: &[Placed]) -> CachePolicy {
    match policy {
        CachePolicy::Never => CachePolicy::Never,
        CachePolicy::UntilPurged(life, mut tags) => {
            tags.retain(|tag| !placed.iter().any(|placed| placed.tags.contains(tag)));
            CachePolicy::UntilPurged(life, tags)
        }
    }
}

fn description(placed: Vec<Placed>) -> HeaderValue {
    let view = |placed: Placed| {
        let Placed { hole, at, length, tags } = placed;
        PlacedView { key: hole.to_string(), at, length, tags }
    };
    let placed: Vec<PlacedView> = placed.into_iter().map(view).collect();
    HeaderValue::try_from(serde_json::to_string(&placed).expect("plain data")).expect("keys and tags are ASCII")
}

/// Answers a request for pieces.
pub async fn answer(backend: &Backend, request: Request<Bytes>) -> Response {
    if request.method() != Method::GET {
        return not_allowed(request.method(), "GET");
    }
    let Some(holes) = named(request.uri().query().unwrap_or_default()) else {
        let detail = format!("Name 1 to {MOST_KEYS} holes, each as `key=eu:price:harbour-mug`.");
        return problem(&Problem::new(Code::InvalidRequest, detail));
    };
    let made = Arc::new(Mutex::new(Vec::new()));
    let app = {
        let (backend, made) = (backend.clone(), Arc::clone(&made));
        move || {
            let (backend, holes, made) = (backend.clone(), holes.clone(), Arc::clone(&made));
            // As in the document of a page: only islands wake up, and they carry their own data.
            if let Some(shared) = Owner::current_shared_context() {
                shared.set_is_hydrating(false);
            }
            Suspend::new(async move {
                let pieces = pieces(&backend, holes).await;
                *made.lock().expect("no panic while holding it") = pieces;
            })
        }
    };
    let context = {
        let backend = backend.clone();
        move || provide_context(backend.clone())
    };
    let rendered = leptos_axum::render_app_async_with_context(context, app)(request.map(Body::from)).await;
    // The pieces are made once the rendering has come to its end.
    drop(axum::body::to_bytes(rendered.into_body(), usize::MAX).await);
    let made = std::mem::take(&mut *made.lock().expect("no panic while holding it"));
    let view = PiecesView { pieces: made.into_iter().filter_map(view).collect() };
    let mut response = Response::new(Body::from(serde_json::to_vec(&view).expect("plain data")));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Each piece has a policy of its own; the answer is nobody's to keep.
    CachePolicy::Never.write(headers);
    response
}

/// The holes that a query names; none if there are none, too many, or unknown ones.
fn named(query: &str) -> Option<Vec<Hole>> {
    let mut holes = Vec::new();
    for pair in query.split('&') {
        let key = pair.strip_prefix("key=").filter(|key| key.len() <= LONGEST_KEY)?;
        holes.push(key.parse().ok()?);
    }
    (holes.len() <= MOST_KEYS).then_some(holes)
}

/// A piece on the wire; none if it may not be kept, for then it must not fill a page that is.
fn view(piece: Piece) -> Option<PieceView> {
    let CachePolicy::UntilPurged(Lifetime { fresh, stale_while_revalidate, stale_if_error }, tags) = piece.policy
    else {
        return None;
    };
    let (key, html) = (piece.hole.to_string(), piece.html);
    Some(PieceView { key, html, fresh, stale_while_revalidate, stale_if_error, tags })
}

#[cfg(test)]
#[path = "holes_tests.rs"]
mod tests;
