//! One request from its arrival to its answer.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::cache::CDN_CACHE_CONTROL;
use api::edge::fragments::{FRAGMENTS, host_version};
use api::edge::handover;
use api::media::PictureFile;
use api::site::{self, Bulkhead, limited};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use prometheus_client::metrics::gauge::Gauge;

use crate::admin::health::Health;
use crate::cache::key;
use crate::cache::page_cache::{Found, PageCache};
use crate::config::BaseAddress;
use crate::files::pictures::{Pictures, Unavailable};
use crate::files::{self, Assets, Claim};
use crate::http::body::Body;
use crate::http::bounds::agents::Readers;
use crate::http::bounds::intake::Intake;
use crate::http::bounds::limiter::{Limiter, Whom};
use crate::http::bounds::passes;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus, Reason};
use crate::http::forwarding;
use crate::http::https;
use crate::http::listener::request_body::RequestBody;
use crate::http::listener::{Ends, Handler};
use crate::http::problem::Problem;
use crate::http::request_id::{request_id, without_ids};
use crate::http::route;
use crate::http::timing::{self, SERVER_TIMING};
use crate::http::worker_error::WorkerError;
use crate::metrics::Metrics;
use crate::spans;
use crate::wasm::host::Host;
use crate::wasm::key_value::KeyValue;
use crate::wasm::outgoing::Outgoing;
use freshness::TagVersions;
use freshness::clock;
use tokio::sync::SetOnce;
use tracing::{Instrument as _, Level, Span};

pub use self::starting::MAX_START;

mod inspected;
mod starting;

/// Everything a request may need.
pub struct Node {
    /// The address shoppers see.
    pub public: BaseAddress,
    /// Static files, where there are any.
    pub assets: Option<Assets>,
    /// The merchant's pictures, where they lie behind the origin.
    pub pictures: Option<Pictures>,
    /// Tag versions and the state of the purge feed.
    pub tags: Arc<TagVersions>,
    /// What is known of the origin.
    pub health: Health,
    /// Reads the bodies of requests.
    pub intake: Intake,
    /// Knows agents that sign.
    pub readers: Readers,
    /// Counts what clients do.
    pub limiter: Limiter,
    /// What a CDN in front is told of shared pages, if it may keep them.
    pub cdn_cache_control: Option<HeaderValue>,
    /// The worker and the pages it made, once the component is loaded.
    pub worker: SetOnce<Worker>,
    /// How long whoever comes before that waits for it.
    pub start: Duration,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// The loaded worker.
pub struct Worker {
    /// Calls it.
    pub host: Host,
    /// Spares calling it.
    pub pages: Arc<PageCache>,
    /// What it keeps between requests.
    pub key_value: Arc<KeyValue>,
    /// Its way to the origin.
    pub outgoing: Outgoing,
}

impl Handler for Node {
    async fn answer(&self, request: Request<RequestBody>, Ends { client, .. }: Ends) -> Response<Body> {
        let begun = Instant::now();
        let asked = tracing::enabled!(Level::DEBUG).then(|| (request.method().clone(), request.uri().clone()));
        let mut response = self.route(request, client, begun).await;
        if !client.is_loopback() {
            // How long things take tells a stranger what is stored, and what is hard to make.
            response.headers_mut().remove(SERVER_TIMING);
        }
        if let Some((method, uri)) = asked {
            let (path, status) = (without_ids(uri.path()), response.status().as_u16());
            let cache = response.headers().get(CACHE_STATUS).and_then(|v| v.to_str().ok());
            tracing::debug!(%method, path, status, cache, micros = begun.elapsed().as_micros(), "answered");
        }
        response
    }

    fn public_address(&self) -> Option<&BaseAddress> {
        Some(&self.public)
    }

    fn open_connections(&self) -> &Gauge {
        &self.metrics.connections
    }

    fn stop(&self) {
        self.health.stop();
    }
}

impl Node {
    async fn route(&self, request: Request<RequestBody>, client: IpAddr, begun: Instant) -> Response<Body> {
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        if !route::is_well_formed(path) {
            return refuse(Problem::BAD_PATH, &head.headers).map(Body::from);
        }
        let reading = head.method == Method::GET || head.method == Method::HEAD;
        let shared =
            reading && !head.headers.contains_key(header::AUTHORIZATION) && !route::is_personal(path, head.uri.query());
        // What nobody reads must not fill the connection's window while the answer is made.
        let body = if shared { None } else { Some(body) };
        if let Some(response) = self.own(path, client) {
            self.metrics.answered(CacheStatus::Own("edge"));
            return response.map(Body::from);
        }
        // What is seldom done is made room for when it is: a request's own room is moved about with it.
        if files::claim(path) != Claim::Never
            && let Some(response) = Box::pin(self.file(path, &head.method, &head.headers)).await
        {
            self.metrics.answered(CacheStatus::File);
            return response;
        }
        let reader = self.readers.of(&head, &self.public.authority);
        let whom = reader.counted_as(client);
        let quota = reader.limited().and_then(|limited| self.limiter.count(limited, whom.clone()));
        let mut response = match body {
            _ if quota.is_some_and(|quota| quota.is_over) => refuse(Problem::TOO_OFTEN, &head.headers),
            None => {
                let page = self.shared_page(&head, begun).await;
                let is_shown = page.status().is_success() || page.status() == StatusCode::NOT_MODIFIED;
                if let Some(worker) = self.worker.get().filter(|_| is_shown && reader.is_anybody()) {
                    worker.tell_click(&head, &self.public, client);
                }
                page
            }
            Some(body) => Box::pin(self.own_page(head, body, client, whom, begun)).await,
        };
        if let Some(quota) = quota {
            quota.write(response.headers_mut());
            if quota.is_over {
                self.metrics.limited(quota.limited);
            }
        }
        response.map(Body::from)
    }

