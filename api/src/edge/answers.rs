//! The worker's own way in, beside `wasi:http`: a whole request goes in as bytes and a whole answer comes out as bytes, by
//! one call of the export [`ANSWERS`]. By `wasi:http` a host and an instance have resources, lists of fields, a stream and
//! two futures for each request, which take half of what it costs beside its page (ADR 124).
//!
//! A head travels beside its body. That of a request is its method, its target and its fields, that of an answer its status
//! and its fields. A text is its length in bytes, as four of them, least significant first, and then itself; a status is
//! two bytes; fields are texts, name and value in turn, to the end.

use bytes::{Buf as _, BufMut as _, Bytes};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, request, response};

/// The interface of the export. What it is told in belongs to its version: a host that does not find this very one calls
/// the worker by `wasi:http`.
pub const ANSWERS: &str = "shop:edge/answers@1.0.0";
/// Its function: `async func(head: list<u8>, body: list<u8>) -> result<tuple<list<u8>, list<u8>>, string>`.
pub const ANSWER: &str = "answer";

/// Bytes that are no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// They end within a text.
    #[error("it breaks off")]
    BrokenOff,
    /// A text is not what it has to be.
    #[error("it has no valid {0}")]
    Invalid(&'static str),
}

/// The head of a request as bytes. Of its address there is what follows the host.
pub fn write_request(head: &request::Parts) -> Vec<u8> {
    let target = head.uri.path_and_query().map_or("/", PathAndQuery::as_str);
    let mut bytes = Vec::with_capacity(room(head.method.as_str().len() + target.len(), &head.headers));
    put(&mut bytes, head.method.as_str().as_bytes());
    put(&mut bytes, target.as_bytes());
    put_fields(&mut bytes, &head.headers);
    bytes
}

/// The head of a request.
///
/// # Errors
/// If the bytes are none.
pub fn read_request(mut bytes: Bytes) -> Result<request::Parts, Unreadable> {
    let mut request = Request::new(());
    *request.method_mut() = Method::from_bytes(&text(&mut bytes)?).map_err(|_| Unreadable::Invalid("method"))?;
    let target = PathAndQuery::from_maybe_shared(text(&mut bytes)?).map_err(|_| Unreadable::Invalid("target"))?;
    *request.uri_mut() = target.into();
    read_fields(bytes, request.headers_mut())?;
    Ok(request.into_parts().0)
}

/// The head of an answer as bytes.
pub fn write_answer(head: &response::Parts) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(room(0, &head.headers));
    bytes.put_u16_le(head.status.as_u16());
    put_fields(&mut bytes, &head.headers);
    bytes
}

/// The head of an answer.
///
/// # Errors
/// If the bytes are none.
pub fn read_answer(mut bytes: Bytes) -> Result<response::Parts, Unreadable> {
    let mut answer = Response::new(());
    let status = bytes.try_get_u16_le().map_err(|_| Unreadable::BrokenOff)?;
    *answer.status_mut() = StatusCode::from_u16(status).map_err(|_| Unreadable::Invalid("status"))?;
    read_fields(bytes, answer.headers_mut())?;
    Ok(answer.into_parts().0)
}

/// Bytes that a head of these fields takes at most, beside texts of `others` bytes.
fn room(others: usize, fields: &HeaderMap) -> usize {
    let length = |(name, value): (&HeaderName, &HeaderValue)| 8 + name.as_str().len() + value.len();
    8 + others + fields.iter().map(length).sum::<usize>()
}

fn put(bytes: &mut Vec<u8>, text: &[u8]) {
    // hyper takes no head of a thousandth of that.
    bytes.put_u32_le(u32::try_from(text.len()).unwrap_or(u32::MAX));
    bytes.put_slice(text);
}

fn put_fields(bytes: &mut Vec<u8>, fields: &HeaderMap) {
    for (name, value) in fields {
        put(bytes, name.as_str().as_bytes());
        put(bytes, value.as_bytes());
    }
}

