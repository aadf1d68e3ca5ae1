//! What programs ask for, not people: crawlers, and browsers that install the shop.

use std::sync::Arc;

use api::catalog::ListAddresses;
use api::client::{Client, Credentials, Transport};
use api::problem::{Code, Problem};
use api::settings::{GetSettings, ListPages, Storefront};
use api::site::{sitemap_part, theme_of};
use app::context::Backend;
use axum::body::Body;
use axum::response::Response;
use domain::Market;
use http::{HeaderValue, header};

use crate::passthrough::problem;

/// The part of the sitemap at `path`, from the addresses of the catalogue and of the merchant's own pages.
pub async fn sitemap(transport: Arc<dyn Transport>, public_url: &str, path: &str) -> Response {
    let (client, nobody) = (Client::new(transport), Credentials::default());
    let (sold, told, set) = futures::join!(
        client.call_shared(&ListAddresses {}, &nobody),
        client.call_shared(&ListPages {}, &nobody),
        client.call_shared(&GetSettings {}, &nobody)
    );
    // An origin of before does not know that a market can be closed.
    let set = match set.reply {
        Err(problem) if problem.code == Code::NotFound => Ok((Arc::<Storefront>::default(), GetSettings::policy())),
        reply => reply.map(|reply| (reply, set.policy)),
    };
    let entries = match (sold.reply, told.reply) {
        (Ok(entries), Ok(pages)) => Ok(([entries.as_slice(), pages.as_slice()].concat(), sold.policy.and(told.policy))),
        // An origin of the release before has no pages.
        (Ok(entries), Err(problem)) if problem.code == Code::NotFound => Ok((entries.to_vec(), sold.policy)),
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    };
    match entries.and_then(|entries| Ok((entries, set?))) {
        Ok(((entries, policy), (set, set_policy))) => {
            let markets: Vec<Market> = set.shop.markets().collect();
            let part = sitemap_part(path)
                .and_then(|part| app::crawlers::sitemap::sitemap(&entries, &markets, public_url, part));
            let Some(part) = part else {
                return problem(&Problem::new(Code::NotFound, "The sitemap has no such part."));
            };
            let mut response = text(part, "application/xml; charset=utf-8");
            policy.and(set_policy).write(response.headers_mut());
            response
        }
        Err(rejection) => problem(&rejection),
    }
}

/// What crawlers should leave alone, in every market that the backend's shop has.
pub async fn robots(backend: &Backend, public_url: &str) -> Response {
    let markets: Vec<Market> = backend.brand().await.settings().all_markets().collect();
    kept_as_known(backend, text(app::crawlers::sitemap::robots(&markets, public_url), "text/plain; charset=utf-8"))
}

/// What the shop is called where it is installed.
pub async fn manifest(backend: &Backend) -> Response {
    let brand = backend.brand().await;
    kept_as_known(backend, text(app::brand::manifest(&brand), "application/manifest+json"))
}

/// The stylesheet of the colours that its path names.
pub fn theme(path: &str) -> Response {
    let Some([light, dark]) = theme_of(path) else {
        return problem(&Problem::new(Code::NotFound, "There is no such stylesheet."));
    };
    let mut response = text(app::brand::theme(light, dark), "text/css; charset=utf-8");
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    response.headers_mut().insert(header::CACHE_CONTROL, forever);
    response
}

/// For an hour; but what was made while nobody could read what is set is good for seconds, as pages are then.
fn kept_as_known(backend: &Backend, mut response: Response) -> Response {
    if backend.had_to_do_without() {
        backend.policy().write(response.headers_mut());
        return response;
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

/// A text of this media type.
pub(crate) fn text(body: String, content_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
