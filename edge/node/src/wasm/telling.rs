//! What the origin is told beside an answer: nobody waits for it, and nobody misses it.

use api::endpoint::Endpoint as _;
use api::search::CreateSearchOutcome;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tokio::sync::Semaphore;

use super::outgoing::Outgoing;

/// Outcomes of the worker that are being told at once.
static OUTCOMES: Semaphore = Semaphore::const_new(4);

impl Outgoing {
    /// Tells the origin something. What comes while as much as `room` has is under way is not told.
    pub(crate) fn tell(&self, room: &'static Semaphore, request: Request<Bytes>) {
        let Ok(permit) = room.try_acquire() else { return };
        let outgoing = self.clone();
        tokio::spawn(async move {
            let _permit = permit;
            if let Err(error) = outgoing.hand_on(request).await {
                tracing::debug!(?error, "what became of a search is not counted");
            }
        });
    }

    /// Tells the origin what became of a search, and gives what it says to that. Whoever puts something into the cart does not
    /// wait for its being counted.
    pub(super) fn told_beside(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.tell(&OUTCOMES, request);
        let mut told = Response::new(Bytes::new());
        *told.status_mut() = StatusCode::NO_CONTENT;
        told
    }
}

/// Whether the worker says what became of a search.
pub(super) fn is_outcome<B>(request: &Request<B>) -> bool {
    *request.method() == CreateSearchOutcome::METHOD && request.uri().path() == CreateSearchOutcome::PATH
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use api::edge::handover;
    use api::endpoint::request_of;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::*;
    use crate::config::base_address;
    use crate::http::client::Client;
    use crate::origin::Pool;
    use crate::origin::calling::Caller;
    use crate::wasm::outgoing::GUEST_ORIGIN;

    #[tokio::test]
    async fn what_became_of_a_search_is_told_without_waiting_for_the_origin() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = base_address(&format!("http://{}", listener.local_addr().expect("bound"))).expect("an address");
        let caller = Caller::new(Arc::new(Pool::new(&[address], 1)), Client::new(None).expect("TLS"));
        let outgoing = Outgoing::new(caller, None, Arc::default(), Arc::default()).expect("no keys");
        let (shop, mug) = ("https://shop.example", "/products/harbour-mug");
        let outcome = CreateSearchOutcome::of_click(shop, "https://shop.example/search?q=mug", mug).expect("a click");
        let request = handover::request(GUEST_ORIGIN, request_of(&outcome)).expect("an address");
        // Nobody has taken a connection yet, so nobody can have answered.
        let told = outgoing.ask(request, Duration::from_secs(5)).await.expect("an answer");
        assert_eq!((told.status(), told.body().len()), (StatusCode::NO_CONTENT, 0));
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut bytes = vec![0; 8192];
        let count = stream.read(&mut bytes).await.expect("a request");
        let received = String::from_utf8_lossy(&bytes[..count]);
        assert!(received.starts_with("POST /v1/search/outcomes HTTP/1.1\r\n"), "{received}");

        for other in ["/v1/search/outcomes", "/v1/search?q=mug", "/v1/carts"] {
            let request = Request::get(format!("{GUEST_ORIGIN}{other}")).body(Bytes::new()).expect("a request");
            assert!(!is_outcome(&request), "its answer is needed");
        }
    }
}
