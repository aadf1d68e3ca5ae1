//! Who asks. Looked at on personal paths only.

use api::challenge::PASS_COOKIE;
use api::site::cookie_values;
use app::cookies::{CART, DEVICE, MERGED, NEXT, OIDC, ORDERS, PASSKEYS, REGISTRATION, SESSION};
use app::order_keys::OrderKeys;
use domain::{CartId, OrderId};
use http::{HeaderMap, header};

/// Every value the request has for a cookie of ours, over all lines.
fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    headers.get_all(header::COOKIE).iter().flat_map(move |line| cookie_values(line.as_bytes(), name))
}

/// The session's token: the first that is shaped like one.
pub fn session(headers: &HeaderMap) -> Option<String> {
    token(headers, SESSION)
}

/// By what the browser is known from an earlier log-in, if it is shaped like that.
pub fn device(headers: &HeaderMap) -> Option<String> {
    token(headers, DEVICE)
}

/// By what the browser's answer for a passkey is known, if it is shaped like that.
pub fn passkeys(headers: &HeaderMap) -> Option<String> {
    token(headers, PASSKEYS)
}

/// What the browser has asked to open an account by, if it is shaped like that.
pub fn registration(headers: &HeaderMap) -> Option<String> {
    token(headers, REGISTRATION)
}

/// The word for where a mailed link leads on to: the first that is shaped like one. Which words there are the pages know.
pub fn next(headers: &HeaderMap) -> Option<String> {
    let is_word = |word: &&str| word.len() <= 32 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    values(headers, NEXT).find(is_word).map(ToOwned::to_owned)
}

/// By what the browser is known that was sent to a provider of log-ins, if it is shaped like that.
pub fn oidc(headers: &HeaderMap) -> Option<String> {
    token(headers, OIDC)
}

fn token(headers: &HeaderMap, name: &str) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_token = |token: &&str| (20..=100).contains(&token.len()) && token.bytes().all(allowed);
    values(headers, name).find(is_token).map(ToOwned::to_owned)
}

/// What lets the browser try further, if it is shaped like that. What it is worth the origin knows.
pub fn challenge_pass(headers: &HeaderMap) -> Option<String> {
    values(headers, PASS_COOKIE).find(|pass| signing::Ticket::is_like(pass)).map(ToOwned::to_owned)
}

/// The cart's id: the first that is one. A tampered cookie counts as none.
pub fn cart(headers: &HeaderMap) -> Option<CartId> {
    values(headers, CART).find_map(|value| value.parse().ok())
}

/// What opens orders to this browser: of several cookies the first that opens any.
pub fn orders(headers: &HeaderMap) -> OrderKeys {
    values(headers, ORDERS).map(OrderKeys::read).find(|keys| *keys != OrderKeys::default()).unwrap_or_default()
}

/// What opens the order that a path of the API is about.
pub fn order_token(headers: &HeaderMap, path: &str) -> Option<String> {
    let id = path.strip_prefix("/v1/orders/")?.split('/').next()?;
    orders(headers).token(OrderId(id.parse().ok()?)).map(ToOwned::to_owned)
}

/// What is to be told of a merging of carts.
pub fn merged(headers: &HeaderMap) -> Option<String> {
    values(headers, MERGED).find(|note| !note.is_empty()).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    const OWN: &str = "__Host-cart=7f2c1d3e-0000-4000-8000-000000000001";

    fn line(bytes: &[u8]) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, http::HeaderValue::from_bytes(bytes).expect("a field value"))])
    }

    #[test]
    fn f07_foreign_cookies_take_nothing_of_ours_away() {
        for foreign in [
            &b"city=M\xfcnchen"[..],
            "city=München; 名前=値".as_bytes(),
            b"\xff",
            b"=",
            b"a=\"b; c\"",
            b"__Host-cart=\xc3",
            b"__Host-cart=planted",
            b"x; ;; =; y=z=",
        ] {
            for whole in [[foreign, b"; ", OWN.as_bytes()].concat(), [OWN.as_bytes(), b";", foreign].concat()] {
                assert!(cart(&line(&whole)).is_some(), "{}", String::from_utf8_lossy(&whole));
            }
        }
    }

    proptest! {
        #[test]
        fn f07_no_bytes_beside_ours_hide_it(
            before in prop::collection::vec(prop::collection::vec(field_byte(), 0..20), 0..4),
            behind in prop::collection::vec(prop::collection::vec(field_byte(), 0..20), 0..4),
        ) {
            let own = [OWN.as_bytes().to_vec()];
            let pairs: Vec<Vec<u8>> = before.into_iter().chain(own).chain(behind).collect();
            prop_assert!(cart(&line(&pairs.join(&b"; "[..]))).is_some());
        }
    }

    /// A byte that a field's value may have, but the one that parts cookies.
    fn field_byte() -> impl Strategy<Value = u8> {
        any::<u8>()
            .prop_filter("parts or is no field's", |byte| *byte != b';' && *byte != 127 && (*byte >= 32 || *byte == 9))
    }

    #[test]
    fn m4_a_browser_opens_the_orders_it_has_links_to_and_no_others() {
        let (own, other) = ("7f2c1d3e-0000-4000-8000-000000000001", "7f2c1d3e-0000-4000-8000-000000000002");
        let given = headers(&[
            "__Host-order=planted; a=1",
            "__Host-order=7f2c1d3e-0000-4000-8000-000000000001.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        ]);
        let token = Some("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG");
        assert_eq!(order_token(&given, &format!("/v1/orders/{own}/documents/invoice/1")).as_deref(), token);
        for path in [format!("/v1/orders/{other}/documents/invoice/1"), "/v1/orders/1".into(), "/v1/carts".into()] {
            assert_eq!(order_token(&given, &path), None, "{path}");
        }
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
