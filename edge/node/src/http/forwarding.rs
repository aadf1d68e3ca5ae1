//! Header fields on their way in to the worker and out to the client.

use api::cache::{CACHE_TAG, CDN_CACHE_CONTROL};
use api::edge::REQUEST_ID;
use api::edge::client::CLIENT;
pub use api::edge::security::secure;
use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::config::BaseAddress;

const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Fields about one connection rather than the message (RFC 9110, 7.6.1).
const CONNECTION_FIELDS: [HeaderName; 9] = [
    header::CONNECTION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// Prefixes of fields that only this node may set.
const OWN_PREFIXES: [&str; 3] = ["x-edge-", "x-forwarded-", "signature"];

/// Fields by which proxies and networks tell who a client is, what was signed, what is traced, or that another
/// request is meant. Nothing before this node is trusted to, so a client that sends one pretends.
const PRETENDED: [&str; 22] = [
    "accept-signature",
    "baggage",
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "client-ip",
    "content-digest",
    "digest",
    "fastly-client-ip",
    "fly-client-ip",
    "proxy",
    "repr-digest",
    "traceparent",
    "tracestate",
    "true-client-ip",
    "via",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-http-method-override",
    "x-original-url",
    "x-real-ip",
    "x-request-id",
    "x-rewrite-url",
];
/// Request fields for a page that everyone sees alike: none of the client's, so that no
/// answer can depend on one.
pub fn for_shared_page(public: &BaseAddress, request_id: &str, wire: bool) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(6);
    let accept = if wire { "application/json" } else { "text/html" };
    headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
    add_own(&mut headers, public, request_id);
    headers
}

/// Request fields of one shopper: all but those about the connection and those a client
/// must not set.
pub fn for_one_shopper(
    received: &HeaderMap,
    public: &BaseAddress,
    request_id: &str,
    client: std::net::IpAddr,
) -> HeaderMap {
    let mut headers = received.clone();
    remove_connection_fields(&mut headers);
    for name in [header::HOST, header::EXPECT, header::ACCEPT_ENCODING, header::FORWARDED, header::CONTENT_LENGTH] {
        headers.remove(name);
    }
    for name in PRETENDED {
        headers.remove(name);
    }
    remove_where(&mut headers, |name| OWN_PREFIXES.iter().any(|prefix| name.starts_with(prefix)));
    add_own(&mut headers, public, request_id);
    if let Ok(client) = HeaderValue::from_str(&client.to_canonical().to_string()) {
        headers.insert(CLIENT, client);
    }
    headers
}

