//! What a path is for: static, personal, or a page that everyone sees alike.

use std::borrow::Cow;

/// Pages of one shopper. Their requests reach the worker whole and are never stored.
const PERSONAL: [&str; 7] = ["cart", "checkout", "account", "login", "register", "orders", "api"];

/// Parts of the wire below `/v1/` that belong to one shopper.
const PERSONAL_WIRE: [&str; 9] =
    ["carts", "checkouts", "orders", "customers", "sessions", "payments", "refunds", "addresses", "shipments"];

/// Query parameters by which a form without JavaScript reports its error. Such an answer is
/// for one shopper alone.
const FORM_ERROR: [&str; 2] = ["__err", "__path"];

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

/// Whether a path belongs to one shopper, also below a market such as `/de`.
pub fn is_personal(path: &str, query: Option<&str>) -> bool {
    let mut segments = path.split('/').filter(|s| !s.is_empty()).map(decoded_or_raw);
    let Some(mut first) = segments.next() else { return false };
    if is_market(&first) {
        match segments.next() {
            Some(second) => first = second,
            None => return has_form_error(query),
        }
    }
    let named = |names: &[&str], segment: &str| names.iter().any(|name| name.eq_ignore_ascii_case(segment));
    named(&PERSONAL, &first)
        || is_wire_segment(&first) && segments.next().is_some_and(|s| named(&PERSONAL_WIRE, &s))
        || has_form_error(query)
}

/// Whether a path is of the wire, where every query parameter counts.
pub fn is_wire(path: &str) -> bool {
    path.starts_with("/v1/")
}

fn is_wire_segment(segment: &str) -> bool {
    segment.eq_ignore_ascii_case("v1")
}

fn is_market(segment: &str) -> bool {
    segment.len() == 2 && segment.bytes().all(|b| b.is_ascii_alphabetic())
}

fn has_form_error(query: Option<&str>) -> bool {
    query.is_some_and(|query| {
        query.split('&').any(|pair| {
            let name = pair.split_once('=').map_or(pair, |(name, _)| name);
            FORM_ERROR.contains(&decoded_or_raw(name).as_ref())
        })
    })
}

fn decoded_or_raw(text: &str) -> Cow<'_, str> {
    decoded(text).unwrap_or(Cow::Borrowed(text))
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
        for path in ["/", "/a.b", "/.well-known/x", "/a..b", "/products/gr%C3%BCn", "//a"] {
            assert!(is_well_formed(path), "{path}");
        }
    }
}
