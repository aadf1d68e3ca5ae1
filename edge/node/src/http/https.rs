//! From plain HTTP to HTTPS.

use api::site::EDGE;
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, Uri, header};

use crate::config::BaseAddress;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::forwarding;

/// What is answered by plain HTTP all the same: probes on a private network, and an authority that
/// checks who a certificate is for.
const PLAIN: [&str; 2] = [EDGE, "/.well-known/acme-challenge/"];

/// The way to the same address by HTTPS; none for what plain HTTP answers. It leads to the shop's
/// own host, whichever the client named.
pub fn redirect(public: &BaseAddress, uri: &Uri) -> Option<Response<Bytes>> {
    if PLAIN.iter().any(|prefix| uri.path().starts_with(prefix)) {
        return None;
    }
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let target = if target.starts_with('/') { target } else { "/" };
    let location = HeaderValue::from_str(&format!("{public}{target}")).ok()?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(CACHE_STATUS, CacheStatus::Own("https-only").value());
    forwarding::secure(response.headers_mut());
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_probes_and_challenges_is_led_to_https() {
        let public = crate::config::base_address("https://shop.example").expect("an address");
        let check = |uri: &str, expect: Option<&str>| {
            let response = redirect(&public, &uri.parse().expect("a target"));
            let location = response.as_ref().map(|response| response.headers()["location"].to_str().expect("ASCII"));
            assert_eq!(location, expect, "{uri}");
            assert!(response.is_none_or(|response| response.status() == 308));
        };
        check("/", Some("https://shop.example/"));
        check("/de/search?q=a%20b", Some("https://shop.example/de/search?q=a%20b"));
        check("http://evil.example/cart", Some("https://shop.example/cart"));
        check("//evil.example/", Some("https://shop.example//evil.example/"));
        check("*", Some("https://shop.example/"));
        check("/_edge/ready", None);
        check("/.well-known/acme-challenge/token", None);
        check("/.well-known/security.txt", Some("https://shop.example/.well-known/security.txt"));
    }
}