fn add_own(headers: &mut HeaderMap, public: &BaseAddress, request_id: &str) {
    for (name, value) in [
        (header::HOST, public.authority.as_str()),
        (FORWARDED_HOST, public.authority.as_str()),
        (FORWARDED_PROTO, public.scheme.as_str()),
        (REQUEST_ID, request_id),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
}

/// Removes from the worker's answer what is not for the client. The length is set anew from
/// the body.
pub fn clean_answer(headers: &mut HeaderMap, stored: bool) {
    remove_connection_fields(headers);
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(CACHE_TAG);
    // A cache in front of this node hears of no purge: the lifetimes are for this one alone.
    headers.remove(CDN_CACHE_CONTROL);
    if !stored {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    }
    secure(headers);
}

fn remove_connection_fields(headers: &mut HeaderMap) {
    // A message may name further fields that end at this hop.
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .into_iter()
        .flat_map(|value| value.as_bytes().split(|byte| *byte == b','))
        .filter_map(|name| HeaderName::from_bytes(name.trim_ascii()).ok())
        .collect();
    for name in CONNECTION_FIELDS.iter().chain(&named) {
        headers.remove(name);
    }
}

fn remove_where(headers: &mut HeaderMap, unwanted: impl Fn(&str) -> bool) {
    let names: Vec<HeaderName> = headers.keys().filter(|name| unwanted(name.as_str())).cloned().collect();
    for name in names {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{IpAddr, Ipv4Addr};

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn public() -> BaseAddress {
        crate::config::base_address("https://shop.example").expect("an address")
    }

    #[test]
    fn a_client_cannot_speak_for_the_node() {
        let received = headers(&[
            ("x-edge-request-id", "forged"),
            ("x-edge-staff", "yes"),
            ("x-forwarded-for", "1.2.3.4"),
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-prefix", "/x"),
            ("signature-input", "x"),
            ("host", "evil.example"),
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("cookie", "a=b"),
        ]);
        let sent = for_one_shopper(&received, &public(), "id-1", IpAddr::V4(Ipv4Addr::LOCALHOST));
        let expected = headers(&[
            ("cookie", "a=b"),
            ("host", "shop.example"),
            ("x-forwarded-host", "shop.example"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-edge-request-id", "id-1"),
        ]);
        assert_eq!(sent, expected);
    }

    #[test]
    fn what_names_another_client_or_request_goes_no_further() {
        let mut received: HeaderMap = PRETENDED
            .iter()
            .map(|name| (HeaderName::from_static(name), HeaderValue::from_static("203.0.113.9")))
            .collect();
        received.insert(header::FORWARDED, HeaderValue::from_static("for=203.0.113.9"));
        received.insert("x-rewrite-url", HeaderValue::from_static("203.0.113.9"));
        received.insert("x-request-id", HeaderValue::from_static("203.0.113.9"));
        let sent = for_one_shopper(&received, &public(), "id-1", IpAddr::V4(Ipv4Addr::LOCALHOST));
        assert!(sent.values().all(|value| value != "203.0.113.9" && value != "for=203.0.113.9"), "{sent:?}");
    }

    #[test]
    fn a_shared_page_is_asked_for_without_anything_of_the_client() {
        let sent = for_shared_page(&public(), "id-1", false);
        assert!(!sent.contains_key(header::COOKIE) && !sent.contains_key(header::AUTHORIZATION));
        assert_eq!(sent.len(), 5);
    }

    #[test]
    fn an_answer_that_is_not_stored_is_private_unless_it_says_otherwise() {
        let mut answer = headers(&[("cache-tag", "p:1"), ("cdn-cache-control", "max-age=60"), ("set-cookie", "a=b")]);
        clean_answer(&mut answer, false);
        let expected = [
            ("set-cookie", "a=b"),
            ("cache-control", "private, no-store"),
            ("x-content-type-options", "nosniff"),
            ("cross-origin-resource-policy", "same-origin"),
        ];
        assert_eq!(answer, headers(&expected));
        let mut answer = headers(&[("cache-control", "public, max-age=5")]);
        clean_answer(&mut answer, false);
        assert_eq!(answer["cache-control"], "public, max-age=5");
    }

    #[test]
    fn answers_get_the_security_fields_they_lack() {
        let mut page = headers(&[("content-type", "text/html; charset=utf-8"), ("x-frame-options", "SAMEORIGIN")]);
        secure(&mut page);
        assert_eq!(page["x-frame-options"], "SAMEORIGIN");
        assert_eq!(page["x-content-type-options"], "nosniff");
        assert_eq!(page["cross-origin-opener-policy"], "same-origin");
        let mut json = headers(&[("content-type", "application/json")]);
        secure(&mut json);
        assert_eq!(json["x-content-type-options"], "nosniff");
        assert_eq!(json["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(json.len(), 4, "the rest is about pages");
        let mut script = headers(&[("content-type", "text/javascript")]);
        secure(&mut script);
        assert_eq!(
            script["content-security-policy"], "frame-ancestors 'none'",
            "no more: it would hold for the script"
        );
        let mut picture = headers(&[("content-type", "image/avif")]);
        secure(&mut picture);
        assert_eq!(picture["content-security-policy"], "frame-ancestors 'none'");
        assert_eq!(picture["cross-origin-resource-policy"], "cross-origin", "the office shows it");
        assert_eq!(json["cross-origin-resource-policy"], "same-origin");
        // What is added to the answer that a page has not changed takes the place of what came with the page.
        let mut unchanged = headers(&[("etag", "\"1\"")]);
        secure(&mut unchanged);
        assert!(!unchanged.contains_key("content-security-policy"));
        assert!(!unchanged.contains_key("cross-origin-resource-policy"));
    }
}
