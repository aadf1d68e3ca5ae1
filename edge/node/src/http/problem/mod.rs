//! Answers of the node itself when there is none of the worker, as a small page or as a
//! problem document (RFC 9457), whichever the client reads.

pub mod worker_error;

use api::edge::REQUEST_ID;
use api::site::Limited;
use bytes::Bytes;
use domain::Locale;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde::Serialize;

use self::worker_error::WorkerError;
use crate::http::bounds::limiter::Quota;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::forwarding;

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
    said: fn(words::Edge) -> &'static str,
    /// What was done too often, if that is why.
    over: Option<Quota>,
}

impl Problem {
    /// The path is malformed.
    pub const BAD_PATH: Self = Self::new(StatusCode::BAD_REQUEST, "bad-path", words::Edge::bad_path);
    /// The request names no host, or several.
    pub const BAD_HOST: Self = Self::new(StatusCode::BAD_REQUEST, "bad-host", words::Edge::bad_host);
    /// There is no such file.
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "not-found", words::Edge::not_found);
    /// Static files can only be read.
    pub const METHOD: Self = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", words::Edge::method);
    /// The request body is longer than its address takes. The code is the API's: whoever refuses first, a program reads
    /// the same.
    pub const BODY_TOO_LARGE: Self = Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", words::Edge::body_too_large);
    /// The node is reading as much as it has memory for.
    pub const BODIES_FULL: Self = Self::new(StatusCode::SERVICE_UNAVAILABLE, "bodies-full", words::Edge::bodies_full);
    /// The API is not answered plainly.
    pub const HTTPS_ONLY: Self = Self::new(StatusCode::FORBIDDEN, "https-only", words::Edge::https_only);
    /// This client does this more often than it may.
    pub const TOO_OFTEN: Self = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-often", words::Edge::too_often);
    /// This client does what was counted more often than it may.
    pub const fn too_often(over: Quota) -> Self {
        Self { over: Some(over), ..Self::TOO_OFTEN }
    }

    /// The request says more than once, or not clearly, how long it is.
    pub const BAD_LENGTH: Self = Self::new(StatusCode::BAD_REQUEST, "bad-length", words::Edge::bad_length);
    /// This client, or this connection, is sending as much as it may at once.
    pub const TOO_MANY_BODIES: Self =
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-bodies", words::Edge::too_many_bodies);
    /// The request body broke off or came too slowly.
    pub const BODY_INCOMPLETE: Self =
        Self::new(StatusCode::BAD_REQUEST, "body-incomplete", words::Edge::body_incomplete);

    const fn new(status: StatusCode, code: &'static str, said: fn(words::Edge) -> &'static str) -> Self {
        Self { status, code, said, over: None }
    }

    /// The answer for this client.
    pub fn answer(self, request: &HeaderMap, request_id: &str, status: CacheStatus) -> Response<Bytes> {
        let html = reads_html(request);
        let body = if html { self.page(locale(request), request_id) } else { self.document(request_id) };
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

    /// What the page is called for people; programs read the status's own name.
    fn title(self, words: words::Edge) -> &'static str {
        match self.status {
            StatusCode::NOT_FOUND => words.title_missing(),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => words.title_busy(),
            status if status.is_server_error() => words.title_failed(),
            _ => words.title_refused(),
        }
    }

    fn page(self, locale: Locale, request_id: &str) -> String {
        let words = words::edge(locale);
        format!(
            "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
             <body><main><h1>{title}</h1><p>{detail}</p>{way}<p>{request}</p>\
             <p><a href=\"/\">{shop}</a></p></main></body></html>",
            language = locale.code(),
            title = self.title(words),
            detail = (self.said)(words),
            way = self.over.map(|over| way(words, over)).unwrap_or_default(),
            request = words.request(request_id),
            shop = words.to_the_shop(),
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
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            code: self.code,
            detail: (self.said)(words::edge(Locale::default())),
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
            WorkerError::Starting => Self::new(StatusCode::SERVICE_UNAVAILABLE, "starting", words::Edge::starting),
            WorkerError::Overloaded => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", words::Edge::overloaded)
            }
            WorkerError::Waited => Self::new(StatusCode::SERVICE_UNAVAILABLE, "waited", words::Edge::waited),
            WorkerError::Trapped => Self::new(StatusCode::BAD_GATEWAY, "worker-failed", words::Edge::worker_failed),
            WorkerError::TimedOut => {
                Self::new(StatusCode::GATEWAY_TIMEOUT, "worker-timed-out", words::Edge::worker_timed_out)
            }
        }
    }
}

/// When it may be done again, and where one need not wait for that.
fn way(words: words::Edge, over: Quota) -> String {
    let challenge = match Problem::too_often(over).challenge() {
        Some(class) => format!(
            "<p><a href=\"/challenge?for={class}\" target=\"_blank\" rel=\"noopener\">{}</a>. {}</p>",
            words.go_on(),
            words.go_back(),
        ),
        None => String::new(),
    };
    format!("<p>{}</p>{challenge}", words.again_in(&over.seconds().to_string()))
}

/// The language that the client reads. An address that was refused says nothing of it.
fn locale(request: &HeaderMap) -> Locale {
    Locale::accepted(request.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

fn reads_html(request: &HeaderMap) -> bool {
    request.get(header::ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::clients::Rates;
    use crate::http::bounds::limiter::Limiter;

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

    #[test]
    fn a_page_is_in_the_browser_s_language_and_a_document_in_english() {
        let german = |accept| {
            let language = (header::ACCEPT_LANGUAGE, HeaderValue::from_static("de-AT,de;q=0.9,en;q=0.5"));
            HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept)), language])
        };
        let body = |request: &HeaderMap| {
            let answer = Problem::BODY_TOO_LARGE.answer(request, "id-3", CacheStatus::Own("too_large"));
            String::from_utf8(answer.into_body().to_vec()).expect("text")
        };
        let page = body(&german("text/html"));
        for part in ["<html lang=\"de\">", "<h1>Das geht nicht</h1>", "64 KiB", "Anfrage id-3", "Zum Shop"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let english = body(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html"))]));
        assert!(
            english.contains("<html lang=\"en\">") && english.contains("<h1>This cannot be done</h1>"),
            "{english}"
        );
        let document = body(&german("application/json"));
        assert!(
            document.contains("larger than what can be sent") && document.contains("Payload Too Large"),
            "{document}"
        );
        let client: std::net::IpAddr = [192, 0, 2, 7].into();
        let limiter = Limiter::new(Rates::parse("log-in=1/60").expect("rates"));
        let quota = limiter.count(Limited::LogIn, client).expect("it is counted");
        let limited = Problem::too_often(quota).answer(&german("text/html"), "id-4", CacheStatus::Own("too-often"));
        let limited = String::from_utf8(limited.into_body().to_vec()).expect("text");
        assert!(limited.contains("/challenge?for=log-in") && limited.contains("Ohne zu warten"), "{limited}");
    }
}
