//! A request's way through the worker.

use std::sync::{Arc, Once};

use api::Audience;
use api::client::Transport;
use api::problem::{Code, Problem};
use api::site::{self, audience};
use app::context::{Backend, RequestContext};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, Request};

use crate::catalog_cache::CatalogCache;
use crate::classify::{Classified, Kind, classify};
use crate::instance::Worker;
use crate::instance::settings::Settings;
use crate::passthrough::{not_allowed, problem};
use crate::platform::Platform;
use crate::{cookies, crawlers, executor, fragments, functions, guard, pages, passthrough, purge, unguarded};

static REGISTERED: Once = Once::new();

/// Answers one request, whose body has been read.
pub async fn handle<P: Platform>(worker: &Worker<P>, request: Request<Bytes>) -> Response {
    executor::init();
    REGISTERED.call_once(app::server_fns::register_all);

    let response = answer(worker, request).await;
    if worker.settings().await.is_guarded { response } else { unguarded::dress(response) }
}

async fn answer<P: Platform>(worker: &Worker<P>, request: Request<Bytes>) -> Response {
    let platform = worker.platform();
    if request.uri().path() == api::edge::purge::PATH {
        return purge::receive(&**platform, request).await;
    }
    let Classified { kind, market, path } = classify(request.uri().path());
    let cache = CatalogCache::new(Arc::clone(platform)).remembering(worker.catalog());
    let transport: Arc<dyn Transport> = Arc::new(cache);
    let settings = worker.settings().await;
    if kind != Kind::Api && !guard::is_same_site(request.method(), request.headers(), &settings.site.public_url) {
        return problem(&Problem::new(
            Code::Forbidden,
            "This request came from another site. Please use the shop's own pages.",
        ));
    }
    // Whoever asks is looked at only where the answer is theirs: a page for everybody cannot leak
    // what it never knew.
    let personal = matches!(kind, Kind::PersonalPage | Kind::Function);
    let headers = request.headers();
    let known = || RequestContext {
        site: Arc::clone(&settings.site),
        market,
        path,
        query: request.uri().query().unwrap_or_default().to_owned(),
        session: personal.then(|| cookies::session(headers)).flatten(),
        cart: personal.then(|| cookies::cart(headers)).flatten(),
        merged: personal.then(|| cookies::merged(headers)).flatten(),
    };
    match kind {
        Kind::Api => passthrough::pass(&*transport, request).await,
        Kind::Sitemap => crawlers::sitemap(transport, &settings.site.public_url).await,
        Kind::Robots => crawlers::robots(&settings.site.public_url),
        Kind::Manifest => crawlers::manifest(),
        Kind::Fragments => {
            let cache = CatalogCache::for_fragments(Arc::clone(platform)).remembering(worker.catalog());
            let transport = Arc::new(cache);
            fragments::answer(&Backend::new(transport, known()), request).await
        }
        Kind::Function => functions::run(&Backend::new(transport, known()), request).await,
        Kind::Page | Kind::PersonalPage => {
            let backend = Backend::new(transport, known());
            // A private page is kept by nobody, whatever it was made of and however its path was spelt.
            if audience(request.uri().path(), request.uri().query()) == Audience::Private {
                backend.keep_private();
            }
            page(settings, &backend, &request).await
        }
    }
}

async fn page(settings: &Settings, backend: &Backend, request: &Request<Bytes>) -> Response {
    let takes_form = site::page(&backend.request().path).is_some_and(|page| page.takes_form);
    let submitted = match *request.method() {
        Method::GET | Method::HEAD => None,
        Method::POST if takes_form => match pages::form(request) {
            Ok(form) => Some(form),
            Err(detail) => return problem(&Problem::new(Code::InvalidRequest, detail)),
        },
        _ if takes_form => return not_allowed(request.method(), "GET, HEAD, POST"),
        _ => return not_allowed(request.method(), "GET, HEAD"),
    };
    pages::render(settings, backend, submitted, request.headers()).await
}
