//! What the worker is told of a request.

use super::*;

#[test]
fn the_worker_sees_the_public_address() {
    let public = crate::config::base_address("https://shop.example").expect("an address");
    let request = guest_request(&public, Method::GET, "/a?b=c", HeaderMap::new(), Bytes::new());
    assert_eq!(request.expect("valid").uri(), "https://shop.example/a?b=c");
}
