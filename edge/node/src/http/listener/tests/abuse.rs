//! Clients that break the rules of HTTP/1.1, or stretch them.

use std::time::Duration;

use futures::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

use crate::testing::server::{Server, TIMEOUT, until_closed};

/// A request that must never be answered on a connection whose first was broken.
const SECOND: &str = "GET /robots.txt HTTP/1.1\r\nhost: a\r\n\r\n";

fn statuses(answer: &str) -> Vec<&str> {
    answer.split("HTTP/1.1 ").skip(1).map(|rest| rest.get(..3).unwrap_or(rest)).collect()
}

async fn check(server: &Server, name: &str, request: String, expect: &[&str]) {
    let answer = server.exchange(request.as_bytes()).await;
    let statuses = statuses(&answer);
    let refused = statuses.is_empty() || statuses.len() == 1 && expect.contains(&statuses[0]);
    assert!(refused, "{name}: {answer}");
    assert!(!answer.contains("User-agent"), "{name}: the second request was answered: {answer}");
}

#[tokio::test]
async fn l16_what_two_readers_could_read_differently_is_refused_and_nothing_after_it_is_answered() {
    let server = Server::start(&["--head-timeout", "2s"]).await;
    let post = |lines: &str, body: &str| format!("POST /x HTTP/1.1\r\nhost: a\r\n{lines}\r\n\r\n{body}{SECOND}");
    let get = |line: &str, lines: &str| format!("{line}\r\nhost: a\r\n{lines}\r\n\r\n{SECOND}");
    let malformed = [
        ("two lengths", post("content-length: 5\r\ncontent-length: 6", "12345")),
        ("two lengths in one", post("content-length: 5, 6", "12345")),
        ("a negative length", post("content-length: -5", "12345")),
        ("a length with a sign", post("content-length: +5", "12345")),
        ("a hexadecimal length", post("content-length: 0x5", "12345")),
        ("a length in two parts", post("content-length: 5 5", "12345")),
        ("one length twice", post("content-length: 5\r\ncontent-length: 5", "12345")),
        ("one length in two spellings", post("Content-Length: 5\r\nx: y\r\ncontent-length:5", "12345")),
        ("chunked twice", post("transfer-encoding: chunked\r\ntransfer-encoding: chunked", "0\r\n\r\n")),
        ("length, then chunks", post("content-length: 5\r\ntransfer-encoding: chunked", "0\r\n\r\n")),
        ("chunks, then length", post("transfer-encoding: chunked\r\ncontent-length: 5", "0\r\n\r\n")),
        ("a length that hides", post("content-length: 44\r\ntransfer-encoding: chunked", "0\r\n\r\n")),
        ("a length beyond all", post("content-length: 99999999999999999999", "12345")),
        ("chunked, but not at last", post("transfer-encoding: chunked, identity", "0\r\n\r\n")),
        ("identity", post("transfer-encoding: identity", "0\r\n\r\n")),
        ("nearly chunked", post("transfer-encoding: xchunked", "0\r\n\r\n")),
        ("chunked after a control character", post("transfer-encoding: \x0bchunked", "0\r\n\r\n")),
        ("chunked and something", post("transfer-encoding: chunked\r\ntransfer-encoding: x", "0\r\n\r\n")),
        ("a space before the colon", post("transfer-encoding : chunked", "0\r\n\r\n")),
        ("a folded line", get("GET /x HTTP/1.1", "x-a: b\r\n c: d")),
        ("a folded length", post("x-a: b\r\n content-length: 5\r\ncontent-length: 0", "")),
        ("a NUL in a value", get("GET /x HTTP/1.1", "x-a: b\0c")),
        ("a NUL in the path", get("GET /x\0 HTTP/1.1", "x-a: b")),
        ("a CR alone in a value", get("GET /x HTTP/1.1", "x-a: b\rcontent-length: 5")),
        ("a line without a colon", get("GET /x HTTP/1.1", "content-length")),
        ("a name with a space", get("GET /x HTTP/1.1", "x a: b")),
        ("a second host", get("GET /x HTTP/1.1", "host: b")),
        ("a path with a space", get("GET /x y HTTP/1.1", "x-a: b")),
        ("a version of the future", get("GET /x HTTP/9.9", "x-a: b")),
        ("a path that leads up", get("GET /pkg/../../etc/passwd HTTP/1.1", "connection: close")),
        ("no host", format!("GET /x HTTP/1.1\r\nconnection: close\r\n\r\n{SECOND}")),
    ];
    let checks = malformed.into_iter().map(async |(name, request)| check(&server, name, request, &["400"]).await);
    join_all(checks).await;
    assert!(server.is_well().await);
}

