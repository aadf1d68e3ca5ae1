//! Answers of the node itself when there is none of the worker, as a small page or as a
//! problem document (RFC 9457), whichever the client reads.

use api::edge::REQUEST_ID;
use api::site::Limited;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use crate::http::bounds::limiter::Quota;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::forwarding;
use crate::http::worker_error::WorkerError;

/// What these pages may load: nothing.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A refusal or failure of the node.
#[derive(Clone, Copy, Debug)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// A word for programs, also given in `Cache-Status`.
    pub code: &'static str,
    /// A sentence for people.
    pub detail: &'static str,
    /// What was done too often, if that is why.
    over: Option<Quota>,
}

impl Problem {
    /// The path is malformed.
    pub const BAD_PATH: Self = Self::new(StatusCode::BAD_REQUEST, "bad-path", "This address is not written correctly.");
    /// The request names no host, or several.
    pub const BAD_HOST: Self = Self::new(StatusCode::BAD_REQUEST, "bad-host", "A request must name one host.");
    /// There is no such file.
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.");
    /// Static files can only be read.
    pub const METHOD: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This can only be read.");
    /// The request body is longer than its address takes. The code is the API's: whoever refuses first, a program reads
    /// the same.
    pub const BODY_TOO_LARGE: Self = Self::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "What was sent is larger than what can be sent here: 64 KiB.",
    );
    /// The node is reading as much as it has memory for.
    pub const BODIES_FULL: Self = Self::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "bodies-full",
        "Very much is being sent to the shop right now. Please try again in a moment.",
    );
    /// The API is not answered plainly.
    pub const HTTPS_ONLY: Self = Self::new(
        StatusCode::FORBIDDEN,
        "https-only",
        "This is answered by HTTPS alone. A key or token that was sent here could be read on the way: replace it.",
    );
    /// This client does this more often than it may.
    pub const TOO_OFTEN: Self = Self::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-often",
        "This was done too often from where you are. Please wait a little and try again.",
    );
    /// This client does what was counted more often than it may.
    pub const fn too_often(over: Quota) -> Self {
        Self { over: Some(over), ..Self::TOO_OFTEN }
    }

    /// The request says more than once, or not clearly, how long it is.
    pub const BAD_LENGTH: Self =
        Self::new(StatusCode::BAD_REQUEST, "bad-length", "A request must say its length once.");
    /// This client, or this connection, is sending as much as it may at once.
    pub const TOO_MANY_BODIES: Self = Self::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many-bodies",
        "You are sending too much at once. Please try again in a moment.",
    );
    /// The request body broke off or came too slowly.
    pub const BODY_INCOMPLETE: Self = Self::new(
        StatusCode::BAD_REQUEST,
        "body-incomplete",
        "What was sent did not arrive completely. Please send it again.",
    );

    const fn new(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self { status, code, detail, over: None }
    }

    /// The answer for this client.
    pub fn answer(self, request: &HeaderMap, request_id: &str, status: CacheStatus) -> Response<Bytes> {
        let html = reads_html(request);
        let body = if html { self.page(request_id) } else { self.document(request_id) };
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        let kind = if html { "text/html; charset=utf-8" } else { "application/problem+json" };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CACHE_STATUS, status.value());
        if matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert(REQUEST_ID, id);
        }
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        forwarding::secure(headers);
        response
    }

    fn title(self) -> &'static str {
        self.status.canonical_reason().unwrap_or("Error")
    }

    fn page(self, request_id: &str) -> String {
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
             <body><main><h1>{title}</h1><p>{detail}</p>{way}<p>Request {request_id}</p>\
             <p><a href=\"/\">To the shop</a></p></main></body></html>",
            title = self.title(),
            detail = self.detail,
            way = self.over.map(way).unwrap_or_default(),
        )
    }

    /// The class for which a challenge may be solved in place of waiting.
    fn challenge(self) -> Option<&'static str> {
        self.over.map(|over| over.limited).filter(|limited| limited.tries_of_pass() > 0).map(Limited::name)
    }

    fn document(self, request_id: &str) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            title: &'a str,
            status: u16,
            code: &'a str,
            detail: &'a str,
            request_id: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            retry_after: Option<u64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            challenge: Option<&'a str>,
        }
        let document = Document {
            title: self.title(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
            request_id,
            retry_after: self.over.map(Quota::seconds),
            challenge: self.challenge(),
        };
        serde_json::to_string(&document).expect("strings and a number become JSON")
    }
}

impl From<WorkerError> for Problem {
    fn from(failure: WorkerError) -> Self {
        match failure {
            WorkerError::Starting => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "starting",
                "The shop is opening. Please try again in a moment.",
            ),
            WorkerError::Overloaded => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "The shop is very busy. Please try again in a moment.",
            ),
            WorkerError::Waited => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "waited",
                "This page is just being made and takes longer than usual. Please try again in a moment.",
            ),
            WorkerError::Trapped => {
                Self::new(StatusCode::BAD_GATEWAY, "worker-failed", "This page could not be made. Please try again.")
            }
            WorkerError::TimedOut => Self::new(
                StatusCode::GATEWAY_TIMEOUT,
                "worker-timed-out",
                "This page took too long to make. Please try again.",
            ),
        }
    }
}

/// When it may be done again, and where one need not wait for that.
fn way(over: Quota) -> String {
    let seconds = over.seconds();
    let challenge = match Problem::too_often(over).challenge() {
        Some(class) => format!(
            "<p><a href=\"/challenge?for={class}\" target=\"_blank\" rel=\"noopener\">Go on without waiting (opens in a new tab)</a>. Then go back and send the form once more.</p>"
        ),
        None => String::new(),
    };
    format!("<p>You can try again in {seconds} s.</p>{challenge}")
}

fn reads_html(request: &HeaderMap) -> bool {
    request.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_a_page_and_a_program_a_document() {
        let status = CacheStatus::Own("overloaded");
        let browser = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html,*/*"))]);
        let page = Problem::from(WorkerError::Overloaded).answer(&browser, "id-1", status);
        assert_eq!(page.status(), 503);
        assert_eq!(page.headers()["retry-after"], "2");
        assert_eq!(page.headers()["x-edge-request-id"], "id-1");
        assert_eq!(page.headers()["cache-status"], "edge; detail=overloaded");
        assert_eq!(page.headers()["x-frame-options"], "DENY");
        assert_eq!(page.headers()["content-security-policy"], POLICY);
        assert!(String::from_utf8_lossy(page.body()).contains("id-1"));
        let document = Problem::from(WorkerError::TimedOut).answer(&HeaderMap::new(), "id-2", status);
        assert_eq!(document.status(), 504);
        let document: serde_json::Value = serde_json::from_slice(document.body()).expect("JSON");
        assert_eq!(document["code"], "worker-timed-out");
        assert_eq!(document["request_id"], "id-2");
        assert_eq!(document["status"], 504);
    }
}
