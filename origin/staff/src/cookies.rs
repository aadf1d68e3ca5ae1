//! The cookies of the staff's pages. Where the page is encrypted their names begin with `__Host-`, so that no other host
//! of the domain and no plain page can set them (RFC 6265bis, 4.1.3); elsewhere, which is the developer's own machine,
//! browsers would refuse such a name.

use http::{HeaderMap, HeaderValue, header};

const SESSION: &str = "staff";
const DEVICE: &str = "staff-device";
const TICKET: &str = "staff-ticket";
const PASSKEYS: &str = "staff-passkeys";

/// A known browser is known for so long, in seconds.
const DEVICE_LASTS: u32 = 180 * 24 * 60 * 60;

fn name(what: &str, is_https: bool) -> String {
    format!("{}{what}", if is_https { "__Host-" } else { "" })
}

fn find<'a>(headers: &'a HeaderMap, what: &str, is_https: bool) -> Option<&'a str> {
    let name = name(what, is_https);
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(given, _)| *given == name).map(|(_, value)| value)
}

/// `seconds`: none lasts as long as the browser runs.
fn set(what: &str, value: &str, is_https: bool, seconds: Option<u32>) -> HeaderValue {
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let secure = if is_https { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", name(what, is_https));
    HeaderValue::from_str(&text).expect("tokens of ours are URL-safe")
}

/// The token of the session that a request shows.
pub fn session(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    find(headers, SESSION, is_https)
}

/// The token of the browser that a request shows.
pub fn device(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    find(headers, DEVICE, is_https)
}

/// The ticket of somebody who has given a password and not yet a code.
pub fn ticket(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    find(headers, TICKET, is_https)
}

/// By what a browser's answer for a passkey is known as its own.
pub fn passkeys(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    find(headers, PASSKEYS, is_https)
}

/// A `Set-Cookie` with what a browser's answer for a passkey is known by.
pub fn set_passkeys(binding: &str, is_https: bool) -> HeaderValue {
    set(PASSKEYS, binding, is_https, Some(10 * 60))
}

/// A `Set-Cookie` with the token of a session.
pub fn set_session(token: &str, is_https: bool) -> HeaderValue {
    set(SESSION, token, is_https, None)
}

/// A `Set-Cookie` with the token of a browser.
pub fn set_device(token: &str, is_https: bool) -> HeaderValue {
    set(DEVICE, token, is_https, Some(DEVICE_LASTS))
}

/// A `Set-Cookie` with a ticket.
pub fn set_ticket(token: &str, is_https: bool) -> HeaderValue {
    set(TICKET, token, is_https, Some(5 * 60))
}

/// A `Set-Cookie` that takes the session's away.
pub fn clear_session(is_https: bool) -> HeaderValue {
    set(SESSION, "", is_https, Some(0))
}

/// A `Set-Cookie` that takes the ticket's away.
pub fn clear_ticket(is_https: bool) -> HeaderValue {
    set(TICKET, "", is_https, Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_page_believes_only_cookies_of_its_own_host() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; staff=planted; staffx=1"));
        assert_eq!((session(&headers, false), session(&headers, true)), (Some("planted"), None));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-staff=own; __Host-staff-device=browser"));
        assert_eq!((session(&headers, true), device(&headers, true)), (Some("own"), Some("browser")));
        assert_eq!(ticket(&headers, true), None);
        let cookie = set_session("abc", true);
        assert_eq!(cookie, "__Host-staff=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(clear_session(false), "staff=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