#[tokio::test]
async fn l16_nothing_is_answered_after_chunks() {
    let server = Server::start(&["--head-timeout", "2s"]).await;
    let hidden = |lines: &str, body: &str| format!("POST /x HTTP/1.1\r\nhost: a\r\n{lines}\r\n\r\n{body}{SECOND}");
    let chunked = [
        ("chunks", hidden("transfer-encoding: chunked", "5\r\n12345\r\n0\r\n\r\n")),
        ("a negative chunk", hidden("transfer-encoding: chunked", "-1\r\n")),
        ("a chunk beyond all", hidden("transfer-encoding: chunked", "FFFFFFFFFFFFFFFFF\r\n")),
        ("a chunk without end", hidden("transfer-encoding: chunked", "5\r\n1234567\r\n0\r\n\r\n")),
        ("a long extension", hidden("transfer-encoding: chunked", &format!("1;{}\r\n", "x".repeat(40_000)))),
    ];
    // The worker is not there, so the answer to what can be read is that the shop is opening.
    let checks = chunked.into_iter().map(async |(name, request)| check(&server, name, request, &["503", "400"]).await);
    join_all(checks).await;
    let old = "POST /x HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n".to_owned() + SECOND;
    check(&server, "chunks of HTTP/1.0", old, &["400"]).await;
    assert!(server.is_well().await);
}

#[tokio::test]
async fn heads_without_measure_are_refused() {
    let server = Server::start(&["--head-timeout", "2s"]).await;
    let get = |lines: &str| format!("GET /x HTTP/1.1\r\nhost: a\r\n{lines}\r\n\r\n");
    let many: String = (0..200).map(|at| format!("x-{at}: 1\r\n")).collect();
    for (name, request, expect) in [
        ("100 kB in one field", get(&format!("x-a: {}", "a".repeat(100_000))), ["431", "400"]),
        ("100 kB of cookies", get(&format!("cookie: {}", "a=b; ".repeat(20_000))), ["431", "400"]),
        ("200 fields", get(many.trim_end()), ["431", "400"]),
        ("100 kB of path", format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "a".repeat(100_000)), ["414", "431"]),
    ] {
        check(&server, name, request, &expect).await;
    }
    assert!(server.is_well().await);
}

#[tokio::test]
async fn lines_that_end_in_a_line_feed_alone_are_one_request() {
    let server = Server::start(&["--head-timeout", "1s"]).await;
    let answer = server.exchange(b"GET /robots.txt HTTP/1.1\nhost: a\nconnection: close\n\n").await;
    assert_eq!(statuses(&answer), ["200"], "{answer}");
    let elsewhere = "GET http://evil.example/robots.txt HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    let answer = server.exchange(elsewhere.as_bytes()).await;
    assert!(answer.ends_with("User-agent: *\n") && !answer.contains("evil"), "{answer}");
}

#[tokio::test]
async fn a_head_that_drips_is_cut_off() {
    let server = Server::start(&["--head-timeout", "300ms"]).await;
    let stream = TcpStream::connect(server.plain).await.expect("it listens");
    let (mut reading, mut writing) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let mut drops = tokio::time::interval(Duration::from_millis(20));
        writing.write_all(b"GET / HTTP/1.1\r\nhost: a\r\nx-a: ").await.ok();
        while writing.write_all(b"a").await.is_ok() {
            drops.tick().await;
        }
    });
    assert_eq!(statuses(&until_closed(&mut reading).await), Vec::<&str>::new());
    drop(reading);
    dripping.await.expect("it was told by the closed connection");
    let silent = &mut TcpStream::connect(server.plain).await.expect("it listens");
    assert_eq!(until_closed(silent).await, "", "who says nothing is not waited for either");
}

