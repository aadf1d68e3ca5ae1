//! What holds for every request, whichever service answers it.

use std::any::Any;
use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use api::cache::{CachePolicy, Lifetime, Tag};
use api::edge::REQUEST_ID;
use api::endpoint::description::GetDescription;
use api::problem::{Code, Problem};
use api::site::OPENAPI;
use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;
use http::{HeaderValue, Method, header};
use origin_platform::authentication::signed;
use origin_platform::health::Draining;
use origin_platform::service_error::respond;
use origin_platform::{Authenticator, Call, ServiceError, Stores, health, metrics, mount};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::{DefaultOnResponse, OnResponse as _, TraceLayer};

/// Nobody waits longer for a page; whoever does is told to try again.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A form with files comes by a telephone, perhaps. The office reads one only for whoever is signed in.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// The services with what belongs around them: health, the OpenAPI document, problems for
/// everything that has no handler, a request id, a span, and an end to panics and slowness. With an
/// authenticator, nobody but who signs gets an answer, health apart.
pub fn app(stores: Stores, services: Router, authenticator: Option<Authenticator>, draining: Draining) -> Router {
    let inside = services
        .merge(mount(Router::new(), description).with_state(stores.clone()))
        .merge(health::router(stores, draining))
        .route(OPENAPI, get(openapi))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed);
    let authenticated = match authenticator {
        Some(authenticator) => inside.layer(from_fn_with_state(authenticator, signed)),
        None => inside,
    };
    around(authenticated)
}

/// What belongs around anything that is served: a request id, a span, counting, and an end to panics and slowness.
pub fn around(inside: Router) -> Router {
    inside
        .layer(from_fn(in_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(named))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(replied))
        .layer(from_fn(counted))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
}

/// Names the route, never the path: a cart's id in it is a secret.
fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let id = id_of(request).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), route, id, trace = tracing::field::Empty)
}

/// The edge's name for a request, by which the edge's log and the client's page call it too; or else one of our own.
fn id_of(request: &Request) -> Option<&str> {
    let named = |name: &str| request.headers().get(name).and_then(|id| id.to_str().ok()).filter(|id| id.len() <= 64);
    named(REQUEST_ID.as_str()).or_else(|| named("x-request-id"))
}

/// Lets whatever is recorded for a request know its name.
async fn named(request: Request, next: Next) -> Response {
    let id = id_of(&request).map(str::to_owned);
    telemetry::within(id.as_deref(), next.run(request)).await
}

fn replied<B>(response: &http::Response<B>, latency: Duration, span: &tracing::Span) {
    telemetry::traces::answered(span, response.status());
    DefaultOnResponse::default().on_response(response, latency, span);
}

/// Counts the request by the endpoint that was declared for its route.
async fn counted(request: Request, next: Next) -> Response {
    let counted = metrics::Request::begin(endpoint_of(&request));
    let response = next.run(request).await;
    counted.answered(response.status());
    response
}

/// The name of the endpoint, or of one of the few addresses that are none.
fn endpoint_of(request: &Request) -> &'static str {
    static NAMES: LazyLock<HashMap<(&'static str, Method), &'static str>> = LazyLock::new(|| {
        let endpoints = api::registry::endpoints().iter();
        endpoints.map(|endpoint| ((endpoint.path, endpoint.method.clone()), endpoint.name)).collect()
    });
    let Some(route) = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str) else { return "none" };
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    match NAMES.get(&(route, method)) {
        Some(name) => name,
        None if route == OPENAPI => "openapi",
        None if route.starts_with("/health/") => "health",
        None => "none",
    }
}

async fn openapi() -> Response {
    static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| api::openapi::public_document().to_string().into());
    let mut response = Response::new(DOCUMENT.clone().into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // It changes with the program alone, and a new program purges everything.
    CachePolicy::UntilPurged(Lifetime::PAGE, vec![Tag::all()]).write(response.headers_mut());
    response
}

async fn description(_: Stores, _: Call<GetDescription>) -> Result<serde_json::Value, ServiceError> {
    Ok(api::openapi::document())
}

async fn not_found() -> Response {
    respond(&Problem::new(Code::NotFound, "Nothing is at this address. /v1/openapi.json lists what there is."))
}

/// Axum adds `Allow`.
async fn method_not_allowed() -> Response {
    respond(&Problem::new(
        Code::MethodNotAllowed,
        "This address does not take this method; Allow names those it takes.",
    ))
}

/// Whether forms with files are sent there.
fn takes_files(path: &str) -> bool {
    matches!(path, "/admin/media" | "/admin/imports/new")
        || (path.starts_with("/admin/products/") && path.ends_with("/pictures/new"))
}

