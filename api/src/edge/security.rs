//! The header fields that tell browsers what an answer may not be used for. Whatever runs the worker adds
//! them: a node to all it sends, the worker by itself where no node is around it.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What pages may ask a browser for: none of what a shop needs not. Payment is left to the frames of
/// payment providers.
const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), serial=(), usb=(), xr-spatial-tracking=()";

/// What holds for any other answer with something in it, such as a picture. It says nothing of what is loaded: over a script
/// of a worker that would hold for all that the worker does.
const NO_FRAME: &str = "frame-ancestors 'none'";

/// Types of answers that are for programs.
const DATA: [&str; 2] = ["application/json", "application/problem+json"];
/// What they may do in a browser that shows them all the same: load nothing, and be in no frame.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds the security fields an answer lacks. What a page may load is known to the worker, which says so
/// itself (`Content-Security-Policy`).
pub fn secure(headers: &mut HeaderMap) {
    headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes().to_owned()).unwrap_or_default();
    // Of an answer without a type but with an `ETag`, which says that nothing has changed, nothing is said: it would take
    // the place of what came with the picture.
    if !kind.is_empty() || !headers.contains_key(header::ETAG) {
        headers.entry("cross-origin-resource-policy").or_insert(HeaderValue::from_static(shown_by(&kind)));
    }
    if DATA.iter().any(|data| kind.starts_with(data.as_bytes())) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NOTHING));
    }
    if !kind.starts_with(b"text/html") {
        // An answer without a type, such as one that nothing has changed, would take the page's own policy away.
        if !kind.is_empty() {
            headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_FRAME));
        }
        return;
    }
    for (name, value) in [
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Which sites may show an answer of this media type (`Cross-Origin-Resource-Policy`). Pictures are for everybody: the
/// office has another origin than the shop, and mails and feeds are read elsewhere.
pub fn shown_by(kind: &[u8]) -> &'static str {
    if kind.starts_with(b"image/") { "cross-origin" } else { "same-origin" }
}
