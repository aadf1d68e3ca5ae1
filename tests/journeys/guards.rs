//! What guards every form, page and endpoint, asked of each that the site map and the registry name, so that a new one
//! cannot be left out: other sites, frames, other hosts, and where a log-in leads.

use api::Caller;
use api::edge::handover::is_document;
use api::registry::endpoints;
use api::site::PAGES;
use bytes::Bytes;
use domain::Market;
use http::{HeaderMap, Method};
use testing::{Reply, Shop, Shopper};

use crate::hostile::exchange;
use crate::members::member;

const SOME_ID: &str = "7f2c1d3e-0000-4000-8000-000000000001";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// An address of what has parameters.
fn address(path: &str) -> String {
    let fill = |segment: &str| if segment.starts_with([':', '{']) { SOME_ID.to_owned() } else { segment.to_owned() };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

async fn send(shopper: &Shopper, method: &Method, path: &str, headers: &[(&str, &str)], body: &'static str) -> Reply {
    let reply = shopper.send(method.clone(), path, headers, Bytes::from_static(body.as_bytes())).await;
    reply.expect("an answer")
}

#[tokio::test]
async fn no_form_of_another_site_does_anything_whatever_page_takes_it() {
    let shop = Shop::start().await;
    let ada = member(&shop, &shop.edge, "ada").await;
    let session = ada.cookie("__Host-session");
    let foreign: [&[(&str, &str)]; 4] = [
        &[FORM, ("origin", "https://evil.example")],
        &[FORM, ("origin", "null")],
        &[FORM, ("sec-fetch-site", "cross-site"), ("origin", shop.edge.as_str())],
        &[FORM, ("sec-fetch-site", "same-site")],
    ];
    let mut forms = 0;
    for page in PAGES {
        for market in Market::ALL {
            let path = market.path(&address(page.path));
            for headers in foreign {
                let reply = send(&ada, &Method::POST, &path, headers, "action=logout&email=eve%40evil.example").await;
                let is_refused = reply.status == 403 || (!page.takes_form && reply.status == 405);
                assert!(is_refused, "{path} {headers:?}: {} {}", reply.status, reply.body);
                assert!(!reply.headers.contains_key("set-cookie"), "{path}: {:?}", reply.headers);
                forms += usize::from(page.takes_form);
            }
        }
    }
    assert!(forms > 100, "{forms}");
    assert!(ada.get("/account").await.path.starts_with("/account") && ada.cookie("__Host-session") == session);
}

/// Browsers bring cookies along, and the API asks for a token: no cookie opens an endpoint, and no form is its body.
#[tokio::test]
async fn no_cookie_opens_an_endpoint_and_no_form_is_read_by_one() {
    let shop = Shop::start().await;
    let ada = member(&shop, &shop.edge, "ada").await;
    let mut asked = 0;
    for endpoint in endpoints() {
        let path = address(endpoint.path);
        let json = [("content-type", "application/json"), ("idempotency-key", "0123456789")];
        // Pages link to documents, which a browser opens by its cookies: from pages of the shop.
        if is_document(&endpoint.method, &path, &HeaderMap::new()) {
            let led = [("sec-fetch-site", "cross-site"), ("accept", "*/*")];
            let reply = send(&ada, &endpoint.method, &path, &led, "").await;
            // Mails lead to them, too, from wherever they are read: nothing but its owner's browser sees what is in them.
            let is_shown = reply.status == 200;
            assert!(!is_shown || reply.header("cache-control").contains("no-store"), "{}", endpoint.name);
            assert!(endpoint.method == Method::GET && (is_shown || reply.status >= 400), "{}", endpoint.name);
            continue;
        }
        if !matches!(endpoint.caller, Caller::Anyone | Caller::Signed) {
            let reply = send(&ada, &endpoint.method, &path, &json, "{}").await;
            assert_eq!(reply.status, 401, "{} by a cookie: {}", endpoint.name, reply.body);
            asked += 1;
        }
        if endpoint.method == Method::POST && endpoint.caller == Caller::Anyone {
            for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"] {
                let headers = [("content-type", kind), ("idempotency-key", "0123456789")];
                let reply = send(&ada, &endpoint.method, &path, &headers, "{}").await;
                assert_eq!(reply.status, 415, "{} as {kind}: {}", endpoint.name, reply.body);
                asked += 1;
            }
        }
        // No other site's script is told that it may read an answer.
        let headers = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
        for method in [&endpoint.method, &Method::OPTIONS] {
            let reply = send(&ada, method, &path, &headers, "").await;
            let told = reply.headers.keys().any(|name| name.as_str().starts_with("access-control-allow"));
            assert!(!told, "{} by {method}: {:?}", endpoint.name, reply.headers);
            let is_data = reply.header("content-type").ends_with("json");
            let policy = reply.headers.get("content-security-policy");
            let is_framed = policy.is_none_or(|policy| !policy.as_bytes().ends_with(b"frame-ancestors 'none'"));
            assert!(!is_data || !is_framed, "{} by {method}: {:?}", endpoint.name, reply.headers);
        }
    }
    assert!(asked > endpoints().len() / 2, "{asked}");
}