async fn in_time(request: Request, next: Next) -> Response {
    let timeout = if takes_files(request.uri().path()) { UPLOAD_TIMEOUT } else { TIMEOUT };
    match tokio::time::timeout(timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::error!("no reply within {} s", timeout.as_secs());
            respond(&Problem::unavailable())
        }
    }
}

fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("without a message"), "a handler panicked");
    respond(&Problem::internal())
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::Endpoint as _;
    use axum::body::Body;
    use http::StatusCode;
    use http_body_util::BodyExt as _;
    use origin_platform::EdgeKeys;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::Arc;
    use tower::ServiceExt as _;

    async fn call(method: Method, path: &str) -> (http::response::Parts, Bytes) {
        let stores = origin_testing::fresh_stores().await;
        let panics = async || -> &'static str { panic!("on purpose") };
        let services = Router::new().route("/v1/thing", get(async || "thing")).route("/v1/panics", get(panics));
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let app = app(stores, services, None, Draining::default());
        let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
        (parts, body.collect().await.unwrap().to_bytes())
    }

    fn code(body: &Bytes) -> Code {
        serde_json::from_slice::<Problem>(body).expect("a problem").code
    }

    #[tokio::test]
    async fn what_has_no_handler_is_a_problem() {
        let (parts, body) = call(Method::GET, "/v2/thing").await;
        assert_eq!((parts.status, code(&body)), (StatusCode::NOT_FOUND, Code::NotFound));
        let (parts, body) = call(Method::DELETE, "/v1/thing").await;
        assert_eq!((parts.status, code(&body)), (StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed));
        assert_eq!(parts.headers[header::ALLOW], "GET,HEAD");
        assert!(parts.headers.contains_key("x-request-id"));
    }

    #[tokio::test]
    async fn a_panic_is_our_fault_and_says_nothing() {
        let (parts, body) = call(Method::GET, "/v1/panics").await;
        assert_eq!((parts.status, code(&body)), (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal));
        assert!(!String::from_utf8_lossy(&body).contains("on purpose"));
    }

    #[tokio::test]
    async fn the_document_may_be_cached_and_health_names_the_stores() {
        let (parts, body) = call(Method::GET, "/v1/openapi.json").await;
        assert_ne!(CachePolicy::read(&parts.headers), CachePolicy::Never);
        let document: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert!(document["paths"]["/v1/products/{slug}"]["get"].is_object());
        for path in ["/health/ready", "/health/stores"] {
            let (parts, body) = call(Method::GET, path).await;
            let report: serde_json::Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((parts.status, &report["postgres"]), (StatusCode::OK, &"up".into()), "{path}: {report}");
        }
    }

    #[tokio::test]
    async fn every_endpoint_is_inside_signed() {
        let stores = origin_testing::fresh_stores().await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        std::fs::write(&path, format!("edge:{}", "A".repeat(44))).unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let keys = Arc::new(EdgeKeys::open(&path).unwrap());
        let authenticator = Authenticator::new(Arc::clone(&keys), stores.clone());
        let app = app(stores, Router::new(), Some(authenticator), Draining::default());
        let mut checked = 0;
        for endpoint in api::registry::endpoints() {
            let path = endpoint.path.replace(['{', '}'], "");
            let ask = async |signed: bool| {
                let mut head = Request::builder().method(&endpoint.method).uri(&path).body(()).unwrap().into_parts().0;
                if signed {
                    keys.sign(&mut head, b"");
                }
                let response = app.clone().oneshot(Request::from_parts(head, Body::empty())).await.unwrap();
                let body = response.into_body().collect().await.unwrap().to_bytes();
                serde_json::from_slice::<Problem>(&body).unwrap().code
            };
            assert_eq!(ask(false).await, Code::SignatureMissing, "{}", endpoint.name);
            // No service is mounted, but what is there for all of them.
            let expected = if endpoint.name == GetDescription::NAME { Code::Unauthenticated } else { Code::NotFound };
            assert_eq!(ask(true).await, expected, "{}", endpoint.name);
            checked += 1;
        }
        assert!(checked > 50);
    }

    #[tokio::test]
    async fn a_process_that_ends_says_so_before() {
        let stores = origin_testing::fresh_stores().await;
        let draining = Draining::default();
        let app = app(stores, Router::new(), None, draining.clone());
        draining.begin();
        let request = Request::get("/health/ready").body(Body::empty()).unwrap();
        let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
        let report: serde_json::Value = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
        assert_eq!((parts.status, &report["status"]), (StatusCode::SERVICE_UNAVAILABLE, &"draining".into()));
    }
}
