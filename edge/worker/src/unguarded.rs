//! What a node does around the worker, and the worker by itself where there is none, as on plain Spin.

use api::cache::{CachePolicy, Lifetime};
use api::edge::security::secure;
use axum::response::Response;

/// Adds the fields that browsers need, and lets no cache in front show old answers while the shop is away: none
/// of them hears of a purge, let alone of a hard one.
pub fn dress(mut response: Response) -> Response {
    let headers = response.headers_mut();
    secure(headers);
    if let CachePolicy::UntilPurged(lifetime, tags) = CachePolicy::read(headers) {
        CachePolicy::UntilPurged(Lifetime { stale_if_error: 0, ..lifetime }, tags).write(headers);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::cache::{CDN_CACHE_CONTROL, Tag};
    use axum::body::Body;

    #[test]
    fn no_cache_in_front_shows_for_a_day_what_a_hard_purge_forbade() {
        let mut response = Response::new(Body::empty());
        CachePolicy::UntilPurged(Lifetime::UNGUARDED, vec![Tag::navigation()]).write(response.headers_mut());
        let dressed = dress(response);
        let told = dressed.headers()[CDN_CACHE_CONTROL].to_str().expect("ASCII");
        assert!(told.contains("max-age=60") && !told.contains("86400"), "{told}");
        assert_eq!(dressed.headers()["x-content-type-options"], "nosniff");
        assert!(!dress(Response::new(Body::empty())).headers().contains_key(CDN_CACHE_CONTROL));
    }
}
