//! What programs ask for, not people: crawlers, and browsers that install the shop.

use std::sync::Arc;

use api::catalog::ListAddresses;
use api::client::{Client, Credentials, Transport};
use api::problem::{Code, Problem};
use api::site::sitemap_part;
use app::context::Backend;
use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};

use crate::passthrough::problem;

/// The part of the sitemap at `path`, from the catalogue's addresses.
pub async fn sitemap(transport: Arc<dyn Transport>, public_url: &str, path: &str) -> Response {
    let cached = Client::new(transport).call_shared(&ListAddresses {}, &Credentials::default()).await;
    match cached.reply {
        Ok(entries) => {
            let part = sitemap_part(path).and_then(|part| app::sitemap::sitemap(&entries, public_url, part));
            let Some(part) = part else {
                return problem(&Problem::new(Code::NotFound, "The sitemap has no such part."));
            };
            let mut response = text(part, "application/xml; charset=utf-8");
            cached.policy.write(response.headers_mut());
            response
        }
        Err(rejection) => problem(&rejection),
    }
}

/// What crawlers should leave alone.
pub fn robots(public_url: &str) -> Response {
    for_an_hour(text(app::sitemap::robots(public_url), "text/plain; charset=utf-8"))
}

/// What the shop is called where it is installed.
pub async fn manifest(backend: &Backend) -> Response {
    for_an_hour(text(app::brand::manifest(&backend.brand().await), "application/manifest+json"))
}

fn for_an_hour(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

fn text(body: String, content_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
