//! A request's way through the worker.

use std::sync::{Arc, Once};

use api::Audience;
use api::client::{Client, Credentials, Transport};
use api::edge::handover;
use api::problem::{Code, Problem};
use api::settings::GetSettings;
use api::site::{self, audience};
use app::context::{Backend, RequestContext};
use app::order_keys::OrderKeys;
use axum::response::Response;
use bytes::Bytes;
use domain::Market;
use http::{HeaderMap, Method, Request, header};

use crate::calls::{Attributed, Correlated};
use crate::catalog_cache::CatalogCache;
use crate::classify::{Classified, Kind, classify};
use crate::instance::Worker;
use crate::instance::settings::Settings;
use crate::passthrough::{not_allowed, problem};
use crate::platform::Platform;
use crate::{cookies, crawlers, executor, feed, fragments, functions, guard, pages, passthrough, purge, unguarded};

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
    let Classified { kind, mut market, mut path } = classify(request.uri().path());
    let cache = CatalogCache::new(Arc::clone(platform)).remembering(worker.catalog());
    let attributed = Attributed::new(cache, request.headers());
    let transport: Arc<dyn Transport> = Arc::new(Correlated::new(attributed, request.headers()));
    let settings = worker.settings().await;
    let public_url = &settings.site.public_url;
    let is_led_here = kind == Kind::Function && !guard::may_read(request.headers());
    if kind != Kind::Api && (is_led_here || !guard::is_same_site(request.method(), request.headers(), public_url)) {
        return problem(&Problem::new(
            Code::Forbidden,
            "This request came from another site. Please use the shop's own pages.",
        ));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if kind == Kind::Page
        && reads
        && let Some(answer) = pages::respelt(request.uri())
    {
        return answer;
    }
    if matches!(kind, Kind::Sitemap | Kind::Feed | Kind::Robots | Kind::Manifest | Kind::Theme) && !reads {
        return not_allowed(request.method(), "GET, HEAD");
    }
    // Whoever asks is looked at only where the answer is theirs: a page for everybody cannot leak
    // what it never knew.
    let personal = matches!(kind, Kind::PersonalPage | Kind::Function);
    let headers = request.headers();
    // A market that the shop has not made is a page that is not there, in the first market's words.
    if matches!(kind, Kind::Page | Kind::PersonalPage) && market.is_made() && !has_market(&transport, market).await {
        // Mails have led there: whoever has an order or an account has it in every market.
        if reads && let Some(answer) = pages::in_first_market(&path, request.uri().query()) {
            return answer;
        }
        (market, path) = (Market::default(), request.uri().path().to_owned());
    }
    // What the page reads of the query under its plain names, however these were spelt.
    let target = site::target(&path, request.uri().query());
    let query = target.split_once('?').map_or_else(String::new, |(_, query)| query.to_owned());
    let known = || RequestContext {
        site: Arc::clone(&settings.site),
        market,
        path: path.clone(),
        query,
        takes_nothing: personal && (*request.method() == Method::HEAD || !guard::may_read(headers)),
        session: personal.then(|| cookies::session(headers)).flatten(),
        device: personal.then(|| cookies::device(headers)).flatten(),
        passkeys: personal.then(|| cookies::passkeys(headers)).flatten(),
        registration: personal.then(|| cookies::registration(headers)).flatten(),
        next: personal.then(|| cookies::next(headers)).flatten(),
        oidc: personal.then(|| cookies::oidc(headers)).flatten(),
        pass: personal.then(|| cookies::challenge_pass(headers)).flatten(),
        browser: personal.then(|| browser(headers)).flatten(),
        cart: personal.then(|| cookies::cart(headers)).flatten(),
        orders: if personal { cookies::orders(headers) } else { OrderKeys::default() },
        merged: personal.then(|| cookies::merged(headers)).flatten(),
    };
    match kind {
        Kind::Api => {
            let (method, path) = (request.method(), request.uri().path());
            let is_document = handover::is_document(method, path, headers);
            let session = is_document.then(|| cookies::session(headers)).flatten();
            let opened = is_document.then(|| cookies::order_token(headers, path)).flatten();
            passthrough::pass_as(&*transport, request, session, opened).await
        }
        Kind::Sitemap => crawlers::sitemap(transport, public_url, &path).await,
        Kind::Feed => feed::feed(transport, public_url, market, &path).await,
        Kind::Robots => crawlers::robots(&Backend::new(transport, known()), public_url).await,
        Kind::Manifest => crawlers::manifest(&Backend::new(transport, known())).await,
        Kind::Theme => crawlers::theme(&path),
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

/// Whether the shop has a market that a merchant has to make. While nobody can tell, it is taken to have it: what cannot be
/// read then the page says itself.
async fn has_market(transport: &Arc<dyn Transport>, market: Market) -> bool {
    let client = Client::new(Arc::clone(transport));
    match client.call_shared(&GetSettings {}, &Credentials::default()).await.reply {
        Ok(set) => set.shop.has_market(market),
        Err(problem) => problem.code != Code::NotFound,
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

/// What the browser is called in the list of sessions, if it says something that is known.
fn browser(headers: &HeaderMap) -> Option<String> {
    let said = headers.get(header::USER_AGENT)?.to_str().ok()?;
    Some(domain::accounts::browser(said)).filter(|name| !name.is_empty())
}
