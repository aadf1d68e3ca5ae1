//! What a page or server function sets on the response besides its body.

use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Sets the status.
pub fn status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Sends the browser to `address` by GET: a path of the shop's or what the origin named, never what
/// the request brought.
pub fn see_other(address: &str) {
    set(header::LOCATION, address);
    status(StatusCode::SEE_OTHER);
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
