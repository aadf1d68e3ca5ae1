//! Who asks. Looked at on personal paths only.

use app::cookies::{CART, DEVICE, MERGED, SESSION, read};
use domain::CartId;
use http::{HeaderMap, header};

fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.filter_map(|line| read(line, name)).next()
}

/// The session's token, if it is shaped like one.
pub fn session(headers: &HeaderMap) -> Option<String> {
    token(headers, SESSION)
}

/// By what the browser is known from an earlier log-in, if it is shaped like that.
pub fn device(headers: &HeaderMap) -> Option<String> {
    token(headers, DEVICE)
}

fn token(headers: &HeaderMap, name: &str) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let token = value(headers, name)?;
    ((20..=100).contains(&token.len()) && token.bytes().all(allowed)).then(|| token.to_owned())
}

/// The cart's id, if it is one. A tampered cookie counts as none.
pub fn cart(headers: &HeaderMap) -> Option<CartId> {
    value(headers, CART)?.parse().ok()
}

/// What is to be told of a merging of carts.
pub fn merged(headers: &HeaderMap) -> Option<String> {
    value(headers, MERGED).filter(|note| !note.is_empty()).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (header::COOKIE, http::HeaderValue::from_static(line))).collect()
    }

    #[test]
    fn cookies_are_found_among_others_and_over_several_lines() {
        let lines =
            ["a=1; __Host-cart=7f2c1d3e-0000-4000-8000-000000000001; b=2", "__Host-session=abcdefghijklmnopqrstuvwxyz"];
        let given = headers(&lines);
        assert!(cart(&given).is_some());
        assert_eq!(session(&given).as_deref(), Some("abcdefghijklmnopqrstuvwxyz"));
    }

    #[test]
    fn tampered_cookies_count_as_none() {
        for bad in
            ["__Host-cart=1", "__Host-cart=", "__Host-session=short", "__Host-session=has blank inside the token", ""]
        {
            let given = headers(&[bad]);
            assert_eq!((cart(&given), session(&given)), (None, None), "{bad}");
        }
    }
}
