//! Pages with slots, for a host that keeps pages: it is told where the fragments stand, and may ask
//! for single fragments anew.

use api::cache::CachePolicy;
use api::edge::fragments::{self as wire, FRAGMENTS, Fragments, MAX_KEYS, Slot, Slots};
use api::problem::{Code, Problem};
use app::catalog::fragments::{Fragment, render_fragments};
use app::context::Backend;
use app::fragments::{FilledSlot, FragmentKey};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, header};
use leptos::prelude::provide_context;

use crate::instance::world::World;
use crate::passthrough::{not_allowed, problem};

/// Puts the fragments into a rendered page, and its policy into its headers. A host that `fills` slots
/// is told of them, and of only those tags that make the page around them stale.
pub fn assemble(backend: &Backend, fills: bool, policy: CachePolicy, headers: &mut HeaderMap, page: &str) -> String {
    let (page, placed) = backend.fragments().assemble(page);
    if fills {
        around(policy, &placed).write(headers);
        headers.insert(FRAGMENTS, slots(placed).header());
    } else {
        policy.write(headers);
    }
    page
}

/// The policy of the page around its fragments.
fn around(policy: CachePolicy, placed: &[FilledSlot]) -> CachePolicy {
    match policy {
        CachePolicy::Never => CachePolicy::Never,
        CachePolicy::UntilPurged(lifetime, mut tags) => {
            tags.retain(|tag| !placed.iter().any(|placed| placed.tags.contains(tag)));
            CachePolicy::UntilPurged(lifetime, tags)
        }
    }
}

fn slots(placed: Vec<FilledSlot>) -> Slots {
    let slot = |placed: FilledSlot| {
        let FilledSlot { key, at, length, tags } = placed;
        Slot { key: key.to_string(), at, length, tags }
    };
    Slots::new(placed.into_iter().map(slot).collect())
}

/// Answers a request for fragments.
pub async fn answer(backend: &Backend, request: Request<Bytes>) -> Response {
    if request.method() != Method::GET {
        return not_allowed(request.method(), "GET");
    }
    let Some(keys) = named(request.uri().query().unwrap_or_default()) else {
        let detail = format!("Name 1 to {MAX_KEYS} fragments, each as `key=eu:price:harbour-mug`.");
        return problem(&Problem::new(Code::InvalidRequest, detail));
    };
    let world = World::new(|| provide_context(backend.clone()));
    let made = world.run(|| render_fragments(backend, keys)).await;
    let fragments = Fragments::new(made.into_iter().filter_map(on_the_wire).collect());
    let mut response = Response::new(Body::from(fragments.body()));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // Each fragment has a policy of its own; the answer is nobody's to keep.
    CachePolicy::Never.write(headers);
    response
}

/// The fragments that a query names; none if there are none, too many, or unknown ones.
fn named(query: &str) -> Option<Vec<FragmentKey>> {
    wire::keys(query)?.into_iter().map(|key| key.parse().ok()).collect()
}

/// A fragment on the wire; none if it may not be kept, for then it must not fill a page that is.
fn on_the_wire(fragment: Fragment) -> Option<wire::Fragment> {
    let CachePolicy::UntilPurged(lifetime, tags) = fragment.policy else { return None };
    Some(wire::Fragment::new(fragment.key.to_string(), fragment.html, lifetime, tags))
}

#[cfg(test)]
mod tests;
