//! A page's body as it is stored: as the worker made it until it is coded, which is done beside the
//! requests (`page_cache/coding.rs`), then in the one coding that nearly every browser asks for. It is
//! made in others when somebody wants them ([`crate::cache::encodings`]).

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::cache::header_table::{Fields, without};
use crate::cache::memory::allocated;
use crate::http::cache_status::{CACHE_STATUS, CacheStatus};
use crate::http::encoding::{self, Encoding, SOONEST_FIRST};
use crate::http::etag::{self, Outcome};
use crate::http::representation::failed;

/// A body with the status and the header fields it is sent with.
#[derive(Debug)]
pub struct StoredBody {
    status: StatusCode,
    /// Those that do not depend on the coding.
    fields: Fields,
    /// Brotli, or identity where that is no larger or where the body was not coded yet.
    kept: Encoding,
    /// Whether it was not coded yet, and may become smaller by that.
    raw: bool,
    body: Bytes,
    /// Bytes of the body as it is.
    length: usize,
    /// The fingerprint of the body as it is.
    print: Arc<str>,
    /// That of the kept coding. Only a 200 has one, for only that can be unchanged.
    etag: Option<HeaderValue>,
}

/// A body as it is kept.
#[derive(Clone, Debug)]
pub struct EncodedBody {
    /// Whether it is coded by Brotli.
    pub brotli: bool,
    /// It, perhaps coded.
    pub bytes: Bytes,
    /// Bytes of it as it is.
    pub length: usize,
    /// Names it as it is.
    pub print: Arc<str>,
}

impl StoredBody {
    /// A body that was kept before.
    pub fn restored(status: StatusCode, fields: Fields, body: EncodedBody) -> Self {
        let EncodedBody { brotli, bytes: body, length, print } = body;
        let kept = if brotli { Encoding::Brotli } else { Encoding::Identity };
        let etag = (status == StatusCode::OK).then(|| etag::strong(&print, kept));
        Self { status, fields, kept, raw: false, body, length, print, etag }
    }

    /// The body as it is kept.
    pub fn body(&self) -> EncodedBody {
        let (brotli, bytes) = (self.kept == Encoding::Brotli, self.body.clone());
        EncodedBody { brotli, bytes, length: self.length, print: Arc::clone(&self.print) }
    }

    /// A body as it is. `compressible`: its kind becomes smaller by coding.
    pub fn new(status: StatusCode, fields: Fields, body: Bytes, compressible: bool) -> Self {
        let (length, print) = (body.len(), etag::fingerprint(&body).into());
        let raw = compressible && encoding::is_worthwhile(length);
        Self { raw, ..Self::restored(status, fields, EncodedBody { brotli: false, bytes: body, length, print }) }
    }

    /// Whether it is not coded yet and should be.
    pub fn is_raw(&self) -> bool {
        self.raw
    }

    /// The same body, coded if that makes it smaller. Takes about a millisecond of processor time for 50 kB.
    pub fn coded(&self) -> Self {
        let coded = if self.raw { encoding::smaller(&self.body, Encoding::Brotli) } else { None };
        // As large as what is in it, whatever the vector had room for.
        let brotli = coded.is_some() || self.kept == Encoding::Brotli;
        let bytes = coded.map_or_else(|| self.body.clone(), |coded| coded.into_boxed_slice().into());
        let body = EncodedBody { brotli, bytes, length: self.length, print: Arc::clone(&self.print) };
        Self::restored(self.status, self.fields.clone(), body)
    }

    /// Header fields of an answer that do not depend on its coding, as they are kept.
    pub fn prepare_fields(headers: &mut HeaderMap) {
        headers.remove(header::CONTENT_LENGTH);
        headers.remove(header::ETAG);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }

    /// The status it is sent with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Header fields that do not depend on the coding.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Bytes of the body as it is.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Names the body: two with the same have the same text.
    pub fn print(&self) -> &Arc<str> {
        &self.print
    }