#[tokio::test]
async fn who_does_not_read_loses_the_connection_and_whoever_has_too_many_is_told() {
    let options = ["--write-timeout", "300ms", "--connections-per-address", "1"];
    let server = Server::start(&options).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4096).expect("a small one");
    let mut stream = socket.connect(server.plain).await.expect("it listens");
    stream.write_all(b"GET /media/film.mp4 HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("it reads");
    stream.read_exact(&mut [0; 15]).await.expect("it begins to answer");
    let refused = server.exchange(b"GET /robots.txt HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert_eq!(statuses(&refused), ["503"]);
    assert!(refused.contains("retry-after: 2") && refused.ends_with("Too many connections here.\n"), "{refused}");
    // Its permit is free again when it was given up.
    let freed = async {
        while !server.is_well().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TIMEOUT, freed).await.expect("the connection was given up");
}

#[tokio::test]
async fn parts_of_a_film_and_heads_have_the_right_lengths_on_the_wire() {
    let server = Server::start(&[]).await;
    let ask = async |line: &str, lines: &str| {
        let request = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{lines}\r\n");
        let answer = server.exchange(request.as_bytes()).await;
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.to_ascii_lowercase(), body.len())
    };
    let (head, length) = ask("GET /media/film.mp4", "range: bytes=-70000\r\n").await;
    assert!(head.starts_with("http/1.1 206 ") && head.contains("content-length: 70000"), "{head}");
    assert_eq!(length, 70_000);
    let (head, length) = ask("GET /media/film.mp4", "range: bytes=99999999-\r\n").await;
    assert!(head.starts_with("http/1.1 416 ") && head.contains("content-range: bytes */33554432"), "{head}");
    assert_eq!(length, 0);
    for (path, status, bytes) in [
        ("/media/film.mp4", "200", "33554432"),
        ("/robots.txt", "200", "14"),
        ("/media/none", "404", ""),
        ("/", "503", ""),
        ("/_edge/ready", "503", "7"),
        ("/_edge/health", "503", ""),
        ("/a%00", "400", ""),
    ] {
        let (head, length) = ask(&format!("HEAD {path}"), "").await;
        assert!(head.starts_with(&format!("http/1.1 {status} ")), "{path}: {head}");
        assert!(head.contains(&format!("content-length: {bytes}")) && length == 0, "{path}: {head}");
        assert!(head.contains("x-content-type-options: nosniff"), "{path}: {head}");
        assert!(head.contains("cache-status: edge; "), "{path}: {head}");
        assert!(!head.contains("strict-transport-security"), "{path}: {head}");
    }
}

#[tokio::test]
async fn a_node_that_stops_says_so_finishes_what_it_began_and_takes_nobody_new() {
    let mut server = Server::start(&["--drain-delay", "1s", "--drain-time", "60s"]).await;
    let address = server.plain;
    let mut download = TcpStream::connect(address).await.expect("it listens");
    download.write_all(b"GET /media/film.mp4 HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("it reads");
    let mut idle = TcpStream::connect(address).await.expect("it listens");
    idle.write_all(SECOND.as_bytes()).await.expect("it reads");
    idle.read_exact(&mut [0; 15]).await.expect("it answers");
    let mut silent = TcpStream::connect(address).await.expect("it listens");
    let ready = b"GET /_edge/ready HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    assert!(server.exchange(ready).await.ends_with("loading"));

    server.stop();
    let told = async {
        while !server.exchange(ready).await.ends_with("stopping") {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TIMEOUT, told).await.expect("it says so while it goes on");
    assert!(until_closed(&mut idle).await.contains("User-agent"));
    assert_eq!(until_closed(&mut silent).await, "");
    let film = until_closed(&mut download).await;
    assert!(film.len() > 32 * 1024 * 1024, "the download was finished: {}", film.len());
    tokio::time::timeout(TIMEOUT, &mut server.serving).await.expect("it ends").expect("without a panic");
    TcpStream::connect(address).await.expect_err("nobody listens any more");
}
