//! Asking for a part of a file (RFC 9110, 14).

use http::{HeaderMap, HeaderValue, Method, header};

/// Which part of a body is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// All of it.
    Whole,
    /// From the first byte to the last, both included.
    Part {
        /// The first byte's place.
        first: u64,
        /// The last byte's place, which is within the body.
        last: u64,
    },
    /// A part that lies behind its end.
    Beyond,
}

/// What part of a body of `length` bytes a request asks for. What cannot be read, and several
/// parts at once, are answered by the whole, as is a part of a body that has changed since.
pub fn asked(method: &Method, request: &HeaderMap, length: u64, etag: Option<&HeaderValue>) -> Asked {
    let mut lines = request.get_all(header::RANGE).into_iter().filter(|_| *method == Method::GET);
    let (Some(range), None) = (lines.next(), lines.next()) else { return Asked::Whole };
    // No file has a date, so only its entity tag tells that it is the same, and only a strong one.
    if request.get(header::IF_RANGE).is_some_and(|known| Some(known) != etag) {
        return Asked::Whole;
    }
    let Some((unit, set)) = range.to_str().ok().and_then(|range| range.split_once('=')) else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    read(set.trim(), length).unwrap_or(Asked::Whole)
}

fn read(spec: &str, length: u64) -> Option<Asked> {
    let (first, last) = spec.split_once('-')?;
    if first.is_empty() {
        let size = number(last)?;
        let part = Asked::Part { first: length.saturating_sub(size), last: length.saturating_sub(1) };
        return Some(if size == 0 || length == 0 { Asked::Beyond } else { part });
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    if last < first {
        return None;
    }
    Some(if first >= length { Asked::Beyond } else { Asked::Part { first, last: last.min(length - 1) } })
}

/// A number of digits alone; what is too large is behind every end.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

/// `Content-Range` of a part.
pub fn content_range(first: u64, last: u64, length: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("bytes {first}-{last}/{length}")).expect("numbers are ASCII")
}

/// `Content-Range` of an answer without a part.
pub fn no_range(length: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("bytes */{length}")).expect("numbers are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[(http::HeaderName, &str)], expect: Asked) {
        let headers: HeaderMap =
            lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("ASCII"))).collect();
        let etag = HeaderValue::from_static("\"a\"");
        assert_eq!(asked(&Method::GET, &headers, 100, Some(&etag)), expect, "{lines:?}");
        assert_eq!(asked(&Method::HEAD, &headers, 100, Some(&etag)), Asked::Whole);
    }

    #[test]
    fn one_part_is_read_and_all_else_is_the_whole() {
        let part = |first, last| Asked::Part { first, last };
        for (range, expect) in [
            ("bytes=0-9", part(0, 9)),
            ("bytes=90-", part(90, 99)),
            ("Bytes=90-900", part(90, 99)),
            ("bytes=-1", part(99, 99)),
            ("bytes=-900", part(0, 99)),
            ("bytes=0-99999999999999999999999", part(0, 99)),
            ("bytes=100-", Asked::Beyond),
            ("bytes=99999999999999999999999-", Asked::Beyond),
            ("bytes=-0", Asked::Beyond),
            ("bytes=9-0", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes", Asked::Whole),
            ("items=0-1", Asked::Whole),
            ("bytes=99-99", part(99, 99)),
            ("bytes = 0-9 ", part(0, 9)),
            ("bytes=00-009", part(0, 9)),
            ("bytes=0-0,", Asked::Whole),
            ("bytes=,0-0", Asked::Whole),
            ("bytes=0 - 9", Asked::Whole),
            ("bytes=0-9-", Asked::Whole),
            ("bytes=--1", Asked::Whole),
            ("bytes=-+1", Asked::Whole),
            ("bytes=0x0-9", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("=0-9", Asked::Whole),
            ("bytes=99999999999999999999-0", Asked::Whole),
        ] {
            check(&[(header::RANGE, range)], expect);
        }
        check(&[], Asked::Whole);
        check(&[(header::RANGE, "bytes=0-1"), (header::RANGE, "bytes=5-6")], Asked::Whole);
    }

    #[test]
    fn a_part_of_a_file_that_changed_is_not_sent() {
        let part = Asked::Part { first: 0, last: 9 };
        for (condition, expect) in [
            ("\"a\"", part),
            ("W/\"a\"", Asked::Whole),
            ("\"b\"", Asked::Whole),
            ("Mon, 23 Nov 2026 06:00:00 GMT", Asked::Whole),
        ] {
            check(&[(header::RANGE, "bytes=0-9"), (header::IF_RANGE, condition)], expect);
        }
    }
}
