//! What a page or server function sets on the response besides its body.

use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Seconds after which one who asked too often may ask again.
const TOO_OFTEN_SECONDS: u32 = 60;

/// Sets the status. Whoever asked too often is told when to come again (RFC 6585, 4), if that was not said better.
pub fn status(status: StatusCode) {
    let Some(response) = use_context::<ResponseOptions>() else { return };
    response.set_status(status);
    let is_told = response.0.read().is_ok_and(|parts| parts.headers.contains_key(header::RETRY_AFTER));
    if status == StatusCode::TOO_MANY_REQUESTS && !is_told {
        retry_after(TOO_OFTEN_SECONDS);
    }
}

/// Has the browser forget what it keeps of the shop, besides the cookies, which are ended one by one: others of the
/// same domain are not ours to take.
pub fn clear_site_data() {
    set(HeaderName::from_static("clear-site-data"), r#""cache", "storage""#);
}

/// Sends the browser to `address` by GET: a path of the shop's or what the origin named, never what
/// the request brought.
pub fn see_other(address: &str) {
    set(header::LOCATION, address);
    status(StatusCode::SEE_OTHER);
}

/// Says that what is asked for has another address for good: a path of the shop's.
pub fn moved(path: &str) {
    set(header::LOCATION, path);
    status(StatusCode::PERMANENT_REDIRECT);
}

/// Says that there is another page for what is asked for, for good, by `status` (301 or 308): a path of the shop's.
pub fn led(path: &str, status_code: StatusCode) {
    set(header::LOCATION, path);
    status(status_code);
}

/// Asks to be tried again after `seconds`.
pub fn retry_after(seconds: u32) {
    set(header::RETRY_AFTER, &seconds.to_string());
}

/// Adds a `Set-Cookie` header.
pub fn cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(header::SET_COOKIE, value);
    }
}

/// Whether the request comes from a form or link and not from a script of ours.
pub fn wants_page() -> bool {
    let accept = use_context::<http::request::Parts>().and_then(|parts| parts.headers.get(header::ACCEPT).cloned());
    accept.is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}

fn set(name: HeaderName, value: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        response.insert_header(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderMap;
    use leptos::prelude::{Owner, provide_context};

    /// What `answer` sets, as the worker would send it.
    fn set_by(answer: impl Fn()) -> (Option<StatusCode>, HeaderMap) {
        let owner = Owner::new();
        owner.with(|| {
            let response = ResponseOptions::default();
            provide_context(response.clone());
            answer();
            let parts = response.0.read().expect("nobody panicked");
            (parts.status, parts.headers.clone())
        })
    }

    #[test]
    fn l12_who_asked_too_often_is_told_when_to_come_again() {
        let (code, headers) = set_by(|| status(StatusCode::TOO_MANY_REQUESTS));
        assert_eq!(
            (code, &headers[header::RETRY_AFTER]),
            (Some(StatusCode::TOO_MANY_REQUESTS), &"60".parse().expect("a value"))
        );
        let (_, headers) = set_by(|| {
            retry_after(600);
            status(StatusCode::TOO_MANY_REQUESTS);
        });
        assert_eq!(headers[header::RETRY_AFTER], "600");
        assert!(set_by(|| status(StatusCode::OK)).1.is_empty());
    }

    #[test]
    fn l12_what_the_browser_keeps_is_cleared() {
        let (_, headers) = set_by(clear_site_data);
        assert_eq!(headers["clear-site-data"], r#""cache", "storage""#);
    }
}
