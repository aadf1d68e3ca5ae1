//! A request's way through the worker.

use std::sync::{Arc, Once};

use api::Audience;
use api::client::Transport;
use api::edge::variables;
use api::problem::{Code, Problem};
use api::site::{self, audience};
use app::context::{Assets, Backend, RequestContext};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, Request, Uri};

use crate::calls::{Attributed, Correlated};
use crate::catalog_cache::CatalogCache;
use crate::classify::{Classified, Kind, classify};
use crate::passthrough::{not_allowed, problem};
use crate::platform::Platform;
use crate::{cookies, crawlers, executor, fragments, functions, guard, pages, passthrough, purge};

static REGISTERED: Once = Once::new();

/// Answers one request. The body has been read; its size is the host's to limit.
pub async fn handle<P: Platform>(platform: Arc<P>, request: Request<Bytes>) -> Response {
    executor::init();
    REGISTERED.call_once(app::server_fns::register_all);

    if request.uri().path() == api::edge::purge::PATH {
        return purge::receive(&*platform, request).await;
    }
    let Classified { kind, market, path } = classify(request.uri().path());
    let public_url = platform.variable(variables::PUBLIC_URL).await.unwrap_or_default();
    let catalog = CatalogCache::new(Arc::clone(&platform));
    let attributed = Attributed::new(catalog, request.headers());
    let transport: Arc<dyn Transport> = Arc::new(Correlated::new(attributed, request.headers()));
    let is_led_here = kind == Kind::Function && !guard::may_read(request.headers());
    if kind != Kind::Api && (is_led_here || !guard::is_same_site(request.method(), request.headers(), &public_url)) {
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
        market,
        path: path.clone(),
        public_url: public_url.clone(),
        assets: Assets { css: String::new(), js: String::new(), wasm: String::new(), card: String::new() },
        session: personal.then(|| cookies::session(headers)).flatten(),
        device: personal.then(|| cookies::device(headers)).flatten(),
        cart: personal.then(|| cookies::cart(headers)).flatten(),
        merged: personal.then(|| cookies::merged(headers)).flatten(),
    };
    match kind {
        Kind::Api => {
            let session = passthrough::is_document(&request).then(|| cookies::session(request.headers())).flatten();
            passthrough::pass_as(&*transport, request, session).await
        }
        Kind::Sitemap => crawlers::sitemap(transport, &public_url, &path).await,
        Kind::Robots => crawlers::robots(&public_url),
        Kind::Manifest => crawlers::manifest(),
        Kind::Fragments => {
            let transport = Arc::new(CatalogCache::for_fragments(Arc::clone(&platform)));
            fragments::answer(&Backend::new(transport, known()), request).await
        }
        Kind::Function => functions::run(&Backend::new(transport, known()), request).await,
        Kind::Page | Kind::PersonalPage => {
            let known = RequestContext { assets: assets(&*platform).await, ..known() };
            let backend = Backend::new(transport, known);
            // A private page is kept by nobody, whatever it was made of and however its path was spelt.
            if audience(request.uri().path(), request.uri().query()) == Audience::Private {
                backend.keep_private();
            }
            page(&backend, &path, request).await
        }
    }
}

async fn page(backend: &Backend, path: &str, request: Request<Bytes>) -> Response {
    let takes_form = site::page(path).is_some_and(|page| page.takes_form);
    let submitted = match *request.method() {
        Method::GET | Method::HEAD => None,
        Method::POST if takes_form => match pages::form(&request) {
            Ok(form) => Some(form),
            Err(detail) => return problem(&Problem::new(Code::InvalidRequest, detail)),
        },
        _ if takes_form => return not_allowed(request.method(), "GET, HEAD, POST"),
        _ => return not_allowed(request.method(), "GET, HEAD"),
    };
    pages::render(backend, submitted, without_market(request, path)).await
}

/// The request with the market taken off its path, which is how the pages know their addresses, and with what they
/// read of the query under its plain names, however these were spelt.
fn without_market(mut request: Request<Bytes>, path: &str) -> Request<Bytes> {
    let target = site::target(path, request.uri().query()).into_owned();
    *request.uri_mut() = Uri::try_from(target).expect("a suffix of a URI's path, from a slash on, is a path");
    request
}

/// What the addresses of the browser's files begin with; `[[workspace.metadata.leptos]]` says it too,
/// and `cargo xtask tidy` that the two agree.
const BUNDLE: &str = "/pkg/shop";

/// The browser bundle's addresses. A build names its files by its id, so that they never change;
/// while developing they have plain names.
async fn assets<P: Platform>(platform: &P) -> Assets {
    let (name, wasm) = match platform.variable(variables::BUILD_ID).await {
        Some(id) if !id.is_empty() => (format!("{BUNDLE}-{id}"), format!("{BUNDLE}-{id}_bg.wasm")),
        _ => (BUNDLE.to_owned(), format!("{BUNDLE}.wasm")),
    };
    Assets { css: format!("{name}.css"), js: format!("{name}.js"), wasm, card: format!("{name}-card.js") }
}
