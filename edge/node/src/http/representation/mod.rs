//! One body in every coding there is of it, each with its header fields ready to send.

pub mod etag;
pub mod range;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use self::etag::Outcome;
use self::range::Asked;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::encoding::{self, Codings, Encoding};

/// A body that was prepared for sending.
#[derive(Debug)]
pub struct Representation {
    status: StatusCode,
    in_parts: bool,
    identity: Coded,
    brotli: Option<Coded>,
    zstd: Option<Coded>,
    gzip: Option<Coded>,
}

#[derive(Debug)]
struct Coded {
    headers: HeaderMap,
    body: Bytes,
    etag: Option<HeaderValue>,
}

impl Representation {
    /// Prepares a body. `headers` are those of every coding; `codings` are bodies that were coded
    /// before. Only a 200 gets entity tags, for only that can be unchanged.
    pub fn new(status: StatusCode, mut headers: HeaderMap, body: Bytes, codings: Codings) -> Self {
        headers.remove(header::CONTENT_LENGTH);
        headers.remove(header::ETAG);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let print = (status == StatusCode::OK).then(|| etag::fingerprint(&body));
        let coded = |encoding: Encoding, body: Bytes| {
            let mut headers = headers.clone();
            let etag = print.as_ref().map(|print| etag::strong(print, encoding));
            if let Some(etag) = &etag {
                headers.insert(header::ETAG, etag.clone());
            }
            if let Some(name) = encoding.name() {
                headers.insert(header::CONTENT_ENCODING, name);
            }
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
            Coded { headers, body, etag }
        };
        Self {
            status,
            in_parts: false,
            brotli: codings.brotli.map(|body| coded(Encoding::Brotli, body)),
            zstd: codings.zstd.map(|body| coded(Encoding::Zstd, body)),
            gzip: codings.gzip.map(|body| coded(Encoding::Gzip, body)),
            identity: coded(Encoding::Identity, body),
        }
    }

    /// The same, of which parts may be asked for as long as it is not coded.
    pub fn in_parts(mut self) -> Self {
        self.in_parts = true;
        self.identity.headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        self
    }

    /// Bytes it takes in memory, about.
    pub fn size(&self) -> usize {
        let coded = [Some(&self.identity), self.brotli.as_ref(), self.zstd.as_ref(), self.gzip.as_ref()];
        coded.into_iter().flatten().map(|coded| coded.body.len() + 1024).sum()
    }

    fn coded(&self, encoding: Encoding) -> Option<&Coded> {
        match encoding {
            Encoding::Brotli => self.brotli.as_ref(),
            Encoding::Zstd => self.zstd.as_ref(),
            Encoding::Gzip => self.gzip.as_ref(),
            Encoding::QuickBrotli | Encoding::Identity => None,
        }
    }

    /// The answer to one request: the coding it prefers, 304 when it has that already, a part of it
    /// when it asks for one, no body for HEAD.
    pub fn answer(&self, method: &Method, request: &HeaderMap, status: CacheStatus) -> Response<Bytes> {
        let encoding = encoding::negotiate(request, |encoding| self.coded(encoding).is_some());
        let coded = self.coded(encoding).unwrap_or(&self.identity);
        let outcome = coded.etag.as_ref().map_or(Outcome::Proceed, |etag| etag::judge(request, etag));
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = self.status;
        *response.headers_mut() = coded.headers.clone();
        response.headers_mut().insert(CACHE_STATUS, status.value());
        match outcome {
            Outcome::NotModified => {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::CONTENT_TYPE] {
                    response.headers_mut().remove(name);
                }
            }
            Outcome::Failed => failed(&mut response),
            Outcome::Proceed if *method == Method::HEAD => {}
            Outcome::Proceed => {
                *response.body_mut() = coded.body.clone();
                if self.in_parts && encoding == Encoding::Identity {
                    cut(method, request, coded, &mut response);
                }
            }
        }
        response
    }
}

/// Makes the answer one to a condition that does not hold.
pub fn failed<B>(response: &mut Response<B>) {
    *response.status_mut() = StatusCode::PRECONDITION_FAILED;
    for name in [header::CONTENT_ENCODING, header::CONTENT_TYPE, header::CACHE_CONTROL] {
        response.headers_mut().remove(name);
    }
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(0));
}

/// Makes the answer one to a part that lies behind the end.
pub fn beyond<B>(response: &mut Response<B>, length: u64) {
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    for name in [header::CONTENT_TYPE, header::ETAG, header::CACHE_CONTROL] {
        response.headers_mut().remove(name);
    }
    response.headers_mut().insert(header::CONTENT_RANGE, range::no_range(length));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(0));
}

/// Makes the answer one of a part.
pub fn partial<B>(response: &mut Response<B>, first: u64, last: u64, length: u64) {
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    response.headers_mut().insert(header::CONTENT_RANGE, range::content_range(first, last, length));
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(last - first + 1));
}

