//! Which calls of the origin are the same question.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, OnceLock};

use api::edge::REQUEST_ID;

use crate::http::route;

/// The key of an impersonal read: equal keys are equal questions to the origin, asked between the
/// same two purges. An answer that left the origin before a purge must not be taken for one that
/// was asked for after it, hence `changes`, the number of purges so far.
///
/// None for whatever may be personal or may change something: that is asked for each time.
pub fn read_key<B>(request: &http::Request<B>, changes: u64) -> Option<Arc<str>> {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let names_somebody =
        [http::header::AUTHORIZATION, http::header::COOKIE].iter().any(|name| headers.contains_key(name));
    let personal = names_somebody || route::is_personal(uri.path(), uri.query());
    if method != http::Method::GET || personal {
        return None;
    }
    // Two questions that differ in a header may have different answers.
    let mut lines: Vec<(&str, &[u8])> =
        headers.iter().filter(|(name, _)| !is_of_one_call(name)).map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
    lines.sort_unstable();
    let fields = fixed_state().hash_one(lines);
    Some(format!("{changes} {fields:016x} {uri}").into())
}

/// Names of calls: they differ between equal questions.
fn is_of_one_call(name: &http::HeaderName) -> bool {
    *name == REQUEST_ID || name == "traceparent" || name.as_str().starts_with("signature")
}

/// One seed for the process, so that equal lines have equal hashes.
fn fixed_state() -> &'static RandomState {
    static STATE: OnceLock<RandomState> = OnceLock::new();
    STATE.get_or_init(RandomState::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_equal_impersonal_reads_share_a_key() {
        let ask = |method: &str, uri: &str, line: Option<(&str, &str)>| {
            let mut request = http::Request::builder().method(method).uri(uri);
            if let Some((name, value)) = line {
                request = request.header(name, value);
            }
            read_key(&request.body(()).expect("valid"), 3)
        };
        let product = ask("GET", "http://o/v1/products/a", None);
        assert!(product.is_some());
        assert_eq!(product, ask("GET", "http://o/v1/products/a", Some(("x-edge-request-id", "7"))));
        assert_ne!(product, ask("GET", "http://o/v1/products/a?x=1", None));
        assert_ne!(product, ask("GET", "http://o/v1/products/a", Some(("accept", "text/plain"))));
        for personal in [
            ask("POST", "http://o/v1/products/a", None),
            ask("GET", "http://o/v1/products/a", Some(("authorization", "Bearer x"))),
            ask("GET", "http://o/v1/products/a", Some(("cookie", "a=b"))),
            ask("GET", "http://o/v1/carts/7f2c1d3e-0000-4000-8000-000000000001", None),
            ask("GET", "http://o/v1/orders/7", None),
        ] {
            assert_eq!(personal, None);
        }
        let later = http::Request::builder().uri("http://o/v1/products/a").body(()).expect("valid");
        assert_ne!(product, read_key(&later, 4), "a purge in between");
    }
}
