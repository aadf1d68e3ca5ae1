//! Clicks on what a search has found, told to the origin, which counts them by day (ADR 83).
//!
//! The browser says which page led to the next one. So nothing is added to links or pages, what is stored of pages stays
//! the same for everybody, and it works without scripts. It is a sample: what a browser keeps, a proxy leaves out, or the
//! origin has no time for is not counted.

use std::net::IpAddr;

use api::client::IDEMPOTENCY_KEY;
use api::edge::client::CLIENT;
use api::edge::{REQUEST_ID, handover};
use api::endpoint::request_of;
use api::search::CreateSearchOutcome;
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, header};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::config::BaseAddress;
use crate::http::request_id::request_id;
use crate::node::Worker;
use crate::wasm::outgoing::GUEST_ORIGIN;

/// Clicks that are being told at once; what comes while as many are under way is not counted.
static TELLING: Semaphore = Semaphore::const_new(4);

/// What browsers ask for before anybody has clicked.
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");

impl Worker {
    /// Tells the origin if this request for a page is a click on what a search has found. Nobody waits for it.
    pub(crate) fn tell_click(&self, head: &Parts, public: &BaseAddress, client: IpAddr) {
        let Some(click) = click(head, public) else { return };
        let Some(mut request) = handover::request(GUEST_ORIGIN, request_of(&click)) else { return };
        let client = client.to_canonical().to_string();
        for (name, value) in [
            (IDEMPOTENCY_KEY, Uuid::new_v4().to_string()),
            // It is counted how much one client says, and forgotten who it was.
            (CLIENT, client),
            (REQUEST_ID, request_id()),
        ] {
            let Ok(value) = HeaderValue::try_from(value) else { return };
            request.headers_mut().insert(name, value);
        }
        self.outgoing.tell(&TELLING, request);
    }
}

/// The click that a request for a page is; none if it is for another page, or nobody has clicked on what was found.
fn click(head: &Parts, public: &BaseAddress) -> Option<CreateSearchOutcome> {
    let referrer = head.headers.get(header::REFERER)?.to_str().ok()?;
    let is_early = head.headers.get(SEC_PURPOSE).is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"));
    // Nearly all other requests are told apart by this.
    if head.method != Method::GET || is_early || !referrer.contains("/search") {
        return None;
    }
    CreateSearchOutcome::of_click(&public.to_string(), referrer, head.uri.path())
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::config::base_address;

    fn asked(method: Method, path: &str, fields: &[(&str, &str)]) -> Option<CreateSearchOutcome> {
        let public = base_address("https://shop.example").expect("an address");
        let request = Request::builder().method(method).uri(path);
        let request = fields.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        click(&request.body(()).expect("a request").into_parts().0, &public)
    }

    #[test]
    fn a_click_is_told_by_the_page_that_led_to_a_product() {
        let mug = "/de/products/harbour-mug?variant=MUG-S";
        let from = ("referer", "https://shop.example/de/search?q=Becher");
        let click = asked(Method::GET, mug, &[from]).expect("a click");
        assert_eq!((click.q.as_str(), click.slug.as_str(), click.added), ("becher", "harbour-mug", false));
        for (method, path, fields) in [
            (Method::GET, mug, vec![]),
            (Method::HEAD, mug, vec![from]),
            (Method::GET, "/de/collections/table", vec![from]),
            (Method::GET, mug, vec![from, ("sec-purpose", "prefetch;prerender")]),
            (Method::GET, mug, vec![("referer", "https://elsewhere.example/de/search?q=Becher")]),
            (Method::GET, mug, vec![("referer", "https://shop.example/de/products/harbour-mug")]),
        ] {
            assert_eq!(asked(method, path, &fields), None, "{path} {fields:?}");
        }
    }
}
