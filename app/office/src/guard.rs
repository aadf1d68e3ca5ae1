//! What holds for every request to the office.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::Office;
use crate::page::trouble;
use crate::visitor::locale;

/// Nothing is loaded but our own stylesheet, nothing runs, and no other page shows ours.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Refuses writes that other pages caused, and says that nothing may be kept, framed or guessed.
pub async fn guard(State(_): State<Office>, request: Request, next: Next) -> Response {
    let mut response = if *request.method() == Method::POST && !is_from_here(request.headers()) {
        let locale = locale(request.headers());
        trouble(locale, StatusCode::FORBIDDEN, words::office(locale).form_stale(), None).into_response()
    } else {
        next.run(request).await
    };
    let always = [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in always {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
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
