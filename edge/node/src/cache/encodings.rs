//! Bodies of stored pages in codings they are not kept in, for the clients that want those: made
//! when the first one asks, and kept while there is room.

use bytes::Bytes;
use http::{HeaderMap, Method, Response};
use moka::sync::Cache;
use std::sync::Arc;

use crate::cache::memory::allocated;
use crate::cache::stored_body::{self, StoredBody};
use crate::http::cache_status::CacheStatus;
use crate::http::encoding::{Encoding, SOONEST_FIRST};

/// Bytes that an entry takes beside its body, with those of the cache itself.
const OVERHEAD: usize = 400;
/// Bodies up to so many bytes are coded at once, which takes about a millisecond.
const AT_ONCE: usize = 48 * 1024;

/// A body and a coding of it.
type Key = (Arc<str>, Encoding);

/// Codings made of stored pages.
#[derive(Debug)]
pub struct Encodings(Cache<Key, Bytes>);

impl Encodings {
    /// None yet, and never more than so many bytes.
    pub fn new(capacity: u64) -> Self {
        let weigher = |_: &Key, body: &Bytes| u32::try_from(allocated(body.len()) + OVERHEAD).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(capacity).weigher(weigher).build())
    }

    /// The answer to one request: the coding it prefers, 304 when it has that already, no body for HEAD.
    pub async fn answer(
        &self,
        page: &Arc<StoredBody>,
        method: &Method,
        request: &HeaderMap,
        status: CacheStatus,
    ) -> Response<Bytes> {
        let (response, wanted) = page.begin(request, status);
        let Some(encoding) = wanted else { return response };
        let body = match page.kept(encoding) {
            Some(body) => body.clone(),
            None => self.body(page, encoding).await,
        };
        stored_body::finish(response, method, body)
    }

    async fn body(&self, page: &Arc<StoredBody>, encoding: Encoding) -> Bytes {
        let key = (Arc::clone(page.print()), encoding);
        if let Some(body) = self.0.get(&key) {
            return body;
        }
        let (codings, again) = (self.0.clone(), Arc::clone(page));
        // However many ask, one makes it.
        let making = move || codings.get_with(key, || again.make(encoding));
        if page.length() <= AT_ONCE {
            return making();
        }
        match tokio::task::spawn_blocking(making).await {
            Ok(body) => body,
            // Only while the node stops.
            Err(_) => page.make(encoding),
        }
    }

    /// Gives up what was made of a page only because it was not coded well yet; whoever wants that still is made it
    /// anew. Otherwise every page would be kept twice.
    pub fn forget_quick(&self, page: &StoredBody) {
        for encoding in SOONEST_FIRST.into_iter().filter(|encoding| *encoding != Encoding::Gzip) {
            self.0.invalidate(&(Arc::clone(page.print()), encoding));
        }
    }

    /// How many codings there are, and their bytes.
    pub fn size(&self) -> (u64, u64) {
        self.0.run_pending_tasks();
        (self.0.entry_count(), self.0.weighted_size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::header_table::HeaderTable;
    use crate::http::encoding;
    use http::{HeaderName, HeaderValue, StatusCode, header};

    const ROOM: u64 = 1 << 20;

    /// A page that was coded already.
    fn page(status: StatusCode, length: usize) -> Arc<StoredBody> {
        Arc::new(raw(status, length).coded())
    }

    fn raw(status: StatusCode, length: usize) -> StoredBody {
        let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("text/html"))]);
        StoredBody::prepare_fields(&mut headers);
        let body = "page ".repeat(length / 5);
        StoredBody::new(status, HeaderTable::default().share(headers), body.into(), true)
    }

    async fn ask_of(
        codings: &Encodings,
        page: &Arc<StoredBody>,
        method: Method,
        lines: &[(HeaderName, &str)],
    ) -> Response<Bytes> {
        let headers =
            lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("ASCII"))).collect();
        codings.answer(page, &method, &headers, CacheStatus::Hit(1)).await
    }

    async fn ask(method: Method, lines: &[(HeaderName, &str)]) -> Response<Bytes> {
        ask_of(&Encodings::new(ROOM), &page(StatusCode::OK, 1500), method, lines).await
    }

    #[tokio::test]
    async fn each_coding_is_answered_with_its_own_tag() {
        for length in [1500, 2 * AT_ONCE] {
            let (codings, page) = (Encodings::new(ROOM), page(StatusCode::OK, length));
            let mut tags = Vec::new();
            for coding in ["identity", "br", "zstd", "gzip"] {
                let line = [(header::ACCEPT_ENCODING, coding)];
                let answer = ask_of(&codings, &page, Method::GET, &line).await;
                let named =
                    answer.headers().get(header::CONTENT_ENCODING).map_or("identity", |v| v.to_str().expect("ASCII"));
                assert_eq!(named, coding);
                assert_eq!(answer.headers()[header::CONTENT_LENGTH], answer.body().len().to_string());
                assert_eq!(answer.headers()[header::VARY], "accept-encoding");
                assert!(!tags.contains(&answer.headers()[header::ETAG]));
                tags.push(answer.headers()[header::ETAG].clone());
                assert_eq!(ask_of(&codings, &page, Method::GET, &line).await.body(), answer.body());
                let head = ask_of(&codings, &page, Method::HEAD, &line).await;
                assert_eq!((head.headers(), head.body().len()), (answer.headers(), 0));
                let known = [line[0].clone(), (header::IF_NONE_MATCH, tags[tags.len() - 1].to_str().expect("ASCII"))];
                let known = ask_of(&codings, &page, Method::GET, &known).await;
                assert_eq!((known.status(), known.body().len()), (StatusCode::NOT_MODIFIED, 0));
                assert!(!known.headers().contains_key(header::CONTENT_ENCODING));
            }
            assert_eq!(codings.size().0, 3, "Brotli is what the page itself keeps");
        }
    }

    #[tokio::test]
    async fn every_coding_gives_the_same_body() {
        let page = page(StatusCode::OK, 1500);
        let body = page.make(Encoding::Identity);
        assert_eq!(body, "page ".repeat(300));
        assert_eq!(encoding::decode(&page.make(Encoding::Brotli), 1500), body);
        let zstd = zstd::bulk::decompress(&page.make(Encoding::Zstd), 1500).expect("valid Zstandard");
        assert_eq!(zstd, body);
        let mut gzip = Vec::new();
        let coded = page.make(Encoding::Gzip);
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&coded[..]), &mut gzip).expect("valid gzip");
        assert_eq!(gzip, body);
    }

    #[tokio::test]
    async fn what_the_client_wants_or_has_decides() {
        let first = ask(Method::GET, &[(header::ACCEPT_ENCODING, "br")]).await;
        let etag = first.headers()[header::ETAG].to_str().expect("ASCII").to_owned();
        let other = ask(Method::GET, &[(header::IF_NONE_MATCH, &etag)]).await;
        assert_eq!(other.status(), StatusCode::OK);
        let another = ask(Method::GET, &[(header::IF_MATCH, &etag)]).await;
        assert_eq!((another.status(), another.body().len()), (StatusCode::PRECONDITION_FAILED, 0));
        let range = ask(Method::GET, &[(header::RANGE, "bytes=0-3")]).await;
        assert_eq!((range.status(), range.body().len()), (StatusCode::OK, 1500));
    }

    #[tokio::test]
    async fn an_error_is_never_known_already() {
        let codings = Encodings::new(ROOM);
        let page = page(StatusCode::NOT_FOUND, 1500);
        let answer =
            ask_of(&codings, &page, Method::GET, &[(header::IF_NONE_MATCH, "*"), (header::IF_MATCH, "\"a\"")]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert!(!answer.headers().contains_key(header::ETAG));
    }

    #[tokio::test]
    async fn a_page_that_is_not_coded_yet_is_sent_in_what_is_made_soonest() {
        let codings = Encodings::new(ROOM);
        let page = Arc::new(raw(StatusCode::OK, 1500));
        for (accepted, coding) in [("br, gzip, zstd", Some("zstd")), ("br, gzip", Some("br")), ("", None)] {
            let line = [(header::ACCEPT_ENCODING, accepted)];
            let answer = ask_of(&codings, &page, Method::GET, &line).await;
            let named = answer.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().expect("ASCII"));
            assert_eq!(named, coding, "{accepted}");
            let tag = answer.headers()[header::ETAG].to_str().expect("ASCII");
            // Whoever has that need not fetch the page again when it is coded well.
            let coded = Arc::new(page.coded());
            let known = [line[0].clone(), (header::IF_NONE_MATCH, tag)];
            for page in [&page, &coded] {
                let known = ask_of(&codings, page, Method::GET, &known).await;
                assert_eq!(
                    (known.status(), known.headers()[header::ETAG].as_bytes()),
                    (StatusCode::NOT_MODIFIED, tag.as_bytes())
                );
            }
        }
        assert_eq!(codings.size().0, 2, "who takes no coding is sent the page itself");
        ask_of(&codings, &page, Method::GET, &[(header::ACCEPT_ENCODING, "gzip")]).await;
        codings.forget_quick(&page);
        assert_eq!(codings.size().0, 1, "gzip is wanted of a page that is coded well, too");
    }

    #[tokio::test]
    async fn a_short_page_is_kept_as_it_is() {
        let (codings, page) = (Encodings::new(ROOM), page(StatusCode::OK, 100));
        let answer = ask_of(&codings, &page, Method::GET, &[(header::ACCEPT_ENCODING, "br, gzip, zstd")]).await;
        assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
        assert_eq!((answer.body().len(), codings.size().0), (100, 0));
    }

    #[tokio::test]
    async fn without_room_every_coding_is_made_for_each_who_asks() {
        let (codings, page) = (Encodings::new(0), page(StatusCode::OK, 1500));
        for _ in 0..2 {
            assert_eq!(ask_of(&codings, &page, Method::GET, &[]).await.body().len(), 1500);
        }
        assert_eq!(codings.size(), (0, 0));
    }
}