fn cut(method: &Method, request: &HeaderMap, coded: &Coded, response: &mut Response<Bytes>) {
    let length = coded.body.len() as u64;
    match range::asked(method, request, length, coded.etag.as_ref()) {
        Asked::Whole => {}
        Asked::Part { first, last } => {
            // Both lie within the body, whose length is a `usize`.
            *response.body_mut() = coded.body.slice(first as usize..=last as usize);
            partial(response, first, last, length);
        }
        Asked::Beyond => {
            *response.body_mut() = Bytes::new();
            beyond(response, length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Representation {
        let body = Bytes::from("page ".repeat(300));
        let coded = |encoding| encoding::smaller(&body, encoding).map(Bytes::from);
        let [brotli, zstd, gzip] = [Encoding::Brotli, Encoding::Zstd, Encoding::Gzip].map(coded);
        let codings = Codings { brotli, zstd, gzip };
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("text/html"))]);
        Representation::new(StatusCode::OK, headers, body, codings)
    }

    fn ask_of(page: Representation, method: Method, lines: &[(http::HeaderName, &str)]) -> Response<Bytes> {
        let headers =
            lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("ASCII"))).collect();
        page.answer(&method, &headers, CacheStatus::Hit(1))
    }

    fn ask(method: Method, lines: &[(http::HeaderName, &str)]) -> Response<Bytes> {
        ask_of(page(), method, lines)
    }

    #[test]
    fn each_coding_is_answered_with_its_own_tag() {
        let plain = ask(Method::GET, &[]);
        assert_eq!(plain.body().len(), 1500);
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
        let mut tags = vec![plain.headers()[header::ETAG].clone()];
        for coding in ["br", "zstd", "gzip"] {
            let coded = ask(Method::GET, &[(header::ACCEPT_ENCODING, coding)]);
            assert_eq!(coded.headers()[header::CONTENT_ENCODING], coding);
            assert_eq!(coded.headers()[header::CONTENT_LENGTH], coded.body().len().to_string());
            assert_eq!(coded.headers()[header::VARY], "accept-encoding");
            assert!(!tags.contains(&coded.headers()[header::ETAG]));
            tags.push(coded.headers()[header::ETAG].clone());
        }
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        let first = ask(Method::GET, &[(header::ACCEPT_ENCODING, "br")]);
        let etag = first.headers()[header::ETAG].to_str().expect("ASCII").to_owned();
        let again = ask(Method::GET, &[(header::ACCEPT_ENCODING, "br"), (header::IF_NONE_MATCH, &etag)]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert!(again.body().is_empty());
        assert_eq!(again.headers()[header::ETAG], etag);
        assert!(!again.headers().contains_key(header::CONTENT_LENGTH));
        let other = ask(Method::GET, &[(header::IF_NONE_MATCH, &etag)]);
        assert_eq!(other.status(), StatusCode::OK);
        let another = ask(Method::GET, &[(header::IF_MATCH, &etag)]);
        assert_eq!((another.status(), another.body().len()), (StatusCode::PRECONDITION_FAILED, 0));
    }

    #[test]
    fn an_error_is_never_known_already() {
        let body = Bytes::from("no such page ".repeat(99));
        let page = Representation::new(StatusCode::NOT_FOUND, HeaderMap::new(), body, Codings::default());
        let answer = ask_of(page, Method::GET, &[(header::IF_NONE_MATCH, "*"), (header::IF_MATCH, "\"a\"")]);
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert!(!answer.headers().contains_key(header::ETAG));
    }

    #[test]
    fn head_has_the_fields_of_get_and_no_body() {
        let (get, head) = (ask(Method::GET, &[]), ask(Method::HEAD, &[]));
        assert_eq!(get.headers(), head.headers());
        assert!(head.body().is_empty());
    }

    #[test]
    fn a_part_of_a_file_is_sent_and_of_a_page_is_not() {
        let range = [(header::RANGE, "bytes=0-3")];
        let part = ask_of(page().in_parts(), Method::GET, &range);
        assert_eq!((part.status(), part.body().as_ref()), (StatusCode::PARTIAL_CONTENT, &b"page"[..]));
        assert_eq!(part.headers()[header::CONTENT_RANGE], "bytes 0-3/1500");
        assert_eq!(part.headers()[header::CONTENT_LENGTH], "4");
        assert_eq!(part.headers()[header::ACCEPT_RANGES], "bytes");
        let beyond = ask_of(page().in_parts(), Method::GET, &[(header::RANGE, "bytes=1500-")]);
        assert_eq!((beyond.status(), beyond.body().len()), (StatusCode::RANGE_NOT_SATISFIABLE, 0));
        assert_eq!(beyond.headers()[header::CONTENT_RANGE], "bytes */1500");
        let coded = [(header::RANGE, "bytes=0-3"), (header::ACCEPT_ENCODING, "br")];
        assert_eq!(ask_of(page().in_parts(), Method::GET, &coded).status(), StatusCode::OK);
        assert_eq!(ask(Method::GET, &range).status(), StatusCode::OK);
    }
}
