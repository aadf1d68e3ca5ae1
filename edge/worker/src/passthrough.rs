//! The JSON API, passed through to the origin: impersonal catalogue reads by way of the cache,
//! everything else straight.

use api::cache::CachePolicy;
use api::client::{NoAnswer, ORDER_TOKEN, Transport};
use api::edge::handover;
use api::problem::{Code, Problem};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, header};

/// Passes a request on for the shopper of a session, or for whoever has the token of a link to an order; what the request
/// shows itself counts before that. Whoever's session is over is a guest.
pub async fn pass_as(
    transport: &dyn Transport,
    mut request: Request<Bytes>,
    session: Option<String>,
    order_token: Option<String>,
) -> Response {
    if let Some(token) = order_token.and_then(|token| HeaderValue::try_from(token).ok()) {
        request.headers_mut().entry(ORDER_TOKEN).or_insert(token);
    }
    let bearer = session.and_then(|token| HeaderValue::try_from(format!("Bearer {token}")).ok());
    let Some(bearer) = bearer else { return pass(transport, request).await };
    let mut theirs = request.clone();
    theirs.headers_mut().insert(header::AUTHORIZATION, bearer);
    match pass(transport, theirs).await {
        refused if refused.status() == StatusCode::UNAUTHORIZED => pass(transport, request).await,
        response => response,
    }
}

/// Passes a request on.
pub async fn pass(transport: &dyn Transport, request: Request<Bytes>) -> Response {
    let onward = handover::request("", request).expect("its address is part of a URI");
    match transport.send(onward).await {
        Ok(mut answer) => {
            CachePolicy::write_known(&mut answer);
            handover::reply(answer).map(Body::from)
        }
        Err(NoAnswer(_)) => problem(&Problem::unavailable()),
    }
}

/// “This address does not take that”, with what it takes (RFC 9110, 15.5.6).
pub fn not_allowed(method: &Method, allowed: &'static str) -> Response {
    let detail = format!("This address does not take {method}, only {allowed}.");
    let mut response = problem(&Problem::new(Code::MethodNotAllowed, detail));
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// A problem as a response.
pub fn problem(problem: &Problem) -> Response {
    handover::problem(problem).map(Body::from)
}
