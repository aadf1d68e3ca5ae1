//! Bodies that are announced and never end.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, Version};
use http_body::{Body, Frame};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpSocket;

use crate::testing::server::{Server, TIMEOUT, exchange, until_closed};

/// Bytes of a body that is announced; all but the last of them are sent.
const ANNOUNCED: usize = 64 * 1024;
static SENT: [u8; ANNOUNCED - 1] = [b'a'; ANNOUNCED - 1];

const CONNECTIONS: usize = 24;
const STREAMS: usize = 64;
/// Bodies that fit into what one address may have.
const FITTING: usize = 2 * 1024 * 1024 / ANNOUNCED;

/// A body that never ends.
struct Stalled(Option<Bytes>);

impl Body for Stalled {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.take().map_or(Poll::Pending, |sent| Poll::Ready(Some(Ok(Frame::data(sent)))))
    }
}

/// KiB of memory that this process has.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// The head of what is answered to a small form from an address of this machine.
async fn post(server: &Server, from: &str) -> String {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(format!("{from}:0").parse().expect("an address")).expect("an address of this machine");
    let mut stream = socket.connect(server.plain).await.expect("it listens");
    let request = b"POST /cart HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 3\r\n\r\na=b";
    stream.write_all(request).await.expect("it reads");
    until_closed(&mut stream).await
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_bodies_that_never_end_do_not_fill_the_memory() {
    let server = Server::start(&["--body-timeout", "60s"]).await;
    assert!(post(&server, "127.0.0.1").await.starts_with("HTTP/1.1 503 "), "the worker is not there");
    let before = resident();
    let refused = Arc::new(AtomicUsize::new(0));
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = server.connect(&[b"h2"]).await.expect("TLS is agreed on");
        let (client, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2 is spoken");
        connections.push(tokio::spawn(connection));
        for _ in 0..STREAMS {
            let (mut client, refused) = (client.clone(), Arc::clone(&refused));
            connections.push(tokio::spawn(async move {
                let request = Request::post("https://localhost/cart").version(Version::HTTP_2);
                let request = request.header("content-length", ANNOUNCED);
                let request = request.body(Stalled(Some(Bytes::from_static(&SENT)))).expect("a request");
                let answer = client.send_request(request).await?;
                assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
                assert_eq!(answer.headers()["retry-after"], "2");
                refused.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }));
        }
    }
    let all_answered = async {
        while refused.load(Ordering::Relaxed) < CONNECTIONS * STREAMS - FITTING {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(TIMEOUT, all_answered).await.expect("what finds no room is refused at once");
    // Without a bound it would be 96 MiB. The client's own side of the connections is in it.
    let grown = resident().saturating_sub(before);
    assert!(grown < 32 * 1024, "{grown} KiB more");
    assert!(post(&server, "127.0.0.1").await.starts_with("HTTP/1.1 429 "), "its share is used up");
    assert!(post(&server, "127.0.0.2").await.starts_with("HTTP/1.1 503 "), "others have theirs");
    for connection in connections {
        connection.abort();
    }
    let given_back = async {
        while !post(&server, "127.0.0.1").await.starts_with("HTTP/1.1 503 ") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(TIMEOUT, given_back).await.expect("who goes gives back what they had");
}

#[tokio::test]
async fn h1_all_addresses_together_have_a_budget() {
    let server = Server::start(&["--bodies-kb", "512", "--bodies-kb-per-address", "512"]).await;
    let mut held = Vec::new();
    for at in 0..8 {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(format!("127.0.0.{}:0", at + 2).parse().expect("an address")).expect("of this machine");
        let mut stream = socket.connect(server.plain).await.expect("it listens");
        let head = format!("POST /cart HTTP/1.1\r\nhost: a\r\ncontent-length: {ANNOUNCED}\r\n\r\na");
        stream.write_all(head.as_bytes()).await.expect("it reads");
        held.push(stream);
    }
    let refused = async {
        loop {
            let answer = post(&server, "127.0.0.1").await;
            if answer.contains("bodies-full") {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let answer = tokio::time::timeout(TIMEOUT, refused).await.expect("all of it is taken");
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.contains("retry-after: 2\r\n"), "{answer}");
    assert!(server.is_well().await, "files are sent all the same");
}

#[tokio::test]
async fn h1_an_address_takes_what_it_needs_and_no_more() {
    let server = Server::start(&[]).await;
    for (path, length, expected) in [
        ("/cart", 64 * 1024, "503"),
        ("/cart", 64 * 1024 + 1, "413"),
        ("/v1/orders", 64 * 1024 + 1, "413"),
        ("/v1/payments/hooks/stripe", 512 * 1024, "503"),
        ("/v1/payments/hooks/stripe", 512 * 1024 + 1, "413"),
        ("/v1/admin/products", 512 * 1024, "503"),
        ("/v1/admin/products", 512 * 1024 + 1, "413"),
    ] {
        let body = "a".repeat(length);
        let head = format!("POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n");
        let whole = format!("{head}content-length: {length}\r\n\r\n{body}");
        let answer = server.exchange(whole.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected} ")), "{path} {length}: {answer}");
        // The same without saying how long it is.
        let chunked = format!("{head}transfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n");
        let answer = server.exchange(chunked.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected} ")), "{path} {length} in chunks: {answer}");
    }
}

#[tokio::test]
async fn l8_who_sends_what_nobody_reads_is_told_that_the_connection_ends() {
    let server = Server::start(&[]).await;
    let files = ["--tls-certificate", "chain.pem", "--tls-key", "key.pem"];
    let options: Vec<&str> = ["--tls-listen", "127.0.0.1:0", "--https-only"].into_iter().chain(files).collect();
    let led_away = Server::start(&options).await;
    let long = 64 * 1024 + 1;
    for (address, method, target, length, status) in [
        (server.plain, "POST", "/cart", long, "413"),
        (server.plain, "POST", "/%zz", 9, "400"),
        (server.plain, "POST", "/_edge/health", 9, "503"),
        (server.plain, "GET", "/robots.txt", 9, "200"),
        (server.plain, "GET", "/products", 9, "503"),
        (led_away.plain, "POST", "/cart", 9, "308"),
        (led_away.plain, "POST", "/v1/sessions", 9, "403"),
        (server.operators, "POST", "/_edge/purge", long, "413"),
    ] {
        let body = "a".repeat(length);
        let request = format!("{method} {target} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n{body}");
        let answer = exchange(address, request.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{method} {target}: {answer}");
        assert!(answer.contains("\r\nconnection: close\r\n"), "{method} {target}: {answer}");
    }
    // What is read ends nothing.
    for (address, target, status) in [(server.plain, "/cart", "503"), (server.operators, "/_edge/purge", "401")] {
        let request = format!("POST {target} HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n");
        let both = format!("{request}\r\na=b{request}connection: close\r\n\r\na=b");
        let answers = exchange(address, both.as_bytes()).await;
        assert_eq!(answers.matches(&format!("HTTP/1.1 {status} ")).count(), 2, "{answers}");
    }
}