/// The text that `bytes` begin with, which is taken from them.
fn text(bytes: &mut Bytes) -> Result<Bytes, Unreadable> {
    let length = bytes.try_get_u32_le().map_err(|_| Unreadable::BrokenOff)?;
    let length = usize::try_from(length).map_err(|_| Unreadable::BrokenOff)?;
    if length > bytes.len() {
        return Err(Unreadable::BrokenOff);
    }
    Ok(bytes.split_to(length))
}

fn read_fields(mut bytes: Bytes, fields: &mut HeaderMap) -> Result<(), Unreadable> {
    while !bytes.is_empty() {
        let name = HeaderName::from_bytes(&text(&mut bytes)?).map_err(|_| Unreadable::Invalid("name of a field"))?;
        let value = HeaderValue::from_maybe_shared(text(&mut bytes)?);
        let value = value.map_err(|_| Unreadable::Invalid("value of a field"))?;
        fields.try_append(name, value).map_err(|_| Unreadable::Invalid("number of fields"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> request::Parts {
        let request = Request::builder().method("PROPFIND").uri("https://shop.example/products/a%20b?size=L&q=%C3%A4");
        let request = request.header("cookie", "a=1").header("cookie", "b=2").header("x-empty", "");
        let latin = HeaderValue::from_bytes(b"caf\xe9").expect("a value may have them");
        request.header("x-latin", latin).body(()).expect("a request").into_parts().0
    }

    fn fields(fields: &HeaderMap) -> Vec<(&str, &[u8])> {
        fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
    }

    #[test]
    fn a_request_comes_out_as_it_went_in() {
        let sent = request();
        let read = read_request(write_request(&sent).into()).expect("a head");
        assert_eq!((&read.method, read.uri.to_string().as_str()), (&sent.method, "/products/a%20b?size=L&q=%C3%A4"));
        assert_eq!(fields(&read.headers), fields(&sent.headers));
    }

    #[test]
    fn an_answer_comes_out_as_it_went_in() {
        let answer = Response::builder().status(303).header("location", "/de").header("set-cookie", "a=1");
        let sent = answer.header("set-cookie", "b=2").body(()).expect("an answer").into_parts().0;
        let read = read_answer(write_answer(&sent).into()).expect("a head");
        assert_eq!((read.status, fields(&read.headers)), (sent.status, fields(&sent.headers)));
    }

    #[test]
    fn what_breaks_off_is_refused_wherever_it_does() {
        let whole = write_request(&request());
        // It may end where a field does.
        let mut ends = 0;
        for length in 0..whole.len() {
            match read_request(Bytes::copy_from_slice(&whole[..length])) {
                Ok(_) => ends += 1,
                Err(error) => assert_eq!(error, Unreadable::BrokenOff, "{length} bytes"),
            }
        }
        assert_eq!(ends, request().headers.len());
        assert_eq!(read_answer(Bytes::from_static(&[200])).err(), Some(Unreadable::BrokenOff));
    }

    #[test]
    fn what_is_no_head_is_refused_by_what_is_wrong_with_it() {
        let of = |texts: &[&[u8]]| {
            let mut bytes = Vec::new();
            texts.iter().for_each(|text| put(&mut bytes, text));
            read_request(bytes.into()).err()
        };
        assert_eq!(of(&[b"GET", b"/"]), None);
        assert_eq!(of(&[b"G T", b"/"]), Some(Unreadable::Invalid("method")));
        assert_eq!(of(&[b"GET", b"/ /"]), Some(Unreadable::Invalid("target")));
        assert_eq!(of(&[b"GET", b"/", b"a b", b""]), Some(Unreadable::Invalid("name of a field")));
        assert_eq!(of(&[b"GET", b"/", b"a", b"b\r\nc: d"]), Some(Unreadable::Invalid("value of a field")));
        assert_eq!(read_answer(Bytes::from_static(&[7, 0])).err(), Some(Unreadable::Invalid("status")));
    }
}