    /// An answer for one shopper, or to a write: from the worker each time, or from the origin.
    async fn own_page(
        &self,
        head: Parts,
        body: RequestBody,
        client: IpAddr,
        whom: Whom,
        begun: Instant,
    ) -> Response<Bytes> {
        let quota = limited(&head.method, head.uri.path()).and_then(|limited| self.limiter.count(limited, whom));
        let open = |text: &str| self.worker.get()?.outgoing.pass(text);
        let quota = quota.map(|quota| passes::or_pass(quota, &self.limiter, &head.headers, client, open));
        if let Some(quota) = quota.filter(|quota| quota.is_over) {
            self.metrics.limited(quota.limited);
            let mut response = refuse(Problem::too_often(quota), &head.headers);
            quota.write(response.headers_mut());
            return response;
        }
        let class = Bulkhead::of(&head.method, head.uri.path());
        let received = self.intake.receive(&head, body, client).await;
        let (method, uri, headers) = (head.method, head.uri, head.headers);
        let reading = method == Method::GET || method == Method::HEAD;
        let status = if reading { CacheStatus::BYPASS } else { CacheStatus::METHOD };
        let because = if reading { Reason::Bypass } else { Reason::Method };
        self.metrics.answered(status);
        let request_id = request_id();
        let span = spans::request(&method, uri.path(), &request_id);
        let body = match received {
            Ok(body) => body,
            Err(problem) => return problem.answer(&headers, &request_id, CacheStatus::Own(problem.code)),
        };
        let Ok(worker) = self.loaded().await else {
            return refuse(WorkerError::Starting.into(), &headers);
        };
        let fields = forwarding::for_one_shopper(&headers, &self.public, &request_id, client);
        let called = Instant::now();
        let outcome = if handover::is_only_handed_on(&method, uri.path(), &headers) {
            let mut request = Request::new(body);
            (*request.method_mut(), *request.uri_mut(), *request.headers_mut()) = (method, uri, fields);
            telemetry::traces::inject(&span, request.headers_mut());
            worker.hand_on(request, class).instrument(span.clone()).await
        } else {
            let target = uri.path_and_query().map_or("/", |target| target.as_str());
            let request = guest_request(&self.public, method, target, fields, body);
            let Some(request) = request else { return refuse(Problem::BAD_PATH, &headers) };
            worker.host.call(request, class).instrument(span.clone()).await
        };
        let mut response = match outcome {
            Ok(answer) => passed_on(answer, status),
            Err(failure) => Problem::from(failure).answer(&headers, &request_id, status),
        };
        spans::answered(&span, response.status(), reading);
        let account = timing::of_made(because, called.elapsed(), begun.elapsed());
        response.headers_mut().insert(SERVER_TIMING, account);
        if let Some(quota) = quota {
            quota.write(response.headers_mut());
        }
        response
    }

    /// Answers of the node about itself.
    fn own(&self, path: &str, client: IpAddr) -> Option<Response<Bytes>> {
        let loaded = self.worker.get().is_some();
        match path.strip_prefix(site::EDGE)? {
            "health" => Some(self.health.report(loaded, &self.tags, client.is_loopback())),
            "ready" => Some(self.health.ready(loaded)),
            _ => Some(refuse(Problem::NOT_FOUND, &HeaderMap::new())),
        }
    }

    async fn file(&self, path: &str, method: &Method, headers: &HeaderMap) -> Option<Response<Body>> {
        let file = match &self.assets {
            Some(assets) => assets.find(path).await,
            None => None,
        };
        let file = match (file, &self.pictures, PictureFile::at(path)) {
            (None, Some(pictures), Some(picture)) if method == Method::GET || method == Method::HEAD => {
                match pictures.find(&picture, self.fetch(path)).await {
                    Ok(found) => found,
                    Err(Unavailable) => return Some(refuse(WorkerError::Overloaded.into(), headers).map(Body::from)),
                }
            }
            (file, ..) => file,
        };
        match file {
            Some(_) if method != Method::GET && method != Method::HEAD => {
                Some(refuse(Problem::METHOD, headers).map(Body::from))
            }
            Some(file) => match file.answer(method, headers).await {
                Ok(response) => Some(response),
                Err(error) => {
                    tracing::warn!(path, %error, "a static file cannot be read");
                    Some(refuse(Problem::NOT_FOUND, headers).map(Body::from))
                }
            },
            None if files::claim(path) == Claim::Always => Some(refuse(Problem::NOT_FOUND, headers).map(Body::from)),
            None => None,
        }
    }

