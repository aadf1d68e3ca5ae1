//! Links that open orders and accounts, and the cookie in which a browser keeps what they open: whatever somebody puts
//! there, what is kept is read again as it was, and opens no other order.
#![no_main]

use api::site::{cookie_values, target};
use domain::OrderId;

#[path = "../../../app/src/order_keys.rs"]
#[allow(dead_code, reason = "a part of the app, whose pages use the rest")]
mod keys;

use keys::{OrderKeys, is_token};

const COOKIE: &str = "__Host-orders";
const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (kept, link) = text.split_once('\0').unwrap_or((&text, ""));
    let read = OrderKeys::read(kept);
    assert_eq!(OrderKeys::read(&read.text()), read);

    let order = OrderId("7f2c1d3e-0000-4000-8000-000000000001".parse().expect("a UUID"));
    let more = read.with(order, TOKEN);
    assert_eq!(OrderKeys::read(&more.text()).token(order), Some(TOKEN));
    let line = format!("a=b; {COOKIE}={}", more.text());
    assert_eq!(cookie_values(line.as_bytes(), COOKIE).collect::<Vec<_>>(), [more.text()]);

    // A link's token, as a page reads it.
    let whole = target("/login/link", Some(link));
    let asked = whole.split_once('?').map_or("", |(_, asked)| asked);
    for (name, token) in form_urlencoded::parse(asked.as_bytes()) {
        if name == "token" && is_token(&token) {
            assert!(token.is_ascii() && !token.contains([';', ' ', '"', '~', '.', '%', '/']));
            assert_eq!(OrderKeys::read(&read.with(order, &token).text()).token(order), Some(&*token));
        }
    }
});
