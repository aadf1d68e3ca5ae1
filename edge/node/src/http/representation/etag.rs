//! Entity tags (RFC 9110, 8.8.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};

use crate::http::encoding::Encoding;

/// The fingerprint of a body: 16 bytes of its BLAKE3 in 22 characters. Each page that is made has one, and two bodies with
/// the same would be taken for each other: it must be quick, and nobody may be able to find such bodies (ADR 102).
pub fn fingerprint(body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&blake3::hash(body).as_bytes()[..16])
}

/// The strong entity tag of one coding of a body.
pub fn strong(fingerprint: &str, encoding: Encoding) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{fingerprint}{}\"", encoding.suffix())).expect("a fingerprint is plain ASCII")
}

/// What a request's conditions come to (RFC 9110, 13.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is answered.
    Proceed,
    /// The client has the body already.
    NotModified,
    /// The client wants another body than this one.
    Failed,
}

/// Judges the conditions of a GET or HEAD about a body with this entity tag. Nothing has a date here,
/// so conditions on dates count for nothing.
pub fn judge(headers: &HeaderMap, etag: &HeaderValue) -> Outcome {
    if headers.contains_key(header::IF_MATCH) && !is_wanted(headers, etag) {
        Outcome::Failed
    } else if is_known(headers, etag) {
        Outcome::NotModified
    } else {
        Outcome::Proceed
    }
}

fn is_wanted(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers.get_all(header::IF_MATCH).into_iter().flat_map(candidates).any(|tag| tag == b"*" || tag == etag.as_bytes())
}

/// Whether the client already has the body with this entity tag.
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers.get_all(header::IF_NONE_MATCH).into_iter().any(|line| {
        // By far the most usual value is the one tag that was sent before.
        line == etag
            || candidates(line).any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag.as_bytes())
    })
}

/// The members of a list, as bytes, so that one that is not ASCII does not spoil the others. A comma within a tag makes
/// two of it, of which none is ours: ours have none.
fn candidates(line: &HeaderValue) -> impl Iterator<Item = &[u8]> {
    line.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_coding_has_a_tag_of_its_own() {
        let print = fingerprint(b"body");
        assert_eq!(print.len(), 22);
        assert_eq!(strong(&print, Encoding::Identity), format!("\"{print}\""));
        assert_eq!(strong(&print, Encoding::Brotli), format!("\"{print}-br\""));
        assert_ne!(print, fingerprint(b"another"));
        // Nodes of a shop must agree: the first half of BLAKE3's published test vector for no input.
        assert_eq!(fingerprint(b""), "rxNJufX5oaagQE3qNtzJSQ");
    }

    #[test]
    fn a_known_tag_is_found_in_a_list() {
        let etag = HeaderValue::from_static("\"a\"");
        let check = |line: &'static str, expect: bool| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(line))]);
            assert_eq!(is_known(&headers, &etag), expect, "{line}");
        };
        check("\"a\"", true);
        check("W/\"a\"", true);
        check("\"b\", \"a\"", true);
        check("*", true);
        check("\"b\"", false);
        check("a", false);
        check(",, \"b\" ,\t\"a\",", true);
        check("\"b,\", W/\"a\"", true);
        for wrong in ["\"b,a\"", "\"A\"", "\"a", "w/\"a\"", "W/ \"a\"", "**", "\"*\"", "\"a\" \"a\""] {
            check(wrong, false);
        }
        let spoilt = HeaderValue::from_bytes(b"\"\xfc\", \"a\"").expect("a value");
        let lines = [spoilt, HeaderValue::from_static("\"c\"")].map(|line| (header::IF_NONE_MATCH, line));
        assert!(is_known(&lines.into_iter().collect(), &etag));
        assert!(!is_known(&HeaderMap::new(), &etag));
    }

    #[test]
    fn what_the_client_wants_goes_before_what_it_has() {
        let etag = HeaderValue::from_static("\"a\"");
        let check = |wanted: &'static str, known: &'static str, expect: Outcome| {
            let lines = [(header::IF_MATCH, wanted), (header::IF_NONE_MATCH, known)];
            let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
            let headers = lines.map(|(name, value)| (name, HeaderValue::from_static(value))).collect();
            assert_eq!(judge(&headers, &etag), expect, "{wanted} {known}");
        };
        check("", "", Outcome::Proceed);
        check("", "*", Outcome::NotModified);
        check("\"a\"", "", Outcome::Proceed);
        check("*", "\"b\"", Outcome::Proceed);
        check("\"b\", \"a\"", "\"a\"", Outcome::NotModified);
        check("\"b\"", "\"a\"", Outcome::Failed);
        check("W/\"a\"", "", Outcome::Failed);
    }
}