    /// A page that everyone sees alike, from the cache or by way of it.
    async fn shared_page(&self, head: &Parts, begun: Instant) -> Response<Bytes> {
        let (method, uri, headers) = (&head.method, &head.uri, &head.headers);
        let respelt = CacheStatus::Own("respelt");
        let plain = site::respelt(uri.path(), uri.query());
        if let Some(answer) = plain.and_then(|address| https::moved(&address, respelt)) {
            self.metrics.answered(respelt);
            return answer;
        }
        let Ok(worker) = self.loaded().await else {
            return refuse(WorkerError::Starting.into(), headers);
        };
        let target = site::target(uri.path(), uri.query());
        let asked = Instant::now();
        let (found, status) = worker.pages.get(&key::key(&target), &target).await;
        self.metrics.answered(status);
        let account = match status {
            CacheStatus::Forwarded { because, .. } => timing::of_made(because, asked.elapsed(), begun.elapsed()),
            _ => timing::of_stored(status),
        };
        let mut response = match found {
            Found::Page(page) => {
                let mut answer = worker.pages.answer(&page, method, headers, status).await;
                let stored =
                    matches!(status, CacheStatus::Hit(_) | CacheStatus::Filled(_) | CacheStatus::StaleIfError(_));
                let is_good =
                    matches!(status, CacheStatus::Hit(1..) | CacheStatus::Filled(_) | CacheStatus::Forwarded { .. });
                match &self.cdn_cache_control {
                    // Purges reach this node, so what it holds to be good is as good as new. An age
                    // would be taken off the time it may be kept for.
                    Some(control) if is_good => {
                        answer.headers_mut().insert(CDN_CACHE_CONTROL, control.clone());
                        answer.headers_mut().remove(header::AGE);
                    }
                    _ if stored => {
                        answer.headers_mut().insert(header::AGE, page.age(clock::now()).into());
                    }
                    _ => drop(answer.headers_mut().remove(header::AGE)),
                }
                answer
            }
            Found::Answer(answer) => passed_on(answer, status),
            Found::Error(failure) => {
                // The render may have served several requests, so this one's id is tied to it here.
                let request_id = request_id();
                tracing::warn!(path = without_ids(uri.path()), %request_id, ?failure, "a page could not be made");
                Problem::from(failure).answer(headers, &request_id, status)
            }
        };
        response.headers_mut().insert(SERVER_TIMING, account);
        response
    }
}

/// Has the worker make a shared page, in a task that goes on to its end.
///
/// # Errors
/// What [`Host::render`] fails with.
pub async fn render(host: Host, public: BaseAddress, target: Arc<str>) -> Result<Response<Bytes>, WorkerError> {
    let id = request_id();
    // What goes wrong has one made for it where there are no traces ([`Host::render`]).
    let span = if telemetry::traces::are_sent() {
        spans::request(&Method::GET, target.split('?').next().unwrap_or_default(), &id)
    } else {
        Span::none()
    };
    let mut fields = forwarding::for_shared_page(&public, &id, target.starts_with(site::ENDPOINTS));
    fields.insert(FRAGMENTS, host_version());
    let request = guest_request(&public, Method::GET, &target, fields, Bytes::new()).ok_or(WorkerError::Trapped)?;
    let answer = host.render(&request).instrument(span.clone()).await?;
    spans::answered(&span, answer.status(), true);
    Ok(answer)
}

fn passed_on(mut answer: Response<Bytes>, status: CacheStatus) -> Response<Bytes> {
    forwarding::clean_answer(answer.headers_mut(), false);
    answer.headers_mut().insert(CACHE_STATUS, status.value());
    answer
}

fn refuse(problem: Problem, headers: &HeaderMap) -> Response<Bytes> {
    problem.answer(headers, &request_id(), CacheStatus::Own(problem.code))
}

/// The request as the worker sees it: always for the public address, whatever host the
/// client named.
fn guest_request(
    public: &BaseAddress,
    method: Method,
    target: &str,
    headers: HeaderMap,
    body: Bytes,
) -> Option<Request<Bytes>> {
    let uri = Uri::builder()
        .scheme(public.scheme.clone())
        .authority(public.authority.clone())
        .path_and_query(target)
        .build()
        .ok()?;
    let mut request = Request::new(body);
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    Some(request)
}

#[cfg(test)]
mod tests;
