//! What holds for every request to the office.

use api::Problem;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use origin_staff::{Permission, Session, cookies, session};

use crate::Office;
use crate::page::trouble;
use crate::visitor::{locale, problem_of};

/// Nothing is loaded but our own stylesheet and, as [`policy`] adds, the shop's pictures; nothing runs, and no other page
/// shows ours.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Refuses writes that other pages caused, finds out who is signed in, and says that nothing may be kept, framed or guessed.
pub async fn guard(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let locale = locale(request.headers());
    let mut response = if *request.method() == Method::POST && !is_from_here(request.headers()) {
        trouble(locale, StatusCode::FORBIDDEN, words::office(locale).form_stale(), None).into_response()
    } else {
        match session_of(&office, request.headers()).await {
            Ok(session) => {
                if let Some(session) = session {
                    request.extensions_mut().insert(session);
                }
                next.run(request).await
            }
            Err(problem) => {
                let title = words::office(locale).went_wrong();
                trouble(locale, problem.code.status(), title, Some(&problem.detail)).into_response()
            }
        }
    };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&office.shop));
    let always = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What pages may load, with pictures of the shop at this address.
fn policy(shop: &str) -> HeaderValue {
    let pictures = HeaderValue::try_from(format!("{POLICY}; img-src {shop}/media/"));
    // What separates rules, or is no text, is no address of a shop.
    let is_address = !shop.contains([';', ',', ' ']);
    pictures.ok().filter(|_| is_address).unwrap_or(HeaderValue::from_static(POLICY))
}

async fn session_of(office: &Office, headers: &HeaderMap) -> Result<Option<Session>, Problem> {
    match cookies::session(headers, office.is_https) {
        Some(token) => session::current(&office.stores, token).await.map_err(problem_of),
        None => Ok(None),
    }
}

/// Sends whoever is signed in and may not do this away. Whoever is not signed in comes as far as the handler, which knows
/// what they typed.
pub async fn allow(State(permission): State<Permission>, request: Request, next: Next) -> Response {
    match request.extensions().get::<Session>().map(|session| session.require(permission)) {
        Some(Err(problem)) => {
            let locale = locale(request.headers());
            let title = words::office(locale).not_allowed();
            trouble(locale, problem.code.status(), title, Some(&problem.detail)).into_response()
        }
        Some(Ok(())) | None => next.run(request).await,
    }
}

/// Whether a browser says that one of our own pages sent this. All that are in use say it in one of the two ways.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_write() {
        let check = |said: &[(&'static str, &'static str)], expected| {
            let mut headers = HeaderMap::new();
            for (name, value) in said {
                headers.insert(*name, HeaderValue::from_static(value));
            }
            assert_eq!(is_from_here(&headers), expected, "{said:?}");
        };
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[("sec-fetch-site", "same-site"), ("origin", "http://a"), ("host", "a")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("origin", "https://office.example:8443"), ("host", "office.example:8443")], true);
        check(&[("origin", "https://evil.example"), ("host", "office.example")], false);
        check(&[("origin", "null"), ("host", "office.example")], false);
        check(&[("host", "office.example")], false);
    }
}
