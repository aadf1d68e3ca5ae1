//! What a path is for: static, personal, or a page that everyone sees alike.

use std::borrow::Cow;

use api::Audience;
use api::site::audience;

/// Whether a path may be looked at further: it begins with a slash and has no dot segments,
/// backslashes or control characters, encoded or not.
pub fn is_well_formed(path: &str) -> bool {
    if !path.starts_with('/') {
        return false;
    }
    // The usual path has nothing to decode and no segment that begins with a dot.
    if !path.contains('%') && !path.contains("/.") {
        return !path.bytes().any(|b| b == b'\\' || b.is_ascii_control());
    }
    path.split('/').all(|segment| match decoded(segment) {
        Some(segment) => {
            !matches!(segment.as_ref(), "." | "..")
                && !segment.chars().any(|c| matches!(c, '/' | '\\') || c.is_control())
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
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |b: Option<u8>| char::from(b?).to_digit(16);
        let value = digit(rest.next())? * 16 + digit(rest.next())?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
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
        ] {
            assert!(!is_well_formed(path), "{path}");
        }
        for path in ["/", "/a.b", "/.well-known/x", "/a..b", "/products/gr%C3%BCn", "//a"] {
            assert!(is_well_formed(path), "{path}");
        }
    }
}