    /// Bytes of the body as it is, and of the coding it is kept in.
    pub fn sizes(&self) -> impl Iterator<Item = (&'static str, usize)> {
        let coded = (self.kept == Encoding::Brotli).then_some(("br", self.body.len()));
        std::iter::once(("identity", self.length)).chain(coded)
    }

    /// Bytes it takes in memory.
    pub fn size(&self) -> usize {
        let etag = self.etag.as_ref().map_or(0, |etag| allocated(etag.len()));
        // What is counted of a body that is being sent stands on the heap by itself, as does each `Arc`.
        let counts = 3 * allocated(16);
        let body = allocated(self.body.len()) + counts;
        size_of::<Self>() + body + allocated(self.print.len()) + etag + self.fields.size
    }

    /// The body in a coding, if that is how it is kept.
    pub fn kept(&self, encoding: Encoding) -> Option<&Bytes> {
        (self.kept == encoding).then_some(&self.body)
    }

    /// The body in a coding. Takes about a millisecond of processor time for 50 kB.
    pub fn make(&self, encoding: Encoding) -> Bytes {
        let identity = match self.kept {
            Encoding::Brotli => encoding::decode(&self.body, self.length).into(),
            _ => self.body.clone(),
        };
        match encoding {
            _ if encoding == self.kept => self.body.clone(),
            Encoding::Identity => identity,
            other => encoding::encode(&identity, other).into_boxed_slice().into(),
        }
    }

    /// The tag by which the client has the body already, if it has it in one of the codings in which it is sent
    /// before it was coded well.
    fn known_in_another_coding(&self, request: &HeaderMap) -> Option<HeaderValue> {
        if !request.contains_key(header::IF_NONE_MATCH) || request.contains_key(header::IF_MATCH) {
            return None;
        }
        let tags = SOONEST_FIRST.into_iter().map(|encoding| etag::strong(&self.print, encoding));
        let mut accepted = tags.zip(SOONEST_FIRST).filter(|(_, encoding)| encoding::accepts(request, *encoding));
        accepted.find(|(tag, _)| etag::judge(request, tag) == Outcome::NotModified).map(|(tag, _)| tag)
    }

    /// The answer to one request without its body: 304 when the client has that already. And the
    /// coding that the body is wanted in, if it is. Its age and where its time went are for whoever sends it to say, or to
    /// remove.
    pub fn begin(&self, request: &HeaderMap, status: CacheStatus) -> (Response<Bytes>, Option<Encoding>) {
        let encoding = match self.kept {
            _ if self.raw => encoding::negotiate_among(request, SOONEST_FIRST, |_| true),
            Encoding::Identity => Encoding::Identity,
            _ => encoding::negotiate(request, |_| true),
        };
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.fields.copy();
        let headers = response.headers_mut();
        headers.insert(CACHE_STATUS, status.value());
        let mut outcome = Outcome::Proceed;
        if let Some(etag) = &self.etag {
            let mut etag = if encoding == self.kept { etag.clone() } else { etag::strong(&self.print, encoding) };
            outcome = etag::judge(request, &etag);
            if outcome == Outcome::Proceed
                && let Some(known) = self.known_in_another_coding(request)
            {
                (etag, outcome) = (known, Outcome::NotModified);
            }
            headers.insert(header::ETAG, etag);
        } else {
            headers.remove(header::ETAG);
        }
        match outcome {
            Outcome::NotModified => {
                for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::CONTENT_TYPE] {
                    headers.remove(name);
                }
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                (response, None)
            }
            Outcome::Failed => {
                failed(&mut response);
                (response, None)
            }
            Outcome::Proceed => {
                match encoding.name() {
                    Some(name) => drop(headers.insert(header::CONTENT_ENCODING, name)),
                    None => without(headers, header::CONTENT_ENCODING),
                }
                (response, Some(encoding))
            }
        }
    }
}

/// Gives an answer the body it lacks, and HEAD the length of it.
pub fn finish(mut response: Response<Bytes>, method: &Method, body: Bytes) -> Response<Bytes> {
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    if *method != Method::HEAD {
        *response.body_mut() = body;
    }
    response
}
