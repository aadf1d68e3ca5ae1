//! One body in every coding there is of it, each with its header fields ready to send.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::cache_status::{CACHE_STATUS, CacheStatus};
use crate::encoding::{self, Encoding};
use crate::etag;

/// A body that was prepared for sending.
#[derive(Debug)]
pub struct Representation {
    status: StatusCode,
    identity: Coded,
    brotli: Option<Coded>,
    gzip: Option<Coded>,
}

#[derive(Debug)]
struct Coded {
    headers: HeaderMap,
    body: Bytes,
    etag: Option<HeaderValue>,
}

impl Representation {
    /// Prepares a body. `headers` are those of every coding; `brotli` and `gzip` are bodies
    /// that were coded before. Only a 200 gets entity tags, for only that can be unchanged.
    pub fn new(
        status: StatusCode,
        mut headers: HeaderMap,
        body: Bytes,
        brotli: Option<Bytes>,
        gzip: Option<Bytes>,
    ) -> Self {
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
            brotli: brotli.map(|body| coded(Encoding::Brotli, body)),
            gzip: gzip.map(|body| coded(Encoding::Gzip, body)),
            identity: coded(Encoding::Identity, body),
        }
    }

    /// Bytes it takes in memory, about.
    pub fn size(&self) -> usize {
        let coded = [Some(&self.identity), self.brotli.as_ref(), self.gzip.as_ref()];
        coded.into_iter().flatten().map(|coded| coded.body.len() + 1024).sum()
    }

    /// The status it is sent with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Header fields of the body as it is.
    pub fn headers(&self) -> &HeaderMap {
        &self.identity.headers
    }

    /// Bytes of the body in each coding.
    pub fn sizes(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let coded = [("identity", Some(&self.identity)), ("br", self.brotli.as_ref()), ("gzip", self.gzip.as_ref())];
        coded.into_iter().filter_map(|(name, coded)| Some((name, coded?.body.len())))
    }

    /// The answer to one request: the coding it prefers, 304 when it has that already, no
    /// body for HEAD.
    pub fn answer(&self, method: &Method, request: &HeaderMap, status: CacheStatus) -> Response<Bytes> {
        let coded = match encoding::negotiate(request, self.brotli.is_some(), self.gzip.is_some()) {
            Encoding::Brotli => self.brotli.as_ref(),
            Encoding::Gzip => self.gzip.as_ref(),
            Encoding::Identity => None,
        };
        let coded = coded.unwrap_or(&self.identity);
        let known = coded.etag.as_ref().is_some_and(|etag| etag::is_known(request, etag));
        let without_body = known || *method == Method::HEAD;
        let mut response = Response::new(if without_body { Bytes::new() } else { coded.body.clone() });
        *response.status_mut() = if known { StatusCode::NOT_MODIFIED } else { self.status };
        *response.headers_mut() = coded.headers.clone();
        if known {
            for name in [header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::CONTENT_TYPE] {
                response.headers_mut().remove(name);
            }
        }
        response.headers_mut().insert(CACHE_STATUS, status.value());
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Representation {
        let body = Bytes::from("page ".repeat(300));
        let (brotli, gzip) = encoding::compress(&body);
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("text/html"))]);
        Representation::new(StatusCode::OK, headers, body, brotli, gzip)
    }

    fn ask(method: Method, lines: &[(http::HeaderName, &str)]) -> Response<Bytes> {
        let headers =
            lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("ASCII"))).collect();
        page().answer(&method, &headers, CacheStatus::Hit(1))
    }

    #[test]
    fn each_coding_is_answered_with_its_own_tag() {
        let plain = ask(Method::GET, &[]);
        let brotli = ask(Method::GET, &[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(plain.body().len(), 1500);
        assert!(!plain.headers().contains_key(header::CONTENT_ENCODING));
        assert_eq!(brotli.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(brotli.headers()[header::CONTENT_LENGTH], brotli.body().len().to_string());
        assert_ne!(plain.headers()[header::ETAG], brotli.headers()[header::ETAG]);
        assert_eq!(brotli.headers()[header::VARY], "accept-encoding");
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
    }

    #[test]
    fn head_has_the_fields_of_get_and_no_body() {
        let (get, head) = (ask(Method::GET, &[]), ask(Method::HEAD, &[]));
        assert_eq!(get.headers(), head.headers());
        assert!(head.body().is_empty());
    }
}
