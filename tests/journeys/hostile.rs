//! Clients that want others to see what they brought, or to keep the shop waiting.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use testing::{Reply, Shop, Shopper};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends bytes over a fresh connection and returns what came until it was closed.
pub async fn exchange(address: &str, sent: &[u8]) -> String {
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).await.expect("it listens");
    stream.write_all(sent).await.ok();
    let mut received = Vec::new();
    let reading = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut received)).await;
    drop(reading.expect("the connection is closed in time"));
    String::from_utf8_lossy(&received).into_owned()
}

async fn plain(shopper: &Shopper, path: &str) -> Reply {
    shopper.send(Method::GET, path, &[], Bytes::new()).await.expect("an answer")
}

const EVIL: &str = "evil.example";

#[tokio::test]
async fn nobody_gets_what_another_brought_in_a_field() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let attacks = [
        "x-forwarded-host: evil.example",
        "x-forwarded-proto: evil.example",
        "x-forwarded-for: evil.example",
        "x-forwarded-prefix: /evil.example",
        "x-forwarded-port: 6666",
        "x-host: evil.example",
        "x-original-url: /evil.example",
        "x-rewrite-url: /evil.example",
        "x-original-host: evil.example",
        "x-http-method-override: DELETE",
        "forwarded: host=evil.example;proto=evil.example",
        "accept-language: de",
        "accept: application/json",
        "cookie: __Host-cart=evil.example; locale=evil.example",
        "origin: http://evil.example",
        "referer: http://evil.example/",
        "range: bytes=0-3",
        "if-none-match: *",
        "cache-control: no-cache, no-store",
        "x-edge-request-id: evil.example",
        "authorization: Bearer evil.example",
        "content-length: 12",
        "transfer-encoding: chunked",
    ];
    let host = shop.edge.trim_start_matches("http://");
    let mut first = None;
    for (at, attack) in attacks.into_iter().enumerate() {
        // Each is the first to ask for an address of its own.
        let path = format!("/us/search?q=zz{}", at + 100);
        let body = match attack {
            "content-length: 12" => "evil.example",
            "transfer-encoding: chunked" => "c\r\nevil.example\r\n0\r\n\r\n",
            _ => "",
        };
        let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n{attack}\r\nconnection: close\r\n\r\n{body}");
        let answer = exchange(&shop.edge, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 304"), "{attack}: {answer}");
        assert_poisoned_by_nobody(&plain(&shopper, &path).await, attack, &mut first, &format!("zz{}", at + 100));
    }
    for (at, host) in ["evil.example", "evil.example:80", "127.0.0.1:6666", "EVIL.example"].into_iter().enumerate() {
        let path = format!("/us/search?q=zz{}", at + 200);
        for line in [path.clone(), format!("http://evil.example{path}")] {
            let request = format!("GET {line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
            assert!(exchange(&shop.edge, request.as_bytes()).await.starts_with("HTTP/1.1 200"), "{host}");
        }
        assert_poisoned_by_nobody(&plain(&shopper, &path).await, host, &mut first, &format!("zz{}", at + 200));
    }
}

/// All these pages are the same but for their number.
fn assert_poisoned_by_nobody(page: &Reply, attack: &str, first: &mut Option<String>, number: &str) {
    assert_eq!(page.status, 200, "{attack}");
    assert!(!page.body.to_ascii_lowercase().contains(EVIL), "{attack}: {}", page.body);
    assert!(!format!("{:?}", page.headers).to_ascii_lowercase().contains(EVIL), "{attack}: {:?}", page.headers);
    let body = page.body.replace(number, "zzN");
    assert_eq!(first.get_or_insert_with(|| body.clone()), &body, "{attack}");
}

#[tokio::test]
async fn another_way_to_write_an_address_changes_no_stored_page() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let page = plain(&shopper, "/collections").await;
    for (odd, statuses) in [
        ("/collections/", [308, 308]),
        ("//collections", [308, 308]),
        ("/%63ollections", [308, 308]),
        ("/collections;jsessionid=1", [404, 404]),
        ("/collections%2f", [400, 400]),
        ("/collections%00", [400, 400]),
        ("/./collections", [400, 400]),
        ("/us/../collections", [400, 400]),
        ("/collections?", [200, 200]),
        ("/collections?utm_source=a&utm_source=b", [200, 200]),
        ("/collections?__err=x&__path=y", [200, 400]),
        ("/COLLECTIONS", [200, 404]),
        ("http://evil.example/collections", [200, 200]),
    ] {
        let request = format!("GET {odd} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let answer = exchange(&shop.edge, request.as_bytes()).await;
        let status: u16 = answer.get(9..12).and_then(|status| status.parse().ok()).expect("an answer");
        assert!(statuses.contains(&status), "{odd}: {status}");
        assert!(status != 308 || answer.contains("\r\nlocation: /collections\r\n"), "{odd}: {answer}");
        let again = plain(&shopper, "/collections").await;
        assert_eq!(again.body, page.body, "{odd}");
        assert!(again.header("cache-status").starts_with("edge; hit"), "{odd}: {}", again.header("cache-status"));
    }
    // Of a parameter that comes twice every order is the same address, and the same page.
    let (one, other) = (plain(&shopper, "/search?q=mug&q=tea").await, plain(&shopper, "/search?q=tea&q=mug").await);
    assert_eq!(one.body, other.body);
    assert!(other.header("cache-status").starts_with("edge; hit"));
}

#[tokio::test]
async fn a_body_too_large_or_too_slow_is_refused_and_the_shop_goes_on() {
    let shop = Shop::start().await;
    let (address, _node) = shop.start_edge("edge-node-2", &shop.origin, &["--body-timeout", "300ms"]).await;
    let host = address.trim_start_matches("http://");
    let post = |lines: &str| {
        format!("POST /api/cart/add_line HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{lines}\r\n\r\n").into_bytes()
    };
    let announced = exchange(&address, &post("content-length: 2000000")).await;
    assert!(announced.starts_with("HTTP/1.1 413 ") && announced.contains("too_large"), "{announced}");
    let mut chunks = post("transfer-encoding: chunked");
    for _ in 0..20 {
        chunks.extend(b"10000\r\n");
        chunks.extend([b'a'; 0x10000]);
        chunks.extend(b"\r\n");
    }
    let chunked = exchange(&address, &chunks).await;
    // It is cut off while it is still being sent, so the answer may not have been heard.
    assert!(chunked.is_empty() || chunked.starts_with("HTTP/1.1 413 "), "{chunked}");
    let slow = exchange(&address, &[post("content-length: 100"), b"sku=".to_vec()].concat()).await;
    assert!(slow.starts_with("HTTP/1.1 400 ") && slow.contains("body-incomplete"), "{slow}");
    let well = plain(&Shopper::new(&address), "/").await;
    assert_eq!(well.status, 200);
}
