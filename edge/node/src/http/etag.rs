//! Entity tags (RFC 9110, 8.8.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest as _, Sha256};

use crate::http::encoding::Encoding;

/// The fingerprint of a body: 16 bytes of its SHA-256 in 22 characters.
pub fn fingerprint(body: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..16])
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
    headers.get_all(header::IF_MATCH).into_iter().filter_map(|line| line.to_str().ok()).any(|line| {
        let mut candidates = line.split(',').map(str::trim);
        candidates.any(|candidate| candidate == "*" || candidate.as_bytes() == etag.as_bytes())
    })
}

/// Whether the client already has the body with this entity tag.
fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    headers.get_all(header::IF_NONE_MATCH).into_iter().any(|line| {
        // By far the most usual value is the one tag that was sent before.
        line == etag
            || line.to_str().is_ok_and(|line| {
                line.split(',').map(str::trim).any(|candidate| {
                    candidate == "*" || candidate.strip_prefix("W/").unwrap_or(candidate).as_bytes() == etag.as_bytes()
                })
            })
    })
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
