//! What a path is for: static, personal, or a page that everyone sees alike.

use std::borrow::Cow;

use api::Audience;
use api::site::audience;

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
    fn personal_paths_are_known_with_and_without_a_market() {
        for path in [
            "/cart",
            "/cart/",
            "/checkout/delivery",
            "/account/orders/7",
            "/login",
            "/register",
            "/orders/1",
            "/api",
            "/api/cart/add",
            "/de/cart",
            "/us/checkout",
            "/DE/Cart",
            "//cart",
            "/%63art",
            "/de/%63art",
            "/v1/carts/1/lines",
            "/v1/sessions",
        ] {
            assert!(is_personal(path, None), "{path}");
        }
        for path in [
            "/",
            "/de",
            "/de/",
            "/carts",
            "/products/cart",
            "/de/products/login",
            "/collections/api",
            "/cartoon",
            "/v1/products",
            "/v1/search",
            "/products/cart/de",
            "/deu/cart",
        ] {
            assert!(!is_personal(path, None), "{path}");
        }
    }

    #[test]
    fn a_form_error_makes_a_page_personal() {
        assert!(is_personal("/products/1", Some("__path=%2Fapi%2Fcart%2Fadd&__err=abc")));
        assert!(is_personal("/de", Some("__err=abc")));
        assert!(is_personal("/products/1", Some("%5F_err=abc")));
        assert!(!is_personal("/products/1", Some("q=__err")));
    }

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
        for path in ["/v1/a\\b", "/v1/%2e%2e", "/v1/a/../b", "/v1/a%2fb%00"] {
            assert!(!is_well_formed(path), "{path}");
        }
        // A SKU with slashes, in the API.
        assert!(is_well_formed("/v1/admin/variants/MUSIC%2FCD%2F123") && is_well_formed("/v1/admin/variants/a%5cb"));
        for path in ["/", "/a.b", "/.well-known/x", "/a..b", "/products/gr%C3%BCn", "//a"] {
            assert!(is_well_formed(path), "{path}");
        }
    }
}
