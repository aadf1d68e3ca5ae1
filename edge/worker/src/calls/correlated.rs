//! Calls of the origin under the id of the request they are made for, so that the logs of the two can be joined, and in
//! its trace.

use api::client::{Answer, Transport};
use api::edge::{REQUEST_ID, TRACE_PARENT};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request};

/// A transport that names the request that is being answered. What is shared between requests is shared all the same:
/// no cache's key knows the name.
pub struct Correlated<T> {
    inner: T,
    id: Option<HeaderValue>,
    trace: Option<HeaderValue>,
}

impl<T> Correlated<T> {
    /// Under the id, and in the trace, that the host has put into these fields.
    pub fn new(inner: T, received: &HeaderMap) -> Self {
        Self { inner, id: received.get(REQUEST_ID).cloned(), trace: received.get(TRACE_PARENT).cloned() }
    }
}

impl<T: Transport> Transport for Correlated<T> {
    fn send(&self, mut request: Request<Bytes>) -> Answer<'_> {
        for (name, value) in [(REQUEST_ID, &self.id), (TRACE_PARENT, &self.trace)] {
            if let Some(value) = value {
                request.headers_mut().insert(name, value.clone());
            }
        }
        self.inner.send(request)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use api::client::NoAnswer;

    use super::*;

    #[derive(Default)]
    struct Wire(Mutex<Vec<[Option<HeaderValue>; 2]>>);

    impl Transport for &Wire {
        fn send(&self, request: Request<Bytes>) -> Answer<'_> {
            self.0
                .lock()
                .expect("nobody panicked")
                .push([REQUEST_ID, TRACE_PARENT].map(|name| request.headers().get(name).cloned()));
            Box::pin(async { Err(NoAnswer("a wire alone".to_owned())) })
        }
    }

    #[test]
    fn m6_the_origin_is_told_the_request_s_id_and_its_place_in_a_trace() {
        let wire = Wire::default();
        let id = HeaderValue::from_static("edge-7");
        let trace = HeaderValue::from_static("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        let received = HeaderMap::from_iter([(REQUEST_ID, id.clone()), (TRACE_PARENT, trace.clone())]);
        let ask = || Request::post("/v1/sessions").body(Bytes::new()).expect("a request");
        drop(Correlated::new(&wire, &received).send(ask()));
        drop(Correlated::new(&wire, &HeaderMap::new()).send(ask()));
        assert_eq!(wire.0.into_inner().expect("nobody panicked"), [[Some(id), Some(trace)], [None, None]]);
    }
}
