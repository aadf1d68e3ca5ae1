//! Calls of the origin that say for whom they are made.

use api::client::{Answer, Transport};
use api::edge::client::CLIENT;
use api::endpoint::is_write;
use api::site;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request};

/// A transport that names the client whose request is being answered. Reads that are the same for everybody name
/// nobody: they are shared, and kept.
pub struct Attributed<T> {
    inner: T,
    client: Option<HeaderValue>,
}

impl<T> Attributed<T> {
    /// Names the client that the host has put into these fields.
    pub fn new(inner: T, received: &HeaderMap) -> Self {
        Self { inner, client: received.get(CLIENT).cloned() }
    }
}

impl<T: Transport> Transport for Attributed<T> {
    fn send(&self, mut request: Request<Bytes>) -> Answer<'_> {
        let is_shared =
            |request: &Request<Bytes>| !is_write(request.method()) && site::is_public_read(request.uri().path());
        if let Some(client) = self.client.as_ref().filter(|_| !is_shared(&request)) {
            request.headers_mut().insert(CLIENT, client.clone());
        }
        self.inner.send(request)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use api::client::NoAnswer;

    use super::*;

    /// Notes whom each call names.
    #[derive(Default)]
    struct Wire(Mutex<Vec<Option<String>>>);

    impl Transport for &Wire {
        fn send(&self, request: Request<Bytes>) -> Answer<'_> {
            let named = request.headers().get(CLIENT).map(|client| client.to_str().expect("ASCII").to_owned());
            self.0.lock().expect("nobody panicked").push(named);
            Box::pin(async { Err(NoAnswer("a wire alone".to_owned())) })
        }
    }

    #[test]
    fn m1_the_origin_is_told_for_whom_it_is_asked_and_shared_reads_name_nobody() {
        let wire = Wire::default();
        let received = HeaderMap::from_iter([(CLIENT, HeaderValue::from_static("192.0.2.7"))]);
        let (known, unknown) = (Attributed::new(&wire, &received), Attributed::new(&wire, &HeaderMap::new()));
        let ask = |method: &str, path: &str| {
            Request::builder().method(method).uri(path).body(Bytes::new()).expect("a request")
        };
        drop(known.send(ask("POST", "/v1/carts")));
        drop(known.send(ask("GET", "/v1/carts/7")));
        drop(known.send(ask("GET", "/v1/products/a")));
        drop(unknown.send(ask("POST", "/v1/carts")));
        let named = wire.0.into_inner().expect("nobody panicked");
        let client = || Some("192.0.2.7".to_owned());
        assert_eq!(named, [client(), client(), None, None]);
    }
}