#[tokio::test]
async fn no_page_is_framed_sniffed_or_made_for_another_host() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    for page in PAGES {
        for path in Market::ALL.map(|market| market.path(&address(page.path))) {
            let reply = send(&shopper, &Method::GET, &path, &[("accept", "text/html")], "").await;
            let policy = reply.header("content-security-policy");
            // A redirection shows nothing.
            let is_shown = reply.status / 100 != 3;
            for part in ["frame-ancestors 'none'", "base-uri ", "object-src 'none'", "form-action "] {
                let by_default = part.starts_with("object-src") && policy.contains("default-src 'none'");
                assert!(policy.contains(part) || by_default || !is_shown, "{path}: {part} is not in {policy}");
            }
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert!(reply.header("x-frame-options") == "DENY" || !is_shown, "{path}: {:?}", reply.headers);
            assert!(reply.headers.contains_key("referrer-policy") || !is_shown, "{path}: {:?}", reply.headers);
            let request = format!("GET {path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n");
            let answer = exchange(&shop.edge, request.as_bytes()).await;
            assert!(answer.starts_with("HTTP/1.1 "), "{path}: {answer}");
            assert!(!answer.contains("evil.example"), "{path}: {answer}");
        }
    }
}

/// Each page that reads where to go next, with what leads out of the shop in a browser.
#[tokio::test]
async fn no_log_in_leads_out_of_the_shop() {
    let shop = Shop::start().await;
    let pages: Vec<_> = PAGES.iter().filter(|page| page.parameters.contains(&"next")).collect();
    assert!(pages.len() >= 4, "{pages:?}");
    let ways = ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"];
    for (at, next) in ways.into_iter().enumerate() {
        for page in &pages {
            let query = serde_html_form::to_string([("next", next)]).expect("text");
            let shown = shop.shopper().get(&format!("{}?{query}", page.path)).await;
            // Where nothing of a provider waits, the page says so.
            let is_shown = shown.status == 200 || page.path.starts_with("/login/") && shown.status / 100 == 4;
            assert!(is_shown, "{} {}: {}", page.path, shown.status, shown.body);
            for attribute in ["href", "action", "value", "src"] {
                let whole = format!("{attribute}=\"{next}\"");
                assert!(!shown.body.contains(&whole), "{} shows {whole}", page.path);
            }
        }
        let ada = member(&shop, &shop.edge, &format!("ada-{at}")).await;
        let email = format!("ada-{at}@example.com");
        ada.post_form("/account", &[("action", "logout")]).await;
        let fields = [("email", email.as_str()), ("password", crate::members::PASSWORD), ("next", next)];
        // The shopper of these tests follows no redirection out of the shop, and says so.
        let inside = ada.post_form("/login", &fields).await;
        assert!(inside.status == 200 && inside.path.starts_with("/account"), "{next}: {}", inside.path);
    }
}
