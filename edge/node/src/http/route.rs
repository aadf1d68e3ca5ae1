//! What a path is for: static, personal, or a page that everyone sees alike.

use std::borrow::Cow;

use api::Audience;
use api::site::audience;
use percent_encoding::percent_decode_str;

/// Whether a path may be looked at further: it begins with a slash and has no dot segments,
/// backslashes or control characters, encoded or not. Only a segment of the API may hold an encoded slash or
/// backslash, because a SKU may: the origin takes the path apart before it decodes, and no file lies there.
pub fn is_well_formed(path: &str) -> bool {
    if !path.starts_with('/') {
        return false;
    }
    // The usual path has nothing to decode and no segment that begins with a dot.
    if !path.contains('%') && !path.contains("/.") {
        return !path.bytes().any(|b| b == b'\\' || b.is_ascii_control());
    }
    let of_the_api = path.starts_with("/v1/");
    path.split('/').all(|segment| match decoded(segment) {
        Some(decoded) => {
            !matches!(decoded.as_ref(), "." | "..")
                && !segment.contains('\\')
                && !decoded.chars().any(|c| (matches!(c, '/' | '\\') && !of_the_api) || c.is_control())
        }
        None => false,
    })
}

/// Whether an address belongs to one shopper, as the site map says: its requests reach the worker whole, and the
/// answers are never stored.
pub fn is_personal(path: &str, query: Option<&str>) -> bool {
    audience(path, query) == Audience::Private
}

/// Undoes percent encoding; nothing when it is broken or does not give UTF-8.
pub fn decoded(text: &str) -> Option<Cow<'_, str>> {
    // The library lets a `%` without two digits stand.
    let is_whole = |after: &str| after.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(is_whole) {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_are_refused_in_every_disguise() {
        for path in [
            "/..",
            "/a/../b",
            "/a/./b",
            "/%2e%2e/etc",
            "/a/.%2E",
            "/a\\..\\b",
            "/a%5cb",
            "/a%2fb",
            "/a%00",
            "*",
            "",
            "http:",
            "/%zz",
            "/%2",
            "/%ff",
            "/%",
            "/a%2/b",
            "/%u002e",
            "/%c0%ae%c0%ae/etc",
            "/a%c0%afb",
            "/%e0%80%af",
            "/%ed%a0%80",
            "/a%c2%85b",
            "/a%7f",
            "/%2E",
            "/a/%2e%2E",
        ] {
            assert!(!is_well_formed(path), "{path}");
        }
        for path in ["/v1/a\\b", "/v1/%2e%2e", "/v1/a/../b", "/v1/a%2fb%00"] {
            assert!(!is_well_formed(path), "{path}");
        }
        // A SKU with slashes, in the API.
        assert!(is_well_formed("/v1/admin/variants/MUSIC%2FCD%2F123") && is_well_formed("/v1/admin/variants/a%5cb"));
        // What is encoded twice is decoded once, and is a name like any other.
        for path in
            ["/", "/a.b", "/.well-known/x", "/a..b", "/products/gr%C3%BCn", "//a", "/...", "/%252e%252e/a%252fb"]
        {
            assert!(is_well_formed(path), "{path}");
        }
    }
}
