//! Rendering a page.

use api::cache::CachePolicy;
use app::context::{Backend, Submitted};
use app::shell::loader;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, Request, StatusCode, header};
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, take_context};

use crate::fragments;
use crate::policy::Loads;

/// Renders the page the request's path names, which has its market taken off already.
pub async fn render(backend: &Backend, submitted: Option<Submitted>, request: Request<Bytes>) -> Response {
    let context = {
        let backend = backend.clone();
        move || {
            // Leptos makes a nonce for each request; a page that is cached must not vary.
            drop(take_context::<Nonce>());
            provide_context(backend.clone());
            if let Some(submitted) = submitted.clone() {
                provide_context(submitted);
            }
        }
    };
    let render = leptos_axum::render_app_async_with_context(context, app::shell::shell);
    let asked = request.headers().clone();
    let mut response = render(request.map(Body::from)).await;
    let headers = response.headers_mut();
    let known = backend.request();
    let loads =
        Loads { loader: &loader(&known.assets), provider: backend.provider(), leaves: known.path == "/checkout" };
    headers.insert(header::CONTENT_SECURITY_POLICY, loads.policy(&known.public_url));
    // A CDN that sends early hints takes them from here. The scripts wait until the page is painted.
    if let Ok(style) = HeaderValue::from_str(&format!("<{}>; rel=preload; as=style", known.assets.css)) {
        headers.insert(header::LINK, style);
    }
    let policy = policy(backend, response.status());
    if !backend.fragments().is_empty() {
        return fragments::assemble(backend, &asked, policy, response).await;
    }
    policy.write(response.headers_mut());
    response
}

/// Pages and their absence may be cached as what they were made of; anything else is for its reader.
fn policy(backend: &Backend, status: StatusCode) -> CachePolicy {
    match status {
        StatusCode::OK | StatusCode::NOT_FOUND => backend.policy(),
        _ => CachePolicy::Never,
    }
}

/// The fields of a posted form.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn form(request: &Request<Bytes>) -> Result<Submitted, &'static str> {
    let is_form =
        |value: &HeaderValue| value.to_str().is_ok_and(|text| text.starts_with("application/x-www-form-urlencoded"));
    if !request.headers().get(header::CONTENT_TYPE).is_some_and(is_form) {
        return Err("Send the form as application/x-www-form-urlencoded.");
    }
    let text = std::str::from_utf8(request.body()).map_err(|_| "The form is not valid UTF-8.")?;
    serde_html_form::from_str(text).map(Submitted).map_err(|_| "The form cannot be read.")
}
