//! From plain HTTP to HTTPS.

use api::site::{EDGE, ENDPOINTS};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header};

use crate::config::BaseAddress;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::forwarding;
use crate::http::problem::Problem;
use crate::http::request_id::request_id;

/// What is answered by plain HTTP all the same: probes on a private network, and an authority that
/// checks who a certificate is for.
const PLAIN: [&str; 2] = [EDGE, "/.well-known/acme-challenge/"];

/// What is said by plain HTTP where HTTPS is wanted; none for what plain HTTP answers. Pages are led to the same
/// address by HTTPS, on the shop's own host, whichever the client named. A program that calls the API is refused:
/// led on, it would never notice that it sends its key readably.
pub fn redirect(public: &BaseAddress, uri: &Uri, headers: &HeaderMap) -> Option<Response<Bytes>> {
    if PLAIN.iter().any(|prefix| uri.path().starts_with(prefix)) {
        return None;
    }
    if uri.path().starts_with(ENDPOINTS) {
        let problem = Problem::HTTPS_ONLY;
        return Some(problem.answer(headers, &request_id(), CacheStatus::Own(problem.code)));
    }
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let target = if target.starts_with('/') { target } else { "/" };
    moved(&format!("{public}{target}"), CacheStatus::Own("https-only"))
}

/// Leads to another address for good; none if that is no address.
pub fn moved(location: &str, status: CacheStatus) -> Option<Response<Bytes>> {
    let location = HeaderValue::from_str(location).ok()?;
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(CACHE_STATUS, status.value());
    forwarding::secure(response.headers_mut());
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l4_a_program_is_told_that_it_speaks_plainly() {
        let public = crate::config::base_address("https://shop.example").expect("an address");
        for uri in ["/v1/sessions", "/v1/admin/orders?x=1", "http://shop.example/v1/carts"] {
            let refused = redirect(&public, &uri.parse().expect("a target"), &HeaderMap::new()).expect("refused");
            assert_eq!(refused.status(), 403, "{uri}");
            assert!(!refused.headers().contains_key(header::LOCATION), "{uri}");
        }
    }

    #[test]
    fn everything_but_probes_and_challenges_is_led_to_https() {
        let public = crate::config::base_address("https://shop.example").expect("an address");
        let check = |uri: &str, expect: Option<&str>| {
            let response = redirect(&public, &uri.parse().expect("a target"), &HeaderMap::new());
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
