//! Reading a request's `Cookie` header.

/// The values of the cookie `name` in a line of a request's `Cookie` header. The line is read as bytes: other cookies
/// of the host, whoever set them, may hold any. A value that is no text is none of ours.
pub fn cookie_values<'a>(line: &'a [u8], name: &str) -> impl Iterator<Item = &'a str> {
    let pairs = line.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
    let values = pairs.filter_map(move |pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="));
    values.filter_map(|value| std::str::from_utf8(value).ok())
}

#[cfg(test)]
mod tests {
    use super::cookie_values;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let line = b"a=1; __Host-cart=0190; __Host-cart-units=3;a=\xff;a=2";
        let found = |name| cookie_values(line, name).collect::<Vec<_>>();
        assert_eq!(found("__Host-cart"), ["0190"]);
        assert_eq!(found("__Host-cart-units"), ["3"]);
        assert_eq!(found("a"), ["1", "2"]);
        assert_eq!((found("cart"), found("units"), found("")), (vec![], vec![], vec![]));
    }
}
